"""Public key sets: which groups there are, said before the data are looked at."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.errors import ColumnError, ParameterError, did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import ibis.expr.types as ir

__all__ = ["KeySet"]

MOST_CELLS = 1_000_000


@dataclass(frozen=True)
class KeySet:
    """The values of each group column; every combination is a cell, empty ones too.

    Attributes
    ----------
    groups : mapping of column to tuple of values
        Distinct, at least one; None stands for the missing value.
    """

    groups: Mapping[str, tuple[object, ...]]

    @classmethod
    def declare(cls, keys: Mapping[str, Sequence[object]], columns: Sequence[str]) -> KeySet:
        """Check the key set against the columns of the table, never against its values."""
        checked: dict[str, tuple[object, ...]] = {}
        for column, own in dict(keys).items():
            if column not in columns:
                message = (
                    f"group_by names '{listed([column])}', which is not a column. "
                    f"{did_you_mean(column, columns)}"
                )
                raise ColumnError(message)
            if isinstance(own, str) or not hasattr(own, "__iter__"):
                message = (
                    f"group_by needs the list of values of '{listed([column])}', known without "
                    "looking at the data, for instance {'" + listed([column]) + "': ['A', 'B']}."
                )
                raise ParameterError(message)
            plain = tuple(value.item() if hasattr(value, "item") else value for value in own)
            if not plain or len(set(plain)) < len(plain):
                message = (
                    f"The values of '{listed([column])}' in group_by must be there and differ: "
                    f"{len(plain)} given, {len(set(plain))} distinct."
                )
                raise ParameterError(message)
            checked[column] = plain
        made = cls(checked)
        if made.n_cells > MOST_CELLS:
            message = f"group_by asks for {made.n_cells} groups; at most {MOST_CELLS} are released."
            raise ParameterError(message)
        return made

    @property
    def columns(self) -> tuple[str, ...]:
        """The group columns."""
        return tuple(self.groups)

    @property
    def n_cells(self) -> int:
        """Number of cells, empty ones included; 1 without group columns."""
        return math.prod(len(own) for own in self.groups.values())

    def cells(self) -> Iterator[tuple[object, ...]]:
        """Yield every combination, in the order in which it was declared."""
        return itertools.product(*self.groups.values())

    def select(self, table: ir.Table) -> ir.Table:
        """Return the rows that fall into a cell."""
        for column, own in self.groups.items():
            known = [value for value in own if value is not None]
            inside = table[column].isin(known)
            if None in own:
                inside = inside | table[column].isnull()
            table = table.filter(inside)
        return table
