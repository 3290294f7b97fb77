"""The rows of a search: coded, split in three, and what is to be learnt from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._arrow import holds_numbers
from privlab.errors import ColumnError, ParameterError, did_you_mean, listed
from privlab.hierarchies import Hierarchy
from privlab.proportionality._estimate import Trial
from privlab.proportionality._guided import guided_hierarchy
from privlab.proportionality._ladders import ladder, present_values
from privlab.proportionality._task import task_of
from privlab.tables import arrays

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from privlab.proportionality._ladders import Ladder
    from privlab.proportionality._task import Task
    from privlab.tables import Arrays, Dataset

__all__ = ["FEWEST_ROWS", "Problem"]

FEWEST_ROWS = 200


@dataclass(frozen=True, eq=False)
class Problem:
    """The rows, coded and split, and what is to be learnt from them."""

    drawn: Arrays
    ladders: tuple[Ladder, ...]
    task: Task
    answers: NDArray[Any]
    choosing: NDArray[np.int64]
    confirming: NDArray[np.int64]
    fresh: NDArray[np.int64]

    @classmethod
    def read(
        cls,
        data: Dataset,
        profile: tuple[str, ...],
        target: str,
        rng: np.random.Generator,
        asked: tuple[Any, ...],
        hierarchies: Mapping[str, Hierarchy],
        max_rows: int,
    ) -> Problem:
        for column in hierarchies:
            if column not in profile:
                message = (
                    f"hierarchies= names '{listed([column])}', which is not in the profile. "
                    f"{did_you_mean(column, profile)}"
                )
                raise ColumnError(message)
        if not profile:
            message = "The profile has no column beside the target: there is nothing to leave out."
            raise ColumnError(message)
        drawn = arrays(data, (*profile, target), max_rows=max_rows, salt="proportion")
        known = np.flatnonzero(drawn.codes[target] != drawn.codings[target].missing)
        if len(known) < FEWEST_ROWS:
            message = f"The target is known in {len(known)} rows; {FEWEST_ROWS} are needed."
            raise ParameterError(message)
        kind, scorer, model, seed = asked
        codes = drawn.codes[target][known]
        values, _ = present_values(drawn, target)
        numbers = None if not holds_numbers(values.type) else drawn.numbers(target)[known]
        task, own = task_of(kind, codes, numbers, scorer=scorer, model=model, seed=seed)
        answers = np.zeros(drawn.n_rows, dtype=own.dtype)
        answers[known] = own
        order = rng.permutation(known)
        half, three = len(order) // 2, len(order) * 3 // 4
        choosing = order[:half]
        targets = _guides(task, answers)
        ladders = []
        for column in profile:
            hierarchy = hierarchies.get(column)
            if hierarchy is None:
                hierarchy = _guided(drawn, column, choosing, targets, data.fewest_shown)
            ladders.append(ladder(drawn, column, hierarchy))
        return cls(drawn, tuple(ladders), task, answers, choosing, order[half:three], order[three:])

    def trial(self, learnt: NDArray[np.int64], asked: NDArray[np.int64]) -> Trial:
        """Return a trial of models learnt on some rows and asked about others."""
        return Trial(self.task, self.ladders, self.answers, learnt, asked)


def _guides(task: Task, answers: NDArray[Any]) -> NDArray[np.float64]:
    """Return what guides the hierarchies: a column a class, or the rank of a number."""
    if task.n_classes:
        own: NDArray[np.float64] = np.eye(task.n_classes)[answers]
        return own
    ranks = np.argsort(np.argsort(answers, kind="stable"), kind="stable")
    shares: NDArray[np.float64] = ranks[:, None] / len(answers)
    return shares


def _guided(
    drawn: Arrays, column: str, rows: NDArray[np.int64], targets: NDArray[np.float64], k: int
) -> Hierarchy | None:
    values, leaves = present_values(drawn, column)
    made = guided_hierarchy(values, leaves[rows], targets[rows], k)
    if made is None or not made.covers(values).all():
        return Hierarchy.suggest(values)
    return made
