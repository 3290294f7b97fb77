"""Which cells to blank so that every record has k candidates: loops on integer codes.

Only records whose candidate set is below k at the start are ever blanked: blanking a cell never
takes a candidate from anybody. Their state is a bit mask of missing columns, and for each set of
columns the group of records equal on it; the candidates of a record under any mask are then one
look-up for each mask in use.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from privlab._loops import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Places = NDArray[np.int32]

__all__ = ["SearchState", "search_loops"]

GROUP_BITS = 30
EMPTY = -1
N_PRESENT, N_USED = 0, 1
NEIGHBOURS = 6
REFRESH = 64
ROUNDING = 1e-9


class SearchState(NamedTuple):
    """Arrays that the search reads and writes.

    Attributes
    ----------
    group : array of int32, shape (2^n_columns, n_records)
        For each set of columns, the group of each record: those equal on the set.
    first : array of int64, shape (n_groups + 1,)
        Where the members of a group start in `members`; groups of all sets, one after another.
    offset : array of int64, shape (2^n_columns,)
        Number of the first group of each set.
    members : array of int32, shape (2^n_columns * n_records,)
    complete : array of int64, shape (n_groups,)
        Records of the whole table without missing value in each group.
    keys, counts : arrays of int64, shape (a power of 2,)
        Hash table: records with a given mask of missing columns in each group.
    masks : array of int64, shape (n_records,)
        Columns missing in each record.
    original : array of int64, shape (n_records,)
        Columns that were missing from the start.
    candidates : array of int64, shape (n_records,)
        Size of the candidate set of each record.
    present : array of int64, shape (2^n_columns,)
        Masks in use, the first `sizes[0]` of them; whether each mask is among them: `known`.
    """

    group: Places
    first: Ints
    offset: Ints
    members: Places
    complete: Ints
    keys: Ints
    counts: Ints
    masks: Ints
    original: Ints
    candidates: Ints
    present: Ints
    known: NDArray[np.bool_]
    sizes: Ints


class Loops(NamedTuple):
    """The compiled loops."""

    start: Callable[..., Any]
    solve: Callable[..., Any]
    trim: Callable[..., Any]
    improve: Callable[..., Any]
    expose: Callable[..., Any]


@functools.cache
def search_loops() -> Loops:
    """Return the loops, compiled once and kept on disk."""
    parts = (
        *(_slot, _purge, _add, _count, _store, _others, _change, _gain, _cheapest, _draw),
        *(_restore_neighbours, _shuffled_below, _blank_anew, _go_back, _trim_one, _cost),
    )
    loops = (_start, _solve, _trim, _improve, _expose)
    return Loops(*(compiled(loop, *parts) for loop in loops))


def _slot(keys: Ints, key: int) -> int:
    mixed = key * 0x2545F4914F6CDD1D
    mixed ^= mixed >> 29
    at = mixed & (len(keys) - 1)
    while keys[at] != key and keys[at] != EMPTY:
        at = (at + 1) & (len(keys) - 1)
    return at


def _purge(s: SearchState) -> None:
    """Drop the keys that count nothing; the table is sized so that the rest is half of it."""
    live = np.flatnonzero(s.counts)
    kept_keys, kept = s.keys[live].copy(), s.counts[live].copy()
    s.keys[:] = EMPTY
    s.counts[:] = 0
    for place in range(len(live)):
        at = _slot(s.keys, kept_keys[place])
        s.keys[at] = kept_keys[place]
        s.counts[at] = kept[place]
    s.sizes[N_USED] = len(live)


def _add(s: SearchState, key: int, n: int) -> None:
    at = _slot(s.keys, key)
    if s.keys[at] == EMPTY:
        if 4 * s.sizes[N_USED] > 3 * len(s.keys):
            _purge(s)
            at = _slot(s.keys, key)
        s.keys[at] = key
        s.sizes[N_USED] += 1
    s.counts[at] += n


def _count(s: SearchState, record: int, mask: int) -> int:
    """Return the candidates that a record would have with these columns missing."""
    n_sets = len(s.offset)
    held = (n_sets - 1) & ~mask
    total: int = s.complete[s.offset[held] + s.group[held, record]]
    for place in range(s.sizes[N_PRESENT]):
        other = s.present[place]
        if other == 0:
            continue
        shared = held & ~other
        key = ((other * n_sets + shared) << GROUP_BITS) | s.group[shared, record]
        at = _slot(s.keys, key)
        if s.keys[at] == key:
            total += s.counts[at]
    return total


def _store(s: SearchState, record: int, mask: int, n: int) -> None:
    """Count a record n times more among those with this mask, in all of its groups."""
    n_sets = len(s.offset)
    if not s.known[mask]:
        s.known[mask] = True
        s.present[s.sizes[N_PRESENT]] = mask
        s.sizes[N_PRESENT] += 1
    held = (n_sets - 1) & ~mask
    part = held
    while True:
        if mask == 0:
            s.complete[s.offset[part] + s.group[part, record]] += n
        else:
            key = ((mask * n_sets + part) << GROUP_BITS) | s.group[part, record]
            _add(s, key, n)
        if part == 0:
            break
        part = (part - 1) & held


def _others(s: SearchState, record: int, larger: int, smaller: int, n: int, k: int) -> bool:
    """Visit the records that match this one with the larger mask only, and add n to theirs.

    With n = 0 nothing is changed; False is returned when one of them has no candidate to lose.
    """
    full = len(s.offset) - 1
    for place in range(s.sizes[N_PRESENT]):
        other = s.present[place]
        loose, tight = full & ~larger & ~other, full & ~smaller & ~other
        if loose == tight:
            continue
        at = s.offset[loose] + s.group[loose, record]
        own = s.group[tight, record]
        for step in range(s.first[at], s.first[at + 1]):
            matched = s.members[step]
            if s.masks[matched] == other and s.group[tight, matched] != own:
                if n == 0 and s.candidates[matched] <= k:
                    return False
                s.candidates[matched] += n
    return True


def _change(s: SearchState, record: int, mask: int) -> None:
    """Give a record another mask, that holds its present one or is held by it."""
    old = s.masks[record]
    if old == mask:
        return
    if old & ~mask == 0:
        _others(s, record, mask, old, 1, 0)
    else:
        _others(s, record, old, mask, -1, 0)
    _store(s, record, old, -1)
    _store(s, record, mask, 1)
    s.masks[record] = mask
    s.candidates[record] = _count(s, record, mask)


def _gain(s: SearchState, record: int, mask: int, k: int) -> int:
    """Return how many records below k would gain a candidate from the mask."""
    full = len(s.offset) - 1
    old = s.masks[record]
    n = 0
    for place in range(s.sizes[N_PRESENT]):
        other = s.present[place]
        loose, tight = full & ~mask & ~other, full & ~old & ~other
        at = s.offset[loose] + s.group[loose, record]
        own = s.group[tight, record]
        for step in range(s.first[at], s.first[at + 1]):
            matched = s.members[step]
            if (
                s.candidates[matched] < k
                and s.masks[matched] == other
                and s.group[tight, matched] != own
            ):
                n += 1
    return n


def _cheapest(
    s: SearchState, record: int, k: int, sets: Ints, costs: NDArray[np.float64], shuffle: int
) -> int:
    """Return the cheapest mask that gives a record k candidates, -1 when there is none.

    Among equally cheap ones, that from which most records below k gain.
    """
    full = len(s.offset) - 1
    old = s.masks[record]
    chosen, best, paid = -1, -1, 0.0
    for place in range(len(sets)):
        blanked = sets[place]
        if blanked & old or (blanked | old) == full:
            continue
        if chosen >= 0 and costs[place] > paid:
            break
        mask = blanked | old
        if _count(s, record, mask) < k:
            continue
        gain = _gain(s, record, mask, k) * 8
        if shuffle:
            gain += (shuffle >> (3 * (place % 8))) & 15
        if gain > best:
            chosen, best, paid = mask, gain, costs[place]
    return chosen


def _draw(random: Ints, n: int) -> int:
    """Return a number below n and move the generator (linear congruential, 31 bits) on."""
    random[0] = (random[0] * 1103515245 + 12345) & 0x7FFFFFFF
    drawn: int = (random[0] >> 8) % n
    return drawn


def _cost(added: int, column_costs: NDArray[np.float64]) -> float:
    total = 0.0
    for column in range(len(column_costs)):
        if added >> column & 1:
            total += column_costs[column]
    return total


def _start(s: SearchState, keys: Ints, n: Ints) -> None:
    """Fill the hash table with records of the whole table, and count the candidates."""
    for place in range(len(keys)):
        _add(s, keys[place], n[place])
    for record in range(len(s.masks)):
        s.candidates[record] = _count(s, record, s.masks[record])


def _solve(s: SearchState, order: Ints, k: int, sets: Ints, costs: NDArray[np.float64]) -> int:
    """Blank records in this order until none is below k; return how many cannot reach it."""
    n_lost = 0
    for place in range(len(order)):
        record = order[place]
        if s.candidates[record] >= k:
            continue
        mask = _cheapest(s, record, k, sets, costs, 0)
        if mask < 0:
            n_lost += 1
        else:
            _change(s, record, mask)
    return n_lost


def _trim_one(s: SearchState, record: int, k: int, dear: Ints) -> int:
    """Restore the cells of a record that nobody needs, the dearest first."""
    n = 0
    for place in range(len(dear)):
        bit = 1 << dear[place]
        mask = s.masks[record]
        if not mask & bit or s.original[record] & bit:
            continue
        if _count(s, record, mask & ~bit) >= k and _others(s, record, mask, mask & ~bit, 0, k):
            _change(s, record, mask & ~bit)
            n += 1
    return n


def _trim(s: SearchState, order: Ints, k: int, dear: Ints) -> None:
    """Restore cells until restoring any single one would leave somebody below k."""
    restored = 1
    while restored > 0:
        restored = 0
        for place in range(len(order)):
            if s.masks[order[place]] != s.original[order[place]]:
                restored += _trim_one(s, order[place], k, dear)


def _restore_neighbours(s: SearchState, centre: int, most: int, random: Ints, touched: Ints) -> int:
    """Restore a record and some others equal to it on some columns; return how many."""
    n_sets = len(s.offset)
    columns = _draw(random, n_sets) | _draw(random, n_sets)
    at = s.offset[columns] + s.group[columns, centre]
    first, size = s.first[at], s.first[at + 1] - s.first[at]
    shift = _draw(random, size)
    wanted = 1 + _draw(random, most)
    n_touched = 0
    for step in range(min(size, 4 * most) + 1):
        record = centre if step == 0 else s.members[first + (shift + step) % size]
        if s.masks[record] == s.original[record]:
            continue
        touched[n_touched] = record
        n_touched += 1
        _change(s, record, s.original[record])
        if n_touched == wanted:
            break
    return n_touched


def _shuffled_below(s: SearchState, k: int, random: Ints, below: Ints) -> int:
    """List the records below k in random order; return how many."""
    n_below = 0
    for record in range(len(s.candidates)):
        if s.candidates[record] < k:
            below[n_below] = record
            n_below += 1
    for place in range(n_below - 1, 0, -1):
        swap = _draw(random, place + 1)
        below[place], below[swap] = below[swap], below[place]
    return n_below


def _blank_anew(
    s: SearchState,
    k: int,
    sets: Ints,
    costs: NDArray[np.float64],
    random: Ints,
    before: Ints,
    touched: Ints,
    n_touched: int,
) -> tuple[int, bool]:
    """Blank records until none is below k; return how many were touched, and the success."""
    below = np.empty(len(s.masks), dtype=np.int64)
    n_below = _shuffled_below(s, k, random, below)
    for place in range(n_below):
        record = below[place]
        if s.candidates[record] >= k:
            continue
        mask = _cheapest(s, record, k, sets, costs, _draw(random, 2**22))
        if mask < 0:
            return n_touched, False
        # a record restored just now is in the list already
        if before[record] == s.masks[record]:
            touched[n_touched] = record
            n_touched += 1
        _change(s, record, mask)
    return n_touched, True


def _go_back(s: SearchState, record: int, mask: int) -> None:
    _change(s, record, s.masks[record] & mask)
    _change(s, record, mask)


def _improve(
    s: SearchState,
    k: int,
    sets: Ints,
    costs: NDArray[np.float64],
    worth: NDArray[np.float64],
    dear: Ints,
    rounds: int,
    seed: int,
) -> float:
    """Restore a few neighbours, blank anew, keep what is no dearer; return what was saved."""
    random = np.array([seed])
    before = s.masks.copy()
    touched = np.empty(len(before), dtype=np.int64)
    blanked = np.flatnonzero(before != s.original)
    saved = 0.0
    for turn in range(rounds):
        if turn % REFRESH == 0:
            blanked = np.flatnonzero(before != s.original)
        if len(blanked) == 0:
            break
        centre = blanked[_draw(random, len(blanked))]
        n_touched = _restore_neighbours(s, centre, NEIGHBOURS, random, touched)
        n_touched, done = _blank_anew(s, k, sets, costs, random, before, touched, n_touched)
        gain = 0.0
        if done:
            for place in range(n_touched - 1, -1, -1):
                _trim_one(s, touched[place], k, dear)
            for place in range(n_touched):
                record = touched[place]
                gain += _cost(before[record] & ~s.original[record], worth)
                gain -= _cost(s.masks[record] & ~s.original[record], worth)
        if not done or gain < -ROUNDING:
            for place in range(n_touched - 1, -1, -1):
                _go_back(s, touched[place], before[touched[place]])
        else:
            saved += gain
            for place in range(n_touched):
                before[touched[place]] = s.masks[touched[place]]
    return saved


def _expose(s: SearchState, k: int) -> int:
    """Return how many records someone who knows all of their values finds among fewer than k."""
    n = 0
    for record in range(len(s.masks)):
        if _count(s, record, s.original[record]) < k:
            n += 1
    return n
