"""Groups of at least k near records: loops on arrays of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._loops import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["blocks", "groups_of_one_column", "near_groups"]

NEAR = 10
MOST_PASSES = 50
REFRESH = 5


def near_groups(points: Numbers, k: int) -> Ints:
    """Return groups of k to 2k-1 records by maximum distance to average vector (MDAV).

    Then records move, or change places with records of near groups, while that lowers the sum of
    squared distances to the group means.

    Parameters
    ----------
    points : array of float, shape (n, n_columns), n >= k
    k : int

    Returns
    -------
    array of int64, shape (n,): the group of each record, 0 to n_groups - 1.

    References
    ----------
    J. Domingo-Ferrer, V. Torra, Ordinal, continuous and heterogeneous k-anonymity through
    microaggregation, Data Mining and Knowledge Discovery 11, 2005 (MDAV).

    Examples
    --------
    >>> near_groups(np.array([[1.0], [9.0], [1.1], [9.1]]), 2).tolist()
    [0, 1, 0, 1]
    """
    whole = np.ascontiguousarray(points, dtype=np.float64)
    groups: Ints = compiled(_mdav, _farthest, _take_nearest, _apart)(whole, k)
    compiled(_improve, _find_near, _apart, _swap_gain)(whole, groups, k)
    # the first record is in group 0, the next new group is 1, ...
    _, first, back = np.unique(groups, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[back]


def groups_of_one_column(values: Numbers, k: int) -> Ints:
    """Return the groups of at least k records of least sum of squares: the optimum.

    Parameters
    ----------
    values : array of float, shape (n,), n >= k

    Returns
    -------
    array of int64, shape (n,): groups numbered from the smallest values.

    References
    ----------
    S. Hansen, S. Mukherjee, A polynomial algorithm for optimal univariate microaggregation, IEEE
    Transactions on Knowledge and Data Engineering 15(4), 2003.

    Examples
    --------
    >>> groups_of_one_column(np.array([9.0, 1.0, 9.2, 1.1, 1.2]), 2).tolist()
    [1, 0, 1, 0, 0]
    """
    order = np.argsort(values, kind="stable")
    groups = np.empty(len(values), dtype=np.int64)
    groups[order] = compiled(_optimal)(values[order], k)
    return groups


def blocks(points: Numbers, most: int) -> Ints:
    """Return a block of each record: halves at the median of the widest column, again and again.

    Parameters
    ----------
    points : array of float, shape (n, n_columns)
    most : int
        Records that a block may have; a block has more than (most - 1) / 2.
    """
    block = np.zeros(len(points), dtype=np.int64)
    waiting = [np.arange(len(points))]
    n_blocks = 0
    while waiting:
        rows = waiting.pop()
        if len(rows) <= most:
            block[rows] = n_blocks
            n_blocks += 1
            continue
        own = points[rows]
        widest = int(np.argmax(own.var(axis=0)))
        order = rows[np.argsort(own[:, widest], kind="stable")]
        half = len(order) // 2
        waiting += [order[half:], order[:half]]
    return block


def _apart(points: Numbers, record: int, centre: Numbers) -> float:
    total = 0.0
    for column in range(points.shape[1]):
        step = points[record, column] - centre[column]
        total += step * step
    return total


def _farthest(points: Numbers, left: Ints, n_left: int, centre: Numbers) -> int:
    best, found = -1.0, -1
    for place in range(n_left):
        distance = _apart(points, left[place], centre)
        if distance > best:
            best, found = distance, left[place]
    return found


def _take_nearest(  # noqa: C901 - one loop that numba compiles
    points: Numbers, left: Ints, n_left: int, centre: int, k: int, groups: Ints, group: int
) -> int:
    """Put a record and its k-1 nearest into a group; return how many records are left."""
    nearest = np.empty(k, dtype=np.int64)
    distances = np.empty(k)
    n, worst = 0, 0
    for place in range(n_left):
        distance = _apart(points, left[place], points[centre])
        if left[place] == centre:
            distance = -1.0
        if n < k:
            nearest[n], distances[n] = left[place], distance
            if distance > distances[worst]:
                worst = n
            n += 1
        elif distance < distances[worst]:
            nearest[worst], distances[worst] = left[place], distance
            for other in range(k):
                if distances[other] > distances[worst]:
                    worst = other
    for place in range(k):
        groups[nearest[place]] = group
    kept = 0
    for place in range(n_left):
        if groups[left[place]] < 0:
            left[kept] = left[place]
            kept += 1
    return kept


def _mdav(points: Numbers, k: int) -> Ints:
    n, n_columns = points.shape
    groups = np.full(n, -1, dtype=np.int64)
    left = np.arange(n)
    n_left, group = n, 0
    centre = np.zeros(n_columns)
    while n_left >= 2 * k:
        centre[:] = 0.0
        for place in range(n_left):
            for column in range(n_columns):
                centre[column] += points[left[place], column]
        centre /= n_left
        far = _farthest(points, left, n_left, centre)
        both = n_left >= 3 * k
        n_left = _take_nearest(points, left, n_left, far, k, groups, group)
        group += 1
        if both:
            opposite = _farthest(points, left, n_left, points[far])
            n_left = _take_nearest(points, left, n_left, opposite, k, groups, group)
            group += 1
    for place in range(n_left):
        groups[left[place]] = group
    return groups


def _swap_gain(
    points: Numbers, sums: Numbers, sizes: Ints, here: tuple[int, int, int, int]
) -> float:
    """Return by how much the sum of squares falls when two records change places."""
    one, other, a, b = here
    gain = 0.0
    for column in range(points.shape[1]):
        step = points[other, column] - points[one, column]
        gain += step * (2 * sums[a, column] + step) / sizes[a]
        gain += -step * (2 * sums[b, column] - step) / sizes[b]
    return gain


def _find_near(sums: Numbers, sizes: Ints, near: Ints) -> None:
    """List the groups of nearest means of each group, the nearest first."""
    n_groups, n_columns = sums.shape
    n_near = near.shape[1]
    means = np.empty_like(sums)
    for group in range(n_groups):
        means[group] = sums[group] / sizes[group]
    distances = np.empty(n_near)
    for group in range(n_groups):
        distances[:] = np.inf
        for other in range(n_groups):
            if other == group:
                continue
            total = 0.0
            for column in range(n_columns):
                step = means[group, column] - means[other, column]
                total += step * step
            place = n_near
            while place > 0 and distances[place - 1] > total:
                place -= 1
            if place == n_near:
                continue
            for later in range(n_near - 1, place, -1):
                distances[later], near[group, later] = distances[later - 1], near[group, later - 1]
            distances[place], near[group, place] = total, other


def _improve(points: Numbers, groups: Ints, k: int) -> None:  # noqa: C901, PLR0912, PLR0915
    """Move and swap records between near groups while the sum of squares falls."""
    n, n_columns = points.shape
    n_groups = groups.max() + 1
    sums = np.zeros((n_groups, n_columns))
    sizes = np.zeros(n_groups, dtype=np.int64)
    held = np.empty((n_groups, 2 * k), dtype=np.int64)
    for record in range(n):
        group = groups[record]
        held[group, sizes[group]] = record
        sizes[group] += 1
        for column in range(n_columns):
            sums[group, column] += points[record, column]
    n_near = min(NEAR, n_groups - 1)
    if n_near == 0:
        return
    near = np.empty((n_groups, n_near), dtype=np.int64)
    # less than this is rounding
    least = 1e-12 * (points * points).sum()
    for turn in range(MOST_PASSES):
        if turn % REFRESH == 0:
            _find_near(sums, sizes, near)
        changed = False
        for record in range(n):
            best, to, partner = least, -1, -1
            a = groups[record]
            for step in range(n_near):
                b = near[a, step]
                if sizes[a] > k and sizes[b] < 2 * k - 1:
                    out = _apart(points, record, sums[a] / sizes[a])
                    into = _apart(points, record, sums[b] / sizes[b])
                    gain = out * sizes[a] / (sizes[a] - 1) - into * sizes[b] / (sizes[b] + 1)
                    if gain > best:
                        best, to, partner = gain, b, -1
                for place in range(sizes[b]):
                    gain = _swap_gain(points, sums, sizes, (record, held[b, place], a, b))
                    if gain > best:
                        best, to, partner = gain, b, place
            if to < 0:
                continue
            changed = True
            own = 0
            while held[a, own] != record:
                own += 1
            if partner < 0:
                sizes[a] -= 1
                held[a, own] = held[a, sizes[a]]
                held[to, sizes[to]] = record
                sizes[to] += 1
                for column in range(n_columns):
                    sums[a, column] -= points[record, column]
                    sums[to, column] += points[record, column]
            else:
                other = held[to, partner]
                held[a, own], held[to, partner] = other, record
                groups[other] = a
                for column in range(n_columns):
                    step_of = points[other, column] - points[record, column]
                    sums[a, column] += step_of
                    sums[to, column] -= step_of
            groups[record] = to
        if not changed:
            break


def _optimal(values: Numbers, k: int) -> Ints:
    """Return the best groups of sorted values, each a run of k to 2k-1 of them."""
    n = len(values)
    centre = values.mean()
    sums, squares = np.zeros(n + 1), np.zeros(n + 1)
    for place in range(n):
        step = values[place] - centre
        sums[place + 1] = sums[place] + step
        squares[place + 1] = squares[place] + step * step
    best = np.full(n + 1, np.inf)
    starts = np.zeros(n + 1, dtype=np.int64)
    best[0] = 0.0
    for last in range(k, n + 1):
        for first in range(max(0, last - 2 * k + 1), last - k + 1):
            if best[first] == np.inf:
                continue
            total = sums[last] - sums[first]
            paid = best[first] + squares[last] - squares[first] - total * total / (last - first)
            if paid < best[last]:
                best[last], starts[last] = paid, first
    groups = np.empty(n, dtype=np.int64)
    last, group = n, 0
    while last > 0:
        groups[starts[last] : last] = group
        group += 1
        last = starts[last]
    return group - 1 - groups
