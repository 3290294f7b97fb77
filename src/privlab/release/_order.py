"""The order in which rows leave: that of what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.tables import is_nested, without_categories

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["in_order"]


def in_order(rows: pa.Table) -> pa.Table:
    """Return the rows in the order of what they hold, column by column, missing values last.

    Values of categories are ordered as values: an order of categories may be that in which a
    source met them.
    """
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
    order = pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names])
    return rows.take(order)
