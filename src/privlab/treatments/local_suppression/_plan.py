"""A plan of local suppression: which columns go missing in how many records of each class."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from privlab.classes import group_words, match_words, recode
from privlab.errors import InternalError, ParameterError
from privlab.treatments.local_suppression._search import (
    EMPTY,
    GROUP_BITS,
    SearchState,
    search_loops,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["SuppressionPlan", "plan_suppression"]

MOST_CELLS = 2**25
MOST_COLUMNS = 14
# the search ends after so many visits of records, whatever the machine
EFFORT = 2**29
MOST_ROUNDS = 6_000
ROUNDS_EACH = 40
SEED = 20_030_101


@dataclass(frozen=True, eq=False)
class SuppressionPlan:
    """Columns that go missing in some records.

    Attributes
    ----------
    classes : array of int64, shape (n_records,)
        Class of each record whose candidate set was below k; ordered by class.
    masks : array of int64, shape (n_records,)
        Bit c is set when column c is to be blanked in that record.
    cost : float
        Sum of the importances of the blanked cells.
    n_exposed : int
        Records that someone who knows all of their original values still finds among fewer
        than k.
    """

    classes: NDArray[np.int64]
    masks: NDArray[np.int64]
    cost: float
    n_exposed: int

    def cells(self, n_columns: int) -> NDArray[np.int64]:
        """Return how many cells of each column are blanked, shape (n_columns,)."""
        bits = np.arange(n_columns)
        found: NDArray[np.int64] = (self.masks[:, None] >> bits & 1).sum(axis=0)
        return found


class _Grouped(NamedTuple):
    state: SearchState
    keys: NDArray[np.int64]
    counts: NDArray[np.int64]


def plan_suppression(
    codes: Sequence[NDArray[np.int64]],
    sizes: Sequence[int],
    n_records_in: NDArray[np.int64],
    candidates: NDArray[np.int64],
    k: int,
    costs: NDArray[np.float64],
) -> SuppressionPlan:
    """Choose the cells to blank so that every record has at least k candidates.

    Parameters
    ----------
    codes : sequence of int arrays, each of shape (n_classes,)
        Codes of each column; the last code is the missing value.
    sizes : sequence of int
        Number of codes of each column.
    n_records_in : array of int64, shape (n_classes,)
    candidates : array of int64, shape (n_classes,)
        Records compatible with each class, a missing value standing for any value.
    k : int
        At least 1 and at most the number of records.
    costs : array of float, shape (n_columns,)
        Above 0; infinity for columns that are never blanked.

    Raises
    ------
    ParameterError
        When some records cannot reach k unless all of their columns are blanked, or too many
        records are below k for the search.

    Examples
    --------
    >>> sex, town = np.array([0, 0, 1]), np.array([0, 1, 1])
    >>> plan = plan_suppression(
    ...     [sex, town], [3, 3], np.array([5, 1, 5]), np.array([5, 1, 5]), 2, np.ones(2)
    ... )
    >>> plan.classes.tolist(), plan.masks.tolist(), plan.cost
    ([1], [1], 1.0)
    """
    below = np.flatnonzero(candidates < k)
    owner = np.repeat(below, n_records_in[below])
    if len(owner) == 0:
        return SuppressionPlan(owner, np.zeros(0, dtype=np.int64), 0.0, 0)
    _check_extent(len(codes), len(owner))
    made = _grouped(codes, sizes, n_records_in, owner)
    return _searched(made, owner, sizes, k, costs)


def _check_extent(n_columns: int, n_below: int) -> None:
    if n_columns > MOST_COLUMNS:
        message = (
            f"{n_columns} quasi-identifiers have too many combinations to blank. Name at most "
            f"{MOST_COLUMNS}."
        )
        raise ParameterError(message)
    if n_below << n_columns > MOST_CELLS:
        message = (
            f"{n_below} records are below k on {n_columns} columns: too many to blank cell by "
            f"cell (at most {MOST_CELLS >> n_columns} here). Coarsen the columns first."
        )
        raise ParameterError(message)


def _grouped(
    codes: Sequence[NDArray[np.int64]],
    sizes: Sequence[int],
    n_records_in: NDArray[np.int64],
    owner: NDArray[np.int64],
) -> _Grouped:
    """Group the records below k on every set of columns, and count the whole table there."""
    n_columns, n_records = len(codes), len(owner)
    n_sets = 1 << n_columns
    missing = np.zeros(len(codes[0]), dtype=np.int64)
    for column, (code, size) in enumerate(zip(codes, sizes, strict=True)):
        missing |= (code == size - 1).astype(np.int64) << column
    whole = np.flatnonzero(missing == 0)
    partial = np.flatnonzero(missing)
    group = np.zeros((n_sets, n_records), dtype=np.int32)
    members = np.empty((n_sets, n_records), dtype=np.int32)
    starts: list[NDArray[np.int64]] = []
    complete: list[NDArray[np.int64]] = []
    keys: list[NDArray[np.int64]] = []
    counts: list[NDArray[np.int64]] = []
    offset = np.zeros(n_sets, dtype=np.int64)
    n_groups = 0
    for chosen in range(n_sets):
        columns = [column for column in range(n_columns) if chosen >> column & 1]
        place = _places(codes, sizes, columns, owner)
        own = place[owner]
        group[chosen] = own
        members[chosen] = np.argsort(own, kind="stable")
        n_here = int(own.max()) + 1
        offset[chosen] = n_groups
        n_groups += n_here
        sizes_here = np.bincount(own, minlength=n_here)
        starts.append(chosen * n_records + np.cumsum(sizes_here) - sizes_here)
        matched = whole[place[whole] >= 0]
        sums = np.bincount(place[matched], weights=n_records_in[matched], minlength=n_here)
        complete.append(sums.astype(np.int64))
        seen = partial[(missing[partial] & chosen == 0) & (place[partial] >= 0)]
        keys.append(((missing[seen] * n_sets + chosen) << GROUP_BITS) | place[seen])
        counts.append(n_records_in[seen])
    starts.append(np.array([n_sets * n_records], dtype=np.int64))
    # several classes may be equal on the columns that they hold
    found, back = np.unique(np.concatenate(keys), return_inverse=True)
    n_found = np.bincount(back, weights=np.concatenate(counts), minlength=len(found))
    capacity = 1 << math.ceil(math.log2(2 * (len(found) + n_records * n_sets // 2) + 16))
    masks = missing[owner]
    in_use = np.unique(np.append(missing, 0))
    present = np.zeros(n_sets, dtype=np.int64)
    present[: len(in_use)] = in_use
    state = SearchState(
        group=group,
        first=np.concatenate(starts),
        offset=offset,
        members=members.reshape(-1),
        complete=np.concatenate(complete),
        keys=np.full(capacity, EMPTY, dtype=np.int64),
        counts=np.zeros(capacity, dtype=np.int64),
        masks=masks.copy(),
        original=masks,
        candidates=np.zeros(n_records, dtype=np.int64),
        present=present,
        known=np.isin(np.arange(n_sets), in_use),
        sizes=np.array([len(in_use), 0], dtype=np.int64),
    )
    return _Grouped(state, found, n_found.astype(np.int64))


def _places(
    codes: Sequence[NDArray[np.int64]],
    sizes: Sequence[int],
    columns: Sequence[int],
    owner: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the group of each class on some columns, -1 where no record below k is in it."""
    if not columns:
        return np.zeros(len(codes[0]), dtype=np.int64)
    words, _ = recode([codes[c] for c in columns], [sizes[c] for c in columns])
    wanted = np.unique(owner)
    of_wanted = tuple(word[wanted] for word in words)
    first, _ = group_words(of_wanted)
    return match_words(words, tuple(word[first] for word in of_wanted))


def _searched(
    made: _Grouped,
    owner: NDArray[np.int64],
    sizes: Sequence[int],
    k: int,
    costs: NDArray[np.float64],
) -> SuppressionPlan:
    loops = search_loops()
    finite = np.isfinite(costs)
    n_sets = len(made.state.offset)
    sets, set_costs = _sets(costs, sizes)
    # equally dear columns: those of fewest categories are worth keeping
    dear = np.lexsort((np.array(sizes), -costs)).astype(np.int64)
    worth = np.where(finite, costs, 0.0)
    best: tuple[float, SearchState] | None = None
    for order in _orders(made, k):
        state = _copy(made.state)
        loops.start(state, made.keys, made.counts)
        n_lost = loops.solve(state, order, k, sets, set_costs)
        if n_lost:
            _refuse(n_lost, k, all_free=bool(finite.all()))
        loops.trim(state, order[::-1].copy(), k, dear)
        cost = _paid(state, worth)
        if best is None or cost < best[0]:
            best = cost, state
    if best is None:
        message = "no order of blanking was tried"
        raise InternalError(message)
    _, state = best
    n_records = len(owner)
    rounds = min(MOST_ROUNDS, ROUNDS_EACH * n_records, EFFORT // (n_records * 4 + n_sets * 64))
    loops.improve(state, k, sets, set_costs, worth, dear, rounds, SEED)
    loops.trim(state, np.arange(n_records), k, dear)
    masks = state.masks & ~state.original
    return SuppressionPlan(owner, masks, _paid(state, worth), int(loops.expose(state, k)))


def _sets(
    costs: NDArray[np.float64], sizes: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the sets of columns that may be blanked, the cheapest first.

    Between equally cheap ones, those of most categories.
    """
    masks = np.arange(1, 1 << len(costs), dtype=np.int64)
    bits = masks[:, None] >> np.arange(len(costs)) & 1
    with np.errstate(invalid="ignore"):
        totals = np.where(bits == 1, costs, 0.0).sum(axis=1)
    categories = (bits * np.array(sizes)).sum(axis=1)
    order = np.lexsort((masks, -categories, totals))
    order = order[np.isfinite(totals[order])]
    return masks[order], totals[order]


def _orders(made: _Grouped, k: int) -> list[NDArray[np.int64]]:
    """Return the orders in which records are blanked."""
    state = made.state
    n_columns = len(state.offset).bit_length() - 1
    n_records = len(state.masks)
    # how many columns a record must lose before k complete records are equal to it
    hardness = np.full(n_records, n_columns)
    for chosen in range(len(state.offset)):
        enough = state.complete[state.offset[chosen] + state.group[chosen]] >= k
        lost = n_columns - chosen.bit_count()
        hardness = np.where(enough, np.minimum(hardness, lost), hardness)
    plain = np.arange(n_records)
    return [
        np.lexsort((plain, -hardness)),
        np.lexsort((plain, hardness)),
        plain,
    ]


def _copy(state: SearchState) -> SearchState:
    changed = ("complete", "keys", "counts", "masks", "candidates", "present", "known", "sizes")
    return state._replace(**{name: getattr(state, name).copy() for name in changed})


def _paid(state: SearchState, worth: NDArray[np.float64]) -> float:
    bits = (state.masks & ~state.original)[:, None] >> np.arange(len(worth)) & 1
    return float((bits * worth).sum())


def _refuse(n_lost: int, k: int, *, all_free: bool) -> None:
    why = (
        "unless all of their quasi-identifiers are blanked"
        if all_free
        else "by blanking columns of finite importance and keeping one quasi-identifier"
    )
    also = "" if all_free else ", give more columns a finite importance"
    message = (
        f"{n_lost} records cannot reach k={k} {why}. Coarsen the columns first{also} or leave "
        "those records out."
    )
    raise ParameterError(message)
