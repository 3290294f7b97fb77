"""The least that a frozen model needs: nothing is learnt anew, its answers must stay the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from privlab import display
from privlab.errors import ParameterError
from privlab.intrusiveness._bits import exposure
from privlab.intrusiveness._choquet import choquet_steps
from privlab.intrusiveness._frozen_cells import entropy_of, grow_cells
from privlab.intrusiveness._profile import UNDECLARED
from privlab.intrusiveness._proportion_knowledge import Knowledge
from privlab.intrusiveness._proportion_ladders import ladder
from privlab.intrusiveness._proportion_result import without_purpose
from privlab.language import N_, Message, Share, counted
from privlab.results import Figure, Result
from privlab.tables import DIMENSIONS, arrays

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.intrusiveness._frozen_cells import Cells
    from privlab.intrusiveness._proportion_ladders import Ladder
    from privlab.policy import Policy
    from privlab.policy._differences import Change
    from privlab.tables import Arrays, Dataset

__all__ = ["FrozenProportionate", "find_frozen"]

Z = 1.959964
STEPS_SHOWN = 14


@dataclass(frozen=True, repr=False)
class FrozenProportionate(Result):
    """The coarsest cells in which a frozen model answers as before.

    Attributes
    ----------
    n_cells : int
    columns : tuple of str
        Columns that some cell speaks of.
    not_needed : tuple of str
        Columns that no cell speaks of.
    cells : pandas DataFrame, one row a cell
        `people` among the rows read, and for each column what is held: an interval, a number of
        values, or None where nothing is.
    frontier : pandas DataFrame, one row a number of cells
        `cells`, `intrusiveness`, `left`, `kept_selection` (rows for choosing), `kept_confirmed`,
        `kept` with `low` and `high` (fresh rows), `chosen`.
    """

    keep: float
    n_cells: int
    columns: tuple[str, ...]
    not_needed: tuple[str, ...]
    cells: pd.DataFrame
    frontier: pd.DataFrame

    title: ClassVar[str] = N_("The least that the frozen model needs")
    caption: ClassVar[str] = N_("Answers that stay the same against what is known of people")

    def policy_changes(
        self, policy: Policy, resource: str, purpose: str
    ) -> tuple[Policy, tuple[Change, ...]]:
        """Return the policy in which the purpose reads only what it needs, and what changed."""
        return without_purpose(policy, resource, purpose, self.not_needed)

    def _draw(self, ax: Axes) -> None:
        display.proportion_frontier(
            ax,
            left=self.frontier["left"],
            fresh=self.frontier["kept"],
            low=self.frontier["low"],
            high=self.frontier["high"],
            selection=self.frontier["kept_selection"],
            chosen=self.frontier["chosen"],
            keep=self.keep,
        )


@dataclass(frozen=True, eq=False)
class _Told:
    """A partition, what it knows, and how often the model answers as before on each part."""

    cells: Cells
    knowledge: float
    agreement: tuple[float, float, float]


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
    drawn = arrays(data, profile, limit=max_rows, salt="proportion")
    answers = _answers(predict, _frame(drawn, profile, drawn.codes))
    order = rng.permutation(drawn.n_rows)
    half, three = len(order) // 2, len(order) * 3 // 4
    parts = (order[:half], order[half:three], order[three:])
    features = _features(drawn, profile, answers, parts[0])
    ladders = [ladder(drawn, column, None) for column in profile]
    whole = Knowledge(ladders, grouped, crowd).of(tuple(0 for _ in profile))
    grown = grow_cells(features[parts[0]], answers[parts[0]], int(rng.integers(2**31)))
    places = [cells.place(features) for cells in grown]
    made = _answers_of_cells(predict, drawn, profile, features, answers, places, parts[0])
    found: list[_Told] = []
    for cells, own, answered in zip(grown, places, made, strict=True):
        same = answered[own] == answers
        known = _knowledge(cells, features, own, profile, grouped, crowd)
        first, second, third = (float(same[rows].mean()) for rows in parts)
        found.append(_Told(cells, known, (first, second, third)))
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
    return _result(
        data, profile, found, chosen, whole, keep, drawn, parts, answers, features, crowd
    )


def _frame(
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


def _answers(predict: Callable[..., Any], frame: pd.DataFrame) -> NDArray[np.int64]:
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


def _features(
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


def _answers_of_cells(
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
    answered = _answers(predict, _frame(drawn, profile, codes))
    return np.split(answered, ends)[1:-1]


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


def _result(  # noqa: PLR0913, PLR0917 - the parts of a result, each once
    data: Dataset,
    profile: tuple[str, ...],
    found: Sequence[_Told],
    chosen: _Told,
    whole: float,
    keep: float,
    drawn: Arrays,
    parts: Sequence[NDArray[np.int64]],
    answers: NDArray[np.int64],
    features: NDArray[np.float64],
    crowd: int,
) -> FrozenProportionate:
    import pandas as pd

    shown = [found[n] for n in np.unique(np.geomspace(1, len(found), STEPS_SHOWN).astype(int)) - 1]
    shown = sorted({id(one): one for one in [*shown, chosen]}.values(), key=lambda o: -o.knowledge)
    rows = []
    for one in shown:
        low, high = _wilson(one.agreement[2], len(parts[2]))
        rows.append(
            {
                "cells": len(one.cells.boxes),
                "intrusiveness": one.knowledge,
                "left": one.knowledge / whole,
                "kept_selection": one.agreement[0],
                "kept_confirmed": one.agreement[1],
                "kept": one.agreement[2],
                "low": low,
                "high": high,
                "chosen": one is chosen,
            }
        )
    used = chosen.cells.columns
    columns = tuple(profile[place] for place in used)
    not_needed = tuple(column for column in profile if column not in columns)
    low, high = _wilson(chosen.agreement[2], len(parts[2]))
    figures = (
        Figure(
            "intrusiveness_left",
            chosen.knowledge / whole,
            "ratio",
            N_("Intrusiveness left, 1 = full profile"),
        ),
        Figure(
            "agreement",
            chosen.agreement[2],
            "share",
            N_("People whom the model answers as before, fresh rows"),
            interval=(low, high),
            confidence=0.95,
        ),
        Figure(
            "optimism",
            chosen.agreement[0] - chosen.agreement[2],
            "ratio",
            N_("By how much the rows for choosing flatter the choice"),
        ),
        Figure("n_cells", len(chosen.cells.boxes), "ratio", N_("Cells")),
        Figure(
            "answer_bits",
            entropy_of(np.bincount(answers).astype(float)),
            "bits",
            N_("Bits of the answer itself, below which no cells can go"),
        ),
        Figure("n_not_needed", len(not_needed), "columns", N_("Columns never needed")),
    )
    return FrozenProportionate(
        figures=figures,
        assumptions=(
            Message(
                "The model is not learnt anew: it is asked about one made-up row a cell, and must "
                "answer as before for {share} of people.",
                {"share": Share(keep)},
            ),
            Message(
                "Cells were grown on half of the rows; a quarter confirmed the choice; the last "
                "quarter, never used to choose, says what it is worth."
            ),
            Message("A cell is held instead of the row, and matches everyone whom it covers."),
            Message(
                "People are compared in a random crowd of {n}.", {"n": min(crowd, len(answers))}
            ),
            data.unit_message,
        ),
        provenance=data.provenance("find_proportionate", profile, keep=keep, crowd=crowd),
        keep=keep,
        n_cells=len(chosen.cells.boxes),
        columns=columns,
        not_needed=not_needed,
        cells=_described(chosen.cells, features, profile, drawn),
        frontier=pd.DataFrame(rows),
    )


def _wilson(share: float, n: int) -> tuple[float, float]:
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return float(middle - half), float(middle + half)


def _described(
    cells: Cells, features: NDArray[np.float64], profile: Sequence[str], drawn: Arrays
) -> pd.DataFrame:
    import pandas as pd

    places = cells.place(features)
    ladders: list[Ladder] = [ladder(drawn, column, None) for column in profile]
    rows = []
    for number, box in enumerate(cells.boxes):
        row: dict[str, Any] = {"people": int((places == number).sum())}
        for place, column in enumerate(profile):
            if place not in box.bounds:
                row[column] = None
                continue
            above, most = box.bounds[place]
            if ladders[place].rungs[0].categorical:
                n_values = len(np.unique(features[box.covers(features, [place]), place]))
                row[column] = counted("{n} value", "{n} values", n_values).text()
            else:
                row[column] = f"({above:g}, {most:g}]"
        rows.append(row)
    return pd.DataFrame(rows)
