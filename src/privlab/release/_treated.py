"""What a treatment hands to the door: its rows, and the values as they were beside them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privlab.errors import InternalError
from privlab.tables import held_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab.anonymity import AnonymityCheck
    from privlab.language import Message
    from privlab.results import Figure
    from privlab.tables import Dataset

__all__ = ["Treated", "with_originals"]

# no table may have a column that starts so
NAME = "privlab_was_{}"


@dataclass(frozen=True)
class Treated:
    """What a treatment made, and what it says of it.

    Attributes
    ----------
    data : Dataset
        The rows as they became, with the person key and every column of `source`; beside them
        the values as they were.
    source : Dataset
        The table as it was given, with its roles.
    known : tuple of str
        The quasi-identifiers that the treatment judged.
    originals : mapping of column to str
        A treated column -> the column of `data` with its values as they were.
    k : int or None
        People of every class, as the treatment promises; None: it promises no k.
    missing : {"own", "wildcard"}
        What a missing value stands for when classes are counted.
    check : AnonymityCheck or None
        Where the treatment checked more than k.
    pseudonym : str or None
        The column of pseudonyms of a table that stays personal data: no k is claimed.
    measure, parameters
        For the provenance.
    """

    data: Dataset
    source: Dataset
    known: tuple[str, ...]
    measure: str
    originals: Mapping[str, str] = field(default_factory=dict)
    k: int | None = None
    missing: str = "own"
    check: AnonymityCheck | None = None
    pseudonym: str | None = None
    figures: tuple[Figure, ...] = ()
    assumptions: tuple[Message, ...] = ()
    parameters: Mapping[str, object] = field(default_factory=dict)
    recipe: Any = None
    n_suppressed: int = 0
    n_unseen: int = 0

    @property
    def promises(self) -> bool:
        """Whether it promises a k."""
        return self.k is not None


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
