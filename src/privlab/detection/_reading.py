"""What is read of each column: counts, and its most frequent distinct values, bounded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.tables import Dataset

__all__ = ["Reading", "readings"]

KINDS = ("text", "whole", "decimal", "date", "moment", "boolean", "other")


@dataclass(frozen=True, repr=False)
class Reading:
    """Distinct values of a column, as text, never shown.

    Attributes
    ----------
    kind : str
        One of "text", "whole", "decimal", "date", "moment", "boolean", "other".
    n_present : int
        Rows with a value.
    n_distinct : int
        Distinct values of the whole column.
    values : tuple of str
        The most frequent distinct values, at most the bound.
    """

    kind: str
    n_present: int
    n_distinct: int
    values: tuple[str, ...]

    @property
    def uniqueness(self) -> float:
        """Distinct values as a share of the rows with a value; 0 without a row."""
        return self.n_distinct / self.n_present if self.n_present else 0.0

    def __repr__(self) -> str:
        return f"<Reading {self.kind}: {self.n_distinct} distinct of {self.n_present}>"


def readings(data: Dataset, max_distinct: int) -> Iterator[tuple[str, Reading]]:
    """Read every column on its engine: one aggregate for the table, one query a column."""
    import ibis

    columns = data.columns
    kinds = {column: _kind(data.table[column].type()) for column in columns}
    wanted = {}
    for place, column in enumerate(columns):
        if kinds[column] != "other":
            wanted[f"n{place}"] = data.table[column].count()
            wanted[f"d{place}"] = data.table[column].nunique()
    counts = fetch(data.table.aggregate(**wanted), data.connection).to_pylist()[0] if wanted else {}
    for place, column in enumerate(columns):
        if kinds[column] == "other":
            yield column, Reading("other", 0, 0, ())
            continue
        present = data.table.select(value=data.table[column]).filter(lambda t: t.value.notnull())
        tallied = present.group_by("value").aggregate(n=lambda t: t.count())
        top = tallied.order_by([ibis.desc("n"), "value"]).limit(max_distinct)
        found = fetch(top, data.connection).column("value").to_pylist()
        yield (
            column,
            Reading(
                kind=kinds[column],
                n_present=int(counts[f"n{place}"]),
                n_distinct=int(counts[f"d{place}"]),
                values=tuple(_as_text(value) for value in found),
            ),
        )


def _kind(kind: object) -> str:
    tests = (
        ("boolean", "is_boolean"),
        ("text", "is_string"),
        ("whole", "is_integer"),
        ("decimal", "is_numeric"),
        ("date", "is_date"),
        ("moment", "is_timestamp"),
    )
    return next((name for name, test in tests if getattr(kind, test)()), "other")


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return str(value).strip()
