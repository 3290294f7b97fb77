"""How a file of separated values is written: its delimiter, the line of its names, what is above.

Found on the first rows alone. What is found is said, and can be given instead.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privlab.errors import SourceError
from privlab.tables.files._types import MISSING_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from privlab.tables.files._content import Content
    from privlab.tables.files._reading import Reading

__all__ = ["BLANKS", "Dialect", "dialect_of", "names_apart"]

BLANKS = " "
"""Stands for any number of blanks, as in columns that are aligned by them."""
_DELIMITERS = ",;\t|"
_LOOKED_AT = 2**20
_MOST_ROWS = 500
_MOST_TITLES = 20
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
# what a value looks like, and the name of a column never does
_NUMBER = re.compile(r"[+-]?(\d[\d\s.,']*)?\d([eE][+-]?\d+)?\s*[%€$£]?")
_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s]+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?|\+\d[\d ().-]{6,}"
    r"|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)
_FEW = 2


@dataclass(frozen=True)
class Dialect:
    """Where the rows of a file start, what parts their fields, and the names of these.

    Attributes
    ----------
    delimiter : str
    names : tuple of str
        As they are used: those that were missing or doubled are numbered.
    start : int
        Bytes of the text above the first row.
    line : int
        Of the names, counted from 1; 0 without them.
    titles : int
        Lines above the names that hold no row.
    named : bool
        Whether the file names its columns.
    numbered : tuple of str
        Those of the names that the file does not have so.
    """

    delimiter: str
    names: tuple[str, ...]
    start: int
    line: int
    titles: int = 0
    named: bool = True
    numbered: tuple[str, ...] = ()


def dialect_of(path: Path, content: Content, reading: Reading) -> Dialect:
    """Return how a text is written, as far as `reading` does not say it."""
    start = content.text[:_LOOKED_AT].decode("utf-8", "ignore")
    whole = len(content.text) <= _LOOKED_AT
    lines, delimiter = 0, reading.delimiter
    given = _SEPARATOR.fullmatch(start.partition("\n")[0].rstrip("\r"))
    if given and not (delimiter and delimiter != given[1]):
        delimiter, lines = given[1], 1
    if delimiter is None and reading.strict:
        first = start.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
    delimiter = delimiter or _delimiter(start, whole=whole)
    rows = _rows(start, delimiter, whole=whole)[lines:]
    if reading.skip_rows is not None or reading.strict:
        titles = reading.skip_rows or 0
    else:
        titles = _titles([row for row, _ in rows])
    rows = rows[titles:]
    above = lines + titles
    while rows and not _is_there(rows[0][0]):
        rows, above = rows[1:], above + 1
    if not rows:
        message = f"{path.name} has no line that holds the names of columns, nor a row."
        raise SourceError(message)
    named = True if reading.strict and reading.header is None else reading.header
    if named is None:
        named = _has_names([row for row, _ in rows if _is_there(row)])
    width = len(rows[0][0])
    if not named:
        names = tuple(f"column_{place + 1}" for place in range(width))
        end = 0 if not above else _rows(start, delimiter, whole=whole)[above - 1][1]
        return Dialect(delimiter, names, _bytes_of(start, end), 0, titles, named=False)
    found = [name.strip() for name in rows[0][0]]
    names, numbered = names_apart(found)
    line = start.count("\n", 0, rows[0][1] - 1) + 1 if "\n" in start else 1
    return Dialect(delimiter, names, _bytes_of(start, rows[0][1]), line, titles, True, numbered)


def names_apart(found: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return names that differ, also in lower case, and those that were made so.

    A column without a name is called by its place, a second one of a name by its number.
    """
    taken = {name.casefold() for name in found if name}
    seen: set[str] = set()
    names, made = [], []
    for place, name in enumerate(found, start=1):
        wanted, number = name or f"column_{place}", 2
        if name and name.casefold() not in seen:
            seen.add(name.casefold())
            names.append(name)
            continue
        base = wanted
        while wanted.casefold() in taken or wanted.casefold() in seen:
            wanted, number = f"{base}_{number}", number + 1
        seen.add(wanted.casefold())
        names.append(wanted)
        made.append(wanted)
    return tuple(names), tuple(made)


def _bytes_of(start: str, end: int) -> int:
    return len(start[:end].encode("utf-8"))


def _is_there(row: list[str]) -> bool:
    return any(field.strip() for field in row)


def _rows(text: str, delimiter: str, *, whole: bool) -> list[tuple[list[str], int]]:
    """Return the first rows, each with the place in the text where it ends."""
    ends = [0]

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            ends.append(ends[-1] + len(line))
            yield line

    rows = []
    if delimiter == BLANKS:
        reader: Any = _Aligned(lines())
    else:
        reader = csv.reader(lines(), delimiter=delimiter)
    try:
        for row in reader:
            rows.append((row, ends[reader.line_num]))
            if len(rows) >= _MOST_ROWS:
                return rows
    except csv.Error:
        return rows
    return rows if whole or len(rows) < _FEW else rows[:-1]


def _delimiter(start: str, *, whole: bool) -> str:
    """Return the sign that parts most rows into the same number of fields, more than one."""
    best, chosen = (0.0, 0), ","
    for sign in _DELIMITERS:
        widths = Counter(len(row) for row, _ in _rows(start, sign, whole=whole) if _is_there(row))
        several = {width: n for width, n in widths.items() if width > 1}
        if not several:
            continue
        width, n = max(several.items(), key=lambda each: (each[1], each[0]))
        score = n / widths.total(), width
        if score > best:
            best, chosen = score, sign
    return BLANKS if best == (0.0, 0) and _is_aligned(start, whole=whole) else chosen


def _is_aligned(start: str, *, whole: bool) -> bool:
    """Whether blanks part each row into as many fields, most of them numbers."""
    rows = [row for row, _ in _rows(start, BLANKS, whole=whole) if row]
    below = [field for row in rows[1:] for field in row]
    numbers = sum(_NUMBER.fullmatch(field) is not None for field in below)
    widths = {len(row) for row in rows}
    return len(widths) == 1 and max(widths) > 1 and numbers * _FEW > len(below)


class _Aligned:
    """Rows of fields that any number of blanks part, as a reader of the csv module has them."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.line_num = 0
        self._lines = lines

    def __iter__(self) -> Iterator[list[str]]:
        for line in self._lines:
            self.line_num += 1
            yield line.split()


def _titles(rows: list[list[str]]) -> int:
    """Return how many rows stand above the names: of one field, or none, where others have more."""
    widths = Counter(len(row) for row in rows if _is_there(row))
    if not widths or max(widths) < _FEW:
        return 0
    usual = max((width for width in widths if width > 1), key=lambda width: widths[width])
    if widths[usual] < _FEW:
        return 0
    for place, row in enumerate(rows[: _MOST_TITLES + 1]):
        if len(row) > 1 and (len(row) == usual or sum(map(bool, row)) > 1):
            titles = place
            # a line that is as wide as the others and holds one text is a title too
            while titles < min(len(rows) - _FEW, _MOST_TITLES) and _is_title(rows[titles], usual):
                titles += 1
            return titles
    return 0


def _is_title(row: list[str], usual: int) -> bool:
    held = [field for field in row if field.strip()]
    return not held or (usual > _FEW and len(held) == 1 and bool(row[0].strip()))


def _has_names(rows: list[list[str]]) -> bool:
    """Whether the first of these rows names the columns.

    It does where it holds a text above numbers. Else it does not where one of its fields is a
    value by itself, such as an address or a date; where it holds numbers that are neither years
    nor places; or where it says what rows below it say again.
    """
    first, below = [field.strip() for field in rows[0]], rows[1:]
    columns = [
        [row[place].strip() for row in below if place < len(row)] for place in range(len(first))
    ]
    pairs = list(zip(first, columns, strict=True))
    if any(is_text(field) and _are_numbers(column) for field, column in pairs):
        return True
    if any(_VALUE.fullmatch(field) for field in first):
        return False
    if any(_NUMBER.fullmatch(field) for field in first):
        return _are_places(first)
    told = [(field, column.count(field)) for field, column in pairs if field]
    again = [n for _, n in told if n]
    if len(again) * _FEW < len(told) or not again:
        return True
    # a file that was put together of others says its names again: all of them, and no more often
    return set(again) == {rows[1:].count(rows[0])} and len(again) == len(told)


def is_text(field: str) -> bool:
    """Whether a field is neither empty, nor a mark of a missing value, nor a number."""
    return bool(field) and field not in MISSING_MARKS and not _NUMBER.fullmatch(field)


def _are_numbers(column: list[str]) -> bool:
    held = [field for field in column if field and field not in MISSING_MARKS]
    return len(held) >= 1 and all(_NUMBER.fullmatch(field) for field in held)


def _are_places(first: list[str]) -> bool:
    """Whether the numbers among the names are years, or places, that follow each other."""
    numbers = [field for field in first if _NUMBER.fullmatch(field)]
    if len(numbers) < _FEW or not all(number.isdecimal() for number in numbers):
        return False
    steps = {int(more) - int(less) for less, more in itertools.pairwise(numbers)}
    return len(steps) == 1 and steps != {0}
