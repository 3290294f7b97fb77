"""Public key sets: which groups there are, said before the data are looked at."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privlab.dp._values import as_arrow, as_held, as_kind, canonical, comparable, kind_of_values
from privlab.errors import ColumnError, ParameterError, listed
from privlab.tables import small_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import ibis.expr.datatypes as dt
    import ibis.expr.types as ir

    from privlab.tables import Dataset

__all__ = ["CELL", "RESULTS", "KeySet", "kind_of"]

MOST_CELLS = 1_000_000
CELL = "privlab_cell"
RESULTS = (
    "bin_from",
    "bin_to",
    "count",
    "high",
    "low",
    "mean",
    "people",
    "sum",
    "table",
    "variance",
)
"""Columns of a release, beside its groups."""


@dataclass(frozen=True)
class KeySet:
    """The values of each group column; every combination is a cell, empty ones too.

    Attributes
    ----------
    groups : mapping of column to tuple of values
        Distinct, at least one, as the column holds them; None stands for the missing value.
    kinds : mapping of column to Ibis type
        In which the columns are read.
    chosen : bool
        Whether the values were chosen privately: there might have been any number of them.
    """

    groups: Mapping[str, tuple[object, ...]]
    kinds: Mapping[str, dt.DataType] = field(default_factory=dict, repr=False)
    chosen: bool = False

    @classmethod
    def declare(cls, keys: object, data: Dataset) -> KeySet:
        """Check the key set against the columns of the table, never against its values."""
        if not isinstance(keys, Mapping):
            message = (
                "group_by takes the values of each column, known without looking at the data, for "
                "instance {'town': ['Lyon', 'Nice']}."
            )
            raise ParameterError(message)
        kinds = {column: kind_of(column, data) for column in keys}
        listed_values = {column: _values_of(column, own) for column, own in keys.items()}
        kinds |= {
            column: kind_of_values(column, own)
            for column, own in listed_values.items()
            if column in data.untyped
        }
        n_cells = math.prod(len(own) for own in listed_values.values())
        if n_cells > MOST_CELLS:
            message = f"group_by asks for {n_cells} groups; at most {MOST_CELLS} are released."
            raise ParameterError(message)
        groups = {
            column: as_held(column, own, kinds[column]) for column, own in listed_values.items()
        }
        return cls(groups, kinds)

    @property
    def columns(self) -> tuple[str, ...]:
        """The group columns."""
        return tuple(self.groups)

    @property
    def n_cells(self) -> int:
        """Number of cells, empty ones included; 1 without group columns."""
        return math.prod(len(own) for own in self.groups.values())

    @property
    def digest(self) -> str:
        """Digest of the columns and their values, in order: what was asked, not in clear."""
        plain = [[column, [canonical(v) for v in own]] for column, own in self.groups.items()]
        return hashlib.sha256(json.dumps(plain, ensure_ascii=True).encode()).hexdigest()

    def only(self, columns: Sequence[str]) -> KeySet:
        """Return the key set of some of the columns."""
        kinds = {column: self.kinds[column] for column in columns}
        return KeySet({column: self.groups[column] for column in columns}, kinds)

    def cells(self) -> Iterator[tuple[object, ...]]:
        """Yield every combination, in the order in which it was declared."""
        return itertools.product(*self.groups.values())

    def numbered(self, table: ir.Table, keep: Mapping[str, ir.Column]) -> ir.Table:
        """Return `keep` of the rows that fall into a cell, with the place of the cell.

        The engine looks the values up in small tables of the keys' own types: what it holds equal
        is one group, and nothing is compared again in this process.
        """
        import ibis
        import pyarrow as pa

        short = {
            f"privlab_group{n}": comparable(as_kind(table[column], self.kinds[column]))
            for n, column in enumerate(self.columns)
        }
        rows = table.select(**keep, **short)
        cell: Any = ibis.literal(0, type="int64")
        places: dict[str, Any] = {}
        for n, (column, own) in enumerate(self.groups.items()):
            known = [place for place, value in enumerate(own) if value is not None]
            value, place = f"privlab_value{n}", f"privlab_place{n}"
            held = as_arrow([own[k] for k in known], self.kinds[column])
            small = small_table({value: held, place: pa.array(known, type=pa.int64())})
            small = small.mutate(**{value: comparable(small[value])})
            rows = rows.left_join(small, rows[f"privlab_group{n}"] == small[value])
            rows = rows.drop(value)
            places[column] = place
        for n, (column, own) in enumerate(self.groups.items()):
            missing = own.index(None) if None in own else None
            at = rows[places[column]]
            if missing is not None:
                at = rows[f"privlab_group{n}"].isnull().ifelse(missing, at)
            cell = cell * len(own) + at
        rows = rows.select(*keep, **{CELL: cell.cast("int64")})
        return rows.filter(rows[CELL].notnull())


def kind_of(column: object, data: Dataset) -> dt.DataType:
    """Return the type of a column that may make groups, or say why it may not."""
    if not isinstance(column, str) or column not in data.columns:
        raise ColumnError.unknown(column, data.columns, "group_by")
    if data.roles.role(column) == "direct_identifier":
        message = (
            f"group_by names '{listed([column])}', which says who a person is: a figure of each "
            "person is no statistic. Group by what several people share."
        )
        raise ColumnError(message)
    if column in RESULTS:
        message = (
            f"group_by names '{column}', which is also the name of a column of the answer. Rename "
            "it in the table first."
        )
        raise ColumnError(message)
    return data.table[column].type()


def _values_of(column: str, own: object) -> list[object]:
    if isinstance(own, str | bytes | Mapping | AbstractSet) or not hasattr(own, "__iter__"):
        message = (
            f"group_by needs the list of values of '{listed([column])}' in the order of the "
            "answer, known without looking at the data, for instance {'"
            f"{listed([column])}': ['A', 'B']}}."
        )
        raise ParameterError(message)
    values = list(own)
    for value in values:
        try:
            hash(value)
        except TypeError:
            message = (
                f"group_by gives '{listed([column])}' a {type(value).__name__} among its values: "
                "each must be one plain value, such as a text, a number or a date."
            )
            raise ParameterError(message) from None
    return values
