"""Numbers as whole units between public bounds: exact to add, and bounded for everyone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from privlab.dp._asked import finite_number
from privlab.errors import ColumnError, ParameterError, listed

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from privlab.tables import Dataset

__all__ = [
    "Units",
    "check_bounds",
    "check_number",
    "exponent_of",
    "within",
]

# a range that a count of bins can be divided by
NARROWEST = 1e-100

LARGEST = 2**52
FINEST = 10**6
"""A bound is at most that many units, unless a unit is given."""
ADDED = 2**61
MOST_PARTS = 2**40


@dataclass(frozen=True)
class Units:
    """Bounds of a column, and the unit in which its sums are told.

    The engine adds up whole parts of a unit, and each sum is rounded to a unit once: so that the
    rounding of a million rows is that of one. A whole number of units that bounds what a person
    adds bounds it after the rounding too, since round(x + w) = round(x) + w for a whole w.

    Attributes
    ----------
    low, high : float
        Values outside are moved to the nearer one.
    exponent : int
        The unit is 10 ** exponent.
    parts : int
        Into how many parts a unit is divided while rows are added up, at least 1.
    """

    low: float
    high: float
    exponent: int
    parts: int = 1

    @classmethod
    def chosen(cls, low: float, high: float, *, rows: int, centred: bool = False) -> Units:
        """Return the finest unit at which no sum of `rows` rows leaves the exact integers."""
        first, last = _exact(low), _exact(high)
        most = (last - first) / 2 if centred else max(abs(first), abs(last))
        exponent = math.floor(math.log10(most / FINEST))
        while most / Fraction(10) ** exponent > FINEST:
            exponent += 1
        while not (made := cls(low, high, exponent)).fits(rows, centred=centred):
            if made.weight <= 1:
                message = (
                    f"{rows:,} rows at most are more than can be added up exactly. Lower "
                    "rows_per_person, or most_people."
                )
                raise ParameterError(message)
            exponent += 1
        return made.divided(rows)

    def fits(self, rows: int, *, centred: bool = False) -> bool:
        """Whether no sum over that many rows leaves the exact integers."""
        moved = self.reach if centred else self.weight
        # what the engine adds up stays far inside 64 bits, what gets noise inside a float
        return self.weight * rows <= ADDED and moved * rows <= LARGEST

    def divided(self, rows: int) -> Units:
        """Return the same units in as many parts as that many rows may be added up in."""
        most = max(min(ADDED // (self.weight * rows), MOST_PARTS), 1)
        return replace(self, parts=most)

    def rounding(self, rows: Any) -> Any:
        """Return the units by which a sum of that many rows, at least 0, is rounded at most.

        Examples
        --------
        >>> Units(0.0, 10.0, 0, parts=1_000).rounding(50)
        0.525
        """
        return 0.5 + 0.5 * rows / self.parts

    def told(self, parts: int) -> int:
        """Return a sum of parts as whole units, to the nearest."""
        return (2 * parts + self.parts) // (2 * self.parts)

    @property
    def unit(self) -> float:
        """The unit, in the unit of the column."""
        return float(Fraction(10) ** self.exponent)

    @property
    def low_units(self) -> int:
        """The lower bound, rounded outwards."""
        return math.floor(_exact(self.low) / Fraction(10) ** self.exponent)

    @property
    def high_units(self) -> int:
        """The upper bound, rounded outwards."""
        return math.ceil(_exact(self.high) / Fraction(10) ** self.exponent)

    @property
    def weight(self) -> int:
        """Most units by which one row changes a sum."""
        return max(abs(self.low_units), abs(self.high_units), 1)

    @property
    def middle(self) -> int:
        """The middle of the bounds, in units."""
        return (self.low_units + self.high_units) // 2

    @property
    def reach(self) -> int:
        """Most units between the middle and a bound."""
        return max(self.high_units - self.middle, 1)

    def value(self, units: float) -> float:
        """Return that many units in the unit of the column."""
        power = 10 ** abs(self.exponent)
        return units / power if self.exponent < 0 else float(units * power)

    def counted(self, column: Any) -> Any:
        """Return a column, nowhere missing, in whole parts of a unit between the bounds.

        Only sums, products, floors and comparisons of floats: the same on every engine.
        """
        power = float(self.parts / Fraction(10) ** self.exponent)
        held = within(column, self.low, self.high)
        ends = self.low_units * self.parts, self.high_units * self.parts
        return within((held * power + 0.5).floor().cast("int64"), *ends)


def within(column: Any, low: float, high: float) -> Any:
    """Return a column, nowhere missing, with what lies outside moved to the nearer bound.

    Without a NaN among them, engines agree on the least and the greatest of numbers, and find
    them several times faster than by cases.
    """
    import ibis

    return ibis.least(ibis.greatest(column, low), high)


def check_number(data: Dataset, column: object, kind: str) -> ir.Table:
    """Return the type of a column of numbers that may be released, or say why it may not."""
    if not isinstance(column, str) or column not in data.columns:
        raise ColumnError.unknown(column, data.columns, kind)
    if data.roles.role(column) == "direct_identifier":
        message = f"{kind} names '{listed([column])}', which says who a person is: it is no amount."
        raise ColumnError(message)
    held = data.table[column].type()
    # text that nobody declared is read as numbers; what is none is missing
    if not (held.is_numeric() or held.is_boolean() or column in data.untyped):
        message = f"{kind} needs numbers, and column '{listed([column])}' holds {held}."
        raise ColumnError(message)
    return held


def check_bounds(kind: str, column: str, low: object, high: object) -> tuple[float, float]:
    """Return the bounds as floats; they are declared, never looked up in the data."""
    if low is None or high is None:
        message = (
            f"{kind} needs bounds that are known without looking at the data: "
            f"{kind}('{listed([column])}', low, high). Values outside are moved to the nearer one; "
            "without them one person could weigh anything."
        )
        raise ParameterError(message)
    read = []
    for name, bound in (("low", low), ("high", high)):
        known = finite_number(bound)
        if known is None or abs(known) > 1e15:
            message = (
                f"{kind} has {name}={bound!r}; it must be a finite number between -1e15 and 1e15. "
                f"Write the bounds of '{listed([column])}' that are known without looking at the "
                f"data: {kind}('{listed([column])}', low, high)."
            )
            raise ParameterError(message)
        read.append(known)
    if not read[0] < read[1]:
        message = f"{kind} has low={read[0]:g} and high={read[1]:g}; low must be below high."
        raise ParameterError(message)
    if read[1] - read[0] < NARROWEST:
        message = (
            f"{kind} has bounds only {read[1] - read[0]:g} apart; at least {NARROWEST:g} is needed "
            "to divide by."
        )
        raise ParameterError(message)
    return read[0], read[1]


def exponent_of(unit: object) -> int:
    """Return k of a unit 10 ** k, or refuse it."""
    known = finite_number(unit)
    for k in range(-15, 16):
        if known is not None and _exact(known) == Fraction(10) ** k:
            return k
    message = f"unit is {unit!r}; it must be a power of ten, for instance 0.01 for cents."
    raise ParameterError(message)


def _exact(bound: float) -> Fraction:
    # the decimal that a person wrote, not the binary fraction nearest to it
    return Fraction(repr(float(bound)))
