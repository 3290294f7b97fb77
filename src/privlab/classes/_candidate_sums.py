"""Sums over the compatible classes of each class: pure functions of integer arrays.

Two classes are compatible when they are equal on every column that both of them hold. When the
grid of all combinations is small, the sum is a product of one step a column; otherwise classes
are hashed on the columns that two patterns of missing values hold in common.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.classes._grouping import group_words, recode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["compatible_people", "compatible_sums"]

LARGEST_GRID = 2**24
HASH_COST = 2
WORD_BITS = 62


def compatible_sums(
    codes: Sequence[NDArray[np.int64]], sizes: Sequence[int], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return, for each class, the sums of values over all classes compatible with it.

    Parameters
    ----------
    codes : sequence of int arrays, each of shape (n_classes,)
        Codes of each column; no two classes are equal on all of them.
    sizes : sequence of int
        Number of codes of each column; the last code is the missing value.
    values : array of float, shape (n_values, n_classes)

    Returns
    -------
    array of float, shape (n_values, n_classes); a class is compatible with itself.

    Examples
    --------
    >>> town, sex = np.array([0, 1, 2]), np.array([0, 0, 1])  # the last is missing in both
    >>> compatible_sums([town, sex], [3, 2], np.array([[5.0, 2.0, 1.0]])).tolist()
    [[6.0, 3.0, 8.0]]
    """
    gone = [column == size - 1 for column, size in zip(codes, sizes, strict=True)]
    open_: list[int] = []
    whole: list[int] = []
    for place, absent in enumerate(gone):
        (open_ if absent.any() else whole).append(place)
    if not open_:
        return values.copy()
    dense = [_dense(codes[place], sizes[place]) for place in open_]
    context, n_contexts = _context([codes[p] for p in whole], [sizes[p] for p in whole])
    patterns = np.zeros(len(codes[0]), dtype=np.int64)
    for place, number in enumerate(open_):
        patterns |= gone[number].astype(np.int64) << place
    n_patterns = len(np.unique(patterns))
    grid = math.prod([n_contexts, *(size for _, size in dense)])
    hashed = HASH_COST * n_patterns * len(patterns) + LARGEST_GRID // 16
    if grid <= LARGEST_GRID and grid * len(dense) <= hashed:
        return _on_a_grid(context, n_contexts, dense, values)
    return _hashed([(context, n_contexts + 1), *dense], patterns << 1, values)


def _dense(codes: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], int]:
    """Return codes numbered without gaps, and how many; the missing one stays last."""
    seen = np.zeros(size, dtype=bool)
    seen[codes] = True
    number = np.cumsum(seen) - 1
    return number[codes], int(number[-1]) + 1


def _context(
    codes: Sequence[NDArray[np.int64]], sizes: Sequence[int]
) -> tuple[NDArray[np.int64] | int, int]:
    """Return the numbered combination of several columns, and how many there are."""
    if not codes:
        return 0, 1
    first, group = group_words(recode(codes, sizes)[0])
    return group, len(first)


def _on_a_grid(
    context: NDArray[np.int64] | int,
    n_contexts: int,
    dense: Sequence[tuple[NDArray[np.int64], int]],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    # the longest axis comes first: what is left of the grid then fits a cache
    ordered = sorted(dense, key=lambda column: -column[1])
    place = np.zeros(values.shape[1], dtype=np.int64)
    for codes, size in ordered:
        place = place * size + codes
    place = place * n_contexts + context
    shape = np.array([size for _, size in ordered], dtype=np.int64)
    cells = math.prod(size for _, size in ordered) * n_contexts
    sums = np.empty_like(values)
    for row, value in enumerate(values):
        grid = np.bincount(place, weights=value, minlength=cells)
        _compiled_grid()(grid, shape)
        sums[row] = grid[place]
    return sums


@functools.cache
def _compiled_grid() -> Callable[..., Any]:
    import numba
    from numba.extending import register_jitable

    register_jitable(_sum_axis)
    compiled: Callable[..., Any] = numba.njit(cache=True)(_sum_grid)
    return compiled


def _sum_grid(grid: NDArray[np.float64], shape: NDArray[np.int64]) -> None:
    """Sum, axis after axis, all values into the missing one and the missing one into all."""
    length = len(grid) // shape[0]
    totals = np.empty(length)
    for block in range(shape[0]):
        inner = length
        for axis in range(1, len(shape)):
            inner //= shape[axis]
            _sum_axis(grid[block * length : (block + 1) * length], shape[axis], inner, totals)
    _sum_axis(grid, shape[0], length, totals)


def _sum_axis(
    cells: NDArray[np.float64], size: int, inner: int, totals: NDArray[np.float64]
) -> None:
    for outer in range(0, len(cells), size * inner):
        missing = outer + (size - 1) * inner
        for i in range(inner):
            totals[i] = cells[missing + i]
        for at in range(outer, missing, inner):
            for i in range(inner):
                totals[i] += cells[at + i]
                cells[at + i] += cells[missing + i]
        for i in range(inner):
            cells[missing + i] = totals[i]


def _hashed(
    columns: Sequence[tuple[NDArray[np.int64] | int, int]],
    patterns: NDArray[np.int64],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    order = np.argsort(patterns, kind="stable")
    found, starts = np.unique(patterns[order], return_index=True)
    starts = np.append(starts, len(patterns))
    widths = [max(1, (size - 1).bit_length()) for _, size in columns]
    if sum(widths) > WORD_BITS:
        return _paired(columns, found, [order[a:b] for a, b in itertools.pairwise(starts)], values)
    word = np.zeros(len(patterns), dtype=np.int64)
    masks = np.zeros(len(found), dtype=np.int64)
    shift = 0
    for place, ((codes, _), width) in enumerate(zip(columns, widths, strict=True)):
        word += np.asarray(codes, dtype=np.int64) << shift
        masks[(found >> place & 1) == 0] |= ((1 << width) - 1) << shift
        shift += width
    sums = _compiled()(word[order], masks, starts, np.ascontiguousarray(values[:, order].T))
    back = np.empty_like(sums)
    back[order] = sums
    return np.ascontiguousarray(back.T)


def _paired(
    columns: Sequence[tuple[NDArray[np.int64] | int, int]],
    patterns: NDArray[np.int64],
    rows: Sequence[NDArray[np.int64]],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Sum pair by pair of patterns, for keys too wide for one word."""
    sums = values.copy()
    wide = [(np.broadcast_to(codes, values.shape[1]), size) for codes, size in columns]
    for own, other in itertools.combinations(range(len(patterns)), 2):
        gone = int(patterns[own] | patterns[other])
        held = [column for place, column in enumerate(wide) if not gone >> place & 1]
        both = np.concatenate([rows[own], rows[other]])
        group, n_groups = _context([codes[both] for codes, _ in held], [size for _, size in held])
        group = np.broadcast_to(group, both.shape)
        ours, theirs = group[: len(rows[own])], group[len(rows[own]) :]
        for total, value in zip(sums, values, strict=True):
            total[rows[own]] += np.bincount(theirs, value[rows[other]], n_groups)[ours]
            total[rows[other]] += np.bincount(ours, value[rows[own]], n_groups)[theirs]
    return sums


@functools.cache
def _compiled() -> Callable[..., NDArray[np.float64]]:
    import numba
    from numba.extending import register_jitable

    for part in (_gather, _look_up, _first_slot):
        register_jitable(part)
    compiled: Callable[..., NDArray[np.float64]] = numba.njit(cache=True)(_pair_sums)
    return compiled


def _pair_sums(
    words: NDArray[np.int64],
    masks: NDArray[np.int64],
    starts: NDArray[np.int64],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    """For each pair of patterns, group the smaller on what both hold and look the larger up."""
    sums = values.copy()
    room, most = 4, 0
    for p in range(len(masks)):
        most = max(most, starts[p + 1] - starts[p])
    while room < 2 * most:
        room *= 2
    keys = np.empty(room, dtype=np.int64)
    groups = np.empty(room, dtype=np.int32)
    group = np.empty(most, dtype=np.int32)
    ours = np.empty((most, values.shape[1]))
    theirs = np.empty((most, values.shape[1]))
    for p in range(len(masks)):
        for q in range(p):
            small, large = p, q
            if starts[p + 1] - starts[p] > starts[q + 1] - starts[q]:
                small, large = q, p
            mask = masks[p] & masks[q]
            a, b = starts[small], starts[small + 1]
            c, d = starts[large], starts[large + 1]
            room = 4
            while room < 2 * (b - a):
                room *= 2
            groups[:room] = -1
            _gather(words[a:b], mask, values[a:b], keys[:room], groups[:room], group, ours)
            theirs[: b - a] = 0.0
            _look_up(
                words[c:d], mask, values[c:d], sums[c:d], keys[:room], groups[:room], ours, theirs
            )
            for row in range(b - a):
                for v in range(values.shape[1]):
                    sums[a + row, v] += theirs[group[row], v]
    return sums


def _first_slot(key: int, last: int) -> int:
    mixed = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)
    return np.int64((mixed ^ (mixed >> np.uint64(32))) & np.uint64(last))  # type: ignore[return-value]


def _gather(
    words: NDArray[np.int64],
    mask: int,
    values: NDArray[np.float64],
    keys: NDArray[np.int64],
    groups: NDArray[np.int32],
    group: NDArray[np.int32],
    totals: NDArray[np.float64],
) -> None:
    n_groups = 0
    last = len(keys) - 1
    for row in range(len(words)):
        key = words[row] & mask
        slot = _first_slot(key, last)
        while groups[slot] >= 0 and keys[slot] != key:
            slot = (slot + 1) & last
        if groups[slot] < 0:
            keys[slot] = key
            groups[slot] = n_groups
            totals[n_groups] = 0.0
            n_groups += 1
        group[row] = groups[slot]
        for v in range(values.shape[1]):
            totals[groups[slot], v] += values[row, v]


def _look_up(
    words: NDArray[np.int64],
    mask: int,
    values: NDArray[np.float64],
    sums: NDArray[np.float64],
    keys: NDArray[np.int64],
    groups: NDArray[np.int32],
    ours: NDArray[np.float64],
    theirs: NDArray[np.float64],
) -> None:
    last = len(keys) - 1
    for row in range(len(words)):
        key = words[row] & mask
        slot = _first_slot(key, last)
        while groups[slot] >= 0 and keys[slot] != key:
            slot = (slot + 1) & last
        found = groups[slot]
        if found >= 0:
            for v in range(values.shape[1]):
                sums[row, v] += ours[found, v]
                theirs[found, v] += values[row, v]


def compatible_people(
    codes: Sequence[NDArray[np.int64]],
    sizes: Sequence[int],
    classes: NDArray[np.int64],
    people: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return how many distinct people are in the classes compatible with each class.

    For people with several rows: the same person in several compatible classes counts once.

    Parameters
    ----------
    codes, sizes
        As in `compatible_sums`.
    classes, people : arrays of int, shape (n_pairs,)
        Who is in which class.
    """
    n = len(codes[0])
    order = np.argsort(classes, kind="stable")
    member_starts = np.searchsorted(classes[order], np.arange(n + 1))
    members = people[order]
    gone = np.stack([c == s - 1 for c, s in zip(codes, sizes, strict=True)])
    _, pattern = np.unique(gone, axis=1, return_inverse=True)
    pattern = pattern.ravel()
    counts = np.zeros(n, dtype=np.int64)
    stamp = np.full(int(people.max(initial=0)) + 1, -1, dtype=np.int64)
    rows = [np.flatnonzero(pattern == p) for p in range(int(pattern.max(initial=0)) + 1)]
    for own in rows:
        lists, places = [], []
        for other in rows:
            held = [
                place
                for place in range(len(codes))
                if not gone[place, own[0]] and not gone[place, other[0]]
            ]
            both = np.concatenate([own, other])
            group, _ = _context([codes[h][both] for h in held], [sizes[h] for h in held])
            group = np.broadcast_to(np.asarray(group), both.shape)
            theirs = group[len(own) :]
            by_group = np.argsort(theirs, kind="stable")
            lists.append(other[by_group])
            low = np.searchsorted(theirs[by_group], group[: len(own)])
            high = np.searchsorted(theirs[by_group], group[: len(own)], side="right")
            offset = sum(len(each) for each in lists[:-1])
            places.append(np.stack([low, high]) + offset)
        _compiled_union()(
            own, np.concatenate(lists), np.stack(places), member_starts, members, stamp, counts
        )
    return counts


@functools.cache
def _compiled_union() -> Callable[..., Any]:
    import numba

    compiled: Callable[..., Any] = numba.njit(cache=True)(_count_union)
    return compiled


def _count_union(
    own: NDArray[np.int64],
    others: NDArray[np.int64],
    places: NDArray[np.int64],
    member_starts: NDArray[np.int64],
    members: NDArray[np.int64],
    stamp: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> None:
    for row in range(len(own)):
        target = own[row]
        n = 0
        for q in range(len(places)):
            for at in range(places[q, 0, row], places[q, 1, row]):
                for m in range(member_starts[others[at]], member_starts[others[at] + 1]):
                    if stamp[members[m]] != target:
                        stamp[members[m]] = target
                        n += 1
        counts[target] = n
