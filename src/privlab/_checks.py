"""Arguments checked: the sentence of each refusal is written here once."""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING

from privlab.errors import ParameterError, did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["one_of", "whole"]


def whole(
    name: str, value: object, *, least: int = 0, most: int | None = None, of: str = ""
) -> int:
    """Return a whole number, of Python or of NumPy, as a Python one.

    Parameters
    ----------
    name : str
        The argument, as the error names it.
    value : object
    least, most : int
        Allowed; no upper bound when None.
    of : str
        What is counted: "people", "random orders".

    Raises
    ------
    ParameterError

    Examples
    --------
    >>> whole("k", 5, least=1)
    5
    >>> whole("k", True, least=1)
    Traceback (most recent call last):
    privlab.errors.ParameterError: k is True; it must be a whole number of at least 1.
    """
    fits = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not fits or value < least or (most is not None and value > most):  # type: ignore[operator]
        bound = f"at least {least}" if most is None else f"from {least} to {most}"
        kind = f"of {of}, {bound}" if of else bound if most is not None else f"of {bound}"
        message = f"{name} is {value!r}; it must be a whole number {kind}."
        raise ParameterError(message)
    return int(value)  # type: ignore[call-overload, no-any-return]


def one_of(name: str, value: object, allowed: Iterable[str]) -> str:
    """Return a word that is among those allowed.

    Examples
    --------
    >>> one_of("draws", "once", ["one", "many"])
    Traceback (most recent call last):
    privlab.errors.ParameterError: draws='once' is not known. Did you mean 'one'? Allowed: one, many
    """
    allowed = list(allowed)
    if not isinstance(value, str) or value not in allowed:
        said = did_you_mean(str(value), allowed)
        message = f"{name}='{listed([str(value)])}' is not known. {said}"
        raise ParameterError(message)
    return value
