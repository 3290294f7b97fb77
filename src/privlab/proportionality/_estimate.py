"""What a state keeps on rows that nobody used to choose it, with its doubt and its subgroups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.proportionality._task import features_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.proportionality._ladders import Ladder, State
    from privlab.proportionality._task import Task

__all__ = ["GroupKept", "Kept", "Trial", "worst_groups"]

N_DRAWS = 200
FEWEST_IN_GROUP = 100
# below, the full profile gains too little in a group for a share of it to mean something
LEAST_GAIN = 0.02


@dataclass(frozen=True)
class Kept:
    """Share of the gain kept: 1 as good as the full profile, 0 as good as no profile.

    Attributes
    ----------
    value, low, high : float
        Estimate and 95% interval (paired bootstrap over rows).
    error : float
        Standard error of the bootstrap.
    score, full, base : float
        Scores of the state, of the full profile, and of a constant.
    sure : float
        What the full profile gains at least, 97.5% sure (same bootstrap).
    """

    value: float
    low: float
    high: float
    error: float
    score: float
    full: float
    base: float
    sure: float


@dataclass(frozen=True)
class GroupKept:
    """What a subgroup keeps, and whether the state tells its people apart at all."""

    column: str
    group: str
    n: int
    kept: Kept
    told_apart: bool = True


class Trial:
    """Models learnt on some rows and asked about others.

    Parameters
    ----------
    learnt, asked : arrays of int64
        Places of the rows.
    """

    def __init__(
        self,
        task: Task,
        ladders: Sequence[Ladder],
        answers: NDArray[Any],
        learnt: NDArray[np.int64],
        asked: NDArray[np.int64],
    ) -> None:
        self.task = task
        self.asked = asked
        self._ladders = ladders
        self._answers = answers
        self._learnt = learnt
        self._done: dict[State, NDArray[np.float64]] = {}

    @property
    def answers(self) -> NDArray[Any]:
        """What the predictions should be."""
        own: NDArray[Any] = self._answers[self.asked]
        return own

    def predictions(self, state: State) -> NDArray[np.float64]:
        """Return the predictions of a state for the rows asked about."""
        if state not in self._done:
            features, categorical = features_of(self._ladders, state)
            self._done[state] = self.task.predictions(
                features[self._learnt],
                self._answers[self._learnt],
                features[self.asked],
                categorical,
            )
        return self._done[state]

    def score(self, state: State) -> float:
        """Return the score of a state."""
        return float(self.task.scorer(self.answers, self.predictions(state)))

    def kept(
        self, state: State, rng: np.random.Generator, rows: NDArray[np.int64] | None = None
    ) -> Kept:
        """Return the share of the gain that a state keeps, on some of the rows asked about."""
        everything = tuple(0 for _ in self._ladders)
        nothing = tuple(own.top for own in self._ladders)
        rows = np.arange(len(self.asked)) if rows is None else rows
        answers = self.answers[rows]
        told = [self.predictions(own)[rows] for own in (state, everything, nothing)]

        def scores(drawn: NDArray[np.int64]) -> list[float]:
            return [float(self.task.scorer(answers[drawn], own[drawn])) for own in told]

        score, full, base = scores(np.arange(len(rows)))
        again = [scores(rng.integers(0, len(rows), len(rows))) for _ in range(N_DRAWS)]
        drawn = [_share(*own) for own in again]
        low, high = np.quantile(drawn, [0.025, 0.975])
        sure = float(np.quantile([own[1] - own[2] for own in again], 0.025))
        value = _share(score, full, base)
        return Kept(value, float(low), float(high), float(np.std(drawn)), score, full, base, sure)


def _share(score: float, full: float, base: float) -> float:
    return (score - base) / (full - base) if full > base else 0.0


def worst_groups(
    trial: Trial,
    state: State,
    groups: Mapping[str, tuple[NDArray[np.int64], Sequence[str]]],
    rng: np.random.Generator,
) -> tuple[list[GroupKept], int]:
    """Return what each subgroup keeps, the worst first, and how many had no gain to keep.

    Parameters
    ----------
    groups : mapping of column to (codes of all rows, labels)
        Groups of fewer than 100 rows asked about are left out; so are those whose answers are
        of one class, or in which the full profile itself gains nothing that chance could not.
    """
    found, no_gain = [], 0
    for column, (codes, labels) in groups.items():
        own = codes[trial.asked]
        for number, label in enumerate(labels):
            rows = np.flatnonzero(own == number)
            if len(rows) < FEWEST_IN_GROUP:
                continue
            if len(np.unique(trial.answers[rows])) == 1:
                no_gain += 1
                continue
            kept = trial.kept(state, rng, rows)
            if kept.full - kept.base < LEAST_GAIN or kept.sure <= 0:
                no_gain += 1
                continue
            guesses = trial.predictions(state)[rows]
            apart = bool(np.ptp(guesses, axis=0).max() > 0)
            found.append(GroupKept(column, label, len(rows), kept, apart))
    return sorted(found, key=lambda one: one.kept.value), no_gain
