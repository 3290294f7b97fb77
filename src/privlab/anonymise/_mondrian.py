"""Mondrian on hierarchies: a table is split, top down, wherever both sides keep the criteria.

After LeFevre, DeWitt, Ramakrishnan, Mondrian multidimensional k-anonymity, 2006: all records
begin in one cell where every column is at its coarsest level. What all records of a cell share is
told at the finest level that they share. Then the cell is split by letting one column, the one
that loses most there, go one level finer; parts that would break a criterion stay together in the
coarser cell when they keep it together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from privlab._loops import compiled
from privlab.anonymise._quality import costs_of
from privlab.anonymity import Distributions
from privlab.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._generalising import Generalised
    from privlab.anonymise._nodes import Leaves

__all__ = ["SplitCell", "split_cells"]

# leaf classes times sensitive values counted in one array
MOST_COUNTS = 100_000_000
# what a step down of a column does to a cell
BREAKS, LEAVES_REST, KEEPS = 0, 1, 2


@dataclass(eq=False)
class SplitCell:
    """Leaf classes that are released under the same labels, or how they were split.

    Attributes
    ----------
    place : tuple of int
        Place of each column among its levels, when the cell was made and then as far as all of
        its records share the label.
    classes : array of int64, shape (n,)
    shared : list of (column, place, code)
        The labels that were told because all records share them.
    column : int
        The column that was let a place finer, -1 for a cell that was not split.
    parts : list of (code, number of a cell)
    rest : int
        The cell of those that stayed behind, at the labels of this one; -1 for none.
    tried : frozenset of int
        Columns that what stayed behind was just split by.
    """

    place: tuple[int, ...]
    classes: NDArray[np.int64]
    shared: list[tuple[int, int, int]] = field(default_factory=list)
    column: int = -1
    parts: list[tuple[int, int]] = field(default_factory=list)
    rest: int = -1
    tried: frozenset[int] = frozenset()


def split_cells(
    table: Generalised, leaves: Leaves, criteria: Criteria, kind: str
) -> list[SplitCell]:
    """Return the cells, each after the one that it was split from.

    None when the whole table together breaks a criterion.

    Parameters
    ----------
    kind : {"loss", "entropy", "precision"}
        What a column loses in a cell.
    """
    state = _State(table, leaves, criteria, kind)
    everything = np.arange(len(leaves.codes))
    if state.broken(everything, np.zeros(len(everything), dtype=np.int64), 1).any():
        return []
    top = tuple(len(column.levels) - 1 for column in table.columns)
    cells = [SplitCell(top, everything)]
    for cell in cells:
        # the list grows while it is walked through
        cells += state.split(cell, len(cells))
    return cells


class _State:
    def __init__(self, table: Generalised, leaves: Leaves, criteria: Criteria, kind: str) -> None:
        self.table, self.leaves, self.criteria = table, leaves, criteria
        n_records = int(leaves.n_records.sum())
        costs = []
        for column in table.columns:
            cost = costs_of(kind, column, n_records)
            highest = float(cost[:, -1] @ column.n_records_in)
            costs.append(cost / highest if highest > 0 else cost)
        self.counts = {}
        for name in criteria.columns:
            own = leaves.attributes[name]
            size = len(leaves.codes) * own.n_values
            if size > MOST_COUNTS:
                message = (
                    f"recoding='mondrian' counts {size:,} pairs of a class and a value of "
                    f"'{name}', at most {MOST_COUNTS:,}. Use recoding='local'."
                )
                raise ParameterError(message)
            places = own.classes * own.n_values + own.values
            counts = np.bincount(places, weights=own.counts, minlength=size).astype(np.int64)
            self.counts[name] = counts.reshape(-1, own.n_values)
        maps, offsets = table.translations
        begins = np.cumsum([0, *(cost.size for cost in costs)])[:-1]
        widths = [cost.shape[1] for cost in costs]
        largest = int(table.sizes.max())
        self._arrays = (
            np.ascontiguousarray(leaves.codes.T),
            maps,
            np.ascontiguousarray(offsets[:, 0, :]),
            np.concatenate([cost.ravel() for cost in costs]),
            np.column_stack((begins, widths)).astype(np.int64),
            leaves.n_records,
            leaves.n_units,
            criteria.k,
            np.zeros(largest, dtype=np.int64),
            np.zeros(largest, dtype=np.int64),
        )
        self._loop = compiled(_look_at_steps)

    def broken(
        self, classes: NDArray[np.int64], part: NDArray[np.int64], n_parts: int
    ) -> NDArray[np.bool_]:
        """Return which parts of a cell break a criterion; `part` numbers those of the classes."""
        units = np.bincount(part, weights=self.leaves.n_units[classes], minlength=n_parts)
        broken = units < self.criteria.k
        for name, counts in self.counts.items():
            own = self.leaves.attributes[name]
            summed = np.zeros((n_parts, own.n_values), dtype=np.int64)
            np.add.at(summed, part, counts[classes])
            of_part, values = np.nonzero(summed)
            starts = np.zeros(n_parts + 1, dtype=np.int64)
            np.cumsum(np.bincount(of_part, minlength=n_parts), out=starts[1:])
            spread = Distributions(starts, values, summed[of_part, values], own.totals)
            for each in self.criteria.sensitive:
                if each.column == name:
                    broken |= each.broken(spread, units.astype(np.int64), own.distance_of)
        return broken

    def split(self, cell: SplitCell, number: int) -> list[SplitCell]:
        """Split a cell by the column that gains most; return its parts, numbered from `number`."""
        place = np.array(cell.place, dtype=np.int64)
        gains, does = self._loop(cell.classes, place, *self._arrays)
        first = cell.classes[0]
        for c in np.flatnonzero(place < np.array(cell.place)):
            code = self.table.columns[c].codes[place[c]][self.leaves.codes[first, c]]
            cell.shared.append((int(c), int(place[c]), int(code)))
        cell.place = tuple(place.tolist())
        fitting = np.flatnonzero((does != BREAKS) & (gains >= 0))
        for c in fitting[np.argsort(-gains[fitting], kind="stable")].tolist():
            if c not in cell.tried:
                parts = self._parts(cell, c, number)
                if parts is not None:
                    return parts
        return []

    def _parts(self, cell: SplitCell, c: int, number: int) -> list[SplitCell] | None:
        finer = (*cell.place[:c], cell.place[c] - 1, *cell.place[c + 1 :])
        codes = self.table.columns[c].codes[finer[c]][self.leaves.codes[cell.classes, c]]
        found, part = np.unique(codes, return_inverse=True)
        broken = self.broken(cell.classes, part, len(found))
        if broken.all():
            return None
        behind: Sequence[SplitCell] = ()
        if broken.any():
            rest = cell.classes[broken[part]]
            if self.broken(rest, np.zeros(len(rest), dtype=np.int64), 1).any():
                return None
            # the column that it was just split by is not tried again in what stayed behind
            behind = [SplitCell(cell.place, rest, tried=cell.tried | {c})]
        order = np.argsort(part, kind="stable")
        bounds = np.searchsorted(part[order], np.arange(len(found) + 1))
        kept = np.flatnonzero(~broken).tolist()
        left = [SplitCell(finer, cell.classes[order[bounds[p] : bounds[p + 1]]]) for p in kept]
        cell.column, cell.classes = c, cell.classes[:0]
        cell.parts = [(int(found[p]), number + n) for n, p in enumerate(kept)]
        cell.rest = number + len(left) if behind else -1
        return [*left, *behind]


def _look_at_steps(  # noqa: PLR0917 - one loop that numba compiles
    classes: NDArray[np.int64],
    place: NDArray[np.int64],
    codes: NDArray[np.int32],
    maps: NDArray[np.int32],
    offsets: NDArray[np.int64],
    costs: NDArray[np.float64],
    of_costs: NDArray[np.int64],
    n_records: NDArray[np.int64],
    n_units: NDArray[np.int64],
    k: int,
    tally: NDArray[np.int64],
    met: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Lower the places of what all classes share; say what one step more of each column does.

    Parameters
    ----------
    place : array of int64, shape (n_columns,)
        Changed in place.
    codes : array, shape (n_columns, n_leaf_classes)
    of_costs : array of int64, shape (n_columns, 2)
        Where the costs of a column begin, and the places for each leaf.
    tally, met : arrays of int64, shape (most codes,)
        Room; the tally is zero before and after.

    Returns
    -------
    (gains, does) : shape (n_columns,)
    """
    n_columns = len(place)
    gains = np.zeros(n_columns)
    does = np.zeros(n_columns, np.int64)
    for c in range(n_columns):
        while place[c]:
            to = offsets[c, place[c] - 1]
            begin, width = of_costs[c]
            n_met = 0
            gain = 0.0
            for row in classes:
                leaf = codes[c, row]
                code = maps[to + leaf]
                if tally[code] == 0:
                    met[n_met] = code
                    n_met += 1
                tally[code] += n_units[row]
                at = begin + leaf * width + place[c]
                gain += n_records[row] * (costs[at] - costs[at - 1])
            kept, rest = 0, 0
            for m in range(n_met):
                if tally[met[m]] >= k:
                    kept += 1
                else:
                    rest += tally[met[m]]
                tally[met[m]] = 0
            if n_met == 1:
                place[c] -= 1
                continue
            gains[c] = gain
            if kept == n_met:
                does[c] = KEEPS
            elif kept and rest >= k:
                does[c] = LEAVES_REST
            break
    return gains, does
