"""Arguments checked: the sentence of each refusal is written here once."""

from __future__ import annotations

import math
import numbers
from typing import TYPE_CHECKING, TypeGuard

from privlab.errors import ParameterError, did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["is_number", "is_whole", "number", "one_of", "whole"]


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number, of Python or of NumPy; true and false are none."""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a real number, of Python or of NumPy; true and false are none."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


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
    if not is_whole(value) or value < least or (most is not None and value > most):
        bound = f"at least {least}" if most is None else f"from {least} to {most}"
        kind = f"of {of}, {bound}" if of else bound if most is not None else f"of {bound}"
        message = f"{name} is {value!r}; it must be a whole number {kind}."
        raise ParameterError(message)
    return int(value)


def number(name: str, value: object, within: str, *, of: str = "a number") -> float:
    """Return a number, of Python or of NumPy, as it is.

    Parameters
    ----------
    name : str
        The argument, as the error names it.
    value : object
    within : str
        Allowed, as an interval: "[0, 1)" holds 0 and not 1; "inf" has no bound.
    of : str
        What the number is.

    Raises
    ------
    ParameterError

    Examples
    --------
    >>> number("keep", 0.9, "(0, 1]")
    0.9
    >>> number("keep", 0, "(0, 1]", of="a share of the gain")
    Traceback (most recent call last):
    privlab.errors.ParameterError: keep is 0; it must be a share of the gain above 0 and at most 1.
    """
    low, high = (float(end) for end in within[1:-1].split(","))
    opened, closed = within[0] == "(", within[-1] == ")"
    fits = is_number(value) and low <= value <= high
    if not fits or (opened and value == low) or (closed and value == high):
        bounds = f"{'above' if opened else 'of at least'} {low:g}"
        if high != math.inf:
            bounds += f" and {'below' if closed else 'at most'} {high:g}"
        if not opened and not closed and high != math.inf:
            bounds = f"from {low:g} to {high:g}"
        message = f"{name} is {value!r}; it must be {of} {bounds}."
        raise ParameterError(message)
    return value  # type: ignore[return-value]


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
