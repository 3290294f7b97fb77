"""What a mechanism gave, run after run, as columns that events can be looked for in.

Whatever leaves counts: numbers, texts, rows that are there or not, NaN, infinities, and that a
run failed. A column holds numbers, and a state where there is none.
"""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

__all__ = ["Column", "columns_of", "run_many", "run_one_by_one"]

NUMBER = ""
"""State of a run that gave a finite number."""
ABSENT = "absent"
FAILED = "failed"
MOST_COLUMNS = 2_000


@dataclass(frozen=True)
class Column:
    """One part of the output over all runs.

    Attributes
    ----------
    name : str
    values : array of float, shape (n_runs,)
        NaN where there is no finite number.
    states : array of int, shape (n_runs,)
        0 where there is a number, otherwise 1 + the place of the state in `words`.
    words : tuple of str
        What a state says: absent, nan, a text ...
    """

    name: str
    values: NDArray[np.float64]
    states: NDArray[np.int64]
    words: tuple[str, ...] = ()


def run_one_by_one(mechanism: Callable[[Any], object], given: object, runs: int) -> list[object]:
    """Return the outputs of that many runs; a run that fails is the output 'failed'."""
    return [_flat(_output(mechanism, given)) for _ in range(runs)]


def run_many(
    mechanism: Callable[[Any, int], object], given: object, runs: int
) -> NDArray[np.float64]:
    """Return the outputs of one call that makes all runs, shape (n_runs, n_columns)."""
    drawn = np.asarray(mechanism(given, runs), dtype=np.float64)
    drawn = drawn.reshape(len(drawn), -1) if drawn.ndim else drawn.reshape(1, 1)
    if len(drawn) != runs:
        message = (
            f"With draws='many' the mechanism is called as mechanism(input, runs) and must return "
            f"one row a run: {runs} were asked for, {len(drawn)} came."
        )
        raise ParameterError(message)
    return drawn


def columns_of(first: Any, second: Any) -> tuple[list[Column], list[Column]]:
    """Return the same columns for the outputs on the one input and on the other."""
    if isinstance(first, np.ndarray):
        first, second = _of_one_width(first, second)
        width = first.shape[1]
        names = [f"output {place}" for place in range(width)] if width > 1 else ["output"]
        pairs = [
            (_of_numbers(name, first[:, place]), _of_numbers(name, second[:, place]))
            for place, name in enumerate(names)
        ]
    else:
        pairs = [_of_mixed(name, first, second) for name in _names(first, second)]
    return [own for own, _ in pairs], [own for _, own in pairs]


def _of_one_width(first: Any, second: Any) -> tuple[Any, Any]:
    width = max(first.shape[1], second.shape[1])
    # a shorter output is itself telling: what is not there is NaN there
    padded = [
        np.pad(own, ((0, 0), (0, width - own.shape[1])), constant_values=np.nan)
        for own in (first, second)
    ]
    return padded[0], padded[1]


def _output(mechanism: Callable[[Any], object], given: object) -> object:
    try:
        return mechanism(given)
    except Exception as error:  # noqa: BLE001 - that it fails is an output like any other
        return {FAILED: type(error).__name__}


def _flat(output: Any) -> dict[str, object]:
    """Return an output as plain values by name."""
    import pandas as pd

    if hasattr(output, "to_frame") and not isinstance(output, pd.Series):
        output = output.to_frame()
    if isinstance(output, pd.DataFrame):
        return dict(_cells(output))
    if isinstance(output, pd.Series):
        output = output.to_dict()
    if hasattr(output, "items"):
        return {str(name): _plain(value) for name, value in output.items()}
    if isinstance(output, np.ndarray | list | tuple):
        values = np.asarray(output, dtype=object).ravel()
        return {f"output {place}": _plain(value) for place, value in enumerate(values)}
    return {"output": _plain(output)}


def _cells(frame: Any) -> Iterator[tuple[str, object]]:
    """Yield the numbers of a frame, named by the texts of their row, or by its place."""
    import pandas as pd

    naming = [c for c in frame.columns if not pd.api.types.is_numeric_dtype(frame[c])]
    for place, row in enumerate(frame.to_dict("records")):
        name = " ".join(str(row[c]) for c in naming) if naming else str(place)
        for column, value in row.items():
            if column not in naming:
                yield f"{column}[{name}]", _plain(value)


def _plain(value: Any) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, numbers.Real):
        return float(value)
    return ABSENT if value is None else str(value)


def _names(first: list[dict[str, object]], second: list[dict[str, object]]) -> list[str]:
    names = sorted({name for outputs in (first, second) for own in outputs for name in own})
    if len(names) > MOST_COLUMNS:
        message = (
            f"The outputs have {len(names)} parts; at most {MOST_COLUMNS} are audited. Return "
            "less from the mechanism, for instance totals."
        )
        raise ParameterError(message)
    return names


def _of_numbers(name: str, drawn: NDArray[np.float64]) -> Column:
    words = ("nan", "inf", "-inf")
    states = np.zeros(len(drawn), dtype=np.int64)
    states[np.isnan(drawn)] = 1
    states[drawn == math.inf] = 2
    states[drawn == -math.inf] = 3
    return Column(name, np.where(states == 0, drawn, np.nan), states, words)


def _of_mixed(
    name: str, first: list[dict[str, object]], second: list[dict[str, object]]
) -> tuple[Column, Column]:
    given = [[own.get(name, ABSENT) for own in outputs] for outputs in (first, second)]
    words = tuple(sorted({_state(value) for values in given for value in values} - {NUMBER}))
    code = {word: place + 1 for place, word in enumerate(words)} | {NUMBER: 0}
    made = []
    for values in given:
        states = np.array([code[_state(value)] for value in values], dtype=np.int64)
        finite = [
            value if isinstance(value, float) and not state else math.nan
            for value, state in zip(values, states, strict=True)
        ]
        made.append(Column(name, np.array(finite, dtype=np.float64), states, words))
    return made[0], made[1]


def _state(value: object) -> str:
    if isinstance(value, float):
        return NUMBER if math.isfinite(value) else str(value)
    return str(value)
