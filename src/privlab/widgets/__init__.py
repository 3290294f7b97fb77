"""Panels for a notebook; each is a view of a frozen recipe and writes the code that makes it.

They read class tables through `anonymise`, never rows; only figures and words reach the browser.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from privlab._extras import wanted
from privlab.widgets._recipe_code import recipe_code

if TYPE_CHECKING:
    from privlab.widgets._budget import BudgetMeter
    from privlab.widgets._tuner import AnonymisationTuner

__all__ = ["AnonymisationTuner", "BudgetMeter", "recipe_code"]

# ipywidgets is loaded when a panel is asked for
_MODULES = {"AnonymisationTuner": "_tuner", "BudgetMeter": "_budget"}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        message = f"module 'privlab.widgets' has no attribute '{name}'"
        raise AttributeError(message)
    for needed in ("anywidget", "ipywidgets"):
        wanted(needed)
    return getattr(importlib.import_module(f"privlab.widgets.{_MODULES[name]}"), name)
