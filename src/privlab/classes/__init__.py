"""The one structure that feeds every measure: equivalence classes with their counts.

Distinct combinations of codes, counted on the engine, rolled up here. This room knows no
criterion, no risk and no value: only codes and counts of records and of people.
"""

from privlab.classes._candidates import (
    CandidateSets as CandidateSets,
    candidate_sets as candidate_sets,
)
from privlab.classes._classes import EquivalenceClasses, Membership as Membership
from privlab.classes._counting import check_missing as check_missing, equivalence_classes
from privlab.classes._grouping import (
    group_words as group_words,
    match_words as match_words,
    recode as recode,
)
from privlab.classes._sizes import ClassSizes as ClassSizes, class_sizes as class_sizes
from privlab.classes._values import ValueCounts as ValueCounts, value_counts as value_counts
from privlab.classes._weights import (
    class_weights as class_weights,
    constant_per_person as constant_per_person,
)

__all__ = ["EquivalenceClasses", "equivalence_classes"]
