"""One pass over the bounded rows: exact aggregates of each group, as the engine finds them.

At most so many rows of a person take part, whoever they are. They are ordered by a hash of the
person and of what the row says, never by their position, so that neighbouring tables are capped
alike. The salt is public: it is no protection, only a deterministic order that nobody chose, the
same on every engine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.dp._bins import placed_among
from privlab.dp._keys import CELL, KeySet
from privlab.dp._units import Units, within
from privlab.dp._values import as_amount
from privlab.dp.trust._settling import settled
from privlab.errors import InternalError, PrivlabError
from privlab.tables import emptied, fetch

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from privlab.dp._asked import Caps
    from privlab.tables import Dataset

__all__ = [
    "Grid",
    "Pass",
    "Totals",
    "groups_of_each_person",
    "is_known",
    "rows_read",
    "rows_of_each_person",
]

PERSON = "privlab_person"
MOST_CELLS = 2**62
_VALUE, _UNITS, _BIN = "privlab_amount", "privlab_units", "privlab_bin"
_SQUARES = "privlab_squares"
_PLACE = "privlab_place"
_TWIN = "privlab_twin"
# 2 ** 28 - 57: seven products of a number below ten times that and a smaller one, added up, and
# the product of two smaller ones, stay inside 64 bits
_PRIME = 268_435_399
# a multiple beyond 32 bits: makes numbers positive, and 64 bits wide whatever the engine took
_ABOVE = 9 * _PRIME
_FORMS = 3
_SALT_DIGITS = 16


@dataclass(frozen=True)
class Grid:
    """Public points from one bound to the other, evenly spaced; at least two."""

    low: float
    high: float
    n_points: int

    @property
    def points(self) -> NDArray[np.float64]:
        """The points, shape (n_points,)."""
        return np.linspace(self.low, self.high, self.n_points)

    def place(self, column: Any) -> Any:
        """Return the place of the point nearest to a column of floats, nowhere missing."""
        last = self.n_points - 1
        held = (within(column, self.low, self.high) - self.low) * (last / (self.high - self.low))
        return within((held + 0.5).floor().cast("int64"), 0, last)


@dataclass(frozen=True)
class Totals:
    """Exact aggregates of each group; they never leave this process.

    Attributes
    ----------
    rows : list of int, one a group
    sums, squares : list of int, one a group
        In units of the sums, and in units of the squares of what lies between a value and the
        middle of the bounds.
    bins : array of int, shape (n_groups, n_points), or None
        Rows of each group nearest to each point of the grid.
    """

    rows: list[int]
    sums: list[int]
    squares: list[int]
    bins: NDArray[np.int64] | None

    def __repr__(self) -> str:
        return "<Totals withheld>"


@dataclass(frozen=True)
class Pass:
    """What is read of the rows, and how they are bounded.

    Attributes
    ----------
    unit : {"rows", "people"}
        What is counted; people are capped by the groups in which they take part.
    column : str or None
        Of numbers, clipped to the bounds of `units`; rows where it is missing are left out.
    edges : tuple of float
        With edges, each group is divided by the bin of the column, of which there is one more.
    squares : Units or None
        In which the squares of what lies between a value and the middle of `units` are added up
        too.
    open_ended : bool
        Whether the groups are chosen later, so that there may be any number of them.
    """

    data: Dataset
    keys: KeySet
    caps: Caps
    salt: str
    unit: str = "rows"
    column: str | None = None
    units: Units | None = None
    grid: Grid | None = None
    edges: tuple[float, ...] = ()
    squares: Units | None = None
    open_ended: bool = False

    @property
    def n_cells(self) -> int:
        """Number of groups, times that of bins where there are edges."""
        return self.keys.n_cells * (len(self.edges) + 1)

    @property
    def touched(self) -> int:
        """In how many groups one person takes part at most."""
        return self.caps.touched(self._most_cells)

    @property
    def total(self) -> int:
        """How many rows, or groups, one person more or less moves in all."""
        return self.touched if self.unit == "people" else self.caps.total(self._most_cells)

    @property
    def squares_of_total(self) -> int:
        """The largest sum of squares of what one person moves in each group."""
        return self.touched if self.unit == "people" else self.caps.squared(self._most_cells)

    @property
    def _most_cells(self) -> int:
        return MOST_CELLS if self.open_ended else self.n_cells

    def expression(self) -> ir.Table:
        """Return the aggregates by place of their cell; only cells that have a row."""
        try:
            return self._expression()
        except PrivlabError:
            raise
        except Exception as error:  # noqa: BLE001
            message = f"the query could not be written down ({type(error).__name__})"
            raise InternalError(message) from None

    def _expression(self) -> ir.Table:
        person = str(self.data.roles.person)
        rows = rows_read(self.data)
        # rows without a key are about nobody, and no cap holds them
        rows = rows.filter(is_known(rows[person]))
        keep = {PERSON: rows[person]}
        if self.column is not None:
            rows = rows.filter(is_known(as_amount(rows[self.column])))
            keep = {PERSON: rows[person], _VALUE: as_amount(rows[self.column])}
        rows = self.keys.numbered(rows, keep)
        if self.edges:
            rows = placed_among(rows, _VALUE, self.edges, _BIN)
            rows = rows.mutate(**{CELL: rows[CELL] * (len(self.edges) + 1) + rows[_BIN]})
        if self.unit == "people":
            rows = rows.select(PERSON, CELL).distinct()
            if self.touched < self._most_cells:
                rows = groups_of_each_person(rows, PERSON, CELL, most=self.touched, salt=self.salt)
            return rows.group_by(CELL).aggregate(n=lambda t: t.count())
        says = self._said(rows)
        rows = rows.select(PERSON, CELL, **says)
        bounds: dict[str, Any] = {"caps": self.caps, "n_groups": self._most_cells}
        rows = rows_of_each_person(rows, PERSON, CELL, tuple(says), **bounds, salt=self.salt)
        wanted: dict[str, Any] = {"n": rows.count()}
        if self.units is not None:
            wanted["s"] = rows[_UNITS].sum()
        if self.squares is not None:
            wanted["ss"] = rows[_SQUARES].sum()
        by = [CELL] if self.grid is None else [CELL, _BIN]
        return rows.group_by(by).aggregate(**wanted)

    def _said(self, rows: ir.Table) -> dict[str, Any]:
        """Return what a row says in this query, in whole numbers."""
        says: dict[str, Any] = {}
        if self.units is not None:
            says[_UNITS] = self.units.counted(rows[_VALUE])
        if self.units is not None and self.squares is not None:
            held = within(rows[_VALUE], self.units.low, self.units.high)
            from_middle = held - self.units.value(self.units.middle)
            says[_SQUARES] = self.squares.counted(from_middle * from_middle)
        if self.grid is not None:
            says[_BIN] = self.grid.place(rows[_VALUE])
        return says

    def dry_run(self) -> None:
        """Have the engine run the query on emptied leaves: what it says is true of any table."""
        fetch(emptied(self.expression(), self.data.table), self.data.connection)

    def read(self) -> Totals:
        """Read the exact aggregates; zero for the groups that have no row."""
        found = fetch(self.expression(), self.data.connection)
        cells = [int(n) for n in found.column(CELL).to_pylist()]
        totals: dict[str, list[int]] = {}
        for name in ("n", "s", "ss"):
            totals[name] = [0] * self.n_cells
            if name in found.column_names:
                own = totals[name]
                for cell, value in zip(cells, found.column(name).to_pylist(), strict=True):
                    own[cell] += int(value)
        for name, units in (("s", self.units), ("ss", self.squares)):
            if units is not None:
                totals[name] = [units.told(parts) for parts in totals[name]]
        bins = None
        if self.grid is not None:
            bins = np.zeros((self.n_cells, self.grid.n_points), dtype=np.int64)
            places = np.asarray(found.column(_BIN).to_pylist(), dtype=np.int64)
            counts = np.asarray(found.column("n").to_pylist(), dtype=np.int64)
            bins[np.asarray(cells, dtype=np.int64), places] = counts
        return Totals(totals["n"], totals["s"], totals["ss"], bins)

    def exact(self, totals: Totals, of: str, weight: int) -> list[int]:
        """Return what an answer gets its noise on: rows, sums, or squares, where noise is least."""
        if of == "sums":
            return totals.sums
        if of == "centred" and self.units is not None:
            middle = self.units.middle
            return [s - middle * n for s, n in zip(totals.sums, totals.rows, strict=True)]
        if of == "squares":
            # from the middle of their range: half of the noise
            return [s - weight * n for s, n in zip(totals.squares, totals.rows, strict=True)]
        return totals.rows


def rows_read(data: Dataset) -> ir.Table:
    """Return the rows of a table as they are read: what an expression says of them is settled."""
    return data.table if data.table is data.leaf else settled(data)


def is_known(column: Any) -> Any:
    """Whether a value is there; a NaN is not."""
    known = column.notnull()
    return known & ~column.isnan() if column.type().is_floating() else known


def rows_of_each_person(
    table: ir.Table,
    person: str,
    group: str,
    says: Sequence[str],
    *,
    caps: Caps,
    n_groups: int,
    salt: str,
) -> ir.Table:
    """Return the table with at most as many rows of each person as the caps let in.

    Parameters
    ----------
    table : ibis Table
    person : str
        The person key, nowhere missing; rows of different people never depend on each other.
    group : str
        The group of a row, a whole number, nowhere missing.
    says : sequence of str
        Further whole numbers, nowhere missing: all else that a row says in this query.
    caps : Caps
    n_groups : int
        How many groups there are at most.
    salt : str
        Public text that makes the order differ between queries.
    """
    import ibis

    if caps.groups is not None and caps.groups < n_groups:
        table = groups_of_each_person(table, person, group, most=caps.groups, salt=salt)
    # rows that say the same are interchangeable, and are told apart by their number
    same = [table[name] for name in (person, group, *says)]
    twin = ibis.row_number().over(group_by=same, order_by=table[group])
    table = table.mutate(**{_TWIN: twin})
    columns = (person, group, *says, _TWIN)
    order = _order(table, columns, salt)
    if caps.rows_per_group is not None and caps.rows_per_group < caps.rows:
        within = ibis.row_number().over(group_by=[table[person], table[group]], order_by=order)
        table = _first(table, within, caps.rows_per_group)
        order = _order(table, columns, salt)
    place = ibis.row_number().over(group_by=table[person], order_by=order)
    return _first(table, place, caps.rows).drop(_TWIN)


def groups_of_each_person(
    table: ir.Table, person: str, group: str, *, most: int, salt: str
) -> ir.Table:
    """Return the rows of each person in at most `most` of their groups."""
    import ibis

    order = [*_order(table, (person, group), salt), table[group]]
    return _first(table, ibis.dense_rank().over(group_by=table[person], order_by=order), most)


def _first(table: ir.Table, place: Any, most: int) -> ir.Table:
    numbered = table.mutate(**{_PLACE: place})
    return numbered.filter(numbered[_PLACE] < most).drop(_PLACE)


def _order(table: ir.Table, columns: Sequence[str], salt: str) -> list[Any]:
    """Return what the rows of a person are ordered by: evenly spread, and never a tie.

    Whole numbers are mixed as numbers, several times faster than the text of anything else.
    """
    if all(table[column].type().is_integer() for column in columns):
        return [_mixed(table, columns, salt), *(table[column] for column in columns[1:])]
    return [_hashed(table, columns, salt)]


def _mixed(table: ir.Table, columns: Sequence[str], salt: str) -> Any:
    """Return a product of linear forms of the columns, whose coefficients the salt draws.

    Carter and Wegman (1979), "Universal classes of hash functions": one form is universal; the
    product of several also parts people whose rows say the same.
    """
    mixed: Any = None
    for form in range(_FORMS):
        first, *others = _coefficients(f"{salt} {form}", len(columns) + 1)
        linear: Any = None
        for column, by in zip(columns, others, strict=True):
            term = ((table[column] % _PRIME).cast("int64") + _ABOVE) * by
            linear = term + first if linear is None else linear + term
        linear %= _PRIME
        mixed = linear if mixed is None else mixed * linear % _PRIME
    return mixed


def _coefficients(salt: str, n: int) -> list[int]:
    return [
        1 + int.from_bytes(hashlib.sha256(f"{salt} {k}".encode()).digest()[:8]) % (_PRIME - 1)
        for k in range(n)
    ]


def _hashed(table: ir.Table, columns: Sequence[str], salt: str) -> Any:
    import ibis

    # a short salt: the text of a row then fills one block of the hash
    said: Any = ibis.literal(hashlib.sha256(salt.encode()).hexdigest()[:_SALT_DIGITS])
    for column in columns:
        said = said + "\x1f" + table[column].cast("string")
    # spreads the rows evenly, and protects nothing
    return said.hexdigest("md5")
