"""What a table of the bank is, and the stream of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab.errors import ParameterError
from privlab_bank._column import columns_of
from privlab_bank._promises import promises
from privlab_bank.people._calendar import REFERENCE_DAY
from privlab_bank.people._draws import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from privlab_bank._column import Column
    from privlab_bank.people._draws import Codes

__all__ = ["MOST_PEOPLE", "Rows", "Table", "check_bank", "schema_of", "stream", "whole_blocks"]

MOST_PEOPLE = 100_000_000
_LARGEST_SEED = 2**32 - 1
_LARGEST_CHUNK = 10_000_000


@dataclass(frozen=True)
class Rows:
    """The rows of a table that belong to one block of people.

    Attributes
    ----------
    batch : pyarrow.RecordBatch
    last : array of int, shape (n_rows,), non-decreasing, 0 <= last < BLOCK
        Position in the block of the person without whom the row is not in the bank: the last
        one of those it involves. A bank that ends inside the block keeps the rows before.
    """

    batch: pa.RecordBatch
    last: Codes

    def first(self, people: int) -> pa.RecordBatch:
        """Return the rows of the first so many people of the block."""
        if people >= BLOCK:
            return self.batch
        return self.batch.slice(0, int(np.searchsorted(self.last, people, side="left")))


@dataclass(frozen=True)
class Table:
    """One table of the bank.

    Attributes
    ----------
    name : str
    schema : pyarrow.Schema
    rows : callable
        (seed, block) -> the `Rows` of the people of that block, any number a person. They
        depend on nothing else, so that a small bank is the beginning of a large one.
    repetitive : tuple of str
        Columns whose values come back often: Parquet keeps them in a dictionary.
    rows_a_person : float
        About how many: a file takes fewer people at a time when each has many.
    """

    name: str
    schema: pa.Schema
    rows: Callable[[int, int], Rows]
    repetitive: tuple[str, ...] = ()
    rows_a_person: float = 1.0

    @property
    def columns(self) -> tuple[Column, ...]:
        """The data dictionary, in the order of the schema."""
        return columns_of(self.name)

    @property
    def population(self) -> str | None:
        """Whose key `person` is, such as 'clients'; None for a table about no one."""
        return promises().resource(self.name).population

    @property
    def person(self) -> str | None:
        """The column that holds the key of the person."""
        return promises().resource(self.name).person

    @property
    def about(self) -> str | None:
        """What a row is."""
        return promises().resource(self.name).description


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


def whole_blocks(chunk_size: int) -> int:
    """Return the people of a chunk, rounded up to whole blocks."""
    return -(-chunk_size // BLOCK) * BLOCK


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
        People a batch, rounded up to whole blocks; the rows do not depend on it. A batch
        without rows is yielded too: there is one for each chunk.
    alter : callable, optional
        Changes each batch before it leaves: the place where flaws are planted and counted.
    """
    step = whole_blocks(chunk_size)
    for start in range(0, people, step):
        stop = min(start + step, people)
        numbers = range(start // BLOCK, -(-stop // BLOCK))
        batch = pa.concat_batches(
            [table.rows(seed, number).first(people - number * BLOCK) for number in numbers]
        )
        yield batch if alter is None else alter(batch)
