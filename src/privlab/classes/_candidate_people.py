"""Distinct people in the compatible classes of each class, for people with several rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._loops import compiled
from privlab.classes._all_pairs import all_pair_people, is_worth_all_pairs
from privlab.classes._grouping import combined
from privlab.classes._pattern_sums import patterns_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["compatible_people"]


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
    patterns, pattern = patterns_of(gone)
    if is_worth_all_pairs(n, len(codes), patterns.shape[1]):
        columns = list(zip(codes, sizes, strict=True))
        return all_pair_people(columns, gone, member_starts, members)
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
            group, _ = combined([codes[h][both] for h in held], [sizes[h] for h in held])
            group = np.broadcast_to(np.asarray(group), both.shape)
            theirs = group[len(own) :]
            by_group = np.argsort(theirs, kind="stable")
            lists.append(other[by_group])
            low = np.searchsorted(theirs[by_group], group[: len(own)])
            high = np.searchsorted(theirs[by_group], group[: len(own)], side="right")
            offset = sum(len(each) for each in lists[:-1])
            places.append(np.stack([low, high]) + offset)
        compiled(_count_union)(
            own, np.concatenate(lists), np.stack(places), member_starts, members, stamp, counts
        )
    return counts


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
