"""The least that a frozen model needs: nothing is learnt anew, its answers must stay the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.errors import ParameterError
from privlab.intrusiveness.knowledge._columns import UNDECLARED, choquet_steps
from privlab.intrusiveness.knowledge._crowd import exposure
from privlab.proportionality._knowledge import Knowledge
from privlab.proportionality._ladders import ladder
from privlab.proportionality.frozen._cells import grow_cells
from privlab.proportionality.frozen._model import (
    answers_of,
    answers_of_cells,
    frame_of,
    ordered_features,
)
from privlab.proportionality.frozen._result import FrozenProportionate, Told, frozen_result
from privlab.tables import DIMENSIONS, arrays

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.proportionality.frozen._cells import Cells
    from privlab.tables import Dataset

__all__ = ["find_frozen"]


def find_frozen(
    data: Dataset,
    profile: tuple[str, ...],
    predict: Callable[..., Any],
    *,
    keep: float,
    crowd: int,
    grouped: Mapping[str, Mapping[str, float]],
    max_rows: int,
    rng: np.random.Generator,
) -> FrozenProportionate:
    """Return the least intrusive cells in which a frozen model answers as before.

    Each cell is held instead of the row; the model is asked about a row made of the middle
    values of the cell's people for whom it answers what it answers most often there.
    """
    # a model reads columns in the order of the table
    profile = tuple(column for column in data.columns if column in profile)
    drawn = arrays(data, profile, max_rows=max_rows, salt="proportion")
    answers = answers_of(predict, frame_of(drawn, profile, drawn.codes))
    order = rng.permutation(drawn.n_rows)
    half, three = len(order) // 2, len(order) * 3 // 4
    parts = (order[:half], order[half:three], order[three:])
    features = ordered_features(drawn, profile, answers, parts[0])
    ladders = [ladder(drawn, column, None) for column in profile]
    whole = Knowledge(ladders, grouped, crowd).of(tuple(0 for _ in profile))
    grown = grow_cells(features[parts[0]], answers[parts[0]], int(rng.integers(2**31)))
    places = [cells.place(features) for cells in grown]
    made = answers_of_cells(predict, drawn, profile, features, answers, places, parts[0])
    found: list[Told] = []
    for cells, own, answered in zip(grown, places, made, strict=True):
        same = answered[own] == answers
        known = _knowledge(cells, features, own, profile, grouped, crowd)
        first, second, third = (float(same[rows].mean()) for rows in parts)
        found.append(Told(cells, known, (first, second, third)))
    n = len(parts[1])
    within = [
        one
        for one in found
        if one.agreement[1] - np.sqrt(one.agreement[1] * (1 - one.agreement[1]) / n) >= keep
    ]
    if not within:
        message = (
            "No partition into cells lets the model answer as before for that share of people. "
            "Lower keep=, or find what can be spared with target= and a model learnt anew."
        )
        raise ParameterError(message)
    chosen = min(within, key=lambda one: one.knowledge)
    return frozen_result(
        data, profile, found, chosen, whole, keep, drawn, parts, answers, features, crowd
    )


def _knowledge(
    cells: Cells,
    features: NDArray[np.float64],
    places: NDArray[np.int64],
    profile: Sequence[str],
    grouped: Mapping[str, Mapping[str, float]],
    crowd: int,
) -> float:
    """Return the mean knowledge: a cell matches all rows that it covers on those columns."""
    n = len(places)
    number = {column: place for place, column in enumerate(profile)}
    total = 0.0
    for levels in grouped.values():
        for step in choquet_steps(levels):
            own = [number[column] for column in step.columns]
            shared = np.array([int(box.covers(features, own).sum()) for box in cells.boxes])
            of_cells = exposure(np.maximum(shared, 1), n, min(crowd, n))
            total += step.weight * float(of_cells[places].mean())
    return total if UNDECLARED in grouped else total / len(DIMENSIONS)
