"""Minimal sample uniques: the smallest sets of columns on which a record is alone.

Where all combinations of values fit in memory, a cube finds them. Otherwise, or where people
have several rows, column sets are visited in the order of their bit masks, so that all subsets
of a set come before it and a set is refined from its parent, the set without its lowest column.
A record alone on a set leaves the search below it: it cannot be a minimal unique there, nor keep
another record from being alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab._loops import compiled
from privlab.risk.suda._cube import minimal_uniques_in_cube, occurring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["MinimalUniques", "minimal_uniques", "suda_weights"]


@dataclass(frozen=True, repr=False, eq=False)
class MinimalUniques:
    """How many minimal sample uniques of each size there are, and their scores.

    Attributes
    ----------
    scores : array of float, shape (n_classes,)
        Sum of the weights of the minimal uniques of each class.
    of_columns : array of float, shape (n_columns,)
        Sum of the weights of the minimal uniques that hold each column.
    of_sizes : array of int64, shape (n_columns,)
        How many minimal uniques have 1, 2 ... columns.
    """

    scores: NDArray[np.float64]
    of_columns: NDArray[np.float64]
    of_sizes: NDArray[np.int64]


def suda_weights(n_columns: int, convention: str) -> NDArray[np.float64]:
    """Return the weight of a minimal unique of 1, 2 ... columns.

    Parameters
    ----------
    n_columns : int
        Number M of columns searched (>= 1).
    convention : {"original", "standard"}
        For size s: (M - s)! of Elliot et al. (2002), or (2^(M-s) - 1) s! (M-s)! / M!.

    Returns
    -------
    array of float, shape (n_columns,)

    References
    ----------
    M. Elliot, A. Manning, R. Ford, A computational algorithm for handling the special uniques
    problem, IJUFKS 10(5), 2002; sdcMicro calls both `original_scores`.

    Examples
    --------
    >>> suda_weights(4, "original").tolist()
    [6.0, 2.0, 1.0, 1.0]
    >>> suda_weights(4, "standard").tolist()
    [1.75, 0.5, 0.25, 0.0]
    """
    sizes = range(1, n_columns + 1)
    if convention == "original":
        return np.array([float(math.factorial(n_columns - size)) for size in sizes])
    return np.array([(2 ** (n_columns - size) - 1) / math.comb(n_columns, size) for size in sizes])


def minimal_uniques(
    codes: Sequence[NDArray[np.int64]],
    sizes: Sequence[int],
    owners: NDArray[np.int64],
    weights: NDArray[np.float64],
    max_size: int,
) -> MinimalUniques:
    """Find all minimal sample uniques of at most `max_size` columns.

    Parameters
    ----------
    codes : sequence of int arrays, each of shape (n_classes,)
        Codes of each column; no two classes are equal on all of them.
    sizes : sequence of int
        Number of codes of each column; the last code is the missing value, which takes no part.
    owners : array of int64, shape (n_classes,)
        The one person (or record) of the class; -1 when several share it.
    weights : array of float, shape (n_columns,)
        Weight of a minimal unique by its number of columns.
    max_size : int
        Most columns of a minimal unique, 1 to the number of columns.

    Examples
    --------
    >>> sex, town = np.array([0, 0, 1]), np.array([0, 1, 0])
    >>> found = minimal_uniques([sex, town], [3, 3], np.arange(3), np.array([1.0, 1.0]), 2)
    >>> found.scores.tolist(), found.of_sizes.tolist()
    ([1.0, 1.0, 1.0], [2, 1])
    """
    # the column of most codes is the highest bit: its sets split records soonest
    order = np.argsort(sizes, kind="stable")
    narrow = [np.asarray(codes[place], dtype=np.int32) for place in order]
    lengths = [int(sizes[place]) for place in order]
    alone = owners >= 0
    seen = occurring(narrow, lengths, max_size) if _own_one_class(owners[alone]) else None
    if seen is not None:
        scores, of_columns, of_sizes = minimal_uniques_in_cube(
            narrow, seen, alone, np.asarray(weights, dtype=np.float64), max_size
        )
    else:
        scores, of_columns, of_sizes = compiled(_search, _split, _note)(
            np.stack(narrow),
            np.array(lengths, dtype=np.int64),
            np.asarray(owners, dtype=np.int64),
            np.asarray(weights, dtype=np.float64),
            max_size,
        )
    by_column = np.empty_like(of_columns)
    by_column[order] = of_columns
    return MinimalUniques(scores, by_column, of_sizes)


def _own_one_class(owners: NDArray[np.int64]) -> bool:
    """Whether nobody is alone in two classes."""
    if np.all(owners[1:] > owners[:-1]):
        return True
    return len(np.unique(owners)) == len(owners)


def _search(
    codes: NDArray[np.int32],
    sizes: NDArray[np.int64],
    owners: NDArray[np.int64],
    weights: NDArray[np.float64],
    max_size: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    n_columns, n = codes.shape
    scores, of_columns = np.zeros(n), np.zeros(n_columns)
    of_sizes = np.zeros(n_columns, dtype=np.int64)
    # rows that are not alone on the set of each depth, group after group
    rows = np.empty((max_size + 1, n), dtype=np.int32)
    ends = np.empty((max_size + 1, n), dtype=np.int32)
    n_groups = np.zeros(max_size + 1, dtype=np.int64)
    rows[0] = np.arange(n)
    ends[0, 0] = n
    n_groups[0] = 1
    alone = np.empty(n, dtype=np.int32)
    states = np.zeros((4, sizes.max()), dtype=np.int64)
    newest = np.full(n, -1, dtype=np.int64)
    found = np.empty((2, max(16, n)), dtype=np.int64)
    n_found = 0
    for mask in range(1, 1 << n_columns):
        depth, lowest = 0, -1
        for bit in range(n_columns):
            if mask >> bit & 1:
                depth += 1
                if lowest < 0:
                    lowest = bit
        if depth > max_size:
            continue
        n_groups[depth], n_alone = _split(
            codes[lowest],
            sizes[lowest] - 1,
            owners,
            rows[depth - 1],
            ends[depth - 1],
            n_groups[depth - 1],
            rows[depth],
            ends[depth],
            alone,
            states,
        )
        if n_found + n_alone > found.shape[1]:
            larger = np.empty((2, 2 * (n_found + n_alone)), dtype=np.int64)
            larger[:, :n_found] = found[:, :n_found]
            found = larger
        n_minimal = _note(mask, alone, n_alone, newest, found, n_found, scores, weights[depth - 1])
        n_found += n_minimal
        of_sizes[depth - 1] += n_minimal
        for bit in range(n_columns):
            if mask >> bit & 1:
                of_columns[bit] += n_minimal * weights[depth - 1]
    return scores, of_columns, of_sizes


def _split(  # noqa: C901, PLR0912, PLR0917 - one loop that numba compiles
    codes: NDArray[np.int32],
    missing: int,
    owners: NDArray[np.int64],
    rows: NDArray[np.int32],
    ends: NDArray[np.int32],
    n_groups: int,
    kept: NDArray[np.int32],
    kept_ends: NDArray[np.int32],
    alone: NDArray[np.int32],
    states: NDArray[np.int64],
) -> tuple[int, int]:
    """Split groups by a column; keep those where somebody could be alone on more columns."""
    counts, owner, single, seen = states[0], states[1], states[2], states[3]
    n_kept_groups, n_kept, n_alone, first = 0, 0, 0, 0
    for group in range(n_groups):
        last = ends[group]
        n_seen = 0
        for at in range(first, last):
            code = codes[rows[at]]
            if code == missing:
                continue
            whose = owners[rows[at]]
            if counts[code] == 0:
                seen[n_seen] = code
                n_seen += 1
                owner[code], single[code] = whose, whose >= 0
            else:
                if whose != owner[code]:
                    owner[code] = -1
                single[code] |= whose >= 0
            counts[code] += 1
        for place in range(n_seen):
            code = seen[place]
            if owner[code] >= 0:
                counts[code] = -1  # one person: alone
            elif single[code]:
                n_kept += counts[code]
                counts[code] = n_kept - counts[code]
                kept_ends[n_kept_groups] = n_kept
                n_kept_groups += 1
            else:
                counts[code] = -2  # nobody here can be alone on more columns
        for at in range(first, last):
            row = rows[at]
            code = codes[row]
            if code == missing or counts[code] == -2:
                continue
            if counts[code] == -1:
                alone[n_alone] = row
                n_alone += 1
            else:
                kept[counts[code]] = row
                counts[code] += 1
        for place in range(n_seen):
            counts[seen[place]] = 0
        first = last
    return n_kept_groups, n_alone


def _note(
    mask: int,
    alone: NDArray[np.int32],
    n_alone: int,
    newest: NDArray[np.int64],
    found: NDArray[np.int64],
    n_found: int,
    scores: NDArray[np.float64],
    weight: float,
) -> int:
    """Add the set to the rows that are alone on it and on none of its subsets."""
    n = 0
    for at in range(n_alone):
        row = alone[at]
        earlier = newest[row]
        while earlier >= 0 and found[0, earlier] & ~mask != 0:
            earlier = found[1, earlier]
        if earlier < 0:
            found[0, n_found + n] = mask
            found[1, n_found + n] = newest[row]
            newest[row] = n_found + n
            scores[row] += weight
            n += 1
    return n
