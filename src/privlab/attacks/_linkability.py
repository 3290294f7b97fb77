"""Linking two halves of what is known of a person through a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.attacks._neighbours import Neighbours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from privlab.attacks._tables import AttackedTable, Attribute

__all__ = ["chance_of_a_common_record", "link"]


def link(
    released: AttackedTable,
    targets: Sequence[NDArray[np.int64]],
    attributes: Sequence[Attribute],
    halves: tuple[Sequence[int], Sequence[int]],
    *,
    k: int,
) -> list[NDArray[np.float64]]:
    """Return with what chance the two halves of each target meet in the release.

    The attacker looks for the k nearest records on each half, ties included, and keeps k of
    the people whose records are near on both halves: with m such people the chance of
    keeping the right one is min(1, k/m).

    Parameters
    ----------
    targets : sequence of arrays of int64, shape (n, n_attributes)
        Groups of people, in codes.
    halves : (places, places)
        Places of the columns of each half.

    Returns
    -------
    list of arrays of float, shape (n,), 0 to 1

    Notes
    -----
    Taking one of the tied records on each half alone makes the two choices miss each other
    even when the release is the data itself.
    """
    sides = [
        (
            list(half),
            Neighbours.among(released.codes[:, list(half)], [attributes[place] for place in half]),
        )
        for half in halves
    ]
    return [
        np.array([_chance(released.people, sides, target, k) for target in group])
        for group in targets
    ]


def _chance(
    people: NDArray[np.int64],
    sides: Sequence[tuple[list[int], Neighbours]],
    target: NDArray[np.int64],
    k: int,
) -> float:
    near = np.ones(len(people), dtype=bool)
    for half, neighbours in sides:
        near &= neighbours.nearest(target[half], k)[neighbours.of_rows]
    common = len(np.unique(people[near]))
    return min(1.0, k / common) if common else 0.0


def chance_of_a_common_record(n: int, k: int) -> float:
    """Return the chance that two draws of k records out of n have one in common.

    Examples
    --------
    >>> chance_of_a_common_record(100, 1)
    0.010000000000000009
    >>> chance_of_a_common_record(3, 2)
    1.0
    """
    if n < 2 * k:
        return 1.0
    return 1 - float(np.prod((n - k - np.arange(k)) / (n - np.arange(k))))
