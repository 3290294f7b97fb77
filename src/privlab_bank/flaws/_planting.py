"""How a flaw enters a table: rows changed, added or taken out, each with its mark.

Flaws are planted block by block, from the clean rows of the block alone: none sees another, so
that taking one out changes no other, and a small bank stays the beginning of a large one. The
marks travel with the rows as columns of their own until the rows are written and counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privlab_bank._table import Rows, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab_bank.people._draws import Codes, Flags

__all__ = ["GONE", "Added", "Change", "Changed", "Plant", "Removed", "mark_of", "planted"]

GONE = "privlab.gone"
"""The column that marks the rows which are taken out."""


_WHEN = ("horodatage", "date")


@dataclass(frozen=True)
class Changed:
    """Other values in some rows.

    Attributes
    ----------
    where : array of bool, shape (n_rows,)
    columns : mapping of str to pyarrow.Array
        The new values, for every row; they are read where `where` holds.
    """

    where: Flags
    columns: Mapping[str, pa.Array]


@dataclass(frozen=True)
class Removed:
    """Rows that are taken out."""

    where: Flags


@dataclass(frozen=True)
class Added:
    """Rows that come in.

    Attributes
    ----------
    columns : mapping of str to pyarrow.Array
    last : array of int
        As in `Rows`; in any order.
    """

    columns: Mapping[str, pa.Array]
    last: Codes


Change = Changed | Removed | Added
Plant = Callable[[Rows, int, int], Change]
"""(clean rows, seed, block) -> what the flaw does to them."""


def mark_of(part: str) -> str:
    """Return the name of the column that marks the rows of a part of a flaw."""
    return f"privlab.flaw.{part}"


def planted(table: Table, plants: Mapping[str, Plant]) -> Table:
    """Return the table with flaws in its rows, and one more column a flaw, its mark.

    Rows taken out are still there, marked in the column `GONE`: whoever writes the table counts
    them and leaves them out.
    """
    if not plants:
        return table

    def rows(seed: int, block: int) -> Rows:
        clean = table.rows(seed, block)
        changes = {part: plant(clean, seed, block) for part, plant in plants.items()}
        return _with(clean, table.schema, changes)

    return replace(table, rows=rows)


def _with(clean: Rows, schema: pa.Schema, changes: Mapping[str, Change]) -> Rows:
    columns = dict(zip(schema.names, clean.batch.columns, strict=True))
    gone = np.zeros(clean.batch.num_rows, dtype=bool)
    marks = {}
    for part, change in changes.items():
        marks[part] = np.zeros(len(gone), dtype=bool)
        if isinstance(change, Added):
            continue
        marks[part] = change.where
        if isinstance(change, Removed):
            gone |= change.where
            continue
        for name, values in change.columns.items():
            new = values.cast(schema.field(name).type)
            columns[name] = pc.if_else(pa.array(change.where), new, columns[name])
    added = {part: change for part, change in changes.items() if isinstance(change, Added)}
    pieces = [_marked(schema, columns, marks, gone)]
    for part, change in added.items():
        some = {other: np.full(len(change.last), other == part) for other in marks}
        none_gone = np.zeros(len(change.last), dtype=bool)
        pieces.append(_marked(schema, change.columns, some, none_gone))
    last = np.concatenate((clean.last, *(change.last for change in added.values())))
    batch = pa.concat_batches(pieces)
    if not added:
        return Rows(batch, last)
    order = np.lexsort((_moments(batch), last))
    return Rows(batch.take(pa.array(order)), last[order])


def _moments(batch: pa.RecordBatch) -> Codes:
    """Return when each row took place, so that those which came in do not stand apart."""
    name = next((name for name in _WHEN if name in batch.schema.names), None)
    if name is None:
        return np.zeros(batch.num_rows, dtype=np.int64)
    moments: Codes = batch[name].cast(pa.timestamp("s")).cast(pa.int64()).to_numpy()
    return moments


def _marked(
    schema: pa.Schema,
    columns: Mapping[str, pa.Array],
    marks: Mapping[str, Flags],
    gone: Flags,
) -> pa.RecordBatch:
    """Return a batch with the marks beside the columns of the table."""
    arrays = [columns[field.name].cast(field.type) for field in schema]
    arrays += [pa.array(where) for where in marks.values()]
    names = [*schema.names, *map(mark_of, marks), GONE]
    return pa.RecordBatch.from_arrays([*arrays, pa.array(gone)], names=names)
