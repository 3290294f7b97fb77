"""The rows that leave: plain values of the columns that leave, in an order that tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.tables import bare, held_rows, is_nested, without_categories

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir
    import pyarrow as pa

    from privlab.tables import Dataset

__all__ = ["leaving_rows"]


def leaving_rows(data: Dataset, columns: Sequence[str]) -> tuple[ir.Table, pa.Table | None]:
    """Return the columns sorted by all of their values, bare: on its engine, and held here.

    Rows that are equal on all that leaves cannot be told apart, so their order says nothing of
    the order in which they came.
    """
    names = list(columns)
    if data.memory is None:
        return data.table.select(*names).order_by(names), None
    rows = bare(data.memory.select(names))
    rows = rows.take(_order(rows))
    return held_rows(rows), rows


def _order(rows: pa.Table) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = without_categories(rows)
    for place, field in enumerate(keys.schema):
        if is_nested(field.type) or pa.types.is_null(field.type) or pa.types.is_float16(field.type):
            texts = [
                None if each is None else repr(each) for each in keys.column(place).to_pylist()
            ]
            keys = keys.set_column(place, field.name, pa.array(texts, pa.string()))
    # the place of a column is its name here: names may hold what a path of fields would split
    keys = keys.rename_columns([str(place) for place in range(keys.num_columns)])
    return pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names])
