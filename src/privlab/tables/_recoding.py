"""The values of some columns replaced through small maps, where the rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.tables._fetch import small_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from privlab.tables._dataset import Dataset

__all__ = ["recode_values"]


def recode_values(data: Dataset, new_values: Mapping[str, pa.Array]) -> Dataset:
    """Return the table with other values in some columns, as a new version of the data.

    Parameters
    ----------
    new_values : mapping of column to Arrow array
        The new value of each distinct value of the column, in the order of
        `data.keys((column,)).codings[0].labels`. A missing value stays missing.

    Notes
    -----
    Frames keep their row order; on an engine each column becomes a join with its map.
    """
    import ibis
    import pyarrow as pa

    if data.memory is not None:
        memory = data.memory
        for column, values in new_values.items():
            keys = data.keys((column,))
            if keys.rows is None:
                continue
            codes = keys.rows[0]
            places = pa.array(codes, mask=codes == keys.codings[0].missing)
            recoded = values.take(places)
            memory = memory.set_column(memory.column_names.index(column), column, recoded)
        return data.replaced(ibis.memtable(memory), memory)
    table = data.table
    for place, (column, values) in enumerate(new_values.items()):
        old, new = f"privlab_old_{place}", f"privlab_new_{place}"
        mapping = small_table({old: data.keys((column,)).codings[0].labels, new: values})
        table = table.left_join(mapping, table[column] == mapping[old])
        table = table.mutate(**{column: table[new]}).drop(old, new)
    return data.replaced(table)
