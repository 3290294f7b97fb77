"""Rows in this process as tables of any engine, which no error and no repr can print.

Ibis prints the rows of its in-memory tables wherever it prints an expression, also in its own
errors; and an engine keeps what was registered with it until it is told to let go.
"""

from __future__ import annotations

import collections
import functools
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

__all__ = ["follow", "held_rows", "is_held", "is_map", "let_go", "without_categories"]

_followed: set[tuple[int, str]] = set()
# filled while the garbage is collected, perhaps in the middle of a query: emptied before one
_gone: collections.deque[tuple[weakref.ref[BaseBackend], tuple[int, str]]] = collections.deque()


@functools.cache
def _withheld() -> type:
    from ibis.formats.pyarrow import PyArrowTableProxy

    class RowsWithheld(PyArrowTableProxy):  # type: ignore[misc]
        """Arrow rows that are used and never printed."""

        def __repr__(self) -> str:
            return "(rows withheld)"

        def to_frame(self) -> Any:  # noqa: ANN401 - what Ibis declares
            return without_categories(self.obj).to_pandas()

        def to_pyarrow(self, schema: Any) -> pa.Table:  # noqa: ANN401, ARG002
            return without_categories(self.obj)

    return RowsWithheld


@functools.cache
def _map_withheld() -> type:
    class MapWithheld(_withheld()):  # type: ignore[misc]
        """A value for each value of a column: about values, and not about the rows of anyone."""

    return MapWithheld


def held_rows(rows: pa.Table, *, is_map: bool = False) -> ir.Table:
    """Return Arrow rows as a table of any engine; its repr and the errors of Ibis say no row.

    Nothing is copied: DuckDB reads the Arrow buffers where they are. A map gives each value of a
    column another one, whoever has it.
    """
    import ibis
    import ibis.expr.operations as ops

    made: Any = ibis.memtable(rows).op()
    data = (_map_withheld() if is_map else _withheld())(rows)
    return ops.InMemoryTable(name=made.name, schema=made.schema, data=data).to_expr()


def without_categories(rows: pa.Table) -> pa.Table:
    """Return the same rows with the value of each category in its place."""
    import pyarrow as pa

    for place, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type):
            plain = rows.column(place).cast(field.type.value_type)
            rows = rows.set_column(place, field.name, plain)
    return rows


def is_held(relation: object) -> bool:
    """Whether a relation of an expression is a table made by `held_rows`."""
    return isinstance(getattr(relation, "data", None), _withheld())


def is_map(relation: object) -> bool:
    """Whether a relation is a map of privlab's own, one row a value."""
    return isinstance(getattr(relation, "data", None), _map_withheld())


def follow(expression: ir.Expr, connection: BaseBackend) -> None:
    """Have the tables of `held_rows` in an expression dropped once nobody can use them."""
    import ibis.expr.operations as ops

    for table in expression.op().find(ops.InMemoryTable):
        known = (id(connection), table.name)
        if known not in _followed and is_held(table):
            _followed.add(known)
            end = weakref.finalize(table, _gone.append, (weakref.ref(connection), known))
            end.atexit = False


def let_go(connection: BaseBackend) -> None:
    """Drop from an engine the tables of `held_rows` that nobody can use any more."""
    for _ in range(len(_gone)):
        try:
            engine, known = _gone.popleft()
        except IndexError:  # another thread was quicker
            return
        if engine() is connection:
            _dropped(connection, known[1])
        elif engine() is not None:
            _gone.append((engine, known))
            continue
        _followed.discard(known)


def _dropped(connection: BaseBackend, name: str) -> None:
    drop = getattr(getattr(connection, "con", None), "unregister", None)
    if drop is not None and connection.name == "duckdb":
        drop(name)
