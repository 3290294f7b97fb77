"""The tables that an expression stands on: found, emptied, and told apart from what stands on them.

An expression over emptied leaves is the same query with nobody in it: whatever the engine says of
it, it says of the query alone.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from privlab.tables._holding import held_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

__all__ = ["emptied", "leaves_of", "rules_of", "text_of"]


def leaves_of(table: ir.Table) -> tuple[Any, ...]:
    """Return the tables at the bottom of an expression, once each, in an order of its own."""
    import ibis.expr.operations as ops

    return tuple(dict.fromkeys(table.op().find((ops.PhysicalTable, ops.SQLQueryResult))))


def emptied(expression: ir.Table, table: ir.Table) -> ir.Table:
    """Return an expression without a row in any leaf of `table`, which is a part of it.

    Leaves that `table` does not have, such as keys that were declared, keep their rows.
    """
    empty = {leaf: _without_rows(leaf) for leaf in leaves_of(table)}
    without: ir.Table = expression.op().replace(empty).to_expr()
    return without


def text_of(table: ir.Table, connection: BaseBackend, known: Iterable[ir.Table] = ()) -> str:
    """Return what an expression does, in the words of its engine.

    Leaves are named by their place, so that the text is the same whenever it is written, and the
    order of its columns does not matter. What lies below each of `known` is left
    out.
    """
    import ibis.expr.operations as ops

    parts = [each.op() for each in known]
    below = {leaf for each in parts for leaf in leaves_of(each.to_expr())}
    parts += [leaf for leaf in leaves_of(table) if leaf not in below]
    named = {
        part: ops.UnboundTable(name=f"leaf_{place}", schema=part.schema)
        for place, part in enumerate(parts)
    }
    written = table.select(*sorted(table.columns)).op().replace(named).to_expr()
    return str(connection.compile(written))


def rules_of(chosen: ir.Table, connection: BaseBackend) -> str:
    """Return a digest of how rows and values are chosen; what the rows hold does not matter."""
    return hashlib.sha256(text_of(chosen, connection).encode()).hexdigest()


def _without_rows(leaf: Any) -> Any:  # noqa: ANN401 - Ibis is untyped
    import pyarrow as pa
    from ibis.formats.pyarrow import PyArrowSchema

    try:
        # a table that is scanned: of one that is known to be empty the engine would plan nothing
        return held_rows(PyArrowSchema.from_ibis(leaf.schema).empty_table()).op()
    except (pa.ArrowException, NotImplementedError, KeyError, TypeError):
        return leaf.to_expr().limit(0).op()
