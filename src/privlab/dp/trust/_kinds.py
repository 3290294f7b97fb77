"""Which types go together: an engine that makes one of two may stop on a value of either."""

from __future__ import annotations

from typing import Any

__all__ = ["alike", "cast_is_total", "is_computed_in_floats", "is_plain", "is_written", "written"]

_MICROSECONDS = 6
_EXACT = 2**53
# what 64 bits of nanoseconds reach
_FINEST_YEARS = (1677, 2262)


def is_written(node: Any) -> bool:
    """Whether a value stands in the expression, and is the same for every row."""
    return type(node).__name__ == "Literal"


def written(node: Any) -> Any:
    """Return the value that stands in the expression; None for what rows give."""
    return node.value if is_written(node) else None


def is_plain(kind: Any) -> bool:
    """Whether it is known how engines compute with a type: others are only handed on."""
    return bool(
        kind.is_boolean()
        or kind.is_integer()
        or kind.is_floating()
        or kind.is_decimal()
        or kind.is_string()
        or kind.is_date()
        or kind.is_timestamp()
        or kind.is_null()
    )


def cast_is_total(old: Any, new: Any) -> bool:
    """Whether each value of one type has one in the other."""
    if not is_plain(old):
        return False
    if old.is_null() or new.is_string() or _is_same(old, new):
        return True
    if new.is_float64():
        return bool(old.is_boolean() or old.is_integer() or old.is_floating() or old.is_decimal())
    if new.is_integer():
        if old.is_boolean():
            return True
        return bool(
            old.is_integer() and new.bounds[0] <= old.bounds[0] and old.bounds[1] <= new.bounds[1]
        )
    if new.is_float32():
        return bool(old.is_boolean() or old.is_integer())
    # the time of an endless moment is none
    return bool(old.is_timestamp() and new.is_date())


def is_computed_in_floats(operands: list[Any]) -> bool:
    """Whether an engine computes in floats, which give infinity where others overflow."""
    kinds = [each.dtype for each in operands]
    numbers = all(kind.is_floating() or kind.is_integer() for kind in kinds)
    return numbers and any(kind.is_floating() for kind in kinds)


def alike(operands: list[Any]) -> bool:
    """Whether all are of one type, and what is written there fits it."""
    held = [each for each in operands if each is not None and not each.dtype.is_null()]
    columns = [each.dtype for each in held if not is_written(each)]
    texts = [each for each in held if is_written(each)]
    if not all(is_plain(each.dtype) for each in held):
        return False
    if not columns:
        return _are_of_a_class([each.dtype for each in texts])
    return all(_is_same(columns[0], kind) for kind in columns) and all(
        _fits(each, columns[0]) for each in texts
    )


def _is_same(one: Any, other: Any) -> bool:
    if one.is_timestamp() and other.is_timestamp():
        return bool(one.timezone == other.timezone and _scale(one) == _scale(other))
    return bool(one.copy(nullable=True) == other.copy(nullable=True))


def _are_of_a_class(kinds: list[Any]) -> bool:
    """Whether several constants are one kind of thing: no row decides what becomes of them."""
    tests = ("is_boolean", "is_numeric", "is_string", "is_date", "is_timestamp")
    return any(
        all(
            getattr(kind, test)()
            and not kind.is_decimal()
            and not (test == "is_numeric" and kind.is_boolean())
            for kind in kinds
        )
        for test in tests
    )


def _fits(literal: Any, kind: Any) -> bool:
    """Whether a constant is a value of the column's own type, whatever the engine makes of it."""
    value, own = literal.value, literal.dtype
    if kind.is_floating():
        if own.is_integer():
            return abs(int(value)) <= _EXACT
        return bool(own.is_floating())
    if kind.is_integer():
        return bool(own.is_integer() and kind.bounds[0] <= int(value) <= kind.bounds[1])
    if kind.is_timestamp():
        # what is written there is in microseconds: a finer column is not cast to it, a coarser is
        same = own.is_timestamp() and own.timezone == kind.timezone
        narrow = _scale(kind) > _MICROSECONDS
        held = same and (not narrow or _FINEST_YEARS[0] < value.year < _FINEST_YEARS[1])
        return bool(held and _scale(kind) >= _MICROSECONDS)
    return bool(
        (kind.is_boolean() and own.is_boolean())
        or (kind.is_string() and own.is_string())
        or (kind.is_date() and own.is_date())
    )


def _scale(kind: Any) -> int:
    scale = getattr(kind, "scale", None)
    return _MICROSECONDS if scale is None else int(scale)
