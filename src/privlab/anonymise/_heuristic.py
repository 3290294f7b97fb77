"""A good full-domain generalisation where the lattice is too large to be searched in full.

From the coarsest node a descent refines one column after the other, in an order of its own, as
long as the criteria hold and the loss falls; a class table is then split, never built anew.
Descents begin in orders of what a column gains for the bits by which it tells records apart, and
go on from the best node with a few columns raised again (ruin and recreate: Schrimpf, Schneider,
Stamm-Wilbrandt, Dueck 2000). Nothing is proven but a bound; the result says so.

What is looked at depends on the limit of suppression only through the steps of a ladder, each of
which the higher limits climb too: a higher limit never ends in a worse node.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np

from privlab.anonymise._search import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._nodes import Node, Nodes
    from privlab.anonymise._quality import Quality

__all__ = ["search_heuristically", "steps_up_to"]

# shares of the records that descents may suppress
LADDER = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
# how much the bits of a column count against its gain, in the first descents of a step
POWERS = (1.0, 0.5, 0.0, 2.0)
# rows times judged nodes for each step of the ladder, and judged nodes at least and at most
EFFORT = 200_000_000
LEAST_JUDGED, MOST_JUDGED = 300, 4_000
# the spread of an order around the one that it began with, as a factor
SPREAD = 0.5
MOST_RAISED = 4
# descents without a better node after which a step ends
PATIENCE = 150
SEED = 20_120_903

# losses that agree so far are one
DIGITS = 12

Place = tuple[int, ...]
Best = tuple[float, int, Place, int, float]


class _OutOfTime(Exception):  # noqa: N818 - it is no error
    pass


class _Climber:
    def __init__(
        self,
        nodes: Nodes,
        criteria: Criteria,
        quality: Quality,
        *,
        most_suppressed: int,
        deadline: float | None,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.nodes, self.criteria, self.quality = nodes, criteria, quality
        self.deadline, self.progress = deadline, progress
        self.most_suppressed = most_suppressed
        self.n_records = int(nodes.leaves.n_records.sum())
        self.top = tuple(size - 1 for size in nodes.table.shape)
        self.gains = quality.gains()
        self.bits = [_bits(column.codes, column.n_records_in) for column in nodes.table.columns]
        self.n_judged = 0
        #: the least loss of each place judged, with what is suppressed there
        self.seen: dict[Place, tuple[float, int]] = {}
        self.rng = np.random.default_rng(SEED)

    def judge(self, node: Node) -> tuple[float, int]:
        """Return loss and suppressed records of a node."""
        known = self.seen.get(node.place)
        if known is None:
            broken = self.criteria.judge(self.nodes, node).broken
            n_suppressed = int(node.n_records[broken].sum())
            loss = math.inf
            if n_suppressed < self.n_records:
                loss = self.quality.loss(node, broken)
            known = self.seen[node.place] = (loss, n_suppressed)
            self.n_judged += 1
        return known

    def best(self, most: int) -> Best | None:
        """Return loss, height, place and suppressed records of the best node seen."""
        return min(
            (
                (round(loss, DIGITS), sum(place), place, n, loss)
                for place, (loss, n) in self.seen.items()
                if n <= most and loss < math.inf
            ),
            default=None,
        )

    def descend(self, node: Node, order: NDArray[np.float64], most: int) -> None:
        """Refine column by column, the highest in the order first, while the loss falls.

        Parameters
        ----------
        order : array of float, shape (n_columns, n_steps)
            How early each step down of each column is tried.
        """
        loss, n_suppressed = self.judge(node)
        if n_suppressed > most:
            loss = math.inf
        left = {c for c, place in enumerate(node.place) if place}
        while left:
            c = max(left, key=lambda c: (order[c, node.place[c] - 1], -c))
            place = (*node.place[:c], node.place[c] - 1, *node.place[c + 1 :])
            known = self.seen.get(place)
            finer = None
            if known is None:
                if self.deadline is not None and time.monotonic() > self.deadline:
                    raise _OutOfTime
                finer = self.nodes.refined(node, c)
                known = self.judge(finer)
            if known[1] > most or known[0] >= loss:
                left.discard(c)
                continue
            node = finer or self.nodes.refined(node, c)
            loss = known[0]
            if not node.place[c]:
                left.discard(c)

    def orders(self) -> Iterator[NDArray[np.float64]]:
        """Return the orders of the first descents, then others about them."""
        width = max(self.nodes.table.shape)
        gains = np.zeros((len(self.top), width))
        bits = np.ones((len(self.top), width))
        for c, (gain, own) in enumerate(zip(self.gains, self.bits, strict=True)):
            gains[c, : len(gain)] = gain
            bits[c, : len(own)] = np.maximum(own, 1e-6)
        for power in POWERS:
            yield gains / bits**power
        while True:
            power = self.rng.choice(POWERS)
            noise = self.rng.lognormal(sigma=SPREAD, size=gains.shape)
            yield gains / bits**power * noise

    def climb(self, most: int, budget: int) -> None:
        """Spend one step of the ladder: so many judged nodes, or descents that find nothing."""
        end = self.n_judged + budget
        start = self.nodes.split(self.top)
        self.judge(start)
        best, idle = self.best(most), 0
        for turn, order in enumerate(self.orders()):
            node = start
            if turn >= len(POWERS) and best is not None:
                node = self.nodes.split(self._raised(best[2]))
            known = len(self.seen)
            self.descend(node, order, most)
            now = best if known == len(self.seen) else self.best(most)
            idle = idle + 1 if now == best else 0
            best = now
            if self.progress is not None:
                self.progress(self.n_judged, end)
            if self.n_judged >= end or idle >= PATIENCE or best is None:
                return

    def _raised(self, place: Place) -> Place:
        low = [c for c, each in enumerate(place) if each < self.top[c]]
        if not low:
            return place
        n = min(len(low), 1 + int(self.rng.integers(MOST_RAISED)))
        raised = list(place)
        for c in self.rng.choice(low, size=n, replace=False):
            raised[c] = int(self.rng.integers(place[c] + 1, self.top[c] + 1))
        return tuple(raised)


def search_heuristically(
    nodes: Nodes,
    criteria: Criteria,
    quality: Quality,
    *,
    most_suppressed: int,
    time_limit: float | None = None,
    effort: float = 1.0,
    ladder: Sequence[float] = LADDER,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Return a good node that keeps the criteria; nodes follow their leaves.

    Parameters
    ----------
    most_suppressed : int
        Records that may be suppressed.
    time_limit : float, optional
        Seconds after which the best so far is returned.
    effort : float
        Share of the usual number of judged nodes, above 0.
    ladder : sequence of float
        Shares of the records that are tried as limits, up to the first that is enough; 1 is last.
    """
    begun = time.monotonic()
    deadline = None if time_limit is None else begun + time_limit
    state = _Climber(
        nodes,
        criteria,
        quality,
        most_suppressed=most_suppressed,
        deadline=deadline,
        progress=progress,
    )
    wanted = int(EFFORT / max(len(nodes.leaves.codes), 1))
    budget = int(effort * min(max(wanted, LEAST_JUDGED), MOST_JUDGED))
    try:
        for most in steps_up_to(most_suppressed, state.n_records, ladder):
            state.climb(most, budget)
    except (KeyboardInterrupt, _OutOfTime):
        pass
    found = state.best(most_suppressed)
    _, _, place, n_suppressed, loss = found or (0.0, 0, None, 0, math.inf)
    return Found(
        place,
        quality.published(loss),
        quality.published(min(loss, quality.bound((0,) * len(state.top)))),
        n_suppressed,
        optimal=False,
        n_checked=state.n_judged,
        n_nodes=math.prod(nodes.table.shape),
        seconds=time.monotonic() - begun,
        search="heuristic",
    )


def steps_up_to(
    most_suppressed: int, n_records: int, ladder: Sequence[float] = LADDER
) -> Iterator[int]:
    """Return limits in records, to the first that is no lower than what may be suppressed.

    The steps of a limit are among those of every higher one: what is best of all that they find
    within the limit never gets worse when the limit is raised.
    """
    for share in ladder:
        most = math.floor(share * n_records + 1e-9)
        yield most
        if most >= most_suppressed:
            return


def _bits(
    codes: tuple[NDArray[np.int32], ...], n_records_in: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return by how many bits each step down tells the records of a column apart."""
    entropies = []
    n = max(int(n_records_in.sum()), 1)
    for own in codes:
        counts = np.bincount(own, weights=n_records_in)
        shares = counts[counts > 0] / n
        entropies.append(float(-(shares * np.log2(shares)).sum()))
    return -np.diff(entropies)
