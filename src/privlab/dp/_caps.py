"""How much of a person takes part, and how far one person more or less moves the answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real
from typing import Any

from privlab.errors import ParameterError

__all__ = ["MOST_ROWS", "Caps", "check_cap", "finite_number", "whole_number"]

MOST_ROWS = 2**31


@dataclass(frozen=True)
class Caps:
    """Caps on what one person gives, declared once.

    Parameters
    ----------
    rows : int
        Rows of a person in all, at least 1.
    groups : int, optional
        Groups of a query in which a person takes part.
    rows_per_group : int, optional
        Rows of a person in one group.

    Examples
    --------
    >>> caps = Caps(rows=5, groups=3, rows_per_group=2)
    >>> caps.touched(50), caps.total(50), caps.squared(50)
    (3, 5, 9)
    """

    rows: int
    groups: int | None = None
    rows_per_group: int | None = None

    def touched(self, n_groups: int) -> int:
        """Return in how many of the groups one person may take part."""
        return min(self.rows, self.groups or self.rows, n_groups)

    def total(self, n_groups: int) -> int:
        """Return the rows that one person more or less moves in all groups: L1."""
        return min(self.rows, self._most * self.touched(n_groups))

    def squared(self, n_groups: int) -> int:
        """Return the largest sum of squares of the rows of a person in each group: L2 squared."""
        full, rest = divmod(self.total(n_groups), self._most)
        return full * self._most**2 + rest**2

    @property
    def _most(self) -> int:
        return min(self.rows, self.rows_per_group or self.rows)


def check_cap(name: str, cap: object) -> int:
    """Return a cap as an int, or refuse what is no whole number of at least 1.

    Examples
    --------
    >>> import numpy as np
    >>> check_cap("rows_per_person", np.int64(3))
    3
    """
    whole = whole_number(cap)
    if whole is None or not 1 <= whole <= MOST_ROWS:
        message = (
            f"{name} is {cap!r}; it must be a whole number of at least 1 and at most {MOST_ROWS}."
        )
        raise ParameterError(message)
    return whole


def whole_number(given: Any) -> int | None:  # noqa: ANN401 - whatever was given
    """Return a whole number of any type (of numpy, Decimal, Fraction) as an int, else None.

    Examples
    --------
    >>> from decimal import Decimal
    >>> whole_number(Decimal("4")), whole_number(4.5), whole_number(True), whole_number("4")
    (4, None, None, None)
    """
    if isinstance(given, bool) or not isinstance(given, Rational | Decimal):
        return None
    if isinstance(given, Decimal) and not given.is_finite():
        return None
    exact = Fraction(given)
    return int(exact.numerator) if exact.denominator == 1 else None


def finite_number(given: Any) -> float | None:  # noqa: ANN401 - whatever was given
    """Return a finite number of any type as a float, else None.

    Examples
    --------
    >>> from decimal import Decimal
    >>> finite_number(Decimal("0.5")), finite_number(10**400), finite_number(Decimal("sNaN"))
    (0.5, None, None)
    """
    if isinstance(given, bool) or not isinstance(given, Real | Decimal):
        return None
    try:
        made = float(given)
    except (OverflowError, ValueError):
        return None
    return made if math.isfinite(made) else None
