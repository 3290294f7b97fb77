"""Which operations of Ibis are total: they give a value, or none, for every value there is.

An engine that stops on one value says that somebody has it. Ibis names the type of a result, and
an engine computes in that of the operands: an operation is judged by what goes into it.
"""

from __future__ import annotations

from typing import Any

from privlab.dp.trust._kinds import alike, cast_is_total, is_computed_in_floats, is_plain, written

__all__ = ["IMPURE", "REDUCTIONS", "SELECTING", "VALUES", "fails_on_some_value", "why_unsafe"]

SELECTING = frozenset({"Limit", "Sample"})
IMPURE = frozenset({"RandomScalar", "RandomUUID", "TimestampNow", "DateNow", "RowID"})

REDUCTIONS = frozenset(
    {
        "All",
        "Any",
        "Count",
        "CountDistinct",
        "CountDistinctStar",
        "CountStar",
        "DenseRank",
        "First",
        "Lag",
        "Last",
        "Lead",
        "Max",
        "Mean",
        "Min",
        "MinRank",
        "RowNumber",
        "Sum",
    }
)
"""Reductions and ranks that may be taken over the rows of one person."""

VALUES = frozenset(
    {
        "Abs",
        "Add",
        "Alias",
        "And",
        "Between",
        "Capitalize",
        "Cast",
        "Coalesce",
        "Date",
        "DayOfWeekIndex",
        "DayOfWeekName",
        "Divide",
        "EndsWith",
        "Equals",
        "ExtractDay",
        "ExtractDayOfYear",
        "ExtractHour",
        "ExtractMicrosecond",
        "ExtractMillisecond",
        "ExtractMinute",
        "ExtractMonth",
        "ExtractQuarter",
        "ExtractSecond",
        "ExtractYear",
        "Field",
        "FloorDivide",
        "Greater",
        "GreaterEqual",
        "Greatest",
        "HexDigest",
        "IdenticalTo",
        "IfElse",
        "InValues",
        "IsInf",
        "IsNan",
        "IsNull",
        "LStrip",
        "Least",
        "Less",
        "LessEqual",
        "Literal",
        "Lowercase",
        "Modulus",
        "Multiply",
        "Negate",
        "Not",
        "NotEquals",
        "NotNull",
        "NullIf",
        "Or",
        "RStrip",
        "Reverse",
        "SearchedCase",
        "SimpleCase",
        "SortKey",
        "StartsWith",
        "StringConcat",
        "StringContains",
        "StringFind",
        "StringLength",
        "StringReplace",
        "StringSQLILike",
        "StringSQLLike",
        "Strip",
        "StructField",
        "Substring",
        "Subtract",
        "TryCast",
        "Uppercase",
        "Xor",
    }
)
"""Values of one row."""

_ARITHMETIC = {"Abs", "Add", "Mean", "Multiply", "Negate", "Subtract", "Sum"}
_ALIKE = {
    "Between",
    "Coalesce",
    "Equals",
    "Greater",
    "GreaterEqual",
    "Greatest",
    "IdenticalTo",
    "IfElse",
    "InValues",
    "Lag",
    "Lead",
    "Least",
    "Less",
    "LessEqual",
    "NotEquals",
    "NullIf",
    "SearchedCase",
    "SimpleCase",
}
_DIVISIONS = {"Divide", "FloorDivide", "Modulus"}
_PATTERNS = {"StringFind", "StringSQLILike", "StringSQLLike"}
_CALENDAR = {"DateTruncate", "ExtractIsoYear", "ExtractWeekOfYear", "TimestampTruncate"}
_HANDING_ON = {
    "Alias",
    "Count",
    "CountDistinct",
    "Field",
    "First",
    "IsNull",
    "Last",
    "Literal",
    "NotNull",
    "SortKey",
    "StructField",
}
_WILDCARDS = "%_"
_LARGEST_DIVISOR = 2**31
# engines count from 1, and the sum of a place and a length stays inside 32 bits
_FARTHEST = 2**30


def why_unsafe(kind: str) -> str:
    """Say why an operation is refused, and what to write instead."""
    for kinds, why in _WHY:
        if kind in kinds:
            return why
    return (
        "it is not known to give an answer for every value. Compute the column before, and pass "
        "the table that holds it."
    )


_WHY: tuple[tuple[set[str], str], ...] = (
    (
        {"Cast"},
        (
            "some value cannot be cast, and the engine would stop on it. Write try_cast, which "
            "gives a missing value for what it cannot read."
        ),
    ),
    (
        _ARITHMETIC,
        (
            "whole and decimal numbers can overflow in the width that the engine takes for them, "
            "and it would stop on it. Make them float64 with .cast('float64') first."
        ),
    ),
    (
        _DIVISIONS,
        (
            "the engine may stop on a division. Divide by a number that is written there, not 0, "
            "and whole numbers by more than 1; for bands write session.bin('column', edges)."
        ),
    ),
    (
        _PATTERNS,
        (
            "a pattern that a column gives may be one that the engine refuses, and so may one "
            "whose escape stands before another letter, or a place below 0. Write the pattern "
            "there, as a text."
        ),
    ),
    (
        _CALENDAR,
        "the engine stops on dates far from ours. Take .year(), .quarter(), .month() and .day().",
    ),
    (
        {"StringConcat", "StringReplace"},
        (
            "a text could become so long that the engine stops. Put fewer texts together, and "
            "write there what takes the place of a part."
        ),
    ),
    (
        {"ArgMax", "ArgMin"},
        (
            "of rows that tie it takes the one that the engine finds first. Write "
            "t.column.first(order_by=...), whose ties are broken by the other columns."
        ),
    ),
    (
        {"Substring", "Lag", "Lead"},
        (
            "a place that a column gives may be beyond what the engine takes, and a date or moment "
            "beside another kind is cast to it. Write the number, of a text at least 0, and a "
            "default of the same kind."
        ),
    ),
    (
        _ALIKE,
        (
            "values of several types are compared or put in one column, and the engine would stop "
            "on one that the common type cannot hold. Write .cast('float64') or .try_cast to make "
            "them one type; what is written there must fit the column's type, and days are "
            "ibis.date('2026-01-31')."
        ),
    ),
)


def fails_on_some_value(node: Any) -> bool:
    """Whether an engine may stop on an operation for some value of its arguments."""
    kind = type(node).__name__
    if kind not in _HANDING_ON and not all(is_plain(each.dtype) for each in _arguments(node)):
        return True
    if kind == "TryCast":
        return not is_plain(node.to)
    if kind == "Cast":
        return not cast_is_total(node.arg.dtype, node.to)
    if kind in _ARITHMETIC:
        return not is_computed_in_floats(_operands(node))
    if kind in _DIVISIONS:
        return not _division_is_total(node, kind)
    if kind in {"Substring", "Lag", "Lead"} and not _places_are_written(node, kind):
        return True
    if kind in _PATTERNS:
        return not _pattern_is_written(node, kind)
    if kind in _ALIKE:
        return not all(alike(group) for group in _made_alike(node, kind))
    return False


def _arguments(node: Any) -> list[Any]:
    return [each for each in node.__args__ if hasattr(each, "dtype") and hasattr(each, "shape")]


def _operands(node: Any) -> list[Any]:
    if hasattr(node, "left"):
        return [node.left, node.right]
    return [node.arg]


def _division_is_total(node: Any, kind: str) -> bool:
    divisor = written(node.right)
    if isinstance(divisor, bool) or not isinstance(divisor, int | float) or not divisor:
        return False
    if kind == "Divide":
        return is_computed_in_floats([node.left]) or bool(node.left.dtype.is_integer())
    held = node.left.dtype
    # the largest of the widest unsigned numbers comes back from no float
    whole = held.is_integer() and held.bounds[1] < 2**63
    small = isinstance(divisor, int) and 1 < abs(divisor) < _LARGEST_DIVISOR
    return bool(whole and small)


def _places_are_written(node: Any, kind: str) -> bool:
    """Whether the places of a text or of other rows are numbers that stand in the expression."""
    if kind == "Substring":
        return _are_places([node.start, node.length], least=0)
    return _are_places([node.offset], least=1 - 2**31)


def _are_places(places: list[Any], *, least: int) -> bool:
    values = [written(place) for place in places if place is not None]
    return all(
        isinstance(value, int) and not isinstance(value, bool) and least <= value < _FARTHEST
        for value in values
    )


def _pattern_is_written(node: Any, kind: str) -> bool:
    """Whether a pattern stands in the expression, and every engine reads it."""
    if kind == "StringFind":
        return isinstance(written(node.substr), str) and _are_places(
            [node.start, node.end], least=0
        )
    pattern = written(node.pattern)
    escape = getattr(node.escape, "value", node.escape) or "\\"
    if not isinstance(pattern, str) or not isinstance(escape, str) or len(escape) != 1:
        return False
    # an escape stands before a wildcard or another escape, and nowhere else
    rest = pattern
    for escaped in (*_WILDCARDS, escape):
        rest = rest.replace(escape + escaped, "")
    return escape not in rest


def _made_alike(node: Any, kind: str) -> list[list[Any]]:
    """Return the arguments that an engine casts to one type, unasked."""
    if kind == "SimpleCase":
        return [[node.base, *node.cases], [*node.results, node.default]]
    if kind == "SearchedCase":
        return [[*node.results, node.default]]
    if kind == "IfElse":
        return [[node.true_expr, node.false_null_expr]]
    if kind in {"Lag", "Lead"}:
        return [[node.arg] if node.default is None else [node.arg, node.default]]
    several = [each if isinstance(each, tuple) else (each,) for each in node.__args__]
    return [[each for own in several for each in own]]
