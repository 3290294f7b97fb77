"""The best full-domain generalisation: an exact search that leaves out what it can prove.

Every node of the lattice (a level for each column) has a lower bound of its loss, known for all
nodes at once. A node that breaks a growing criterion closes all nodes below it; a node that keeps
the criteria becomes the best so far, and raises the bounds of the nodes below it by what stays
suppressed there. Binary searches on a few paths find a good node early (after Flash: Kohlmayer,
Prasser, Eckert, Kemper, Kuhn 2012); then the highest open node is judged, and where it fails the
node above it that has most open ones below, whatever it would lose: failing, it closes them all.
When no node under the best loss is open, the best is optimal.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.anonymise._quality import axes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._nodes import Node, Nodes
    from privlab.anonymise._quality import Quality

__all__ = ["Found", "search"]

FIRST_PATHS = 3
# judged nodes between two looks at where the open ones begin
MEET_EVERY = 16
SLACK = 1e-12


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    place : tuple of int or None
        Place of each column among its levels; None when no node keeps the criteria.
    loss, bound : float
        Loss of that node, and what no node can be below; equal when it is optimal. On the scale
        that users read.
    n_suppressed : int
        Records in the classes that break a criterion.
    optimal : bool
        Whether it is proven that no node loses less.
    n_checked : int
        Nodes whose classes were judged.
    n_nodes : int
    seconds : float
    search : {"exact", "heuristic"}
        Whether all nodes could be looked at; an exact search that was stopped remains one.
    """

    place: tuple[int, ...] | None
    loss: float
    bound: float
    n_suppressed: int
    optimal: bool
    n_checked: int
    n_nodes: int
    seconds: float
    search: str = "exact"


class _Lattice:
    """What is known of every node, in arrays of an axis for each of `axes_of(whole)`."""

    def __init__(self, whole: tuple[int, ...], bounds: NDArray[np.float64]) -> None:
        self.free = axes_of(whole)
        self.n_columns = len(whole)
        self.shape = shape = tuple(whole[c] for c in self.free)
        self.bounds = np.ascontiguousarray(bounds)
        self.closed = np.zeros(shape, dtype=bool)
        self.keeping = np.zeros(shape, dtype=bool)
        height = np.zeros(shape, dtype=np.int64)
        for axis, size in enumerate(shape):
            height += np.arange(size).reshape([-1 if a == axis else 1 for a in range(len(shape))])
        self.height = height
        after = [math.prod(shape[c + 1 :]) for c in range(len(shape))]
        self.strides = np.array(after, dtype=np.int64)
        self.sizes = np.array(shape, dtype=np.int64)

    def of_all(self, place: Sequence[int] | NDArray[np.int64]) -> tuple[int, ...]:
        """Return the place of every column."""
        every = np.zeros(self.n_columns, dtype=np.int64)
        every[self.free] = place
        return tuple(every.tolist())

    def place(self, number: int) -> tuple[int, ...]:
        return tuple(int(each) for each in np.unravel_index(number, self.shape))

    def close_below(self, place: tuple[int, ...]) -> None:
        self.closed[tuple(slice(0, each + 1) for each in place)] = True

    def mark_above(self, place: tuple[int, ...]) -> None:
        self.keeping[tuple(slice(each, None) for each in place)] = True


class _Search:
    def __init__(
        self,
        nodes: Nodes,
        criteria: Criteria,
        quality: Quality,
        most_suppressed: int,
        *,
        one_row_per_person: bool,
    ) -> None:
        self.nodes, self.criteria, self.quality = nodes, criteria, quality
        self.most_suppressed = most_suppressed
        self.growing_only = criteria.growing_only(
            one_row_per_person=one_row_per_person, most_suppressed=most_suppressed
        )
        self.lattice = _Lattice(nodes.table.shape, quality.bounds())
        self.best: tuple[float, int, tuple[int, ...] | None, int] = (math.inf, 0, None, 0)
        self.slack = 0.0
        self.n_checked = 0
        self.n_records = int(nodes.leaves.n_records.sum())

    def open(self) -> tuple[int, int, int, float]:
        from privlab.anonymise._loops import highest_open

        lattice = self.lattice
        found: tuple[int, int, int, float] = highest_open(
            lattice.bounds.ravel(),
            lattice.closed.ravel(),
            lattice.height.ravel(),
            self.best[0],
            self.slack,
            self.best[1],
        )
        return found

    def is_open(self, place: tuple[int, ...]) -> bool:
        if self.lattice.closed[place]:
            return False
        beyond = float(self.lattice.bounds[place]) - self.best[0]
        if beyond < -self.slack:
            return True
        return beyond <= self.slack and bool(self.lattice.height[place] < self.best[1])

    def judge(self, place: tuple[int, ...]) -> bool:
        """Judge a node, learn from it, and return whether it keeps the criteria."""
        lattice = self.lattice
        node = self.nodes.at(lattice.of_all(place))
        self.n_checked += 1
        verdict = self.criteria.judge(self.nodes, node)
        may_be_best = self.is_open(place)
        lattice.closed[place] = True
        lost = int(node.n_records[verdict.growing].sum())
        all_alike = verdict.broken is verdict.growing
        n_suppressed = lost if all_alike else int(node.n_records[verdict.broken].sum())
        fails = n_suppressed > self.most_suppressed
        if lost > self.most_suppressed or (fails and self.growing_only):
            lattice.close_below(place)
            return False
        lattice.mark_above(place)
        if may_be_best:
            # of nodes above the best, what stays suppressed is little and proves little
            self.quality.tighten(lattice.bounds, node, verdict.growing)
            if not fails and n_suppressed < self.n_records:
                self._compare(node, verdict.broken, n_suppressed, int(lattice.height[place]))
        return not fails

    def _compare(
        self, node: Node, broken: NDArray[np.bool_], n_suppressed: int, height: int
    ) -> None:
        loss = self.quality.loss(node, broken)
        better = loss < self.best[0] - self.slack
        lower = loss <= self.best[0] + self.slack and height < self.best[1]
        if better or lower:
            self.best = (loss, height, node.place, n_suppressed)
            self.slack = SLACK * max(1.0, abs(loss))

    def follow_path(self, start: int) -> None:
        """Judge the middle of a path of open nodes upwards, then of one half, and so on."""
        path = [self.lattice.place(start)]
        while (after := self._cheapest_above(path[-1])) is not None:
            path.append(after)
        low, high = 0, len(path) - 1
        while low <= high:
            middle = (low + high) // 2
            if self.is_open(path[middle]):
                passes = self.judge(path[middle])
            else:
                passes = bool(self.lattice.bounds[path[middle]] >= self.best[0] - self.slack)
            if passes:
                high = middle - 1
            else:
                low = middle + 1

    def _cheapest_above(self, place: tuple[int, ...]) -> tuple[int, ...] | None:
        above = []
        for c, each in enumerate(place):
            if each + 1 < self.lattice.shape[c]:
                after = (*place[:c], each + 1, *place[c + 1 :])
                if self.is_open(after):
                    above.append((float(self.lattice.bounds[after]), after))
        return min(above)[1] if above else None

    def step_above(self, place: tuple[int, ...]) -> tuple[int, ...] | None:
        """Return the node above that would close most if it failed, None when there is none."""
        from privlab.anonymise._loops import best_step

        lattice = self.lattice
        c = best_step(
            lattice.bounds.ravel(),
            lattice.closed.ravel(),
            lattice.keeping.ravel(),
            lattice.strides,
            lattice.sizes,
            np.array(place, dtype=np.int64),
            self.best[0] - self.slack,
        )
        return None if c < 0 else (*place[:c], place[c] + 1, *place[c + 1 :])

    def judge_upwards(self, place: tuple[int, ...]) -> None:
        """Judge a node, and above it while that fails for good."""
        while not self.judge(place) and not self.lattice.keeping[place]:
            above = self.step_above(place)
            if above is None:
                return
            place = above

    def raise_floor(self) -> None:
        """Tell the nodes which place all open ones are at or above."""
        from privlab.anonymise._loops import meet_of_open

        lattice = self.lattice
        lowest = meet_of_open(
            lattice.bounds.ravel(),
            lattice.closed.ravel(),
            lattice.strides,
            lattice.sizes,
            self.best[0] + self.slack,
        )
        self.nodes.floor = lattice.of_all(lowest)


def search(
    nodes: Nodes,
    criteria: Criteria,
    quality: Quality,
    *,
    most_suppressed: int,
    one_row_per_person: bool,
    time_limit: float | None = None,
    first: tuple[int, ...] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Return the node of the lowest loss that keeps the criteria.

    Parameters
    ----------
    most_suppressed : int
        Records that may be suppressed.
    time_limit : float, optional
        Seconds after which the best so far is returned, with what no node can be below.
    first : tuple of int, optional
        A place that is known to be good, judged before others.
    progress : callable, optional
        Called now and then with the number of nodes that are decided and of all nodes.

    Notes
    -----
    An interrupt from the keyboard stops the search as a time limit does.
    """
    begun = time.monotonic()
    state = _Search(
        nodes, criteria, quality, most_suppressed, one_row_per_person=one_row_per_person
    )
    lattice = state.lattice
    n_nodes = lattice.closed.size
    paths = FIRST_PATHS
    least = -math.inf
    n_open = n_nodes
    try:
        state.judge(tuple(size - 1 for size in lattice.shape))
        if first is not None:
            state.judge(tuple(first[c] for c in lattice.free))
        while True:
            highest, lowest, n_open, least = state.open()
            if not n_open:
                break
            if time_limit is not None and time.monotonic() - begun > time_limit:
                break
            if progress is not None:
                progress(n_nodes - n_open, n_nodes)
            if paths:
                paths -= 1
                state.follow_path(lowest)
                continue
            if state.n_checked % MEET_EVERY == 0:
                state.raise_floor()
            state.judge_upwards(lattice.place(highest))
    except KeyboardInterrupt:
        _, _, n_open, least = state.open()
    loss, _, place, n_suppressed = state.best
    optimal = n_open == 0 and place is not None
    bound = loss if n_open == 0 else min(least, loss)
    return Found(
        place,
        quality.published(loss),
        quality.published(bound),
        n_suppressed,
        optimal,
        state.n_checked,
        n_nodes,
        time.monotonic() - begun,
    )
