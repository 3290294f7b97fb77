"""The equivalence classes of one node of the lattice, rolled up from those of a finer one."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.anonymise._generalising import Generalised
    from privlab.anonymity import Distributions

__all__ = ["Attribute", "Leaves", "Node", "Nodes"]

# classes times columns that the finer nodes kept for roll-ups may hold, 4 bytes each
KEPT_CELLS = 50_000_000
MOST_KEPT = 4_096


@dataclass(frozen=True, eq=False)
class Attribute:
    """The values of a sensitive or target column in each leaf class.

    Attributes
    ----------
    classes, values : arrays, shape (n_entries,)
    counts : array of int64, shape (n_entries,)
        Units with the value; 1 where `people` tells them apart.
    people : array of int64 or None
        Number of the person of each entry, ordered; None when every person has one row.
    n_values : int
    totals : array of int64, shape (n_values,)
        Units with each value in the whole table, each at least 1.
    distance_of : callable
        Distributions of the column -> how far each class is from the table, for t-closeness.
    """

    classes: NDArray[np.int64]
    values: NDArray[np.int64]
    counts: NDArray[np.int64]
    people: NDArray[np.int64] | None
    n_values: int
    totals: NDArray[np.int64]
    distance_of: Callable[[Distributions], NDArray[np.float64]]

    def part(self, number: NDArray[np.int64]) -> Attribute:
        """Return the entries of some leaves, given the new number of each, -1 for the others."""
        own = number[self.classes]
        kept = own >= 0
        people = None if self.people is None else self.people[kept]
        return replace(
            self,
            classes=own[kept],
            values=self.values[kept],
            counts=self.counts[kept],
            people=people,
        )


@dataclass(frozen=True, eq=False)
class Leaves:
    """The equivalence classes of the table as it is, and what is counted in each.

    Attributes
    ----------
    codes : array of int32, shape (n_classes, n_columns)
    n_records, n_units : arrays of int64, shape (n_classes,)
        Records, and distinct people (records without a person key).
    n_population : array of int64 or None
        People of the population table; then classes with no record of the table may be there.
    pairs : (classes, people) or None
        Each class of each person once, ordered by person, when people have several rows.
    attributes : mapping of column to Attribute
    """

    codes: NDArray[np.int32]
    n_records: NDArray[np.int64]
    n_units: NDArray[np.int64]
    n_population: NDArray[np.int64] | None = None
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    @property
    def keeps_track(self) -> bool:
        """Whether a node must know which leaf went where."""
        return self.pairs is not None or bool(self.attributes)

    def part(self, kept: NDArray[np.bool_]) -> Leaves:
        """Return some of the leaf classes, shape (n_classes,), compared with the whole table."""
        number = np.where(kept, np.cumsum(kept) - 1, -1)
        pairs = None
        if self.pairs is not None:
            own = number[self.pairs[0]]
            pairs = (own[own >= 0], self.pairs[1][own >= 0])
        return Leaves(
            self.codes[kept],
            self.n_records[kept],
            self.n_units[kept],
            None if self.n_population is None else self.n_population[kept],
            pairs,
            {column: each.part(number) for column, each in self.attributes.items()},
        )


@dataclass(eq=False)
class Node:
    """The classes at one node.

    Attributes
    ----------
    place : tuple of int
        Place of each column among its levels; () for the leaves.
    codes : array of int32, shape (n_classes, n_columns)
    counts : array of int64, shape (n_classes, 1 or 2)
        Records, and people of the population table.
    n_units : array of int64, shape (n_classes,)
        Distinct people (records without a person key).
    of_leaf : array or None, shape (n_leaves,)
        Where each leaf class went, when that is followed.
    n_of_majority : array of int64 or None
        Records of each class with its most frequent target value.
    """

    place: tuple[int, ...]
    codes: NDArray[np.int32]
    counts: NDArray[np.int64]
    n_units: NDArray[np.int64]
    of_leaf: NDArray[np.int32] | None = None
    n_of_majority: NDArray[np.int64] | None = None

    @property
    def n_records(self) -> NDArray[np.int64]:
        """Records of each class, shape (n_classes,)."""
        return self.counts[:, 0]

    @property
    def n_population(self) -> NDArray[np.int64] | None:
        """People of the population in each class, None without a population table."""
        return self.counts[:, 1] if self.counts.shape[1] > 1 else None


class Nodes:
    """Makes nodes, each from the smallest known one that it coarsens."""

    def __init__(
        self,
        table: Generalised,
        leaves: Leaves,
        *,
        target: str | None = None,
        follow_leaves: bool = False,
    ) -> None:
        self.table = table
        self.leaves = leaves
        self._target = target
        n = len(leaves.codes)
        follows = follow_leaves or leaves.keeps_track
        of_leaf = np.arange(n, dtype=np.int32) if follows else None
        counted = [leaves.n_records]
        if leaves.n_population is not None:
            counted.append(leaves.n_population)
        bottom = Node((), leaves.codes, np.column_stack(counted), leaves.n_units, of_leaf)
        self._known = [bottom]
        self._places = np.zeros((MOST_KEPT, len(table.columns)), dtype=np.int64)
        self._sizes = np.zeros(MOST_KEPT, dtype=np.int64)
        self._sizes[0] = n
        self._cells = 0
        self._columns = np.arange(len(table.columns))
        self._made: set[tuple[int, ...]] = set()
        #: a place that all nodes to come are at or above
        self.floor = (0,) * len(table.columns)
        by_values = np.argsort([-len(column.n_records_in) for column in table.columns])
        self._by_values = [int(c) for c in by_values]

    def at(self, place: tuple[int, ...]) -> Node:
        """Return the classes of a node."""
        # nodes that agree in the columns of most values share the work on those
        step = list(self.floor)
        for c in self._by_values[: 3 * len(place) // 8]:
            step[c] = place[c]
        if any(step) and tuple(step) not in self._made and self._nearest(place) == 0:
            self._make(tuple(step))
        return self._make(place)

    def _nearest(self, place: tuple[int, ...]) -> int:
        from privlab.anonymise._loops import nearest

        return nearest(self._places, self._sizes, len(self._known), np.array(place))

    def _make(self, place: tuple[int, ...]) -> Node:
        from privlab.anonymise._loops import group

        wanted = np.array(place, dtype=np.int64)
        number = self._nearest(place)
        source = self._known[number]
        maps, offsets = self.table.translations
        start = self._places[number] + 1 if number else 0
        codes, counts, of_row = group(
            source.codes,
            maps,
            offsets[self._columns, start, wanted],
            self.table.sizes[self._columns, wanted],
            source.counts,
        )
        of_leaf = None if source.of_leaf is None else of_row[source.of_leaf]
        node = self._counted(place, codes, counts, of_leaf)
        self._made.add(place)
        self._keep(node)
        return node

    def split(self, place: tuple[int, ...]) -> Node:
        """Return the classes of a node, split from one class that holds all leaves."""
        told = np.flatnonzero(self.table.sizes[self._columns, np.array(place)] > 1)
        whole = np.zeros(len(self.leaves.codes), dtype=np.int32)
        return self._parted(place, whole, 1, [int(c) for c in told])

    def refined(self, node: Node, c: int) -> Node:
        """Return the classes of a node whose leaves are followed, one column a place finer."""
        if node.of_leaf is None:
            raise AssertionError
        place = (*node.place[:c], node.place[c] - 1, *node.place[c + 1 :])
        return self._parted(place, node.of_leaf, len(node.codes), [c])

    def _parted(
        self,
        place: tuple[int, ...],
        of_leaf: NDArray[np.int32],
        n_classes: int,
        columns: Sequence[int],
    ) -> Node:
        """Return the classes of a node: those given, split by the codes of some columns."""
        from privlab.anonymise._loops import number

        n = len(of_leaf)
        first = np.zeros(n, dtype=np.int64)
        for c in columns:
            size = int(self.table.sizes[c, place[c]])
            own = self.table.columns[c].codes[place[c]][self._by_column[c]]
            keys = of_leaf.astype(np.int64) * size + own
            of_leaf = np.empty(n, dtype=np.int32)
            n_classes = number(keys, float(n_classes * size), of_leaf, first)
        node = self.grouped(of_leaf, n_classes, place)
        maps, offsets = self.table.translations
        begins = offsets[self._columns, 0, np.array(place)]
        node.codes = maps[begins + self.leaves.codes[first[:n_classes]]]
        return node

    def grouped(
        self, of_leaf: NDArray[np.int32], n_classes: int, place: tuple[int, ...] = ()
    ) -> Node:
        """Return classes of given leaves, without codes.

        Parameters
        ----------
        of_leaf : array, shape (n_leaves,)
            The class of each leaf, 0 to n_classes - 1.
        """
        counted = self._known[0].counts
        counts = np.zeros((n_classes, counted.shape[1]), dtype=np.int64)
        for q in range(counted.shape[1]):
            counts[:, q] = np.bincount(of_leaf, weights=counted[:, q], minlength=n_classes)
        none = np.zeros((n_classes, 0), dtype=np.int32)
        return self._counted(place, none, counts, of_leaf)

    def _counted(
        self,
        place: tuple[int, ...],
        codes: NDArray[np.int32],
        counts: NDArray[np.int64],
        of_leaf: NDArray[np.int32] | None,
    ) -> Node:
        units = counts[:, 0] if self.leaves.pairs is None else self._people(of_leaf, len(counts))
        node = Node(place, codes, counts, units, of_leaf)
        if self._target is not None:
            node.n_of_majority = self.values_in(node, self._target).max(axis=1)
        return node

    @functools.cached_property
    def _by_column(self) -> NDArray[np.int32]:
        return np.ascontiguousarray(self.leaves.codes.T)

    def values_in(self, node: Node, column: str) -> NDArray[np.int64]:
        """Return the units of each class with each value, shape (n_classes, n_values)."""
        from privlab.anonymise._loops import count_people

        if node.of_leaf is None:
            raise AssertionError
        own = self.leaves.attributes[column]
        size = len(node.counts) * own.n_values
        places = node.of_leaf[own.classes].astype(np.int64) * own.n_values + own.values
        if own.people is None:
            counts = np.bincount(places, weights=own.counts, minlength=size).astype(np.int64)
        else:
            counts = count_people(places, own.people, size)
        return counts.reshape(-1, own.n_values)

    def _people(self, of_leaf: NDArray[np.int32] | None, n_classes: int) -> NDArray[np.int64]:
        from privlab.anonymise._loops import count_people

        if self.leaves.pairs is None or of_leaf is None:
            raise AssertionError
        classes, people = self.leaves.pairs
        return count_people(of_leaf[classes].astype(np.int64), people, n_classes)

    def _keep(self, node: Node) -> None:
        # a node hardly smaller than the leaves saves nothing
        if 2 * len(node.codes) > len(self.leaves.codes) or len(self._known) == MOST_KEPT:
            return
        cells = node.codes.size + (0 if node.of_leaf is None else len(node.of_leaf))
        if self._cells + cells > KEPT_CELLS:
            return
        self._cells += cells
        self._places[len(self._known)] = node.place
        self._sizes[len(self._known)] = len(node.codes)
        self._known.append(node)
