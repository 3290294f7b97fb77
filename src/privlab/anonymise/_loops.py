"""Compiled loops on class codes; imported only when a search begins, for numba takes its time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._loops import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["best_step", "count_people", "group", "highest_open", "meet_of_open", "nearest"]

KEY_LIMIT = 2.0**62
# a table with a place for every key is faster than hashing while it is no larger than the rows
DIRECT_PER_ROW = 4


def _number(
    keys: NDArray[np.int64], size: float, of_row: NDArray[np.int32], first: NDArray[np.int64]
) -> int:
    """Give the distinct keys numbers in the order they are met; return how many there are."""
    n = len(keys)
    found = 0
    if size <= DIRECT_PER_ROW * n:
        known = np.full(int(size), -1, np.int32)
        for row in range(n):
            key = keys[row]
            place = known[key]
            if place < 0:
                place = np.int32(found)
                known[key] = place
                first[found] = row
                found += 1
            of_row[row] = place
        return found
    capacity = 16
    while capacity < 2 * n:
        capacity *= 2
    mask = capacity - 1
    table = np.full(capacity, -1, np.int32)
    held = np.empty(capacity, np.int64)
    for row in range(n):
        key = keys[row]
        mixed = key * np.int64(-7046029254386353131)
        slot = (mixed ^ (mixed >> np.int64(32))) & mask
        while True:
            place = table[slot]
            if place < 0:
                table[slot] = found
                held[slot] = key
                first[found] = row
                of_row[row] = found
                found += 1
                break
            if held[slot] == key:
                of_row[row] = place
                break
            slot = (slot + 1) & mask
    return found


number: Callable[..., int] = compiled(_number)


def _group(  # noqa: C901 - one loop that numba compiles
    codes: NDArray[np.int32],
    maps: NDArray[np.int32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]:
    """Recode each column through its map, and group the rows that became equal.

    Parameters
    ----------
    codes : array, shape (n, n_columns)
    maps, offsets, sizes
        The new code of column c is `maps[offsets[c] + code]`, below `sizes[c]`.
    counts : array, shape (n, n_counts)
        Summed over each group.

    Returns
    -------
    (codes, counts, of_row) : shapes (n_groups, n_columns), (n_groups, n_counts) and (n,)
    """
    n, n_columns = codes.shape
    n_counts = counts.shape[1]
    keys = np.zeros(n, np.int64)
    of_row = np.empty(n, np.int32)
    first = np.empty(n, np.int64)
    size = 1.0
    begin = 0
    while begin < n_columns:
        end = begin
        while end < n_columns and size * sizes[end] <= KEY_LIMIT:
            size *= sizes[end]
            end += 1
        for row in range(n):
            key = keys[row]
            for c in range(begin, end):
                key = key * sizes[c] + maps[offsets[c] + codes[row, c]]
            keys[row] = key
        begin = end
        if begin < n_columns:
            # the key is full: the numbers of what it tells apart take less room
            size = float(number(keys, size, of_row, first))
            for row in range(n):
                keys[row] = of_row[row]
    found = number(keys, size, of_row, first)
    grouped = np.empty((found, n_columns), np.int32)
    for place in range(found):
        row = first[place]
        for c in range(n_columns):
            grouped[place, c] = maps[offsets[c] + codes[row, c]]
    summed = np.zeros((found, n_counts), np.int64)
    for row in range(n):
        for q in range(n_counts):
            summed[of_row[row], q] += counts[row, q]
    return grouped, summed, of_row


group: Callable[..., Any] = compiled(_group)


def _count_people(
    places: NDArray[np.int64], people: NDArray[np.int64], size: int
) -> NDArray[np.int64]:
    """Count the distinct people of each place; the entries of a person stand together.

    Parameters
    ----------
    places : array, shape (n_entries,), 0 <= place < size
    people : array, shape (n_entries,)
        Ordered.
    """
    counted = np.zeros(size, np.int64)
    last = np.full(size, -1, np.int64)
    for entry in range(len(places)):
        place = places[entry]
        if last[place] != people[entry]:
            last[place] = people[entry]
            counted[place] += 1
    return counted


count_people: Callable[..., NDArray[np.int64]] = compiled(_count_people)


def _nearest(
    nodes: NDArray[np.int64], sizes: NDArray[np.int64], n_nodes: int, wanted: NDArray[np.int64]
) -> int:
    """Return the place of the node with the fewest classes that the wanted one coarsens."""
    best = 0
    for place in range(n_nodes):
        if sizes[place] >= sizes[best]:
            continue
        below = True
        for c in range(len(wanted)):
            if nodes[place, c] > wanted[c]:
                below = False
                break
        if below:
            best = place
    return best


nearest: Callable[..., int] = compiled(_nearest)


def _highest_open(
    bound: NDArray[np.float64],
    closed: NDArray[np.bool_],
    height: NDArray[np.int64],
    best: float,
    slack: float,
    best_height: int,
) -> tuple[int, int, int, float]:
    """Look at the nodes that may still hold the optimum.

    Returns
    -------
    (highest, lowest, n_open, least) : the open node of the greatest height, of the lowest bound
    among those; the open node of the lowest bound; how many are open; that bound. -1 for none.
    """
    highest, lowest, n_open, least = -1, -1, 0, np.inf
    for node in range(len(bound)):
        if closed[node]:
            continue
        own = bound[node]
        if own >= best - slack and not (own <= best + slack and height[node] < best_height):
            continue
        n_open += 1
        if own < least:
            least, lowest = own, node
        if (
            highest < 0
            or height[node] > height[highest]
            or (height[node] == height[highest] and own < bound[highest])
        ):
            highest = node
    return highest, lowest, n_open, least


highest_open: Callable[..., tuple[int, int, int, float]] = compiled(_highest_open)


def _meet_of_open(
    bound: NDArray[np.float64],
    closed: NDArray[np.bool_],
    strides: NDArray[np.int64],
    shape: NDArray[np.int64],
    best: float,
) -> NDArray[np.int64]:
    """Return the lowest place of each column among the nodes that may still hold the optimum."""
    lowest = shape - 1
    for node in range(len(bound)):
        if closed[node] or bound[node] >= best:
            continue
        for c in range(len(shape)):
            place = node // strides[c] % shape[c]
            lowest[c] = min(place, lowest[c])
    return lowest


meet_of_open: Callable[..., NDArray[np.int64]] = compiled(_meet_of_open)


def _best_step(  # noqa: C901 - one loop that numba compiles
    bound: NDArray[np.float64],
    closed: NDArray[np.bool_],
    keeping: NDArray[np.bool_],
    strides: NDArray[np.int64],
    shape: NDArray[np.int64],
    place: NDArray[np.int64],
    best: float,
) -> int:
    """Return the column whose next level has most open nodes below it, -1 for none.

    Steps to nodes that are closed or known to keep the growing criteria are left out.
    """
    n_columns = len(shape)
    here = 0
    for c in range(n_columns):
        here += place[c] * strides[c]
    chosen, most = -1, 0
    digits = np.zeros(n_columns, np.int64)
    for c in range(n_columns):
        if place[c] + 1 == shape[c]:
            continue
        if closed[here + strides[c]] or keeping[here + strides[c]]:
            continue
        digits[:] = 0
        node = (place[c] + 1) * strides[c]
        found = 0
        while True:
            if not closed[node] and bound[node] < best:
                found += 1
            d = 0
            while d < n_columns:
                if d != c and digits[d] < place[d]:
                    digits[d] += 1
                    node += strides[d]
                    break
                node -= digits[d] * strides[d]
                digits[d] = 0
                d += 1
            if d == n_columns:
                break
        if found > most:
            chosen, most = c, found
    return chosen


best_step: Callable[..., int] = compiled(_best_step)
