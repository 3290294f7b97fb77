"""Asking a frozen model: about rows as they are, and about one made-up row a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.errors import ParameterError
from privlab.proportionality._ladders import ladder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from privlab.tables import Arrays

__all__ = ["answers_of", "answers_of_cells", "frame_of", "ordered_features"]


def frame_of(
    drawn: Arrays, profile: Sequence[str], codes: Mapping[str, NDArray[np.int64]]
) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({column: _values(drawn, column, codes[column]) for column in profile})


def _values(drawn: Arrays, column: str, codes: NDArray[np.int64]) -> pd.Series[Any]:
    import pyarrow as pa

    coding = drawn.codings[column]
    indices = pa.array(codes, mask=codes == coding.missing)
    made: pd.Series[Any] = coding.labels.take(indices).to_pandas()
    return made


def answers_of(predict: Callable[..., Any], frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return what the model answers each row, as numbers from 0."""
    import pandas as pd

    try:
        answered = np.asarray(predict(frame)).reshape(-1)
    except Exception as error:  # noqa: BLE001 - a model's own message may print values
        message = (
            f"predict= failed with {type(error).__name__} on a pandas frame of "
            f"{len(frame.columns)} columns. Its message is held back, since it may show values: "
            "try the function by itself on made-up rows."
        )
        raise ParameterError(message) from None
    if len(answered) != len(frame):
        message = (
            f"predict= returned {len(answered)} answers for {len(frame)} rows; it returns one "
            "a row, for instance a scikit-learn model's .predict."
        )
        raise ParameterError(message)
    codes, _ = pd.factorize(answered, sort=True)
    return np.asarray(codes, dtype=np.int64)


def ordered_features(
    drawn: Arrays, profile: Sequence[str], answers: NDArray[np.int64], rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return numbers as they are, and texts in the order of what the model answers them."""
    columns = []
    for column in profile:
        own, coding = drawn.codes[column], drawn.codings[column]
        rung = ladder(drawn, column, None).rungs[0]
        if not rung.categorical:
            columns.append(np.where(np.isnan(rung.features), -1e30, rung.features))
            continue
        counts = np.bincount(own[rows], minlength=coding.size)
        totals = np.bincount(own[rows], weights=answers[rows], minlength=coding.size)
        mean = totals / np.maximum(counts, 1)
        place = np.empty(coding.size)
        place[np.argsort(mean, kind="stable")] = np.arange(coding.size)
        columns.append(place[own])
    return np.column_stack(columns)


def answers_of_cells(
    predict: Callable[..., Any],
    drawn: Arrays,
    profile: Sequence[str],
    features: NDArray[np.float64],
    answers: NDArray[np.int64],
    places: Sequence[NDArray[np.int64]],
    rows: NDArray[np.int64],
) -> list[NDArray[np.int64]]:
    """Return what the model answers the representative of each cell, for each partition.

    It is asked once, together with all rows, so that answers are numbered alike.
    """
    asked: dict[str, list[NDArray[np.int64]]] = {c: [drawn.codes[c]] for c in profile}
    ends = [drawn.n_rows]
    for own in places:
        n_cells = int(own[rows].max()) + 1
        ends.append(ends[-1] + n_cells)
        for cell in range(n_cells):
            inside = rows[own[rows] == cell]
            alike = inside[answers[inside] == np.bincount(answers[inside]).argmax()]
            for number, column in enumerate(profile):
                order = np.argsort(features[alike, number], kind="stable")
                middle = alike[order[len(alike) // 2]]
                asked[column].append(drawn.codes[column][middle : middle + 1])
    codes = {column: np.concatenate(own) for column, own in asked.items()}
    answered = answers_of(predict, frame_of(drawn, profile, codes))
    return np.split(answered, ends)[1:-1]
