"""The one structure that feeds every measure: equivalence classes with their counts.

Distinct combinations of codes, counted on the engine, rolled up here. This room knows no
criterion, no risk and no value: only codes and counts of records and of people.
"""

from privlab.classes._classes import EquivalenceClasses, Membership, equivalence_classes
from privlab.classes._grouping import group_words, match_words, recode
from privlab.classes._sizes import ClassSizes, class_sizes

__all__ = [
    "ClassSizes",
    "EquivalenceClasses",
    "Membership",
    "class_sizes",
    "equivalence_classes",
    "group_words",
    "match_words",
    "recode",
]
