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
    from privlab.anonymise._frontier_classes import (
        ClassTable as ClassTable,
        JudgedLevels as JudgedLevels,
    )
    from privlab.release import Release as Release


__all__ = ["Anonymiser", "Criteria", "Frontier", "Recipe", "frontier"]

# scikit-learn and the treatments are loaded when one is asked for: a recipe needs neither
_MODULES = {
    "Anonymiser": "anonymise._anonymiser",
    "ClassTable": "anonymise._frontier_classes",
    "Frontier": "anonymise._frontier",
    "JudgedLevels": "anonymise._frontier_classes",
    "Release": "release",
    "frontier": "anonymise._frontier",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        message = f"module 'privlab.anonymise' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"privlab.{_MODULES[name]}"), name)
