"""Whether a table still holds what it held: a mark of its content.

The mark never leaves the register, which keys it: a bare hash of a table would let anyone
confirm a guess of what it holds.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any, Protocol

from privlab.tables._fetch import fetch
from privlab.tables._holding import without_categories

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from privlab.tables._dataset import Dataset

__all__ = ["content_mark", "feed"]

# beyond it hashing every row of an engine takes longer than any release
MOST_ROWS_HASHED = 5_000_000
_WORDS, _DIGITS = 2, 8


class Digest(Protocol):
    """What takes bytes, as the objects of hashlib do."""

    def update(self, data: Any, /) -> None:  # noqa: ANN401 - any buffer
        """Take in more bytes."""


def content_mark(data: Dataset) -> str:
    """Return a digest that changes when the content, or whom it speaks of, may have changed.

    Frames and files up to 64 MB are hashed whole. Larger files are known by size, time of change
    and last bytes (for Parquet the footer), so that a hundred million rows are not read for each
    answer. A CSV file is known by what it held when it was read, a Parquet file by what it holds
    now. Tables of other engines are known by sums of the hashes of their rows; those of nested
    values, or of more than five million rows, by the version drawn when they were opened.

    Raises
    ------
    SourceError
        A file is gone.
    """
    digest = hashlib.sha256()
    if data.memory is not None:
        rows = without_categories(data.memory)
        for name, column in zip(rows.column_names, rows.columns, strict=True):
            digest.update(f"{len(name)} {name} {column.type} {len(column)} ".encode())
            feed(digest, column)
    elif data.origins:
        for origin in data.origins:
            digest.update(origin.current())
    else:
        digest.update(_mark_on_engine(data).encode())
    said = (data.roles.person, data.roles.population, sorted(data.selection))
    digest.update(repr(said).encode())
    return digest.hexdigest()


def feed(digest: Digest, values: pa.ChunkedArray) -> None:
    """Add the values of a column: equal for slices, copies and any division into chunks."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    digest.update(f"{len(values)} {values.null_count} ".encode())
    if values.null_count:
        digest.update(np.packbits(pc.is_null(values).to_numpy()))
    if pa.types.is_null(kind):
        return
    if pa.types.is_boolean(kind):
        digest.update(np.packbits(values.fill_null(False).to_numpy()))  # noqa: FBT003 - a value
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_temporal(kind):
        width = {8: pa.int8(), 16: pa.int16(), 32: pa.int32(), 64: pa.int64()}.get(kind.bit_width)
        for chunk in values.chunks if width is not None else ():
            plain = pc.fill_null(chunk.view(width), 0)
            digest.update(np.ascontiguousarray(plain.to_numpy(zero_copy_only=False)))
        if width is None:
            feed(digest, values.cast(pa.string()))
    elif pa.types.is_nested(kind) or pa.types.is_fixed_size_binary(kind):
        _feed_as_written(digest, values)
    else:
        texts = values.cast(pa.large_binary() if _is_bytes(kind) else pa.large_string())
        lengths = pc.fill_null(pc.binary_length(texts), 0).cast(pa.int64())
        digest.update(np.ascontiguousarray(lengths.to_numpy()))
        for chunk in pc.fill_null(texts, b"" if _is_bytes(kind) else "").chunks:
            _, offsets, content = chunk.buffers()
            if content is None:
                continue
            bounds = np.frombuffer(offsets, dtype=np.int64)
            first, last = bounds[chunk.offset], bounds[chunk.offset + len(chunk)]
            digest.update(memoryview(content)[first:last])


def _is_bytes(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind)
    )


def _feed_as_written(digest: Digest, values: pa.ChunkedArray) -> None:
    import numpy as np
    import pyarrow as pa

    # taking every place makes a compact copy: a slice and its copy are written alike
    copied = pa.table({"x": values.take(pa.array(np.arange(len(values))))}).combine_chunks()
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, copied.schema) as writer:
        writer.write_table(copied)
    digest.update(sink.getbuffer())


def _mark_on_engine(data: Dataset) -> str:
    """Return the schema, the number of rows and sums over them that no order changes."""
    table = data.table
    kinds = table.schema()
    counted = fetch(table.aggregate(rows=table.count()), data.connection).to_pylist()
    n_rows = int(counted[0]["rows"])
    nested = any(k.is_nested() or k.is_binary() or k.is_json() for k in kinds.values())
    if nested or n_rows > MOST_ROWS_HASHED:
        return f"{data.version} {n_rows}"
    sums = fetch(_sums_of_row_hashes(table), data.connection).to_pylist()[0]
    schema = [(name, str(kind)) for name, kind in kinds.items()]
    return repr((schema, n_rows, sorted(sums.items())))


def _sums_of_row_hashes(table: ir.Table) -> ir.Table:
    import ibis

    said: Any = ibis.literal("")
    for name in table.columns:
        text = table[name].cast("string")
        # the length first, so that no two rows read alike
        length = text.length().cast("string").fill_null("-")
        said = said + length + ":" + text.fill_null("")
    hashed = table.select(h=said.hexdigest("sha256"))
    sums = {}
    for word in range(_WORDS):
        number: Any = ibis.literal(0, type="int64")
        for place in range(_DIGITS):
            code = hashed.h.substr(word * _DIGITS + place, 1).ascii_str().cast("int64")
            digit = code - (code > ord("9")).ifelse(ord("a") - 10, ord("0"))
            number = number * 16 + digit
        sums[f"word{word}"] = number.sum()
    return hashed.aggregate(**sums)
