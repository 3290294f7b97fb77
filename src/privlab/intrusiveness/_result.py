"""What a measure of intrusiveness returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import display
from privlab.intrusiveness._profile import UNDECLARED
from privlab.language import N_
from privlab.results import Result
from privlab.tables import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.intrusiveness._people import People

__all__ = ["Intrusiveness"]

BINS = 20


@dataclass(frozen=True, repr=False)
class Intrusiveness(Result):
    """What the profile knows of people; per person, per dimension and per column.

    Attributes
    ----------
    knowledge : float or None
        Mean over people, 0 to 1; None without declared dimensions.
    inference, use, score : None
        Axes that were not measured.
    bits : float
        Mean crowd bits of all columns together.
    dimensions : mapping of dimension to float or None
        Always the ten life dimensions (None: nothing held); "undeclared" alone when no
        dimension is declared, and then it is the exposure of all columns.
    columns : pandas frame, one row a column
        `dimension`, `sensitivity`, `bits` (the column alone) and `share`: how much lower the
        knowledge score would be without that column (without dimensions, the exposure).
    """

    crowd: int
    knowledge: float | None
    bits: float
    dimensions: Mapping[str, float | None]
    columns: pd.DataFrame
    inference: float | None
    use: float | None
    score: float | None
    _people: People
    _of_people: Mapping[str, NDArray[np.float64]]

    title: ClassVar[str] = N_("Intrusiveness")
    caption: ClassVar[str] = N_("What is known of the average person")

    @property
    def people(self) -> pd.DataFrame | ir.Table:
        """What is known of each person: `knowledge` and one column per dimension, 0 to 1.

        For frames with one row each, a pandas frame in input row order, with the input's index;
        with several rows a person, each row shows its person's figures. For files and engine
        tables, an Ibis table keyed by person. `inference`, `use` and `score` are missing until
        they are measured. Without declared dimensions: `exposure` alone.
        """
        if self.knowledge is None:
            return self._people.table(self._of_people)
        nothing = np.zeros(len(self._people.weights))
        unmeasured = np.full(len(nothing), np.nan)
        later = dict.fromkeys(("inference", "use", "score"), unmeasured)
        held = {name: self._of_people.get(name, nothing) for name in DIMENSIONS}
        knowledge = {"knowledge": self._of_people["knowledge"]}
        return self._people.table({**knowledge, **later, **held})

    def _draw(self, ax: Axes) -> None:
        if UNDECLARED in self.dimensions:
            display.share_bars(ax, list(self.columns["column"]), list(self.columns["share"]))
        else:
            display.dimension_bars(ax, self.dimensions)

    def plot_people(self, ax: Axes | None = None) -> display.Plot:
        """Draw how the knowledge score is spread over people, in bins, never one by one."""
        values = self._of_people["exposure" if self.knowledge is None else "knowledge"]
        weights = self._people.weights
        counts, edges = np.histogram(values, bins=BINS, range=(0, 1), weights=weights)
        plot = display.new_plot(ax)
        marks = {
            figure.key.removeprefix("knowledge_"): figure.value
            for figure in self.figures
            if figure.key in {"knowledge_p50", "knowledge_p95", "knowledge_p99"}
            and figure.value is not None
        }
        display.score_bars(plot.ax_, edges, counts, marks=marks, unit=self.provenance.unit)
        return plot
