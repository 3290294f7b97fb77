"""Tables to Parquet files, chunk by chunk, whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from privlab.errors import ParameterError
from privlab_bank._table import check_bank, stream, whole_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from privlab_bank._table import Table

__all__ = ["write_table"]


def _unwritable(path: Path, reason: str) -> ParameterError:
    return ParameterError(
        f"path='{path}' cannot be written: {reason}. Allowed: a file name in an existing folder "
        "that you may write to. Create the folder, or give another path."
    )


def _discard(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def write_table(
    table: Table,
    path: str | os.PathLike[str],
    people: int,
    seed: int,
    *,
    chunk_size: int,
    progress: Callable[[int, int], None] | None = None,
    alter: Callable[[pa.RecordBatch], pa.RecordBatch] | None = None,
) -> Path:
    """Write a table to a Parquet file; an interrupted write leaves the old file as it was.

    A row group holds about `chunk_size` rows, of whole blocks of people. `progress` is told
    the people done, whatever the number of rows.
    """
    check_bank(people, seed, chunk_size)
    target = Path(path)
    if os.path.isdir(target):  # noqa: PTH112 - Path.is_dir raises on a name too long
        raise _unwritable(target, "it is a folder")
    if not os.path.isdir(target.parent):  # noqa: PTH112
        raise _unwritable(target, "its folder does not exist")
    step = whole_blocks(max(1, round(chunk_size / table.rows_a_person)))
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with (
            partial.open("wb") as file,
            pq.ParquetWriter(
                file, table.schema, compression="zstd", use_dictionary=list(table.repetitive)
            ) as writer,
        ):
            done = 0
            for batch in stream(table, people, seed, step, alter):
                if batch.num_rows:
                    writer.write_batch(batch, row_group_size=batch.num_rows)
                done = min(done + step, people)
                if progress is not None:
                    progress(done, people)
        partial.replace(target)
    except OSError as error:
        _discard(partial)
        reason = (error.strerror or type(error).__name__).lower()
        raise _unwritable(target, reason) from None
    except BaseException:
        _discard(partial)
        raise
    return target
