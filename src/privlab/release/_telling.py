"""What a column tells by itself: whose row it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privlab.tables import fetch, is_nested

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        over the pairs of person and value. Amounts and dates are not among them. A value that a
        tenth of the people share, such as "unknown", says as little as a missing one: where
        it hides that the others are told apart, the others alone are judged.
    """
    table = data.table
    schema = table.schema()
    judged = [c for c in columns if schema[c].is_string() or schema[c].is_uuid()]
    numbers = [c for c in columns if schema[c].is_numeric() and not schema[c].is_boolean()]
    found: dict[str, float] = {}
    if not judged and not numbers:
        return found
    wanted: dict[str, Any] = {}
    for place, column in enumerate((*judged, *numbers)):
        wanted |= _counts(table[column], place, number=column in numbers)
    counts = fetch(table.aggregate(**wanted), data.connection).to_pylist()[0]
    for place, column in enumerate((*judged, *numbers)):
        if not _may_be_codes(counts, place, number=column in numbers):
            continue
        known = _read(counts, place, _pairs(data, column, counts[f"n{place}"]))
        if known.share < MOST_OWN and known.distinct >= FEW:
            known = _rare_values(data, column, known, number=column in numbers)
        if known.share >= MOST_OWN and known.are_codes:
            found[column] = known.share
    return found


def _counts(value: Any, place: int, *, number: bool) -> dict[str, Any]:
    """Return what `_read` reads of a column, under names that end in its place."""
    wanted = {f"d{place}": value.nunique(), f"n{place}": value.count()}
    if number:
        whole = value.cast("float64")
        wanted[f"l{place}"], wanted[f"h{place}"] = whole.min(), whole.max()
        wanted[f"w{place}"] = (whole.floor() == whole).all()
    return wanted


def _may_be_codes(counts: Mapping[str, Any], place: int, *, number: bool) -> bool:
    """Whether a column holds texts, or whole numbers."""
    return not number or (bool(counts[f"w{place}"]) and counts[f"h{place}"] not in _ENDLESS)


def _read(counts: Mapping[str, Any], place: int, held: int) -> _Values:
    low, high = counts.get(f"l{place}"), counts.get(f"h{place}")
    return _Values(
        counts[f"d{place}"],
        held,
        None if low is None else int(low),
        None if high is None else int(high),
    )


def _rare_values(data: Dataset, column: str, known: _Values, *, number: bool) -> _Values:
    """Return the same without the values that a tenth of the people share, if enough are left."""
    table = plainly(data, x=[column])
    table = table.filter(table.x0.notnull())
    sizes = table.group_by("x0").aggregate(people=units_of(data, table))
    rare = sizes.filter(sizes.people < (1 - MOST_OWN) * known.held)
    wanted = _counts(rare.x0, 0, number=number) | {"held": rare.people.sum()}
    counts = fetch(rare.aggregate(**wanted), data.connection).to_pylist()[0]
    if counts["d0"] < FEW or not _may_be_codes(counts, 0, number=number):
        return known
    return _read(counts, 0, int(counts["held"]))


_ENDLESS = (None, float("inf"), float("-inf"))


def _pairs(data: Dataset, column: str, n_present: int) -> int:
    """Return how many people have a value; the pairs of both where people have several rows."""
    person = data.roles.person
    if person is None or data.one_row_per_person:
        return n_present
    pairs = plainly(data, x=[column]).filter(lambda t: t.x0.notnull()).distinct()
    return int(fetch(pairs.aggregate(n=pairs.count()), data.connection).column("n")[0].as_py())
