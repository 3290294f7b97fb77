"""Local recoding: what a first generalisation suppresses is treated again, more coarsely.

Each round looks for the levels that keep the criteria for most of what is left, and the next
one takes the rest (after Prasser, Bild, Kuhn 2016 and ARX). A union of classes that keep the
criteria keeps them: sizes grow and shares lie between those of the parts.
"""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.anonymise._heuristic import search_heuristically, steps_up_to
from privlab.anonymise._nodes import Nodes
from privlab.anonymise._quality import SeparableQuality, costs_of, quality_of
from privlab.anonymise._search import search

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._generalising import Generalised
    from privlab.anonymise._mondrian import SplitCell
    from privlab.anonymise._nodes import Leaves

__all__ = ["Recoded", "recode_by_cells", "recode_locally"]

# share of what is left that a round may leave to the next one
LIMITS = (0.05, 0.15, 0.3, 0.5, 0.7, 0.9)
MOST_ROUNDS = 50
# shares of the records that may be left out in the end, tried up to the limit
LADDER = (0.0, 0.01, 0.05, 0.2, 1.0)
# beyond so many generalisations a round is found by the heuristic, with less effort than alone
MOST_NODES = 20_000
EFFORT = 0.01


@dataclass(frozen=True)
class Recoded:
    """Levels of each round, and what they lose in all.

    Attributes
    ----------
    places : tuple of tuples of int
        Place of each column among its levels, round by round.
    loss : float
    n_suppressed : int
    n_checked : int
    cells : sequence of SplitCell
        How records were split, where they were.
    """

    places: tuple[tuple[int, ...], ...]
    loss: float
    n_suppressed: int
    n_checked: int
    cells: Sequence[SplitCell] = ()


def recode_by_cells(
    table: Generalised,
    leaves: Leaves,
    criteria: Criteria,
    *,
    kind: str,
    weights: Mapping[str, float] | None,
    aggregate: str,
) -> Recoded | None:
    """Return the cells of a Mondrian with what they lose; None when there are none."""
    from privlab.anonymise._mondrian import split_cells

    cells = split_cells(table, leaves, criteria, kind)
    if not cells:
        return None
    numbers: dict[tuple[int, ...], int] = {}
    round_of = np.full(len(leaves.codes), -1, dtype=np.int64)
    for cell in cells:
        if cell.column < 0:
            round_of[cell.classes] = numbers.setdefault(cell.place, len(numbers))
    places = tuple(numbers)
    loss = loss_of_rounds(table, leaves, kind, places, round_of, weights, aggregate)
    return Recoded(places, loss, 0, len(cells), cells)


def recode_locally(
    table: Generalised,
    leaves: Leaves,
    criteria: Criteria,
    *,
    kind: str,
    most_suppressed: int,
    weights: Mapping[str, float] | None,
    aggregate: str,
    one_row_per_person: bool,
    seconds: float | None = None,
) -> Recoded | None:
    """Return the best of several series of rounds, None when no series keeps the criteria.

    Parameters
    ----------
    kind : {"loss", "entropy", "precision"}
    most_suppressed : int
        Records that may be left out after the last round.
    seconds : float, optional
        Time for all series together; one that is not through by then is given up.
    """
    best: Recoded | None = None
    n_checked = 0
    deadline = None if seconds is None else time.monotonic() + seconds
    n_records = int(leaves.n_records.sum())
    steps = steps_up_to(most_suppressed, n_records, LADDER)
    for most, limit in itertools.product(steps, LIMITS):
        rounds = _Rounds(table, leaves, criteria, kind, weights, aggregate, one_row_per_person)
        found = rounds.run(limit, most, deadline)
        n_checked += rounds.n_checked
        if found is None or found.n_suppressed > most_suppressed:
            continue
        if best is None or found.loss < best.loss:
            best = found
    if best is None:
        return None
    return Recoded(best.places, best.loss, best.n_suppressed, n_checked)


@dataclass
class _Rounds:
    table: Generalised
    leaves: Leaves
    criteria: Criteria
    kind: str
    weights: Mapping[str, float] | None
    aggregate: str
    one_row_per_person: bool
    n_checked: int = 0

    def run(self, limit: float, most_suppressed: int, deadline: float | None) -> Recoded | None:
        places: list[tuple[int, ...]] = []
        round_of = np.full(len(self.leaves.codes), -1, dtype=np.int64)
        for _ in range(MOST_ROUNDS):
            left = round_of < 0
            n_left = int(self.leaves.n_records[left].sum())
            if n_left <= most_suppressed:
                break
            step = self._round(left, max(most_suppressed, int(limit * n_left)), deadline)
            if step is None and limit:
                # the rest is too small to be split again: all of it at once
                step = self._round(left, most_suppressed, deadline)
            if step is None:
                return None
            if deadline is not None and time.monotonic() > deadline:
                return None
            place, kept = step
            numbers = np.flatnonzero(left)
            round_of[numbers[kept]] = len(places)
            places.append(place)
        n_left = int(self.leaves.n_records[round_of < 0].sum())
        if n_left > most_suppressed or not places:
            return None
        loss = loss_of_rounds(
            self.table, self.leaves, self.kind, places, round_of, self.weights, self.aggregate
        )
        return Recoded(tuple(places), loss, n_left, self.n_checked)

    def _round(
        self, left_over: NDArray[np.bool_], most: int, deadline: float | None
    ) -> tuple[tuple[int, ...], NDArray[np.bool_]] | None:
        leaves = self.leaves.part(left_over)
        n_left = int(leaves.n_records.sum())
        # something must be released in each round, and then the levels matter, not the rest
        most = min(most, n_left - 1)
        table = self.table.of_records(leaves.codes, leaves.n_records)
        quality = quality_of(
            self.kind,
            table,
            k=self.criteria.k,
            most_suppressed=most,
            weights=self.weights,
            aggregate=self.aggregate,
            suppressed_costs=0.0,
        )
        nodes = Nodes(table, leaves, follow_leaves=True)
        left = None if deadline is None else max(deadline - time.monotonic(), 0.01)
        if math.prod(table.shape) > MOST_NODES:
            found = search_heuristically(
                nodes,
                self.criteria,
                quality,
                most_suppressed=most,
                time_limit=left,
                effort=EFFORT,
                ladder=(most / n_left,),
            )
        else:
            found = search(
                nodes,
                self.criteria,
                quality,
                most_suppressed=most,
                one_row_per_person=self.one_row_per_person,
                time_limit=left,
            )
        self.n_checked += found.n_checked
        if found.place is None:
            return None
        node = nodes.at(found.place)
        good = ~self.criteria.judge(nodes, node).broken
        if node.of_leaf is None:
            return None
        return found.place, good[node.of_leaf]


def loss_of_rounds(
    table: Generalised,
    leaves: Leaves,
    kind: str,
    places: Sequence[tuple[int, ...]],
    round_of: NDArray[np.int64],
    weights: Mapping[str, float] | None,
    aggregate: str,
) -> float:
    """Return what a table loses whose leaf classes are released in rounds, -1 for suppressed."""
    quality = quality_of(kind, table, k=1, most_suppressed=0, weights=weights, aggregate=aggregate)
    if not isinstance(quality, SeparableQuality):
        raise TypeError
    records = leaves.n_records
    n_records = int(records.sum())
    costs = []
    every = np.array(places)
    for c, column in enumerate(table.columns):
        cost = costs_of(kind, column, n_records)
        taken = np.append(every[:, c], cost.shape[1] - 1)
        costs.append(float(cost[leaves.codes[:, c], taken[round_of]] @ records))
    return quality.joined(costs)
