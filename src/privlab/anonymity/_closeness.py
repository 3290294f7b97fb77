"""t-closeness (Li, Li, Venkatasubramanian 2007): how far a class is from the whole table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from privlab.anonymity._distributions import Distributions

__all__ = ["equal_distance", "hierarchical_distance", "ordered_distance"]


def equal_distance(spread: Distributions) -> NDArray[np.float64]:
    """Earth mover's distance when all values are equally far: the total variation.

    1/2 sum |p - q|, which is the sum of p - q where it is positive.

    Returns
    -------
    array of float, shape (n_classes,), 0 <= t < 1
    """
    beyond = np.maximum(spread.shares - spread.table_shares[spread.values], 0.0)
    moved: NDArray[np.float64] = np.minimum(spread.add(beyond), 1.0)
    return moved


def ordered_distance(spread: Distributions) -> NDArray[np.float64]:
    """Earth mover's distance on ordered values, |i - j| / (m - 1) from the i-th to the j-th.

    1 / (m - 1) sum_i |P_i - Q_i| with the cumulated shares P of the class and Q of the table.
    Between two values that a class has, P is constant and Q grows: the sum is cut where Q
    passes P, so that the work follows what the classes have and not classes x values.

    Returns
    -------
    array of float, shape (n_classes,), 0 <= t <= 1
    """
    m = spread.n_values
    if m == 1:
        return np.zeros(spread.n_classes)
    q = np.cumsum(spread.totals)  # whole numbers, exact
    n = int(q[-1])
    sum_q = np.concatenate(([0], np.cumsum(q)))
    running = np.cumsum(spread.counts)
    before = np.repeat(
        running[spread.starts[:-1]] - spread.counts[spread.starts[:-1]], np.diff(spread.starts)
    )
    p = (running - before) * (n / np.repeat(spread.sums, np.diff(spread.starts)))
    last = np.zeros(len(p), dtype=bool)
    last[spread.starts[1:] - 1] = True
    begin = spread.values
    end = np.where(last, m, np.append(begin[1:], m))
    p[last] = n
    cut = np.clip(np.searchsorted(q, p), begin, end)
    under = p * (cut - begin) - (sum_q[cut] - sum_q[begin])
    over = (sum_q[end] - sum_q[cut]) - p * (end - cut)
    # values before the first one that the class has: P is 0 there
    leading = sum_q[begin[spread.starts[:-1]]]
    moved = spread.add(under + over) + leading
    return np.clip(moved / n / (m - 1), 0.0, 1.0)


def hierarchical_distance(
    spread: Distributions, levels: Sequence[NDArray[np.int64]]
) -> NDArray[np.float64]:
    """Earth mover's distance in a tree: height of the lowest common ancestor over the tree's.

    sum over inner nodes of height / H * min(pos, neg), where pos and neg are what the children
    of the node have too much and too little (Li et al. 2007).

    Parameters
    ----------
    spread : Distributions
    levels : sequence of arrays of int64, shape (n_values,)
        Label of each value at heights 1, 2, ..., H; at H all have one label.

    Returns
    -------
    array of float, shape (n_classes,), 0 <= t <= 1
    """
    height = len(levels)
    moved = np.zeros(spread.n_classes)
    children: NDArray[np.int64] = np.arange(spread.n_values)
    # present nodes only: where a class has nothing, nothing is too much and no mass is matched
    of_class, node = spread.of_class, spread.values
    share: NDArray[np.float64] = spread.shares
    for level, labels in enumerate(levels, start=1):
        n_children = int(children.max()) + 1
        n_parents = int(labels.max()) + 1
        child_share = _sums(children, spread.table_shares, n_children)
        parent_share = _sums(labels, spread.table_shares, n_parents)
        parent_of = np.zeros(n_children, dtype=np.int64)
        parent_of[children] = labels
        extra = share - child_share[node]
        places = of_class * n_parents + parent_of[node]
        keys, group = np.unique(places, return_inverse=True)
        pos = _sums(group, np.maximum(extra, 0.0), len(keys))
        share = _sums(group, share, len(keys))
        of_class, node = keys // n_parents, keys % n_parents
        neg = pos - (share - parent_share[node])
        matched = np.maximum(np.minimum(pos, neg), 0.0)
        moved += level / height * _sums(of_class, matched, spread.n_classes)
        children = labels
    return np.clip(moved, 0.0, 1.0)


def _sums(places: NDArray[np.int64], weights: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    return np.bincount(places, weights=weights, minlength=n).astype(np.float64, copy=False)
