"""Grouping packed codes: pure functions of integer arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.tables import pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["combined", "count_codes", "group_words", "is_dense", "match_words", "recode"]

# counting into an array beats sorting while the array is not much larger than the rows
DENSE_CODES = 2**22
DENSE_PER_ROW = 4

Words = tuple["NDArray[np.int64]", ...]


def recode(
    codes: Sequence[NDArray[np.int64]], sizes: Sequence[int]
) -> tuple[Words, tuple[tuple[int, int], ...]]:
    """Pack columns of codes into words.

    Parameters
    ----------
    codes : sequence of int arrays, each of shape (n,)
        Codes of each column, 0 <= code < size.
    sizes : sequence of int
        Number of codes of each column.

    Returns
    -------
    (words, places) : arrays of shape (n,), and the word and stride of each column.
    """
    places = pack(sizes)
    n_words = 1 + max((word for word, _ in places), default=0)
    length = len(codes[0]) if codes else 0
    words = [np.zeros(length, dtype=np.int64) for _ in range(n_words)]
    for column, (word, stride) in zip(codes, places, strict=True):
        words[word] += column * stride
    return tuple(words), places


def group_words(words: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for rows of packed codes, one row of each group and the group of every row.

    Returns
    -------
    (first, group) : arrays of shape (n_groups,) and (n,)
        `words[0][first]` are the distinct keys, in increasing order.
    """
    if len(words) == 1:
        _, first, group = np.unique(words[0], return_index=True, return_inverse=True)
        return first, group
    ids = _dense(words)
    _, first, group = np.unique(ids, return_index=True, return_inverse=True)
    return first, group


def combined(
    codes: Sequence[NDArray[np.int64]], sizes: Sequence[int]
) -> tuple[NDArray[np.int64] | int, int]:
    """Return the numbered combination of several columns, and how many there are."""
    if not codes:
        return 0, 1
    first, group = group_words(recode(codes, sizes)[0])
    return group, len(first)


def is_dense(size: int, n_rows: int) -> bool:
    """Whether an array with a place for every code is worth more than sorting the rows."""
    return size <= max(DENSE_CODES, DENSE_PER_ROW * n_rows)


def count_codes(
    codes: NDArray[np.int64], size: int, people: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct codes, increasing, and how often each occurs.

    Parameters
    ----------
    codes : array of int64, shape (n_rows,), 0 <= code < size
    size : int
    people : array of int64, shape (n_rows,), optional
        Number of the person of each row; then distinct people are counted.

    Examples
    --------
    >>> found, counts = count_codes(np.array([3, 1, 3]), 4)
    >>> found.tolist(), counts.tolist()
    ([1, 3], [1, 2])
    >>> count_codes(np.array([3, 1, 3]), 4, np.array([0, 0, 0]))[1].tolist()
    [1, 1]
    """
    if people is not None:
        distinct, codes = np.unique(codes, return_inverse=True)
        n_people = int(people.max()) + 1
        pairs = np.unique(codes * n_people + people)
        return distinct, np.bincount(pairs // n_people, minlength=len(distinct))
    if is_dense(size, len(codes)):
        counted = np.bincount(codes, minlength=size)
        found = np.flatnonzero(counted)
        return found, counted[found]
    return np.unique(codes, return_counts=True)


def match_words(wanted: Words, known: Words) -> NDArray[np.int64]:
    """Return the place of each wanted key among distinct known keys, -1 where it is absent.

    Examples
    --------
    >>> match_words((np.array([5, 7, 9]),), (np.array([9, 5]),)).tolist()
    [1, -1, 0]
    """
    if len(known[0]) == 0:
        return np.full(len(wanted[0]), -1, dtype=np.int64)
    if len(wanted) > 1:
        stacked = tuple(np.concatenate(pair) for pair in zip(known, wanted, strict=True))
        ids = _dense(stacked)
        known, wanted = (ids[: len(known[0])],), (ids[len(known[0]) :],)
    order = np.argsort(known[0], kind="stable")
    ordered = known[0][order]
    place = np.minimum(np.searchsorted(ordered, wanted[0]), len(ordered) - 1)
    return np.where(ordered[place] == wanted[0], order[place], -1)


def _dense(words: Words) -> NDArray[np.int64]:
    """Return the number of each distinct row of words; below 2**31 rows it fits 62 bits."""
    ids = np.unique(words[0], return_inverse=True)[1]
    for word in words[1:]:
        other = np.unique(word, return_inverse=True)[1]
        ids = np.unique(ids * (int(other.max()) + 1) + other, return_inverse=True)[1]
    return ids
