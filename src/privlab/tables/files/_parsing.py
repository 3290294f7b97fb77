"""How texts write numbers, dates and truth values: each function returns what parses them, or None.

They are given the distinct texts of a column without the marks of missing values, and return a
function of Arrow texts that loses nothing of any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from privlab.tables.files._marks import MISSING_MARKS

__all__ = [
    "GROUPED",
    "INTEGER",
    "NEARLY",
    "Hints",
    "all_match",
    "dated",
    "localised",
    "may_be_typed",
    "moment",
    "order_of",
    "real",
    "signs",
    "truth",
    "whole",
]

Parse = Callable[[Any], Any]

INTEGER = r"-?(0|[1-9][0-9]{0,18})"
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
NEARLY = rf"{INTEGER}|{_REAL}|{_DAY}.*|{_PARTS}.*"
"""What numbers and dates look like."""
GROUPED = r"-?[0-9]{1,3}(\.[0-9]{3})*"
"""Numbers that write thousands where decimals have commas."""


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


_TYPED = re.compile(rf"[-+0-9.].*|{_INFINITE}|true|false", re.IGNORECASE | re.DOTALL)


def may_be_typed(text: str) -> bool:
    """Whether a text starts as a number, a date or a truth value does: most texts do not."""
    return not text or text in MISSING_MARKS or _TYPED.fullmatch(text) is not None


def all_match(texts: Any, pattern: str) -> bool:
    import pyarrow.compute as pc

    found = pc.all(pc.match_substring_regex(texts, f"^(?:{pattern})$")).as_py()
    return bool(found)


def _cast(kept: Any, kind: Any) -> Parse | None:
    return _tried(lambda texts: texts.cast(kind), kept)


def _tried(parse: Parse, kept: Any) -> Parse | None:
    """Return what parses all texts that are kept, else None."""
    import pyarrow as pa

    try:
        parse(kept)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    return parse


def truth(kept: Any) -> Parse | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(kept) > len(_TRUE) or not {*kept.to_pylist()} <= _TRUE | _FALSE:
        return None
    true = pa.array(sorted(_TRUE))
    return lambda texts: pc.if_else(pc.is_valid(texts), pc.is_in(texts, value_set=true), None)


def whole(kept: Any) -> Parse | None:
    import pyarrow as pa

    return _cast(kept, pa.int64()) if all_match(kept, INTEGER) else None


def real(kept: Any) -> Parse | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not all_match(kept, f"{_REAL}|{_INFINITE}"):
        return None
    point = pc.match_substring_regex(kept, r"[.eE]")
    # a column of whole numbers that are too long for any type is one of codes
    if not pc.any(point).as_py() and not all_match(kept, _INFINITE + "|" + INTEGER):
        return None
    long = pc.match_substring_regex(kept, rf"^-?[0-9]{{{_DIGITS_HELD + 1},}}(\.|$)")
    if pc.any(long).as_py() or not all_match(kept, r".*[0-9fFyY].*"):
        return None
    return _cast(kept, pa.float64())


def moment(kept: Any) -> Parse | None:
    """Read dates and moments that are written from the year on."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if all_match(kept, _DAY):
        return _cast(kept, pa.date32())
    if not all_match(kept, f"{_LOOSE_DAY}({_TIME}({_ZONE})?)?"):
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

    return _tried(parse, kept)


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


def signs(kept: Any, hints: Hints, *, comma_parts: bool) -> Hints | None:
    """Return which signs the numbers of a column are written with; None where they are none.

    A comma before three digits is left open unless something decides: another number of the
    column, another column of the file, or the caller.
    """
    grouped = rf"-?[0-9]{{1,3}}({_SPACE}[0-9]{{3}})*|-?[0-9]+"
    comma = rf"(-?[0-9]{{1,3}}((\.|{_SPACE})[0-9]{{3}})*|-?[0-9]+)(,[0-9]+)?"
    point = rf"(-?[0-9]{{1,3}}((,|{_SPACE})[0-9]{{3}})*|-?[0-9]+)(\.[0-9]+)?"
    if _zeros_lead(kept) or _is_code(kept):
        return None
    if hints.decimal == "," and all_match(kept, comma):
        return Hints(",")
    if hints.decimal == "." and all_match(kept, point):
        return Hints(".")
    if hints.decimal is not None:
        return None
    if all_match(kept, grouped):
        return Hints(".")
    as_comma, as_point = all_match(kept, comma), all_match(kept, point)
    if as_comma and as_point:
        # 1,234 alone: a thousand, or a little more than one
        return Hints()
    if as_comma and not comma_parts:
        return Hints(",")
    # between commas a decimal comma is quoted, and stays text unless it is declared
    return Hints(".") if as_point else None


def _zeros_lead(kept: Any) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(kept, r"^-?0[0-9]")).as_py())


def _is_code(kept: Any) -> bool:
    """Whether groups of three digits are all as long as each other: no numbers are."""
    import pyarrow.compute as pc

    if not all_match(kept, rf"[0-9]{{1,3}}(({_SPACE}|\.)[0-9]{{3}})+") or len(kept) == 1:
        return False
    return len(pc.unique(pc.utf8_length(kept))) == 1


def localised(kept: Any, told: Hints) -> Parse | None:
    import pyarrow.compute as pc

    if told.decimal is None:
        return None
    groups = rf"({_SPACE}|\.)" if told.decimal == "," else rf"({_SPACE}|,)"

    def plain(texts: Any) -> Any:
        texts = pc.replace_substring_regex(texts, groups, "")
        return pc.replace_substring(texts, ",", ".") if told.decimal == "," else texts

    parse = whole(plain(kept)) or real(plain(kept))
    if parse is None:
        return None
    return lambda texts: parse(plain(texts))


def order_of(kept: Any) -> Hints | None:
    """Return whether the day comes first in dates that end with the year; None where they do not.

    It is left open where no day is beyond the twelfth, or where some say one order and some the
    other.
    """
    import pyarrow.compute as pc

    if not all_match(kept, f"{_PARTS}({_TIME})?"):
        return None
    if all_match(kept, r"[0-9]{1,2}\.[0-9]{1,2}\..*"):
        return Hints(day_first=True)
    parts = pc.extract_regex(kept, "^(?P<one>[0-9]{1,2})[-/.](?P<two>[0-9]{1,2})[-/.]")
    one, two = (pc.struct_field(parts, n).cast("int64") for n in ("one", "two"))
    beyond = [bool(pc.any(pc.greater(part, 12)).as_py()) for part in (one, two)]
    return Hints(day_first=beyond[0]) if beyond[0] != beyond[1] else Hints()


def dated(kept: Any, *, day_first: bool) -> Parse | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    timed = pc.any(pc.match_substring_regex(kept, _TIME)).as_py()
    kind = pa.timestamp("us") if timed else pa.date32()
    day, month = (r"\1", r"\2") if day_first else (r"\2", r"\1")

    def parse(texts: Any) -> Any:
        shape = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})"
        texts = pc.replace_substring_regex(texts, shape, rf"\3-{month}-{day}")
        return _two_digits(texts).cast(kind)

    return _tried(parse, kept)
