"""The clients of the sample bank, as batches or as a Parquet file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab_bank._parquet import write_table
from privlab_bank._table import check_bank, stream
from privlab_bank.clients._clients import CLIENTS_TABLE

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa

__all__ = ["clients_batches", "write_clients"]


def clients_batches(
    people: int = 5_000, seed: int = 2017, chunk_size: int = 100_000
) -> Iterator[pa.RecordBatch]:
    """Generate the table `clients` of a synthetic French bank, in bounded memory.

    Person n depends on the seed and on n alone: a bank of 5,000 people is the beginning of
    the bank of 50,000 with the same seed, whatever the size of the chunks.

    Parameters
    ----------
    people : int
        1 to 100,000,000.
    seed : int
        0 to 2**32 - 1.
    chunk_size : int
        People a batch, up to 10,000,000; rounded up to a multiple of 10,000.

    Returns
    -------
    iterator of pyarrow.RecordBatch

    Raises
    ------
    ParameterError
        When an argument is outside its allowed values.

    Examples
    --------
    >>> [batch.num_rows for batch in clients_batches(25_000, chunk_size=10_000)]
    [10000, 10000, 5000]
    """
    check_bank(people, seed, chunk_size)
    return stream(CLIENTS_TABLE, people, seed, chunk_size)


def write_clients(
    path: str | os.PathLike[str],
    *,
    people: int = 5_000,
    seed: int = 2017,
    chunk_size: int = 100_000,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write the table `clients` of a synthetic French bank to a Parquet file.

    The same arguments and the same pyarrow give the same bytes. The file appears under its
    name only when it is whole.

    Parameters
    ----------
    path : path
        The file to write; it is replaced when it exists.
    people, seed : int
        As in `clients_batches`.
    chunk_size : int
        People a row group, rounded up to a multiple of 10,000.
    progress : callable, optional
        Called with the people written and the people in all, after each chunk.

    Returns
    -------
    pathlib.Path
        The path written.

    Raises
    ------
    ParameterError
        When an argument is outside its allowed values, or the file cannot be written.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import pandas as pd
    >>> path = write_clients(pathlib.Path(tempfile.mkdtemp()) / "clients.parquet", people=20)
    >>> len(pd.read_parquet(path))
    20
    """
    return write_table(CLIENTS_TABLE, path, people, seed, chunk_size=chunk_size, progress=progress)
