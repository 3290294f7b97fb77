"""Which operations of Ibis are total: they give a value, or none, for every value there is.

An engine that stops on one value says that somebody has it. Ibis names the type of a result, and
an engine computes in that of the operands: an operation is judged by what goes into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlab._files import rows_of
from privlab.dp.trust._kinds import alike, cast_is_total, is_computed_in_floats, is_plain, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["IMPURE", "REDUCTIONS", "SELECTING", "VALUES", "fails_on_some_value", "why_unsafe"]

SELECTING = frozenset({"Limit", "Sample"})
IMPURE = frozenset({"RandomScalar", "RandomUUID", "TimestampNow", "DateNow", "RowID"})

_ROWS = rows_of(__package__, "operations.csv")
_JUDGED = {row["operation"]: row["judged"].split() for row in _ROWS if row["judged"]}
_HANDING_ON = {row["operation"] for row in _ROWS if row["takes"] == "any"}
_WHY = {row["judged"]: row["why"] for row in rows_of(__package__, "reasons.csv")}

REDUCTIONS = frozenset(row["operation"] for row in _ROWS if row["gives"] == "reduction")
"""Reductions and ranks that may be taken over the rows of one person."""

VALUES = frozenset(row["operation"] for row in _ROWS if row["gives"] == "value")
"""Values of one row."""

_WILDCARDS = "%_"
_LARGEST_DIVISOR = 2**31
# engines count from 1, and the sum of a place and a length stays inside 32 bits
_FARTHEST = 2**30


def why_unsafe(kind: str) -> str:
    """Say why an operation is refused, and what to write instead."""
    for judged in _JUDGED.get(kind, ()):
        return _WHY[judged]
    return (
        "it is not known to give an answer for every value. Compute the column before, and pass "
        "the table that holds it."
    )


def fails_on_some_value(node: Any) -> bool:
    """Whether an engine may stop on an operation for some value of its arguments."""
    kind = type(node).__name__
    if kind not in _HANDING_ON and not all(is_plain(each.dtype) for each in _arguments(node)):
        return True
    if kind == "TryCast":
        return not is_plain(node.to)
    checks = (_JUDGES[judged] for judged in _JUDGED.get(kind, ()) if judged in _JUDGES)
    return not all(holds(node, kind) for holds in checks)


def _arguments(node: Any) -> list[Any]:
    return [each for each in node.__args__ if hasattr(each, "dtype") and hasattr(each, "shape")]


def _is_in_floats(node: Any, _: str) -> bool:
    return is_computed_in_floats([node.left, node.right] if hasattr(node, "left") else [node.arg])


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


def _are_alike(node: Any, kind: str) -> bool:
    return all(alike(group) for group in _made_alike(node, kind))


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


_JUDGES: Mapping[str, Callable[[Any, str], bool]] = {
    "cast": lambda node, _: cast_is_total(node.arg.dtype, node.to),
    "arithmetic": _is_in_floats,
    "division": _division_is_total,
    "place": _places_are_written,
    "pattern": _pattern_is_written,
    "alike": _are_alike,
}
"""Whether an operation gives a value for whatever its arguments may hold, by what it is judged."""
