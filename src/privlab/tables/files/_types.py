"""What type the texts of a column have: one in which nothing of them is lost, else text.

A type is decided on the distinct values of the whole column. Codes stay text: numbers that start
with a zero or a plus, that float64 cannot tell apart, or that only look like powers of ten. So do
dates that could be read in two ways, and those without a century.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from privlab.errors import ParameterError, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from privlab.tables.files._reading import Reading
    from privlab.tables.files._texts import Texts

__all__ = ["MISSING_MARKS", "typed", "without_marks"]

MISSING_MARKS = frozenset(
    [
        "NA",
        "N/A",
        "n/a",
        "na",
        "#N/A",
        "#NA",
        "NULL",
        "null",
        "Null",
        "None",
        "none",
        "NaN",
        "nan",
        "NAN",
        "-nan",
        "NaT",
        "<NA>",
        "-",
        "--",
        "?",
        ".",
        "n.d.",
        "nd",
        "ND",
        "k.A.",
        "#NULL!",
        "#VALUE!",
        "#DIV/0!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "1.#QNAN",
        "-1.#IND",
    ]
)
"""What stands for a missing value among numbers, dates and truth values."""

_AMONG_TEXTS = frozenset(
    ["#N/A", "#N/A N/A", "#NA", "<NA>", "N/A", "NA", "NULL", "None", "n/a", "null"]
)
"""What is missing among texts too; NaN is no number there, and stays what it says."""

_INTEGER = r"-?(0|[1-9][0-9]{0,18})"
_DIGITS_HELD = 15
# a power of ten is a number's only where its sign, or the point before it, says so
_REAL = r"-?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][+-][0-9]+)?|-?[0-9]\.[0-9]+[eE][0-9]+"
_INFINITE = r"-?(inf|Inf|INF|Infinity|infinity)"
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_DAY = r"[0-9]{4}-[01][0-9]-[0-3][0-9]"
_LOOSE_DAY = r"[0-9]{4}([-/.])[0-9]{1,2}[-/.][0-9]{1,2}"
_TIME = r"[ T][0-2]?[0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
_ZONE = r" ?(Z|UTC|[+-][01][0-9]:?[0-5][0-9])"
_SPACE = "[ \u00a0\u202f'\u2019]"
_PARTS = r"([0-9]{1,2})([-/.])([0-9]{1,2})[-/.]([0-9]{4})"
_SAMPLE = 64
# a column that is typed but for a few texts: that share of its values, and at most so many texts
_MOSTLY, _FEW_OTHERS = 0.9, 5


@dataclass(frozen=True)
class Hints:
    """What is known of the whole file: the sign of its decimals, and the order of its dates.

    Attributes
    ----------
    decimal : {".", ","} or None
    day_first : bool or None
    """

    decimal: str | None = None
    day_first: bool | None = None


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


def without_marks(rows: pa.Table, columns: frozenset[str]) -> tuple[pa.Table, list[str]]:
    """Return rows in which the usual marks among texts are missing values, and where they were."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = []
    for place, name in enumerate(rows.column_names):
        column = rows.column(place)
        if name not in columns or not pa.types.is_string(column.type):
            continue
        gone = pc.is_in(column, value_set=pa.array(sorted(_AMONG_TEXTS)))
        if pc.any(gone).as_py():
            found.append(name)
            kept = pc.if_else(gone, pa.scalar(None, column.type), column)
            rows = rows.set_column(place, name, kept)
    return rows, found


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

        sample = self._first()
        if not sample or sum(map(_may_be_typed, sample)) < _MOSTLY * len(sample):
            return None, None
        self.is_likely = True
        if not all(map(_may_be_typed, sample)):
            return None, None
        distinct = pc.utf8_trim_whitespace(pc.drop_null(pc.unique(self.texts)))
        marks = pc.is_in(distinct, value_set=_marks())
        kept = distinct.filter(pc.invert(marks))
        if not len(kept):
            return None, None
        if hints.decimal == "," and not _all_match(kept, _INTEGER):
            found, told = self._by_hints(kept, hints)
            if found is not None:
                return found, told
        for reader in (_truth, _whole, _real, _moment):
            parse = reader(kept)
            if parse is not None:
                # 1.234 is a thousand and more in a file whose decimals have commas
                grouped = reader is _real and _all_match(kept, r"-?[0-9]{1,3}(\.[0-9]{3})*")
                return self._parsed(parse), Hints() if grouped else None
        return self._by_hints(kept, hints)

    def is_nearly_typed(self) -> bool:
        """Whether few of many distinct texts are neither numbers nor dates."""
        import pyarrow.compute as pc

        if not self.is_likely:
            return False
        distinct = pc.utf8_trim_whitespace(pc.drop_null(pc.unique(self.texts)))
        plain = rf"{_INTEGER}|{_REAL}|{_DAY}.*|{_PARTS}.*"
        n_others = (
            len(distinct) - pc.sum(pc.match_substring_regex(distinct, f"^({plain})$")).as_py()
        )
        return bool(0 < n_others <= min(_FEW_OTHERS, (1 - _MOSTLY) * len(distinct)))

    def moments(self) -> Any:
        """Return the values as dates or moments where all are written so, else as they are."""
        import pyarrow.compute as pc

        distinct = pc.drop_null(pc.unique(self.texts))
        sample = self._first()
        likely = sample and all(map(_may_be_typed, sample)) and len(distinct)
        parse = _moment(distinct) if likely else None
        return self.texts if parse is None else parse(self.texts)

    def _by_hints(self, kept: pa.Array, hints: Hints) -> tuple[Any, Hints | None]:
        told = _signs(kept, hints, comma_parts=self.comma_parts)
        if told is not None:
            parse = _localised(kept, told)
            return (None if parse is None else self._parsed(parse)), told
        order = _order(kept)
        if order is not None:
            day_first = order.day_first if order.day_first is not None else hints.day_first
            parse = None if day_first is None else _dated(kept, day_first=day_first)
            return (None if parse is None else self._parsed(parse)), order
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
        gone = pc.is_in(texts, value_set=_marks())
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
                moment = dt.datetime.strptime(text.strip(), form)  # noqa: DTZ007
            except (ValueError, TypeError):
                n_wrong, moment = n_wrong + 1, None
            if moment is not None and short and moment.date() > today:
                moment = moment.replace(year=moment.year - 100)
            days.append(moment if moment is None or has_time else moment.date())
        if n_wrong:
            message = (
                f"dates= reads column '{listed([self.name])}' as {form!r}, and {n_wrong} of its "
                f"{len(days)} distinct values are not written so. Mend the format, clean the "
                "column, or leave it out of dates=: it stays text."
            )
            raise ParameterError(message)
        kind = pa.timestamp("us") if has_time else pa.date32()
        if moment_has_zone(days):
            kind = pa.timestamp("us", "UTC")
        return pc.take(pa.array(days, kind), encoded.indices)


def moment_has_zone(moments: list[Any]) -> bool:
    """Whether moments that were read carry a time zone."""
    return any(getattr(each, "tzinfo", None) is not None for each in moments)


_TYPED = re.compile(rf"[-+0-9.].*|{_INFINITE}|true|false", re.IGNORECASE | re.DOTALL)


def _may_be_typed(text: str) -> bool:
    """Whether a text starts as a number, a date or a truth value does: most texts do not."""
    return not text or text in MISSING_MARKS or _TYPED.fullmatch(text) is not None


def _marks() -> Any:
    import pyarrow as pa

    return pa.array(sorted({*MISSING_MARKS, ""}))


def _all_match(texts: Any, pattern: str) -> bool:
    import pyarrow.compute as pc

    found = pc.all(pc.match_substring_regex(texts, f"^(?:{pattern})$")).as_py()
    return bool(found)


def _cast(kept: Any, kind: Any) -> Callable[[Any], Any] | None:
    import pyarrow as pa

    try:
        kept.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    return lambda texts: texts.cast(kind)


def _truth(kept: Any) -> Callable[[Any], Any] | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(kept) > len(_TRUE) or not {*kept.to_pylist()} <= _TRUE | _FALSE:
        return None
    true = pa.array(sorted(_TRUE))
    return lambda texts: pc.if_else(pc.is_valid(texts), pc.is_in(texts, value_set=true), None)


def _whole(kept: Any) -> Callable[[Any], Any] | None:
    import pyarrow as pa

    return _cast(kept, pa.int64()) if _all_match(kept, _INTEGER) else None


def _real(kept: Any) -> Callable[[Any], Any] | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not _all_match(kept, f"{_REAL}|{_INFINITE}"):
        return None
    point = pc.match_substring_regex(kept, r"[.eE]")
    # a column of whole numbers that are too long for any type is one of codes
    if not pc.any(point).as_py() and not _all_match(kept, _INFINITE + "|" + _INTEGER):
        return None
    long = pc.match_substring_regex(kept, rf"^-?[0-9]{{{_DIGITS_HELD + 1},}}(\.|$)")
    if pc.any(long).as_py() or not _all_match(kept, r".*[0-9fFyY].*"):
        return None
    return _cast(kept, pa.float64())


def _moment(kept: Any) -> Callable[[Any], Any] | None:
    """Read dates and moments that are written from the year on."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if _all_match(kept, _DAY):
        return _cast(kept, pa.date32())
    if not _all_match(kept, f"{_LOOSE_DAY}({_TIME}({_ZONE})?)?"):
        return None
    timed = pc.any(pc.match_substring(kept, ":")).as_py()
    fine = pc.any(pc.match_substring_regex(kept, r"\.[0-9]{7,9}")).as_py()
    kind = pa.timestamp("ns" if fine else "us") if timed else pa.date32()
    zoned = pc.match_substring_regex(kept, f"{_TIME}{_ZONE}$")
    if pc.any(zoned).as_py():
        if not pc.all(zoned).as_py():
            # some moments without a zone among others with one: which, nobody says
            return None
        zones = pc.unique(pc.replace_substring_regex(kept, f"^.*?({_ZONE})$", r"\2")).to_pylist()
        offset = "UTC"
        if len(zones) == 1 and zones[0] not in {"Z", "UTC"}:
            offset = zones[0] if ":" in zones[0] else f"{zones[0][:3]}:{zones[0][3:]}"
        kind = pa.timestamp(kind.unit, offset)

    def parse(texts: Any) -> Any:
        plain = pc.replace_substring_regex(texts, r" ?(Z|UTC)$", "Z")
        plain = pc.replace_substring_regex(plain, r" ?([+-][0-9]{2}):?([0-9]{2})$", r"\1:\2")
        return _two_digits(plain).cast(kind)

    return parse if _parses(parse, kept) else None


def _two_digits(texts: Any) -> Any:
    """Return what is written from the year on with two digits for month, day and hour."""
    import pyarrow.compute as pc

    for written, plain in (
        (r"^([0-9]{4})[-/.]([0-9])[-/.]", r"\1-0\2-"),
        (r"^([0-9]{4})[-/.]([0-9]{2})[-/.]", r"\1-\2-"),
        (r"^([0-9]{4}-[0-9]{2}-)([0-9])($|[ T])", r"\10\2\3"),
        (r"([ T])([0-9]:)", r"\10\2"),
    ):
        texts = pc.replace_substring_regex(texts, written, plain)
    return texts


def _parses(parse: Callable[[Any], Any], kept: Any) -> bool:
    import pyarrow as pa

    try:
        parse(kept)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return False
    return True


def _signs(kept: Any, hints: Hints, *, comma_parts: bool) -> Hints | None:
    """Return which signs the numbers of a column are written with; None where they are none.

    A comma before three digits is left open unless something decides: another number of the
    column, another column of the file, or the caller.
    """
    import pyarrow.compute as pc

    grouped = rf"-?[0-9]{{1,3}}({_SPACE}[0-9]{{3}})*|-?[0-9]+"
    comma = rf"(-?[0-9]{{1,3}}((\.|{_SPACE})[0-9]{{3}})*|-?[0-9]+)(,[0-9]+)?"
    point = rf"(-?[0-9]{{1,3}}((,|{_SPACE})[0-9]{{3}})*|-?[0-9]+)(\.[0-9]+)?"
    if _zeros_lead(kept) or _is_code(kept):
        return None
    if hints.decimal == "," and _all_match(kept, comma):
        return Hints(",")
    if hints.decimal == "." and _all_match(kept, point):
        return Hints(".")
    if hints.decimal is not None:
        return None
    if _all_match(kept, grouped):
        return Hints(".")
    as_comma, as_point = _all_match(kept, comma), _all_match(kept, point)
    if as_comma and as_point:
        # 1,234 alone: a thousand, or a little more than one
        return Hints() if hints.decimal is None else hints
    if as_comma and not comma_parts:
        return Hints(",")
    if as_point:
        return Hints(".")
    # between commas a decimal comma is quoted, and stays text unless it is declared
    return Hints() if as_comma and pc.any(pc.match_substring(kept, ".")).as_py() else None


def _zeros_lead(kept: Any) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(kept, r"^-?0[0-9]")).as_py())


def _is_code(kept: Any) -> bool:
    """Whether groups of three digits are all as long as each other: no numbers are."""
    import pyarrow.compute as pc

    if not _all_match(kept, rf"[0-9]{{1,3}}(({_SPACE}|\.)[0-9]{{3}})+") or len(kept) == 1:
        return False
    return len(pc.unique(pc.utf8_length(kept))) == 1


def _localised(kept: Any, told: Hints) -> Callable[[Any], Any] | None:
    import pyarrow.compute as pc

    if told.decimal is None:
        return None
    groups = rf"({_SPACE}|\.)" if told.decimal == "," else rf"({_SPACE}|,)"

    def plain(texts: Any) -> Any:
        texts = pc.replace_substring_regex(texts, groups, "")
        return pc.replace_substring(texts, ",", ".") if told.decimal == "," else texts

    parse = _whole(plain(kept)) or _real(plain(kept))
    if parse is None:
        return None
    return lambda texts: parse(plain(texts))


def _order(kept: Any) -> Hints | None:
    """Return whether the day comes first in dates that end with the year; None where they do not.

    It is left open where no day is beyond the twelfth, or where some say one order and some the
    other.
    """
    import pyarrow.compute as pc

    if not _all_match(kept, f"{_PARTS}({_TIME})?"):
        return None
    if _all_match(kept, r"[0-9]{1,2}\.[0-9]{1,2}\..*"):
        return Hints(day_first=True)
    parts = pc.extract_regex(kept, "^(?P<one>[0-9]{1,2})[-/.](?P<two>[0-9]{1,2})[-/.]")
    one, two = (pc.struct_field(parts, n).cast("int64") for n in ("one", "two"))
    beyond = [bool(pc.any(pc.greater(part, 12)).as_py()) for part in (one, two)]
    return Hints(day_first=beyond[0]) if beyond[0] != beyond[1] else Hints()


def _dated(kept: Any, *, day_first: bool) -> Callable[[Any], Any] | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    timed = pc.any(pc.match_substring_regex(kept, _TIME)).as_py()
    kind = pa.timestamp("us") if timed else pa.date32()
    day, month = (r"\1", r"\2") if day_first else (r"\2", r"\1")

    def parse(texts: Any) -> Any:
        shape = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})"
        texts = pc.replace_substring_regex(texts, shape, rf"\3-{month}-{day}")
        return _two_digits(texts).cast(kind)

    return parse if _parses(parse, kept) else None
