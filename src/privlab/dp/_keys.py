"""Public key sets: which groups there are, said before the data are looked at."""

from __future__ import annotations

import datetime
import decimal
import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.errors import ColumnError, ParameterError, did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import ibis.expr.datatypes as dt
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
    def declare(cls, keys: Mapping[str, Sequence[object]], table: ir.Table) -> KeySet:
        """Check the key set against the columns of the table, never against its values."""
        if not hasattr(keys, "items"):
            message = (
                "group_by takes the values of each column, known without looking at the data, for "
                "instance {'town': ['Lyon', 'Nice']}."
            )
            raise ParameterError(message)
        columns = table.columns
        checked: dict[str, tuple[object, ...]] = {}
        for column, own in keys.items():
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
            _check_kind(column, plain, table[column].type())
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


def _check_kind(column: str, values: Sequence[object], kind: dt.DataType) -> None:
    """Refuse values that the column cannot hold, before anything is reserved for them."""
    fits = next((own for test, own in _KINDS if test(kind)), None)
    if fits is None:
        message = f"Column '{listed([column])}' holds {kind} and cannot make public groups."
        raise ParameterError(message)
    name, types = fits
    for value in values:
        exact = isinstance(value, types) and (bool in types or not isinstance(value, bool))
        if value is not None and (not exact or value != value):  # noqa: PLR0124 - NaN
            message = (
                f"group_by gives '{listed([column])}' a value of type {type(value).__name__}, and "
                f"the column holds {name}. Nothing was read or spent."
            )
            raise ParameterError(message)


_KINDS: tuple[tuple[Callable[[dt.DataType], bool], tuple[str, tuple[type, ...]]], ...] = (
    (lambda kind: kind.is_boolean(), ("true or false", (bool,))),
    (lambda kind: kind.is_integer(), ("whole numbers", (int,))),
    (lambda kind: kind.is_numeric(), ("numbers", (int, float, decimal.Decimal))),
    (lambda kind: kind.is_string(), ("text", (str,))),
    (lambda kind: kind.is_timestamp(), ("dates with a time", (datetime.datetime,))),
    (lambda kind: kind.is_date(), ("dates", (datetime.date,))),
)
