"""Whether a table still holds what it held: a mark of its content.

The mark never leaves the register, which keys it: a bare hash of a table would let anyone
confirm a guess of what it holds.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from privlab.tables._dataset import Dataset

__all__ = ["content_mark"]

_FOOTER = 2**16
_HASHED_WHOLE = 2**26


def content_mark(data: Dataset) -> str:
    """Return a digest that changes when the content may have changed.

    Frames and files up to 64 MB are hashed whole. Larger files are known by size, time of change
    and last bytes (for Parquet the footer), so that a hundred million rows are not read for each
    answer. Tables of other engines are known by the version drawn when they were opened.
    """
    digest = hashlib.sha256()
    if data.memory is not None:
        digest.update(_bytes_of(data.memory))
    elif data.origins:
        for path in data.origins:
            digest.update(_bytes_of_file(path))
    else:
        digest.update(data.version.encode())
    digest.update(repr(sorted(data.selection)).encode())
    return digest.hexdigest()


def _bytes_of(table: pa.Table) -> memoryview:
    import pyarrow as pa

    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return sink.getbuffer()


def _bytes_of_file(path: Path) -> bytes:
    known = path.stat()
    if known.st_size <= _HASHED_WHOLE:
        return path.read_bytes()
    with path.open("rb") as file:
        file.seek(-min(_FOOTER, known.st_size), io.SEEK_END)
        end = file.read()
    return f"{known.st_size} {known.st_mtime_ns} ".encode() + end
