"""Which operations of Ibis are total: they give a value, or none, for every value there is.

An engine that stops on one value says that somebody has it, after the budget was charged.
"""

from __future__ import annotations

from typing import Any

__all__ = ["IMPURE", "REDUCTIONS", "SELECTING", "VALUES", "fails_on_some_value", "why_unsafe"]

SELECTING = frozenset({"Limit", "Sample"})
IMPURE = frozenset({"RandomScalar", "RandomUUID", "TimestampNow", "DateNow", "RowID"})

REDUCTIONS = frozenset(
    {
        "All",
        "Any",
        "ArgMax",
        "ArgMin",
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
        "DateTruncate",
        "DayOfWeekIndex",
        "DayOfWeekName",
        "Divide",
        "EndsWith",
        "Equals",
        "ExtractDay",
        "ExtractDayOfYear",
        "ExtractHour",
        "ExtractIsoYear",
        "ExtractMicrosecond",
        "ExtractMillisecond",
        "ExtractMinute",
        "ExtractMonth",
        "ExtractQuarter",
        "ExtractSecond",
        "ExtractWeekOfYear",
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
        "TimestampTruncate",
        "TryCast",
        "Uppercase",
        "Xor",
    }
)
"""Values of one row."""

_CAST = "Write try_cast, which gives a missing value for what it cannot read."
_ARITHMETIC = {"Abs", "Add", "Multiply", "Negate", "Subtract", "Sum"}
_MICROSECONDS = 6
_MIXING_TYPES = {
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
_WILDCARDS = "%_"


def why_unsafe(kind: str) -> str:
    """Say why an operation is refused, and what to write instead."""
    if kind == "Cast":
        return f"some value cannot be cast, and the engine would stop on it. {_CAST}"
    if kind in _ARITHMETIC:
        return (
            "whole numbers can overflow, and the engine would stop on it. Make them float64 with "
            ".cast('float64'), or narrow with .try_cast('int32') first."
        )
    if kind in _DIVISIONS:
        return (
            "the engine may stop on a division. Divide by a number that is written there, not 0, "
            "and whole numbers by more than 1."
        )
    if kind in _PATTERNS:
        return (
            "a pattern that a column gives may be one that the engine refuses, and so may one "
            "whose escape stands before another letter, or a place below 0. Write the pattern "
            "there, as a text."
        )
    if kind in {"Substring", "Lag", "Lead"}:
        return (
            "a place that a column gives may be beyond what the engine takes, and a date or moment "
            "beside another kind is cast to it. Write the number, of a text at least 0, and a "
            "default of the same kind."
        )
    if kind in _MIXING_TYPES:
        return (
            "dates, moments or texts are mixed, and the engine would stop on one that the other "
            "kind cannot hold. Write .try_cast of both to one of them, and ibis.date('2026-01-31') "
            "for what is written there."
        )
    return (
        "it is not known to give an answer for every value. Compute the column before, and pass "
        "the table that holds it."
    )


def fails_on_some_value(node: Any) -> bool:  # noqa: ANN401 - Ibis is untyped
    """Whether an engine may stop on an operation for some value of its arguments."""
    kind = type(node).__name__
    if kind == "Cast":
        return not _cast_is_total(node.arg.dtype, node.to)
    if kind == "Sum":
        return not (node.arg.dtype.is_floating() or _fits_32_bits(node.arg.dtype))
    if kind in _DIVISIONS:
        return not _division_is_total(node, kind)
    if kind in {"Substring", "Lag", "Lead"} and not _places_are_written(node, kind):
        return True
    if kind in _PATTERNS:
        return not _pattern_is_written(node, kind)
    if kind in _MIXING_TYPES:
        return any(_are_mixed(group) for group in _made_alike(node, kind))
    if kind in _ARITHMETIC:
        return not (node.dtype.is_floating() or _stays_inside(node))
    return False


def _cast_is_total(old: Any, new: Any) -> bool:  # noqa: ANN401
    if old == new or new.is_string() or old.is_null():
        return not (old.is_nested() or old.is_binary())
    if old.is_boolean():
        return bool(new.is_integer() or new.is_floating())
    if old.is_integer():
        if new.is_integer():
            return bool(new.bounds[0] <= old.bounds[0] and old.bounds[1] <= new.bounds[1])
        return bool(new.is_float32() or new.is_float64())
    if old.is_floating():
        return bool(new.is_float64())
    if old.is_decimal():
        return bool(new.is_float64())
    if old.is_timestamp():
        # the time of an endless moment is none
        return bool(new.is_date())
    return False


def _fits_32_bits(kind: Any) -> bool:  # noqa: ANN401
    return bool(kind.is_boolean() or (kind.is_integer() and kind.nbytes <= 4))  # noqa: PLR2004


def _division_is_total(node: Any, kind: str) -> bool:  # noqa: ANN401
    divisor = getattr(node.right, "value", None)
    if isinstance(divisor, bool) or not isinstance(divisor, int | float) or not divisor:
        return False
    if kind == "Divide":
        return not (node.left.dtype.is_decimal() or node.left.dtype.is_interval())
    whole = node.left.dtype.is_integer() and isinstance(divisor, int)
    # a quotient is rounded as a float, and the largest would not come back
    return bool(whole and abs(divisor) > 1)


def _places_are_written(node: Any, kind: str) -> bool:  # noqa: ANN401
    """Whether the places of a text or of other rows are numbers that stand in the expression."""
    if kind == "Substring":
        return _are_places([node.start, node.length], least=0)
    return _are_places([node.offset], least=1 - 2**31)


def _are_places(places: list[Any], *, least: int) -> bool:
    values = [getattr(place, "value", None) for place in places if place is not None]
    return all(
        isinstance(value, int) and not isinstance(value, bool) and least <= value < 2**31
        for value in values
    )


def _pattern_is_written(node: Any, kind: str) -> bool:  # noqa: ANN401
    """Whether a pattern stands in the expression, and every engine reads it."""
    if kind == "StringFind":
        written = isinstance(getattr(node.substr, "value", None), str)
        return written and _are_places([node.start, node.end], least=0)
    pattern = getattr(node.pattern, "value", None)
    escape = getattr(node.escape, "value", node.escape) or "\\"
    if not isinstance(pattern, str) or not isinstance(escape, str) or len(escape) != 1:
        return False
    # an escape stands before a wildcard or another escape, and nowhere else
    rest = pattern
    for escaped in (*_WILDCARDS, escape):
        rest = rest.replace(escape + escaped, "")
    return escape not in rest


def _made_alike(node: Any, kind: str) -> list[list[Any]]:  # noqa: ANN401
    """Return the arguments that an engine casts to one type, unasked."""
    if kind == "SimpleCase":
        return [[node.base, *node.cases], [*node.results, node.default]]
    if kind in {"Lag", "Lead"}:
        return [[node.arg] if node.default is None else [node.arg, node.default]]
    several = [each if isinstance(each, tuple) else (each,) for each in node.__args__]
    held = [each for own in several for each in own]
    conditions = kind in {"IfElse", "SearchedCase"}
    return [[each for each in held if not (conditions and each.dtype.is_boolean())]]


def _are_mixed(arguments: list[Any]) -> bool:
    """Whether some are dates or moments, and others are not of the same kind, zone and scale."""
    held = [each for each in arguments if not each.dtype.is_null()]
    if not any(each.dtype.is_temporal() for each in held):
        return False
    kinds = {(type(each.dtype), getattr(each.dtype, "timezone", None)) for each in held}
    scales = {_scale(each.dtype) for each in held if type(each).__name__ != "Literal"}
    # what is written there is in microseconds: a finer column is not cast to it, a coarser one is
    written = any(type(each).__name__ == "Literal" for each in held)
    return len(kinds) > 1 or len(scales) > 1 or (written and min(scales, default=6) < _MICROSECONDS)


def _scale(kind: Any) -> int:  # noqa: ANN401
    scale = getattr(kind, "scale", None)
    return _MICROSECONDS if scale is None else int(scale)


def _stays_inside(node: Any) -> bool:  # noqa: ANN401
    if not node.dtype.is_integer():
        return False
    low, high = _range(node)
    return bool(node.dtype.bounds[0] <= low and high <= node.dtype.bounds[1])


def _range(node: Any) -> tuple[int, int]:  # noqa: ANN401
    """Return bounds of a whole-number expression, whatever the rows hold."""
    kind = type(node).__name__
    if kind == "Literal":
        return int(node.value), int(node.value)
    if kind == "Alias":
        return _range(node.arg)
    if kind in {"Negate", "Abs"}:
        low, high = _range(node.arg)
        return (-high, -low) if kind == "Negate" else (0, max(abs(low), abs(high)))
    if kind == "Modulus":
        widest = abs(int(node.right.value)) - 1
        return -widest, widest
    if kind in {"Add", "Subtract", "Multiply", "FloorDivide"}:
        (a, b), (c, d) = _range(node.left), _range(node.right)
        if kind == "Add":
            return a + c, b + d
        if kind == "Subtract":
            return a - d, b - c
        ends = [x * y if kind == "Multiply" else x // y for x in (a, b) for y in (c, d)]
        return min(ends), max(ends)
    low, high = node.dtype.bounds
    return int(low), int(high)
