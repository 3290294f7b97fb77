"""Who pays for what: the score of sets of columns of one dimension, shared between its columns.

The mean exposure of a set of columns is counted once and remembered; the score is a sum of such
means, so leaving a column out, sharing the score and moving a level all read the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from privlab.intrusiveness.knowledge._choquet import choquet_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from privlab.classes import EquivalenceClasses
    from privlab.intrusiveness.knowledge._crowd import Crowd
    from privlab.intrusiveness.knowledge._people import People

__all__ = ["ColumnSets", "column_sets"]


@dataclass(frozen=True, eq=False, repr=False)
class ColumnSets:
    """The columns of one dimension, and how exposed people are by each set of them.

    Attributes
    ----------
    seen : Crowd
        The reference table, rolled up to the columns of the dimension.
    classes : EquivalenceClasses
        The measured table, rolled up from that of the whole profile.
    people : People
    levels : mapping of column to float
        Sensitivity of each column, 0 to 1.
    """

    seen: Crowd
    classes: EquivalenceClasses
    people: People
    levels: Mapping[str, float]
    _means: dict[frozenset[str], float] = field(default_factory=dict)

    def bits(self, columns: Iterable[str]) -> NDArray[np.float64]:
        """Return the crowd bits of each class of the dimension, shape (n_classes,)."""
        wanted = set(columns)
        ordered = [column for column in self.levels if column in wanted]
        return self.seen.bits(self.classes, ordered)

    def exposure(self, columns: Iterable[str]) -> float:
        """Return the mean exposure of people by a set of columns, 0 to 1."""
        wanted = frozenset(columns)
        if not wanted:
            return 0.0
        if wanted not in self._means:
            self._means[wanted] = self._mean(self.bits(wanted) / np.log2(self.seen.size))
        return self._means[wanted]

    def score(
        self, columns: Iterable[str] | None = None, levels: Mapping[str, float] | None = None
    ) -> float:
        """Return the mean score of the dimension, of some of its columns, or at other levels."""
        kept = self.levels if columns is None else set(columns)
        own = {c: level for c, level in (levels or self.levels).items() if c in kept}
        return sum(step.weight * self.exposure(step.columns) for step in choquet_steps(own))

    def of_people(self) -> NDArray[np.float64]:
        """Return the score of each entry of `people.weights`."""
        score = np.zeros(len(self.people.weights))
        for step in choquet_steps(self.levels):
            exposed = self.bits(step.columns) / np.log2(self.seen.size)
            spread = self.people.of_classes(exposed[self._place])
            self._means[frozenset(step.columns)] = self.people.mean(spread)
            score += step.weight * spread
        return score

    @property
    def _place(self) -> NDArray[np.int64]:
        place = self.classes.place_of_finer
        return np.arange(self.classes.n_classes) if place is None else place

    def _mean(self, values: NDArray[np.float64]) -> float:
        if self.people.starts is None:
            return float(np.average(values, weights=self.classes.sizes))
        return self.people.mean(self.people.of_classes(values[self._place]))


def column_sets(
    seen: Crowd,
    classes: EquivalenceClasses,
    people: People,
    grouped: Mapping[str, Mapping[str, float]],
) -> dict[str, ColumnSets]:
    """Return the sets of each dimension: one roll-up of either table for all that follows."""
    made = {}
    for name, levels in grouped.items():
        own = classes.roll_up(levels)
        made[name] = ColumnSets(seen.narrowed(classes, own), own, people, levels)
    return made
