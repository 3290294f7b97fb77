"""What a column tells by itself: whose row it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.tables import fetch, is_nested

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from privlab.tables import Dataset

__all__ = [
    "MOST_OWN",
    "nested_columns",
    "own_values",
    "plainly",
    "units_of",
]

# share of the people whom a text, code or key tells apart
MOST_OWN = 0.9
# whole numbers of so many digits, all alike in length, are written by nobody as amounts
LEAST_CODE = 10**7
# fewer whole numbers than that lie close together by chance
FEW = 20
# collisions that so many amounts in so wide a range would have had, were they amounts
COLLISIONS = 5


def plainly(data: Dataset, **columns: Sequence[str]) -> ir.Table:
    """Return columns under plain names, as x0, x1 for `x=[...]`, and the person as `who`.

    Names of users could be those of what is counted.
    """
    named = {
        f"{name}{place}": data.table[column]
        for name, own in columns.items()
        for place, column in enumerate(own)
    }
    if data.roles.person is not None:
        named["who"] = data.table[data.roles.person]
    return data.table.select(**named) if named else data.table


def units_of(data: Dataset, table: ir.Table) -> ir.IntegerScalar:
    """Return the count of people of a group of rows, of records without a person key."""
    if data.roles.person is None or data.one_row_per_person:
        return table.count()
    people: ir.IntegerScalar = table["who"].nunique()
    return people


_OPAQUE = ("nested", "binary", "json", "unknown", "geospatial")


def nested_columns(data: Dataset, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns whose values hold further values, or bytes."""
    schema = data.table.schema()
    found = []
    for column in columns:
        if data.memory is not None:
            nested = is_nested(data.memory.schema.field(column).type)
        else:
            kind = schema[column]
            nested = any(getattr(kind, f"is_{each}")() for each in _OPAQUE)
        if nested:
            found.append(column)
    return tuple(found)


@dataclass(frozen=True)
class _Values:
    """How many values a column has, for how many people, and between which whole numbers."""

    distinct: int
    held: int
    low: int | None
    high: int | None

    @property
    def share(self) -> float:
        return self.distinct / self.held if self.held else 0.0

    @property
    def are_codes(self) -> bool:
        """Whether whole numbers number people rather than measure something of them."""
        if self.low is None or self.high is None:
            return True
        span = self.high - self.low + 1
        slack = 1 if self.distinct < FEW else 2
        if span <= slack * self.distinct:
            return True
        if self.low >= LEAST_CODE and len(str(self.low)) == len(str(self.high)):
            return True
        return self.distinct == self.held and self.held**2 > 2 * COLLISIONS * span


def own_values(data: Dataset, columns: Sequence[str]) -> dict[str, float]:
    """Return the texts, codes and keys that tell people apart, and the share of people they do.

    Parameters
    ----------
    data : Dataset
    columns : list of str
        None of nested values or bytes.

    Returns
    -------
    mapping of column to float
        Distinct values over people who have one, at least 0.9. Where people have several rows,
        over the pairs of person and value. Amounts and dates are not among them.
    """
    table = data.table
    schema = table.schema()
    judged = [c for c in columns if schema[c].is_string() or schema[c].is_uuid()]
    numbers = [c for c in columns if schema[c].is_numeric() and not schema[c].is_boolean()]
    found: dict[str, float] = {}
    if not judged and not numbers:
        return found
    wanted = {}
    for place, column in enumerate((*judged, *numbers)):
        value = table[column]
        wanted[f"d{place}"] = value.nunique()
        wanted[f"n{place}"] = value.count()
        if column in numbers:
            whole = value.cast("float64")
            wanted[f"l{place}"], wanted[f"h{place}"] = whole.min(), whole.max()
            wanted[f"w{place}"] = (whole.floor() == whole).all()
    counts = fetch(table.aggregate(**wanted), data.connection).to_pylist()[0]
    for place, column in enumerate((*judged, *numbers)):
        if column in numbers and (not counts[f"w{place}"] or counts[f"h{place}"] in _ENDLESS):
            continue
        number = column in numbers
        known = _Values(
            counts[f"d{place}"],
            _pairs(data, column, counts[f"n{place}"]),
            int(counts[f"l{place}"]) if number else None,
            int(counts[f"h{place}"]) if number else None,
        )
        if known.share >= MOST_OWN and known.are_codes:
            found[column] = known.share
    return found


_ENDLESS = (None, float("inf"), float("-inf"))


def _pairs(data: Dataset, column: str, n_present: int) -> int:
    """Return how many people have a value; the pairs of both where people have several rows."""
    person = data.roles.person
    if person is None or data.one_row_per_person:
        return n_present
    pairs = plainly(data, x=[column]).filter(lambda t: t.x0.notnull()).distinct()
    return int(fetch(pairs.aggregate(n=pairs.count()), data.connection).column("n")[0].as_py())
