"""Hierarchies applied: a treatment is a frozen recipe that any table can follow.

Searches run on class tables and integer codes; what leaves is checked again from its own values.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from privlab.anonymise._criteria import Criteria
from privlab.anonymise._recipe import Recipe

if TYPE_CHECKING:
    from privlab.anonymise._anonymiser import Anonymiser
    from privlab.anonymise._frontier import Frontier, frontier
    from privlab.anonymise._frontier_classes import ClassTable, JudgedLevels
    from privlab.anonymise._local_suppression import LocalSuppression
    from privlab.anonymise._microaggregation import Microaggregation
    from privlab.anonymise._perturbation import PostRandomisation
    from privlab.anonymise._perturbation_ranks import RankSwapping
    from privlab.anonymise._pseudonyms import Pseudonymisation, Pseudonymiser
    from privlab.anonymise._pseudonyms_keys import PseudonymKey
    from privlab.anonymise._release import Release
    from privlab.anonymise._top_bottom import TopBottom
    from privlab.anonymise._utility import compare_utility
    from privlab.anonymise._utility_comparison import UtilityComparison

__all__ = [
    "Anonymiser",
    "ClassTable",
    "Criteria",
    "Frontier",
    "JudgedLevels",
    "LocalSuppression",
    "Microaggregation",
    "PostRandomisation",
    "PseudonymKey",
    "Pseudonymisation",
    "Pseudonymiser",
    "RankSwapping",
    "Recipe",
    "Release",
    "TopBottom",
    "UtilityComparison",
    "compare_utility",
    "frontier",
]

# scikit-learn and the treatments are loaded when one is asked for: a recipe needs neither
_MODULES = {
    "Anonymiser": "_anonymiser",
    "ClassTable": "_frontier_classes",
    "Frontier": "_frontier",
    "JudgedLevels": "_frontier_classes",
    "LocalSuppression": "_local_suppression",
    "Microaggregation": "_microaggregation",
    "PostRandomisation": "_perturbation",
    "PseudonymKey": "_pseudonyms_keys",
    "Pseudonymisation": "_pseudonyms",
    "Pseudonymiser": "_pseudonyms",
    "RankSwapping": "_perturbation_ranks",
    "Release": "_release",
    "TopBottom": "_top_bottom",
    "UtilityComparison": "_utility_comparison",
    "compare_utility": "_utility",
    "frontier": "_frontier",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        message = f"module 'privlab.anonymise' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"privlab.anonymise.{_MODULES[name]}"), name)
