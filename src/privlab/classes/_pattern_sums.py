"""Sums over compatible classes by pairs of patterns of missing values, through hashes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from privlab._loops import compiled
from privlab.classes._all_pairs import WORD_BITS, all_pair_sums, is_worth_all_pairs
from privlab.classes._grouping import combined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["pattern_sums", "patterns_of", "with_context"]


def patterns_of(gone: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return the distinct patterns of what is missing, and the one of each class.

    Parameters
    ----------
    gone : array of bool, shape (n_columns, n_classes)

    Returns
    -------
    (patterns, pattern) : array of bool, shape (n_columns, n_patterns), and of int, (n_classes,)
    """
    bits = np.ascontiguousarray(np.packbits(gone, axis=0).T)
    whole = bits.view(np.dtype((np.void, bits.shape[1]))).ravel()
    _, first, pattern = np.unique(whole, return_index=True, return_inverse=True)
    return gone[:, first], pattern.ravel()


def with_context(patterns: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the patterns with a column before them that is missing in none."""
    return np.vstack([np.zeros((1, patterns.shape[1]), dtype=bool), patterns])


def pattern_sums(
    columns: Sequence[tuple[NDArray[np.int64] | int, int]],
    patterns: NDArray[np.bool_],
    pattern: NDArray[np.int64],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the sums over compatible classes, from what each pair of patterns holds in common.

    Parameters
    ----------
    columns : sequence of (int array of shape (n_classes,), int)
        Codes and number of codes of each column.
    patterns : array of bool, shape (n_columns, n_patterns)
        Which columns are missing in each pattern.
    pattern : array of int64, shape (n_classes,)
        The pattern of each class.
    values : array of float, shape (n_values, n_classes)
    """
    n_patterns = patterns.shape[1]
    order = np.argsort(pattern, kind="stable")
    starts = np.searchsorted(pattern[order], np.arange(n_patterns + 1))
    widths = [max(1, (size - 1).bit_length()) for _, size in columns]
    if sum(widths) > WORD_BITS:
        if is_worth_all_pairs(len(pattern), len(columns), n_patterns):
            return all_pair_sums(columns, patterns[:, pattern], values)
        rows = [order[a:b] for a, b in itertools.pairwise(starts)]
        return _paired(columns, patterns, rows, values)
    word = np.zeros(len(pattern), dtype=np.int64)
    masks = np.zeros(n_patterns, dtype=np.int64)
    shift = 0
    for (codes, _), width, gone in zip(columns, widths, patterns, strict=True):
        word += np.asarray(codes, dtype=np.int64) << shift
        masks[~gone] |= ((1 << width) - 1) << shift
        shift += width
    loop = compiled(_pair_sums, _gather, _look_up, _first_slot)
    sums: NDArray[np.float64] = loop(
        word[order], masks, starts, np.ascontiguousarray(values[:, order].T)
    )
    back = np.empty_like(sums)
    back[order] = sums
    return np.ascontiguousarray(back.T)


def _paired(
    columns: Sequence[tuple[NDArray[np.int64] | int, int]],
    patterns: NDArray[np.bool_],
    rows: Sequence[NDArray[np.int64]],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Sum pair by pair of patterns, for keys too wide for one word."""
    sums = values.copy()
    wide = [(np.broadcast_to(codes, values.shape[1]), size) for codes, size in columns]
    for own, other in itertools.combinations(range(patterns.shape[1]), 2):
        gone = patterns[:, own] | patterns[:, other]
        held = [column for column, absent in zip(wide, gone, strict=True) if not absent]
        both = np.concatenate([rows[own], rows[other]])
        group, n_groups = combined([codes[both] for codes, _ in held], [size for _, size in held])
        group = np.broadcast_to(group, both.shape)
        ours, theirs = group[: len(rows[own])], group[len(rows[own]) :]
        for total, value in zip(sums, values, strict=True):
            total[rows[own]] += np.bincount(theirs, value[rows[other]], n_groups)[ours]
            total[rows[other]] += np.bincount(ours, value[rows[own]], n_groups)[theirs]
    return sums


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
