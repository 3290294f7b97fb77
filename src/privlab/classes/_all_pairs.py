"""Compatible classes found pair by pair, for keys too wide for one word and many patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._loops import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["WORD_BITS", "all_pair_people", "all_pair_sums", "is_worth_all_pairs"]

WORD_BITS = 62
# grouping two patterns in NumPy takes as long as comparing so many words
WORDS_A_PAIR_OF_PATTERNS = 100_000


def is_worth_all_pairs(n_classes: int, n_columns: int, n_patterns: int) -> bool:
    """Whether comparing every pair of classes costs less than grouping every pair of patterns."""
    return n_classes**2 * n_columns < WORDS_A_PAIR_OF_PATTERNS * n_patterns**2


def all_pair_sums(
    columns: Sequence[tuple[NDArray[np.int64] | int, int]],
    gone: NDArray[np.bool_],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the sums of values over the classes compatible with each.

    Parameters
    ----------
    columns : sequence of (int array of shape (n_classes,), int)
        Codes and number of codes of each column.
    gone : array of bool, shape (n_columns, n_classes)
        Where a value is missing.
    values : array of float, shape (n_values, n_classes)
    """
    words, held = _packed(columns, gone)
    loop = compiled(_sum_pairs, _are_compatible)
    sums = loop(words, held, np.ascontiguousarray(values.T))
    return np.ascontiguousarray(sums.T)


def all_pair_people(
    columns: Sequence[tuple[NDArray[np.int64] | int, int]],
    gone: NDArray[np.bool_],
    starts: NDArray[np.int64],
    members: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return how many distinct people are in the classes compatible with each.

    Those of class c are `members[starts[c] : starts[c + 1]]`, whole numbers from 0.
    """
    words, held = _packed(columns, gone)
    n_people = int(members.max(initial=-1)) + 1
    found: NDArray[np.int64] = compiled(_count_pairs, _are_compatible)(
        words, held, starts, members, n_people
    )
    return found


def _packed(
    columns: Sequence[tuple[NDArray[np.int64] | int, int]], gone: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the codes of each class in words of bits, and which bits hold a value."""
    n = gone.shape[1]
    words: list[Any] = []
    held: list[Any] = []
    free = 0
    for (codes, size), absent in zip(columns, gone, strict=True):
        width = max(1, (size - 1).bit_length())
        if width > free:
            words.append(np.zeros(n, dtype=np.int64))
            held.append(np.zeros(n, dtype=np.int64))
            free = WORD_BITS
        free -= width
        words[-1] |= np.where(absent, 0, codes) << free
        held[-1] |= np.where(absent, 0, ((1 << width) - 1) << free)
    return np.stack(words, axis=1), np.stack(held, axis=1)


def _are_compatible(
    words: NDArray[np.int64], held: NDArray[np.int64], own: int, other: int
) -> bool:
    for w in range(words.shape[1]):
        if (words[own, w] ^ words[other, w]) & held[own, w] & held[other, w]:
            return False
    return True


def _sum_pairs(
    words: NDArray[np.int64], held: NDArray[np.int64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    sums = values.copy()
    for own in range(len(words)):
        for other in range(own):
            if _are_compatible(words, held, own, other):
                for v in range(values.shape[1]):
                    sums[own, v] += values[other, v]
                    sums[other, v] += values[own, v]
    return sums


def _count_pairs(
    words: NDArray[np.int64],
    held: NDArray[np.int64],
    starts: NDArray[np.int64],
    members: NDArray[np.int64],
    n_people: int,
) -> NDArray[np.int64]:
    counts = np.zeros(len(words), dtype=np.int64)
    stamp = np.full(n_people, -1, dtype=np.int64)
    for own in range(len(words)):
        for other in range(len(words)):
            if _are_compatible(words, held, own, other):
                for m in range(starts[other], starts[other + 1]):
                    if stamp[members[m]] != own:
                        stamp[members[m]] = own
                        counts[own] += 1
    return counts
