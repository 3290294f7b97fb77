"""What a table of the bank is, and the stream of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab.errors import ParameterError
from privlab.samples._calendar import REFERENCE_DAY
from privlab.samples._draws import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["MOST_PEOPLE", "Table", "check_bank", "schema_of", "stream"]

MOST_PEOPLE = 100_000_000
_LARGEST_SEED = 2**32 - 1
_LARGEST_CHUNK = 10_000_000


@dataclass(frozen=True)
class Table:
    """One table of the bank.

    Attributes
    ----------
    name : str
    schema : pyarrow.Schema
    rows : callable
        (seed, block) -> the rows of the people of that block, one row a person.
    repetitive : tuple of str
        Columns whose values come back often: Parquet keeps them in a dictionary.
    """

    name: str
    schema: pa.Schema
    rows: Callable[[int, int], pa.RecordBatch]
    repetitive: tuple[str, ...] = ()


def schema_of(name: str, columns: Mapping[str, pa.DataType]) -> pa.Schema:
    """Return the schema of a table, marked as synthetic."""
    notice = {
        "privlab.table": name,
        "privlab.synthetic": "true",
        "privlab.notice": "Synthetic people: drawn at random, none of them exists.",
        "privlab.reference_day": REFERENCE_DAY.isoformat(),
        "privlab.sources": "INSEE and La Poste figures, Licence Ouverte 2.0",
    }
    return pa.schema(list(columns.items()), metadata=notice)


def check_bank(people: int, seed: int, chunk_size: int) -> None:
    """Raise a ParameterError when an argument is outside its allowed values."""
    bounds: dict[str, tuple[object, int, int, str]] = {
        "people": (people, 1, MOST_PEOPLE, "Ask for at least one person"),
        "seed": (seed, 0, _LARGEST_SEED, "Take another seed, such as 2017"),
        "chunk_size": (chunk_size, 1, _LARGEST_CHUNK, "Leave it out for the default"),
    }
    for name, (value, least, most, advice) in bounds.items():
        whole = value if isinstance(value, int | np.integer) else least - 1
        if isinstance(value, bool) or not least <= whole <= most:
            message = (
                f"{name}={value!r} is not allowed. Allowed: a whole number from {least} to {most}. "
                f"{advice}."
            )
            raise ParameterError(message)


def stream(
    table: Table,
    people: int,
    seed: int,
    chunk_size: int,
    alter: Callable[[pa.RecordBatch], pa.RecordBatch] | None = None,
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of the table, a chunk of people at a time.

    Parameters
    ----------
    table : Table
    people : int
        The first so many people of the bank.
    seed : int
    chunk_size : int
        People a batch, rounded up to whole blocks; the rows do not depend on it.
    alter : callable, optional
        Changes each batch before it leaves: the place where flaws are planted and counted.
    """
    blocks = -(-chunk_size // BLOCK)
    for start in range(0, people, blocks * BLOCK):
        stop = min(start + blocks * BLOCK, people)
        numbers = range(start // BLOCK, -(-stop // BLOCK))
        whole = pa.Table.from_batches([table.rows(seed, number) for number in numbers])
        batch = whole.slice(0, stop - start).combine_chunks().to_batches()[0]
        yield batch if alter is None else alter(batch)
