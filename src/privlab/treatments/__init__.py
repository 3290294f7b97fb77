"""Treatments of single records: values removed, averaged, swapped, drawn anew or bounded.

Each fits on a table and treats its rows; none knows the search of a generalisation.
"""

from privlab.treatments._microaggregation import Microaggregation
from privlab.treatments._post_randomisation import PostRandomisation
from privlab.treatments._rank_swapping import RankSwapping
from privlab.treatments._top_bottom import TopBottom
from privlab.treatments.local_suppression import LocalSuppression

__all__ = [
    "LocalSuppression",
    "Microaggregation",
    "PostRandomisation",
    "RankSwapping",
    "TopBottom",
]
