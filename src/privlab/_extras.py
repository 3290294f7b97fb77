"""What is installed on request: the extras of the distribution, one door for all."""

from __future__ import annotations

import functools
import importlib
from typing import Any

from privlab.errors import MissingExtraError

__all__ = ["EXTRAS", "wanted"]

EXTRAS = {
    "anywidget": "lab",
    "ipywidgets": "lab",
    "jupyterlab": "lab",
    "diffprivlib": "dp",
    "dp_accounting": "dp",
    "opendp": "dp",
    "email_validator": "detect",
    "phonenumbers": "detect",
    "stdnum": "detect",
    "PIL": "reports",
    "python_calamine": "sheets",
}
"""The extra that brings a package, by the name under which it is imported."""


@functools.cache
def wanted(module: str) -> Any:
    """Return a module of an extra.

    Parameters
    ----------
    module : str
        A package of `EXTRAS`, or a module of one.

    Raises
    ------
    MissingExtraError
        The extra is not installed.

    Examples
    --------
    >>> wanted("json")
    Traceback (most recent call last):
    KeyError: 'json'
    """
    package = module.partition(".")[0]
    extra = EXTRAS[package]
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        message = f"This needs '{package}', which is not installed: pip install 'privlab[{extra}]'."
        raise MissingExtraError(message) from None
