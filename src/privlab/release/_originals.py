"""Values as they were, beside those that a treatment makes of them, until the door is passed."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from privlab.errors import InternalError
from privlab.tables import held_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab.tables import Dataset

__all__ = ["with_originals"]

# no table may have a column that starts so
NAME = "privlab_was_{}"


def with_originals(
    data: Dataset, columns: Iterable[str], source: Dataset | None = None
) -> tuple[Dataset, Mapping[str, str]]:
    """Return the table with a copy of some columns, and the name of each copy.

    Parameters
    ----------
    data : Dataset
    columns : list of str
    source : Dataset, optional
        Where the copies are taken from: a table held in this process whose rows are those of
        `data`, in the same order. By default `data` itself.
    """
    names = {column: NAME.format(place) for place, column in enumerate(columns)}
    if not names:
        return data, names
    source = data if source is None else source
    if data.memory is None:
        table = data.table.mutate(**{name: data.table[c] for c, name in names.items()})
        return dataclasses.replace(data, table=table, _memory_of={}), names
    if source.memory is None or source.memory.num_rows != data.memory.num_rows:
        message = "the rows of a treated table are not those it was made from"
        raise InternalError(message)
    memory = data.memory
    for column, name in names.items():
        memory = memory.append_column(name, source.memory.column(column))
    return dataclasses.replace(data, table=held_rows(memory), memory=memory, _memory_of={}), names
