"""The one structure that feeds every measure: equivalence classes with their counts.

Distinct combinations of codes, counted on the engine, rolled up here. This room knows no
criterion, no risk and no value: only codes and counts of records and of people.
"""

from privlab.classes._candidates import CandidateSets, candidate_sets
from privlab.classes._classes import EquivalenceClasses, Membership
from privlab.classes._counting import check_missing, equivalence_classes
from privlab.classes._grouping import group_words, match_words, recode
from privlab.classes._sizes import ClassSizes, class_sizes
from privlab.classes._values import ValueCounts, value_counts
from privlab.classes._weights import class_weights, constant_per_person

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
    "constant_per_person",
    "equivalence_classes",
    "group_words",
    "match_words",
    "recode",
    "value_counts",
]
