"""What type the texts of a column have: one in which nothing of them is lost, else text.

A type is decided on the distinct values of the whole column. Codes stay text: numbers that start
with a zero or a plus, that float64 cannot tell apart, or that only look like powers of ten. So do
dates that could be read in two ways, and those without a century.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from privlab.errors import ParameterError, listed
from privlab.tables.files._marks import MISSING_MARKS, marks
from privlab.tables.files._parsing import (
    GROUPED,
    INTEGER,
    NEARLY,
    Hints,
    all_match,
    dated,
    localised,
    may_be_typed,
    moment,
    order_of,
    real,
    signs,
    truth,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from privlab.tables.files._reading import Reading
    from privlab.tables.files._texts import Texts

__all__ = ["typed"]


_SAMPLE = 64
# a column that is typed but for a few texts: that share of its values, and at most so many texts
_MOSTLY, _FEW_OTHERS = 0.9, 5


def typed(texts: Texts, reading: Reading) -> tuple[pa.Table, list[str]]:
    """Return the rows of a file with each column in its type, and columns that nearly have one.

    Parameters
    ----------
    texts : Texts
        What is missing is null.
    reading : Reading
        What is declared: text columns, formats of dates, signs of numbers.

    Raises
    ------
    ParameterError
        A declared format of dates that the values do not have.
    """
    import pyarrow as pa

    table, hints = texts.rows, Hints(reading.decimal)
    columns: dict[str, Any] = {}
    unsure: dict[str, _Column] = {}
    seen: dict[str, _Column] = {}
    for name in table.column_names:
        columns[name] = table.column(name)
        if name in reading.texts or not pa.types.is_string(columns[name].type):
            continue
        column = _Column(name, columns[name], comma_parts=texts.comma_parts)
        if name in reading.dates:
            columns[name] = column.by_format(reading.dates[name])
        elif name not in texts.written:
            columns[name] = column.moments()
        else:
            seen[name] = column
            found, told = column.read(hints)
            columns[name] = columns[name] if found is None else found
            hints = _together(hints, told)
            if told == Hints():
                unsure[name] = column
    # what one column leaves open, another of the same file may say
    for name, column in unsure.items():
        found, _ = column.read(hints)
        if found is not None:
            columns[name] = found
    nearly = [
        name
        for name, column in seen.items()
        if pa.types.is_string(columns[name].type) and column.is_nearly_typed()
    ]
    return pa.table(columns), nearly


def _together(hints: Hints, told: Hints | None) -> Hints:
    if told is None:
        return hints
    return replace(
        hints,
        decimal=hints.decimal or told.decimal,
        day_first=told.day_first if hints.day_first is None else hints.day_first,
    )


class _Column:
    """The texts of one column, and its distinct ones without the marks of missing values."""

    def __init__(self, name: str, texts: pa.ChunkedArray, *, comma_parts: bool) -> None:
        self.name = name
        self.texts = texts
        self.comma_parts = comma_parts
        self.is_likely = False

    def read(self, hints: Hints) -> tuple[Any, Hints | None]:
        """Return the values in their type, or None for text; and what they tell of the file."""
        import pyarrow.compute as pc

        likely = [may_be_typed(text) for text in self._first()]
        self.is_likely = bool(likely) and sum(likely) >= _MOSTLY * len(likely)
        if not (likely and all(likely)):
            return None, None
        kept = self._distinct.filter(pc.invert(pc.is_in(self._distinct, value_set=marks())))
        if not len(kept):
            return None, None
        if hints.decimal == "," and not all_match(kept, INTEGER):
            found, told = self._by_hints(kept, hints)
            if found is not None:
                return found, told
        for reader in (truth, whole, real, moment):
            parse = reader(kept)
            if parse is not None:
                # 1.234 is a thousand and more in a file whose decimals have commas
                grouped = reader is real and all_match(kept, GROUPED)
                return self._parsed(parse), Hints() if grouped else None
        return self._by_hints(kept, hints)

    @functools.cached_property
    def _distinct(self) -> pa.Array:
        import pyarrow.compute as pc

        return pc.utf8_trim_whitespace(pc.drop_null(pc.unique(self.texts)))

    def is_nearly_typed(self) -> bool:
        """Whether few of many distinct texts are neither numbers nor dates."""
        import pyarrow.compute as pc

        if not self.is_likely:
            return False
        n_distinct = len(self._distinct)
        n_typed = pc.sum(pc.match_substring_regex(self._distinct, f"^({NEARLY})$")).as_py()
        return bool(0 < n_distinct - n_typed <= min(_FEW_OTHERS, (1 - _MOSTLY) * n_distinct))

    def moments(self) -> Any:
        """Return the values as dates or moments where all are written so, else as they are."""
        import pyarrow.compute as pc

        distinct = pc.drop_null(pc.unique(self.texts))
        sample = self._first()
        likely = sample and all(map(may_be_typed, sample)) and len(distinct)
        parse = moment(distinct) if likely else None
        return self.texts if parse is None else parse(self.texts)

    def _by_hints(self, kept: pa.Array, hints: Hints) -> tuple[Any, Hints | None]:
        told = signs(kept, hints, comma_parts=self.comma_parts)
        if told is not None:
            parse = localised(kept, told)
            return (None if parse is None else self._parsed(parse)), told
        told = order_of(kept)
        if told is not None:
            day_first = told.day_first if told.day_first is not None else hints.day_first
            parse = None if day_first is None else dated(kept, day_first=day_first)
            return (None if parse is None else self._parsed(parse)), told
        return None, None

    def _first(self) -> list[str]:
        """Return some texts of the column that are there."""
        import pyarrow.compute as pc

        some = pc.drop_null(self.texts.slice(0, _SAMPLE * _SAMPLE)).slice(0, _SAMPLE).to_pylist()
        if not some:
            some = pc.drop_null(self.texts).slice(0, _SAMPLE).to_pylist()
        return [text.strip() for text in some]

    def _parsed(self, parse: Callable[[Any], Any]) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = pc.utf8_trim_whitespace(self.texts)
        gone = pc.is_in(texts, value_set=marks())
        return parse(pc.if_else(gone, pa.scalar(None, texts.type), texts))

    def by_format(self, form: str) -> Any:
        """Return the texts as dates of a declared format; a year of two digits is in the past."""
        import datetime as dt

        import pyarrow as pa
        import pyarrow.compute as pc

        encoded = self.texts.combine_chunks().dictionary_encode()
        today, short = dt.date.today(), "%y" in form  # noqa: DTZ011
        days: list[Any] = []
        has_time = any(sign in form for sign in ("%H", "%I", "%T", "%R"))
        n_wrong = 0
        for text in encoded.dictionary.to_pylist():
            if text.strip() in MISSING_MARKS:
                days.append(None)
                continue
            try:
                read = dt.datetime.strptime(text.strip(), form)  # noqa: DTZ007
            except (ValueError, TypeError):
                n_wrong, read = n_wrong + 1, None
            if read is not None and short and read.date() > today:
                read = read.replace(year=read.year - 100)
            days.append(read if read is None or has_time else read.date())
        if n_wrong:
            message = (
                f"dates= reads column '{listed([self.name])}' as {form!r}, and {n_wrong} of its "
                f"{len(days)} distinct values are not written so. Mend the format, clean the "
                "column, or leave it out of dates=: it stays text."
            )
            raise ParameterError(message)
        kind = pa.timestamp("us") if has_time else pa.date32()
        if _have_zones(days):
            kind = pa.timestamp("us", "UTC")
        return pc.take(pa.array(days, kind), encoded.indices)


def _have_zones(moments: list[Any]) -> bool:
    """Whether moments that were read carry a time zone."""
    return any(getattr(each, "tzinfo", None) is not None for each in moments)
