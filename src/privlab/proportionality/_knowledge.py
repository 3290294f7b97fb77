"""What a profile knows of people at one level a column: the knowledge score of a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.classes import group_words, recode
from privlab.intrusiveness.knowledge._columns import UNDECLARED, choquet_steps
from privlab.intrusiveness.knowledge._crowd import exposure
from privlab.tables import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.proportionality._ladders import Ladder, Rung, State

__all__ = ["Knowledge", "sharing"]


def sharing(rungs: Sequence[Rung]) -> NDArray[np.int64]:
    """Return how many rows share what is held of each row, per null pattern, shape (n_rows,)."""
    held = np.column_stack([rung.codes != rung.size - 1 for rung in rungs])
    if held.all():
        return _counted(rungs)
    shapes, which = np.unique(held, axis=0, return_inverse=True)
    which = which.reshape(-1)
    shared = np.full(len(held), len(held), dtype=np.int64)
    for number, shape in enumerate(shapes):
        own = [rung for rung, there in zip(rungs, shape, strict=True) if there]
        if not own:
            continue
        rows = which == number
        shared[rows] = _counted(own)[rows]
    return shared


def _counted(rungs: Sequence[Rung]) -> NDArray[np.int64]:
    words, _ = recode([rung.codes for rung in rungs], [rung.size for rung in rungs])
    _, group = group_words(words)
    counts: NDArray[np.int64] = np.bincount(group)[group]
    return counts


class Knowledge:
    """Mean knowledge of the states of a table, each dimension computed once a level.

    Parameters
    ----------
    ladders : sequence of Ladder
    grouped : mapping of dimension to mapping of column to sensitivity
    crowd : int
        People of the random crowd, at most the rows.
    rows : array of int64, optional
        Rows to look at, for an approximation; all by default.
    """

    def __init__(
        self,
        ladders: Sequence[Ladder],
        grouped: Mapping[str, Mapping[str, float]],
        crowd: int,
        rows: NDArray[np.int64] | None = None,
    ) -> None:
        if rows is not None:
            ladders = [own.of_rows(rows) for own in ladders]
        self._ladders = {own.column: own for own in ladders}
        self._order = [own.column for own in ladders]
        self._grouped = grouped
        self._n = len(ladders[0].rungs[0].codes)
        self._crowd = min(crowd, self._n)
        self._known: dict[tuple[tuple[str, int], ...], float] = {}

    def of(self, state: State) -> float:
        """Return the mean knowledge score (exposure when no dimension is declared), 0 to 1."""
        level = dict(zip(self._order, state, strict=True))
        total = 0.0
        for levels in self._grouped.values():
            for step in choquet_steps(levels):
                held = tuple((c, level[c]) for c in step.columns if level[c] < self._ladders[c].top)
                if held:
                    total += step.weight * self._exposed(held)
        return total if UNDECLARED in self._grouped else total / len(DIMENSIONS)

    def _exposed(self, held: tuple[tuple[str, int], ...]) -> float:
        if held not in self._known:
            shared = sharing([self._ladders[column].rungs[place] for column, place in held])
            self._known[held] = float(exposure(shared, self._n, self._crowd).mean())
        return self._known[held]
