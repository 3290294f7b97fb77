"""Bins between public edges: any number of them, and no expression that grows with it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from privlab.dp._asked import finite_number
from privlab.errors import ParameterError
from privlab.register import shown
from privlab.tables import value_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

__all__ = ["checked_edges", "placed_among"]

_TOGETHER = 32
_BLOCK, _KEY, _EDGE = "privlab_block", "privlab_key", "privlab_edge"


def placed_among(rows: ir.Table, value: str, edges: Sequence[float], name: str) -> ir.Table:
    """Return the rows with the number of edges that are at most their value.

    Parameters
    ----------
    rows : ibis Table
    value : str
        A column of float64; where it is missing the number is too.
    edges : sequence of float
        At least one; finite, rising.
    name : str
        Of the new column, of whole numbers from 0 to the number of edges.

    Notes
    -----
    Every 32nd edge first, then those between two of them, which a small table gives: engines take
    a second where one expression of a thousand edges takes minutes, or nests too deeply.
    """
    if len(edges) <= _TOGETHER:
        return rows.mutate(**{name: _among(rows[value], edges)})
    import ibis
    import pyarrow as pa

    rows = placed_among(rows, value, edges[::_TOGETHER], _BLOCK)
    inner = [edges[first + 1 : first + _TOGETHER] for first in range(0, len(edges), _TOGETHER)]
    places = range(_TOGETHER - 1)
    # what lacks in the last block is above every value but infinity
    columns = {
        f"{_EDGE}{k}": pa.array([own[k] if k < len(own) else float("inf") for own in inner])
        for k in places
    }
    small = value_map({_KEY: pa.array(range(1, len(inner) + 1), pa.int64()), **columns})
    rows = rows.left_join(small, rows[_BLOCK] == small[_KEY])
    within = _among(rows[value], [rows[f"{_EDGE}{k}"] for k in places])
    first: Any = (rows[_BLOCK].cast("float64") - 1) * _TOGETHER + 1
    found = first + within.cast("float64")
    place = (rows[_BLOCK] < 1).ifelse(0.0, ibis.least(found, float(len(edges))))
    rows = rows.mutate(**{name: place.try_cast("int64")})
    return rows.drop(_KEY, *columns, *(() if name == _BLOCK else (_BLOCK,)))


def _among(value: Any, edges: Sequence[Any]) -> Any:
    """Return how many of a few rising edges are at most the value, found by halving."""
    import ibis

    def among(first: int, last: int) -> Any:
        if first == last:
            return ibis.literal(first, type="int64")
        middle = (first + last) // 2
        return (value >= edges[middle]).ifelse(among(middle + 1, last), among(first, middle))

    return value.notnull().ifelse(among(0, len(edges)), None)


def checked_edges(kind: str, given: object) -> tuple[float, ...]:
    """Return the edges as floats, or refuse what is no rising list of finite numbers."""
    values: list[Any] = []
    if hasattr(given, "__iter__") and not isinstance(given, str):
        values = list(given)
    for edge in values:
        if finite_number(edge) is None:
            message = f"{kind} has the edge {shown(edge)}; edges are finite numbers."
            raise ParameterError(message)
    edges = tuple(float(edge) for edge in values)
    if not edges or any(b <= a for a, b in itertools.pairwise(edges)):
        message = (
            f"{kind} needs edges that rise and are known without looking at the data, for "
            "instance [0, 100, 200]. What lies outside has bins of its own."
        )
        raise ParameterError(message)
    return edges
