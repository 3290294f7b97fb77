"""The one structure that feeds every measure: equivalence classes with their counts.

Distinct combinations of codes, counted on the engine, rolled up here. This room knows no
criterion, no risk and no value: only codes and counts of records and of people.
"""

from privlab.classes._candidates import CandidateSets, candidate_sets, class_weights
from privlab.classes._classes import (
    EquivalenceClasses,
    Membership,
    check_missing,
    equivalence_classes,
)
from privlab.classes._grouping import group_words, match_words, recode
from privlab.classes._sizes import ClassSizes, class_sizes
from privlab.classes._values import ValueCounts, value_counts

__all__ = [
    "CandidateSets",
    "ClassSizes",
    "EquivalenceClasses",
    "Membership",
    "ValueCounts",
    "candidate_sets",
    "check_missing",
    "class_sizes",
    "class_weights",
    "equivalence_classes",
    "group_words",
    "match_words",
    "recode",
    "value_counts",
]
