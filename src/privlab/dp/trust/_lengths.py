"""How long a text may become: what one long text of somebody makes too long, stops an engine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from privlab.dp.trust._kinds import written

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Lengths", "grows_too_long"]

MOST_TIMES = 64
Lengths = dict[Any, float]
"""What is known of some texts: how many times as long as the longest of their row they may be."""


def grows_too_long(node: Any, known: Lengths) -> bool:
    """Whether a text may be more than 64 times as long as the longest one in its row."""
    return _times(node, known) > MOST_TIMES


def _times(node: Any, known: Lengths) -> float:
    if node not in known:
        known[node] = _computed(node, known)
    return known[node]


def _computed(node: Any, known: Lengths) -> float:
    kind = type(node).__name__
    if not node.dtype.is_string():
        return 1.0
    if kind == "Field":
        return max((_times(each, known) for each in _sources(node)), default=1.0)
    if kind == "StringConcat":
        return sum(_times(each, known) for each in node.arg)
    if kind == "StringReplace":
        return _times(node.arg, known) * _replaced(node)
    return max((_times(each, known) for each in _arguments(node)), default=1.0)


def _replaced(node: Any) -> float:
    """Return how many times as long a text may be once its parts are replaced."""
    new, old = written(node.replacement), written(node.pattern)
    if not isinstance(new, str):
        return math.inf
    least = len(old.encode()) if isinstance(old, str) and old else 1
    return max(1.0, len(new.encode()) / least)


def _sources(field: Any) -> Iterator[Any]:
    """Yield what gives a column its values in the relation that it is taken from."""
    import ibis.expr.operations as ops

    relation, name = field.rel, field.name
    for part in ("values", "groups", "metrics"):
        made: Any = getattr(relation, part, None)
        if hasattr(made, "get") and name in made:
            yield made[name]
            return
    for side in ("parent", "left", "right"):
        below = getattr(relation, side, None)
        if isinstance(below, ops.Relation) and name in below.schema:
            yield ops.Field(below, name)


def _arguments(node: Any) -> Iterator[Any]:
    import ibis.expr.operations as ops

    for argument in node.__args__:
        for each in argument if isinstance(argument, tuple) else (argument,):
            if isinstance(each, ops.Value):
                yield each
