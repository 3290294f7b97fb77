"""What a search for the least that a frozen model needs returns: the cells, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from privlab._statistics import entropy
from privlab.language import N_, Message, Share, counted
from privlab.proportionality._ladders import ladder
from privlab.proportionality._result import draw_frontier, without_purpose
from privlab.results import Figure, Result, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.policy import Policy
    from privlab.policy.file._differences import Change
    from privlab.proportionality._ladders import Ladder
    from privlab.proportionality.frozen._cells import Cells
    from privlab.tables import Arrays, Dataset

__all__ = ["FrozenProportionate", "Told", "frozen_result"]

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

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from privlab.proportionality import find_proportionate
    >>> rng = np.random.default_rng(0)
    >>> frame = pd.DataFrame({"age": rng.integers(18, 80, 400), "size": rng.integers(1, 99, 400)})
    >>> found = find_proportionate(frame, predict=lambda rows: rows["age"] >= 45)
    >>> found.columns, found.not_needed
    (('age',), ('size',))
    """

    keep: float
    n_cells: int
    columns: tuple[str, ...]
    not_needed: tuple[str, ...]
    cells: pd.DataFrame
    frontier: pd.DataFrame

    title: ClassVar[str] = N_("The least that the frozen model needs")
    measure_title: ClassVar[str] = N_("Search for the least that a purpose needs")
    point: ClassVar[str] = "minimisation"
    caption: ClassVar[str] = N_("Answers that stay the same against what is known of people")

    def policy_changes(
        self, policy: Policy, resource: str, purpose: str
    ) -> tuple[Policy, tuple[Change, ...]]:
        """Return the policy in which the purpose reads only what it needs, and what changed.

        Parameters
        ----------
        policy : Policy
        resource, purpose : str
            The table, and the purpose that the model serves.

        Returns
        -------
        (Policy, tuple of Change)
            Nothing is saved: `Policy.save` writes it, comments kept.
        """
        return without_purpose(policy, resource, purpose, self.not_needed)

    def _draw(self, ax: Axes) -> None:
        draw_frontier(ax, self.frontier, self.keep)


@dataclass(frozen=True, eq=False)
class Told:
    """A partition, what it knows, and how often the model answers as before on each part."""

    cells: Cells
    knowledge: float
    agreement: tuple[float, float, float]


def frozen_result(  # noqa: PLR0917 - the parts of a result, each once
    data: Dataset,
    profile: tuple[str, ...],
    found: Sequence[Told],
    chosen: Told,
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
        low, high = wilson(one.agreement[2] * len(parts[2]), len(parts[2])).interval
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
    low, high = wilson(chosen.agreement[2] * len(parts[2]), len(parts[2])).interval
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
            entropy(np.bincount(answers) / len(answers)),
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
