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
from privlab.tables.files._marks import MISSING_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from privlab.tables.files._content import Content
    from privlab.tables.files._reading import Reading

__all__ = ["BLANKS", "Dialect", "dialect_of", "has_names", "names_apart", "titles_above"]

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
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_LONGEST_NAME = 300
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
    titles = titles_above([row for row, _ in rows], reading)
    rows = rows[titles:]
    above = lines + titles
    while rows and not _is_there(rows[0][0]):
        rows, above = rows[1:], above + 1
    if not rows:
        message = f"{path.name} has no line that holds the names of columns, nor a row."
        raise SourceError(message)
    width = len(rows[0][0])
    if not has_names([row for row, _ in rows if _is_there(row)], reading):
        names = tuple(f"column_{place + 1}" for place in range(width))
        end = 0 if not above else _rows(start, delimiter, whole=whole)[above - 1][1]
        return Dialect(delimiter, names, _bytes_of(start, end), 0, titles, named=False)
    found = [" ".join(name.split()) for name in rows[0][0]]
    if max(map(len, found)) > _LONGEST_NAME:
        message = (
            f"{path.name}, line {above + 1}: the name of a column has more than {_LONGEST_NAME} "
            "signs; a quote is probably never closed, or the line is no line of names (header=)."
        )
        raise SourceError(message)
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


def titles_above(rows: list[list[str]], reading: Reading) -> int:
    """Return how many rows stand above the names: as is said, else as is found.

    Those that are found have one field, or none, where others have more; or empty fields, above a
    row of texts that is full and stands itself above numbers.
    """
    if reading.skip_rows is not None or reading.strict:
        return reading.skip_rows or 0
    widths = Counter(len(row) for row in rows if _is_there(row))
    several = {width: n for width, n in widths.items() if width > 1 and n >= _FEW}
    if not several:
        return 0
    usual = max(several, key=lambda width: several[width])
    titles = 0
    while titles < min(len(rows) - _FEW, _MOST_TITLES) and _is_title(rows[titles], usual):
        titles += 1
    for place in range(titles, min(len(rows) - 1, titles + _MOST_TITLES)):
        full = len(rows[place]) == usual and all(map(_is_text, map(str.strip, rows[place])))
        if full and len(set(rows[place])) == usual and _names_numbers(rows[place:]):
            return place
        if sum(bool(field.strip()) for field in rows[place]) * _FEW > usual + 1:
            # as full as that a line is no title
            return titles
    return titles


def _is_title(row: list[str], usual: int) -> bool:
    held = [field for field in row if field.strip()]
    alone = len(held) == 1 and bool(row[0].strip())
    return not held or (alone and (len(row) == 1 or usual > _FEW))


def has_names(rows: list[list[str]], reading: Reading) -> bool:
    """Whether the first of these rows names the columns: as is said, else as is found.

    It does where it holds a text above numbers. Else it does not where one of its fields is a
    value by itself, such as an address or a date; where it holds numbers that are neither years
    nor places; or where it says what rows below it say again.
    """
    if reading.header is not None:
        return reading.header
    if reading.strict or _names_numbers(rows):
        return True
    first = [field.strip() for field in rows[0]]
    if any(_VALUE.fullmatch(field) for field in first):
        return False
    columns = _columns(rows)
    numbers = [
        (field, column)
        for field, column in zip(first, columns, strict=True)
        if _NUMBER.fullmatch(field)
    ]
    if numbers:
        return _are_places(first) or all(_is_a_year_above(*pair) for pair in numbers)
    told = [(field, column.count(field)) for field, column in zip(first, columns, strict=True)]
    again = [n for field, n in told if field and n]
    # a file that was put together of others says its names again: all of them, and no more often
    together = {rows[1:].count(rows[0])}
    return not again or (set(again) == together and len(again) == sum(bool(f) for f, _ in told))


def _columns(rows: list[list[str]]) -> list[list[str]]:
    """Return what stands below each field of the first row."""
    below = rows[1:]
    return [[row[n].strip() for row in below if n < len(row)] for n in range(len(rows[0]))]


def _names_numbers(rows: list[list[str]]) -> bool:
    """Whether the first row has a text above a column of numbers."""
    pairs = zip(rows[0], _columns(rows), strict=True)
    return any(_is_text(field.strip()) and _are_numbers(column) for field, column in pairs)


def _is_a_year_above(field: str, column: list[str]) -> bool:
    """Whether a number is a year, and what stands below it is not."""
    return _YEAR.fullmatch(field) is not None and not any(map(_YEAR.fullmatch, column))


def _is_text(field: str) -> bool:
    """Whether a field is neither empty, nor a mark of a missing value, nor a number or a day."""
    known = field in MISSING_MARKS or _NUMBER.fullmatch(field) or _VALUE.fullmatch(field)
    return bool(field) and not known


def _are_numbers(column: list[str]) -> bool:
    held = [field for field in column if field and field not in MISSING_MARKS]
    return len(held) >= 1 and all(map(_NUMBER.fullmatch, held))


def _are_places(first: list[str]) -> bool:
    """Whether the numbers among the names are years, or places, that follow each other."""
    numbers = [field for field in first if _NUMBER.fullmatch(field)]
    if len(numbers) < _FEW or not all(number.isdecimal() for number in numbers):
        return False
    steps = {int(more) - int(less) for less, more in itertools.pairwise(numbers)}
    return len(steps) == 1 and steps != {0}
