"""Epsilon and delta as whole numbers, rounded against the one who spends.

Epsilon is kept in units of 1e-9 and delta in units of 1e-18. What is charged is rounded up and
what is allowed is rounded down, from the shortest decimal that names the float: ten times 0.1
fits 1.0 exactly, and 1e-12 more does not.
"""

from __future__ import annotations

import math
import numbers
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from privlab.errors import ParameterError

__all__ = [
    "allowed_delta",
    "allowed_epsilon",
    "as_delta",
    "as_epsilon",
    "charged_delta",
    "charged_epsilon",
    "read_cap",
    "said",
    "shown",
]

NANO = 10**9
ATTO = 10**18
# far beyond any meaning; keeps every sum inside SQLite's 64-bit integers
LARGEST_EPSILON = 10**6
LONGEST_SHOWN = 30


def charged_epsilon(epsilon: float | Decimal) -> int:
    """Return epsilon in units of 1e-9, rounded up.

    Examples
    --------
    >>> charged_epsilon(0.1), charged_epsilon(1e-12)
    (100000000, 1)
    """
    return math.ceil(_epsilon(epsilon) * NANO)


def allowed_epsilon(epsilon: float | Decimal) -> int:
    """Return the cap on epsilon in units of 1e-9, rounded down.

    Examples
    --------
    >>> allowed_epsilon(0.1 + 0.2)
    300000000
    """
    nano = math.floor(_epsilon(epsilon) * NANO)
    if nano == 0:
        message = "A budget of less than epsilon 1e-09 covers nothing; the smallest is 1e-09."
        raise ParameterError(message)
    return nano


def charged_delta(delta: float | Decimal) -> int:
    """Return delta in units of 1e-18, rounded up."""
    return min(math.ceil(_delta(delta) * ATTO), ATTO - 1)


def allowed_delta(delta: float | Decimal) -> int:
    """Return the cap on delta in units of 1e-18, rounded down."""
    return math.floor(_delta(delta) * ATTO)


def read_cap(text: str) -> tuple[str, Decimal, Decimal | None]:
    """Return population, epsilon and delta of a cap written as "clients=1.0:1e-6".

    The delta is None where none is written.

    Examples
    --------
    >>> read_cap("clients=0.5")
    ('clients', Decimal('0.5'), None)
    """
    population, _, amounts = text.rpartition("=")
    epsilon, _, delta = amounts.partition(":")
    try:
        return population, Decimal(epsilon), Decimal(delta) if delta else None
    except InvalidOperation:
        message = f"'{text}' is no budget. Write POPULATION=EPSILON or POPULATION=EPSILON:DELTA."
        raise ParameterError(message) from None


def as_epsilon(nano: int) -> float:
    """Return the float nearest to that many units of 1e-9."""
    return nano / NANO


def as_delta(atto: int) -> float:
    """Return the float nearest to that many units of 1e-18."""
    return atto / ATTO


def said(amount: int, unit: int) -> str:
    """Return the exact decimal of an amount, for an error message.

    Examples
    --------
    >>> said(250_000_000, NANO)
    '0.25'
    """
    exact = Decimal(amount) / Decimal(unit)
    return f"{exact.normalize():f}" if exact else "0"


def _epsilon(epsilon: float | Decimal) -> Fraction:
    exact = _exact("epsilon", epsilon, "above 0, for instance 0.25")
    if not 0 < exact <= LARGEST_EPSILON:
        message = f"epsilon is {shown(epsilon)}; it must be above 0 and at most {LARGEST_EPSILON}."
        raise ParameterError(message)
    return exact


def _delta(delta: float | Decimal) -> Fraction:
    exact = _exact("delta", delta, "of at least 0 and below 1, for instance 1e-6")
    if not 0 <= exact < 1:
        message = f"delta is {shown(delta)}; it must be at least 0 and below 1."
        raise ParameterError(message)
    return exact


def _exact(name: str, amount: object, allowed: str) -> Fraction:
    known = isinstance(amount, numbers.Real | Decimal) and not isinstance(amount, bool)
    exact = _fraction(amount) if known else None
    if exact is None:
        message = f"{name} is {shown(amount)}; it must be a finite number {allowed}."
        raise ParameterError(message)
    return exact


def _fraction(amount: Any) -> Fraction | None:  # noqa: ANN401 - any number
    try:
        if isinstance(amount, numbers.Integral):
            return Fraction(int(amount))
        if isinstance(amount, numbers.Rational | Decimal):
            return Fraction(amount)
        # the decimal that a person wrote, not the binary fraction nearest to it
        return Fraction(repr(float(amount)))
    except (ValueError, OverflowError):
        # not a number, not finite, or a signal
        return None


def shown(amount: object) -> str:
    """Return an amount for a message; Python refuses to write a whole number of 5,000 digits."""
    if isinstance(amount, numbers.Integral) and abs(int(amount)) >= 10**LONGEST_SHOWN:
        return f"a whole number of more than {LONGEST_SHOWN} digits"
    return repr(amount)
