"""Rows of plain values: nothing of a table but what its rows hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["bare", "held_categories", "is_nested"]


def bare(rows: pa.Table) -> pa.Table:
    """Return the rows under a schema of plain types, without any metadata.

    Categories are those that some row has; what an extension type carries besides its values,
    the metadata of schema and fields, and buffers shared with other rows are gone.
    """
    import pyarrow as pa

    columns = [_plain(rows.column(place)) for place in range(rows.num_columns)]
    return held_categories(pa.table(columns, names=rows.column_names))


def held_categories(rows: pa.Table) -> pa.Table:
    """Return the rows, their columns of categories with the categories that some row has.

    An order that the categories have is kept; without one they are sorted, since their places
    may tell in which order a source met them.
    """
    import pyarrow as pa

    for place, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type):
            rows = rows.set_column(place, field.name, _categories(rows.column(place)))
    return rows


def is_nested(kind: pa.DataType) -> bool:
    """Whether values of a type hold further values, or bytes that say nothing of what they are."""
    import pyarrow as pa

    plain, types = _plain_type(kind), pa.types
    tests = (
        types.is_nested,
        types.is_binary,
        types.is_large_binary,
        types.is_fixed_size_binary,
    )
    return any(test(plain) for test in tests)


def _categories(column: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    chunks = column.unify_dictionaries().chunks
    whole = pa.concat_arrays(chunks) if chunks else pa.array([], type=column.type)
    codes = whole.indices.fill_null(0).to_numpy(zero_copy_only=False)
    gone = whole.indices.is_null().to_numpy(zero_copy_only=False)
    used = np.unique(codes[~gone])
    values = whole.dictionary.take(pa.array(used))
    if not column.type.ordered:
        order = pc.sort_indices(values).to_numpy()
        values, used = values.take(pa.array(order)), used[order]
    new = np.zeros(len(whole.dictionary) + 1, dtype=np.int32)
    new[used] = np.arange(len(used))
    indices = pa.array(new[codes], mask=gone)
    return pa.DictionaryArray.from_arrays(indices, values, ordered=column.type.ordered)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        storage = [getattr(chunk, "storage", chunk) for chunk in column.chunks]
        return _plain(pa.chunked_array(storage, type=kind.storage_type))
    wanted = _plain_type(kind)
    if pa.types.is_nested(kind):
        return pa.chunked_array([pa.array(column.to_pylist(), type=wanted)])
    return column if pa.types.is_dictionary(kind) or kind == wanted else column.cast(wanted)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    """Return the type of the same values without extensions, dictionaries and shared buffers."""
    import pyarrow as pa

    types = pa.types
    if isinstance(kind, pa.BaseExtensionType):
        return _plain_type(kind.storage_type)
    if types.is_dictionary(kind) or types.is_run_end_encoded(kind):
        return _plain_type(kind.value_type)
    if types.is_string_view(kind):
        return pa.string()
    if types.is_binary_view(kind):
        return pa.binary()
    return _plain_nested(kind) if types.is_nested(kind) else kind


def _plain_nested(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    types = pa.types
    if types.is_map(kind):
        return pa.map_(_plain_type(kind.key_type), _plain_type(kind.item_type))
    if types.is_struct(kind):
        return pa.struct([(field.name, _plain_type(field.type)) for field in kind])
    if types.is_fixed_size_list(kind):
        return pa.list_(_plain_type(kind.value_type), kind.list_size)
    listed = pa.large_list if types.is_large_list(kind) else pa.list_
    return listed(_plain_type(kind.value_type)) if hasattr(kind, "value_type") else kind
