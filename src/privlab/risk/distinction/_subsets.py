"""Sets of columns and the people alone in their classes, rolled up from one class table."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from privlab._statistics import exact_shapley
from privlab.classes import group_words, recode

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from privlab.classes import EquivalenceClasses

__all__ = ["EXACT_COLUMNS", "SubsetCounts", "minimal_sets", "shapley_values"]

EXACT_COLUMNS = 8
_DENSE = 2**20
Subset = frozenset[int]


@dataclass(frozen=True, repr=False, eq=False)
class SubsetCounts:
    """Counts of the roll-ups of a class table to sets of its columns, each computed once."""

    classes: EquivalenceClasses
    _counted: dict[Subset, int] = field(default_factory=dict)

    def n_alone(self, columns: Subset) -> int:
        """Return how many people (or records) are alone in a class of these columns."""
        if columns not in self._counted:
            self._counted[columns] = self._alone(columns)
        return self._counted[columns]

    def share_alone(self, columns: Subset) -> float:
        """Return the same as a share, 0 to 1."""
        return self.n_alone(columns) / self.classes.n_units

    def row_sizes(self, columns: Subset) -> NDArray[np.int64]:
        """Return the rows of each class of these columns."""
        counts = np.bincount(self._groups(columns), weights=self.classes.n_records_in)
        return counts[counts > 0].astype(np.int64)

    def _alone(self, columns: Subset) -> int:
        groups = self._groups(columns)
        if self.classes.data.one_row_per_person:
            return int((np.bincount(groups, weights=self.classes.n_people_in) == 1).sum())
        member = self.classes.membership
        n_people = len(member.keys)
        pairs = np.unique(groups[member.classes] * n_people + member.people)
        of_group, people = pairs // n_people, pairs % n_people
        single = np.bincount(of_group)[of_group] == 1
        return len(np.unique(people[single]))

    def _groups(self, columns: Subset) -> NDArray[np.int64]:
        """Return the group of each class, below 2**20 or dense."""
        names = [name for place, name in enumerate(self.classes.columns) if place in columns]
        if not names:
            return np.zeros(self.classes.n_classes, dtype=np.int64)
        sizes = [self.classes.missing(name) + 1 for name in names]
        words, _ = recode([self.classes.codes(name) for name in names], sizes)
        return words[0] if math.prod(sizes) <= _DENSE else group_words(words)[1]


def shapley_values(
    n_columns: int, worth: Callable[[Subset], float], *, n_orders: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the Shapley value of each column and its standard error, 0 where it is exact.

    Parameters
    ----------
    n_columns : int
        Exact up to eight columns, from random orders beyond.
    worth : function of a frozenset of column numbers to float
    n_orders, seed : int
        How many random orders, and their seed.

    References
    ----------
    Lloyd Shapley, A Value for n-Person Games, 1953. Javier Castro, Daniel Gomez and Juan Tejada,
    Polynomial Calculation of the Shapley Value Based on Sampling, 2009.

    Examples
    --------
    >>> shapley_values(2, lambda known: float(len(known) == 2), n_orders=2, seed=0)[0].tolist()
    [0.5, 0.5]
    """
    if n_columns <= EXACT_COLUMNS:
        parts = exact_shapley(range(n_columns), lambda known: worth(frozenset(known)))
        return np.array(list(parts.values())), np.zeros(n_columns)
    rng = np.random.default_rng(seed)
    gains = np.zeros((n_orders, n_columns))
    for place in range(n_orders):
        known: Subset = frozenset()
        before = worth(known)
        for column in rng.permutation(n_columns).tolist():
            known |= {column}
            after = worth(known)
            gains[place, column] = after - before
            before = after
    return gains.mean(axis=0), gains.std(axis=0, ddof=1) / math.sqrt(n_orders)


def minimal_sets(
    n_columns: int, n_alone: Callable[[Subset], int], *, largest: int
) -> list[tuple[Subset, int]]:
    """Return the sets that leave someone alone and of which no part does, with how many.

    Parameters
    ----------
    n_columns : int
    n_alone : function of a frozenset of column numbers to int
        It never falls when a column is added.
    largest : int
        Sets of more columns are not searched.

    Examples
    --------
    >>> minimal_sets(3, lambda known: int({0, 2} <= known), largest=3)
    [(frozenset({0, 2}), 1)]
    """
    found: list[tuple[Subset, int]] = []
    if not n_alone(frozenset(range(n_columns))):
        return found
    for size in range(1, min(largest, n_columns) + 1):
        smaller = [known for known, _ in found]
        level = []
        for columns in itertools.combinations(range(n_columns), size):
            known = frozenset(columns)
            if not any(part <= known for part in smaller) and (alone := n_alone(known)):
                level.append((known, alone))
        found += sorted(level, key=lambda pair: (-pair[1], sorted(pair[0])))
    return found
