"""Mondrian on hierarchies: a table is split, top down, wherever both sides keep the criteria.

After LeFevre, DeWitt, Ramakrishnan, Mondrian multidimensional k-anonymity, 2006: all records
begin in one cell where every column is at its coarsest level. A cell is split by letting one
column, the one that loses most there, go one level finer; parts that would break a criterion
stay together in the coarser cell when they keep it together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from privlab.anonymise._quality import costs_of
from privlab.anonymity import Distributions
from privlab.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._generalising import Generalised
    from privlab.anonymise._nodes import Leaves

__all__ = ["Cell", "split_cells"]

# leaf classes times sensitive values counted in one array
MOST_COUNTS = 100_000_000


@dataclass(frozen=True, eq=False)
class Cell:
    """Leaf classes that are released under the same labels.

    Attributes
    ----------
    place : tuple of int
        Place of each column among its levels.
    classes : array of int64, shape (n,)
    layer : int
        What stayed behind when a cell was split is looked up after all that left it: its labels,
        being coarser, cover those as well. Cells of one layer do not overlap.
    """

    place: tuple[int, ...]
    classes: NDArray[np.int64]
    layer: int = 0


def split_cells(table: Generalised, leaves: Leaves, criteria: Criteria, kind: str) -> list[Cell]:
    """Return the cells, none when the whole table together breaks a criterion.

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
    done: list[Cell] = []

    def grow(cell: Cell, tried: frozenset[int], layer: int) -> int:
        """Split a cell to the end; return the highest layer of its parts."""
        split = state.split(cell, tried)
        if split is None:
            done.append(replace(cell, layer=layer))
            return layer
        column, left, behind = split
        highest = max(grow(part, frozenset(), layer) for part in left)
        if behind is not None:
            # the column that it was just split by is not tried again in what stayed behind
            highest = grow(behind, tried | {column}, highest + 1)
        return highest

    grow(Cell(top, everything), frozenset(), 0)
    return done


class _State:
    def __init__(self, table: Generalised, leaves: Leaves, criteria: Criteria, kind: str) -> None:
        self.table, self.leaves, self.criteria = table, leaves, criteria
        n_records = int(leaves.n_records.sum())
        self.costs = []
        for column in table.columns:
            cost = costs_of(kind, column, n_records)
            highest = float(cost[:, -1] @ column.n_records_in)
            self.costs.append(cost / highest if highest > 0 else cost)
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

    def split(
        self, cell: Cell, tried: frozenset[int]
    ) -> tuple[int, list[Cell], Cell | None] | None:
        """Split a cell by the column that gains most, None when no column can be refined.

        Returns
        -------
        (column, cells that left, what stayed behind or None)
        """
        for c in self._by_gain(cell, tried):
            finer = (*cell.place[:c], cell.place[c] - 1, *cell.place[c + 1 :])
            codes = self.table.columns[c].codes[finer[c]][self.leaves.codes[cell.classes, c]]
            found, part = np.unique(codes, return_inverse=True)
            broken = self.broken(cell.classes, part, len(found))
            if broken.all():
                continue
            behind = None
            if broken.any():
                rest = cell.classes[broken[part]]
                if self.broken(rest, np.zeros(len(rest), dtype=np.int64), 1).any():
                    continue
                behind = Cell(cell.place, rest)
            order = np.argsort(part, kind="stable")
            bounds = np.searchsorted(part[order], np.arange(len(found) + 1))
            left = [
                Cell(finer, cell.classes[order[bounds[p] : bounds[p + 1]]])
                for p in np.flatnonzero(~broken)
            ]
            return c, left, behind
        return None

    def _by_gain(self, cell: Cell, tried: frozenset[int]) -> list[int]:
        records = self.leaves.n_records[cell.classes]
        gains = []
        for c, place in enumerate(cell.place):
            if place and c not in tried:
                leaf = self.leaves.codes[cell.classes, c]
                cost = self.costs[c]
                gains.append((float((cost[leaf, place] - cost[leaf, place - 1]) @ records), -c))
        return [-c for gain, c in sorted(gains, reverse=True) if gain >= 0]
