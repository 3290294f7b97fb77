"""The values of some columns replaced by others, through small maps, where the rows are."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import HierarchyError, listed
from privlab.hierarchies import SUPPRESSED, is_nothing
from privlab.tables._content import feed
from privlab.tables._fetch import fetch, held_rows, value_map

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from privlab.hierarchies import Hierarchy
    from privlab.tables._dataset import Dataset

__all__ = ["generalise", "recode_values"]


def recode_values(
    data: Dataset,
    new_values: Mapping[str, pa.Array],
    of_missing: Mapping[str, str | None] | None = None,
) -> Dataset:
    """Return the table with other values in some columns, as a new version of the data.

    Parameters
    ----------
    new_values : mapping of column to Arrow array
        The new value of each distinct value of the column, in the order of
        `data.keys((column,)).codings[0].labels`.
    of_missing : mapping of column to str or None, optional
        What a missing value becomes; it stays missing by default.

    Notes
    -----
    Frames keep their row order; on an engine each column becomes a join with its map.
    """
    import ibis
    import pyarrow as pa

    filled = {c: label for c, label in (of_missing or {}).items() if label is not None}
    how = [
        _digest(data, column, values) + filled.get(column, "")
        for column, values in new_values.items()
    ]
    if data.memory is not None:
        memory = data.memory
        for column, values in new_values.items():
            keys = data.keys((column,))
            if keys.rows is None:
                continue
            codes = keys.rows[0]
            places = pa.array(codes, mask=codes == keys.codings[0].missing)
            recoded = values.take(places)
            if column in filled:
                recoded = recoded.fill_null(filled[column])
            memory = memory.set_column(memory.column_names.index(column), column, recoded)
        return data.replaced(held_rows(memory), memory, how=how)
    table = data.table
    for place, (column, values) in enumerate(new_values.items()):
        old, new = f"privlab_old_{place}", f"privlab_new_{place}"
        mapping = value_map({old: data.keys((column,)).codings[0].labels, new: values})
        table = table.left_join(mapping, table[column] == mapping[old])
        label = table[new]
        if column in filled:
            label = ibis.ifelse(table[column].isnull(), ibis.literal(filled[column]), label)
        table = table.mutate(**{column: label}).drop(old, new)
    return data.replaced(table, how=how)


def _digest(data: Dataset, column: str, values: pa.Array) -> str:
    """Return the same text for the same column, old values and new values, whenever it is done."""
    import pyarrow as pa

    old = data.keys((column,)).codings[0].labels
    digest = hashlib.sha256(column.encode())
    for column_of_map in (old, values):
        feed(digest, pa.chunked_array([column_of_map]))
    return digest.hexdigest()


def generalise(data: Dataset, levels: Mapping[str, tuple[Hierarchy, int]]) -> Dataset:
    """Return the table with some columns at a level of their hierarchy, as a new version.

    A missing value stays missing, but where a level says nothing any more: there it looks like
    all others.

    Parameters
    ----------
    data : Dataset
    levels : mapping of column to (Hierarchy, int)
        0 leaves the column as it is.

    Raises
    ------
    HierarchyError
        Values that a hierarchy does not cover: their number, never the values.
    """
    new_values, of_missing = {}, {}
    for column, (hierarchy, level) in levels.items():
        if level == 0:
            continue
        try:
            labels = _labels(data, column, hierarchy, level)
        except HierarchyError as error:
            message = f"Column '{listed([column])}': {error}"
            raise HierarchyError(message) from None
        new_values[column] = labels
        of_missing[column] = SUPPRESSED if is_nothing(labels.drop_null().unique()) else None
    return recode_values(data, new_values, of_missing)


def _labels(data: Dataset, column: str, hierarchy: Hierarchy, level: int) -> pa.Array:
    """Return the label of each value that may occur; none of those that do not and have none."""
    import pyarrow as pa

    keys = data.keys((column,))
    values = keys.codings[0].labels
    if hierarchy.covers(values).all():
        return hierarchy.labels(values, level=level)
    # whole numbers and dates are coded by their range, in which some may not occur
    rows = fetch(keys.table.select("w0").distinct(), data.connection)["w0"].to_numpy()
    occurring = np.sort(rows[rows < len(values)])
    labels = hierarchy.labels(values.take(pa.array(occurring)), level=level)
    places = np.zeros(len(values), dtype=np.int64)
    places[occurring] = np.arange(len(occurring))
    absent = np.ones(len(values), dtype=bool)
    absent[occurring] = False
    return labels.take(pa.array(places, mask=absent))
