"""What is read of each column: counts, and distinct values drawn over the whole of it, bounded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = ["CELLS_AT_ONCE", "MOST_ROWS_HERE", "Reading", "readings"]

KINDS = ("text", "whole", "decimal", "date", "moment", "boolean", "other")
MOST_ROWS_HERE = 2_000_000
CELLS_AT_ONCE = 2_000_000
MOST_LOOKED_AT = 50_000
MOST_SUSPECTS = 2_000
# what a text has in which an identifier may stand: eight digits, an @, the head of an IBAN
SUSPECTED_INSIDE = r"@|[0-9](?:[ .\-/()]*[0-9]){7,}|[A-Z]{2}[0-9]{2} ?[A-Z0-9]{4}"


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
        At most the bound: the most frequent, and beyond half of it those that a hash draws.
    counts : tuple of int
        Rows with each of these; empty where nobody counted.
    n_rows : int
        Rows, with a value or without; 0 where nobody counted.
    suspects : tuple of str
        Of the distinct values looked at, those in which an identifier may stand.
    n_looked : int
        Distinct values that were searched for such; 0 where only `values` were.
    """

    kind: str
    n_present: int
    n_distinct: int
    values: tuple[str, ...]
    counts: tuple[int, ...] = ()
    n_rows: int = 0
    suspects: tuple[str, ...] = ()
    n_looked: int = 0

    @property
    def uniqueness(self) -> float:
        """Distinct values as a share of the rows with a value; 0 without a row."""
        return self.n_distinct / self.n_present if self.n_present else 0.0

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return self.kind in ("whole", "decimal")

    def __repr__(self) -> str:
        return f"<Reading {self.kind}: {self.n_distinct} distinct of {self.n_present}>"


def readings(data: Dataset, max_distinct: int) -> Iterator[tuple[str, Reading]]:
    """Read every column: many at once in this process, or one by one on the engine of the rows.

    Tables of up to two million rows are counted here, some two million cells at a time.
    """
    schema = data.table.schema()
    kinds = {column: _kind(schema[column]) for column in data.columns}
    counted = data.table.aggregate(n=lambda t: t.count())
    n_rows = int(fetch(counted, data.connection).column("n")[0].as_py())
    wanted = [column for column in data.columns if kinds[column] != "other"]
    for column in data.columns:
        if kinds[column] == "other":
            yield column, Reading("other", 0, 0, (), n_rows=n_rows)
    if n_rows > MOST_ROWS_HERE:
        for column in wanted:
            yield column, _on_engine(data, column, kinds[column], n_rows, max_distinct)
        return
    at_once = max(1, CELLS_AT_ONCE // max(1, n_rows))
    for start in range(0, len(wanted), at_once):
        some = wanted[start : start + at_once]
        rows = fetch(data.table.select(some), data.connection)
        for column in some:
            cells = rows.column(column).drop_null()
            tally = cells.value_counts()
            yield (
                column,
                _drawn(
                    kinds[column],
                    tally.field("values"),
                    tally.field("counts"),
                    max_distinct,
                    n_rows=n_rows,
                    n_present=len(cells),
                    n_distinct=len(tally),
                ),
            )


def _on_engine(data: Dataset, column: str, kind: str, n_rows: int, max_distinct: int) -> Reading:
    import ibis

    one = data.table.select(value=data.table[column])
    present = one.filter(one.value.notnull())
    counts = fetch(
        present.aggregate(n=lambda t: t.count(), d=lambda t: t.value.nunique()), data.connection
    ).to_pylist()[0]
    tallied = present.group_by("value").aggregate(n=lambda t: t.count())
    frequent = tallied.order_by([ibis.desc("n"), "value"]).limit(max_distinct)
    spread = tallied.order_by([tallied.value.hash(), "value"]).limit(MOST_LOOKED_AT)
    found = fetch(frequent.union(spread, distinct=True), data.connection)
    return _drawn(
        kind,
        found.column("value"),
        found.column("n"),
        max_distinct,
        n_rows=n_rows,
        n_present=int(counts["n"]),
        n_distinct=int(counts["d"]),
    )


def _drawn(
    kind: str,
    values: pa.Array,
    counts: pa.Array,
    max_distinct: int,
    *,
    n_rows: int,
    n_present: int,
    n_distinct: int,
) -> Reading:
    """Return the reading of distinct values: half the most frequent, half drawn by hash."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    n = np.asarray(counts, dtype="int64")
    if len(n) > max_distinct:
        texts = pc.cast(values, pa.string()).to_numpy(zero_copy_only=False)
        marks = _marks(texts)
        frequent = np.lexsort((marks, -n))[: max_distinct // 2]
        rest = np.setdiff1d(np.arange(len(n)), frequent)
        places = np.concatenate([frequent, rest[np.argsort(marks[rest], kind="stable")]])
        places = places[:max_distinct]
    else:
        places = np.arange(len(n))
    chosen = [_as_text(value) for value in pc.take(values, pa.array(places)).to_pylist()]
    order = sorted(range(len(chosen)), key=lambda place: (-n[places[place]], chosen[place]))
    suspects: Sequence[str] = ()
    if kind == "text":
        inside = pc.match_substring_regex(values, SUSPECTED_INSIDE)
        suspects = pc.filter(values, inside).slice(0, MOST_SUSPECTS).to_pylist()
    return Reading(
        kind=kind,
        n_present=n_present,
        n_distinct=n_distinct,
        values=tuple(chosen[place] for place in order),
        counts=tuple(int(n[places[place]]) for place in order),
        n_rows=n_rows,
        suspects=tuple(sorted(suspects)),
        n_looked=len(n),
    )


def _marks(texts: NDArray[np.object_]) -> NDArray[np.uint64]:
    """Return a number a text that says nothing of it, the same on every machine and engine."""
    import pandas as pd

    marks: NDArray[np.uint64] = pd.util.hash_array(texts, categorize=False)
    return marks


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
