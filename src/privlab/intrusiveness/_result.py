"""What a measure of intrusiveness returns."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab.errors import ParameterError
from privlab.intrusiveness._axes import ThreeAxes
from privlab.intrusiveness._map import BINS as MAP_BINS, draw_axes, draw_cells, people_cells
from privlab.intrusiveness._order import AXES
from privlab.intrusiveness._people_of_axes import one_row_each, people_of, people_together
from privlab.intrusiveness._report import columns_known, highlights
from privlab.intrusiveness.knowledge._columns import UNDECLARED
from privlab.intrusiveness.knowledge._columns_shared import MOST_EXACT, check_orders, shapley
from privlab.language import N_, current, format_value, translate
from privlab.results import Result
from privlab.tables import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.intrusiveness.inference._result import InferenceResult
    from privlab.intrusiveness.knowledge._columns import ColumnSets
    from privlab.intrusiveness.knowledge._people import People
    from privlab.intrusiveness.use._result import UseResult
    from privlab.results import Breakdown, Highlight
    from privlab.tables import Dataset

__all__ = ["Intrusiveness", "check_same_crowd"]

BINS = 20


@dataclass(frozen=True, repr=False)
class Intrusiveness(Result):
    """What the profile knows of people; per person, per dimension and per column.

    Attributes
    ----------
    knowledge : float or None
        Mean over people, 0 to 1; None without declared dimensions.
    inference, use : float or None
        The other axes, 0 to 1, where they were joined: `measure_intrusiveness(data,
        inference=..., use=...)`.
    score : float or None
        1 - (1 - knowledge)(1 - inference)(1 - use); None unless all three were measured.
    inference_result, use_result : InferenceResult and UseResult, or None
        The measures behind these axes: secrets, signals, findings.
    bits : float
        Mean crowd bits of all columns together.
    dimensions : mapping of dimension to float or None
        Always the ten life dimensions (None: nothing held); "undeclared" alone when no
        dimension is declared, and then it is the exposure of all columns.
    columns : pandas frame, one row a column
        `dimension`, `sensitivity`, `bits` (the column alone) and `share`: how much lower the
        knowledge score would be without that column (without dimensions, the exposure). With
        dimensions also `one_level_lower` and `one_level_higher`: the knowledge score, were
        that column alone one level less or more sensitive; `law` and `perceived` when the
        levels were given so. `shares()` gives parts that add up.
    most_exposed : mapping of dimension to float, or None
        Means over the most exposed tenth of people as one group, never single people; None
        without dimensions or when a tenth is fewer than 5 people.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFFFFFMM"), "dep": [75, 75, 75, 75, 69, 69, 75, 69]})
    >>> levels = {"sex": ("identity", 0.25), "dep": ("identity", 0.5)}
    >>> gaze = privlab.measure_intrusiveness(privlab.dataset(frame, dimensions=levels), crowd=8)
    >>> round(gaze.dimensions["identity"], 7), gaze.columns["column"].tolist()
    (0.2253695, ['sex', 'dep'])
    """

    crowd: int
    knowledge: float | None
    bits: float
    dimensions: Mapping[str, float | None]
    columns: pd.DataFrame
    most_exposed: Mapping[str, float] | None
    inference: float | None
    use: float | None
    score: float | None
    _people: People
    _of_people: Mapping[str, NDArray[np.float64]]
    _sets: Mapping[str, ColumnSets]
    inference_result: InferenceResult | None = None
    use_result: UseResult | None = None

    title: ClassVar[str] = N_("Intrusiveness")
    measure_title: ClassVar[str] = N_("Measure of intrusiveness")
    point: ClassVar[str] = "impacts"
    in_brief: ClassVar[tuple[str, ...]] = ("bits", "knowledge", "inference", "use", "score")
    caption: ClassVar[str] = N_("What is known of the average person")

    @property
    def data(self) -> Dataset:
        """The profile that was measured."""
        return self._people.classes.data

    @property
    def vector(self) -> Mapping[str, float | None]:
        """Knowledge, inference and use, 0 to 1; None where not measured."""
        return self._axes.vector

    @property
    def _axes(self) -> ThreeAxes:
        return ThreeAxes(self.data, self.knowledge, self.inference_result, self.use_result)

    @property
    def people(self) -> pd.DataFrame:
        """The axes and dimensions of each person, 0 to 1.

        `knowledge`, `inference`, `use`, `score`, one column per dimension. For a source in
        memory the rows in input order, with the input's index; with several rows a person, each
        row shows its person's figures. For files and engine tables what `people_table` holds,
        indexed by person where there is a key. An axis that was not measured is missing, and so
        is inference of those who were not in the table it was measured on. Without declared
        dimensions: `exposure` alone.

        Raises
        ------
        ParameterError
            Inference was joined and has no figure of single people.
        ColumnError
            Use was joined and the table has people whose use was not measured.
        SourceError
            More than 1,000,000 people on an engine.
        """
        import pandas as pd

        found = self._found
        return found if isinstance(found, pd.DataFrame) else self.data.frame_of(found, ".people")

    @property
    def people_table(self) -> ir.Table:
        """The same as an Ibis table of one row a person, whatever the source."""
        return one_row_each(self._found, self.data)

    @functools.cached_property
    def _found(self) -> pd.DataFrame | ir.Table:
        return people_of(self._axes, self._people, self._of_people)

    def tables(self) -> tuple[Breakdown, ...]:
        """Return what each column adds, and the tables of the axes that were joined.

        Returns
        -------
        tuple of Breakdown
        """
        joined = (self.inference_result, self.use_result)
        told = [table for result in joined if result is not None for table in result.tables()]
        return (columns_known(self.columns), *told)

    def highlights(self) -> tuple[Highlight, ...]:
        """Return the bits and the axes, each with what it means.

        Returns
        -------
        tuple of Highlight
        """
        secret = None if self.inference_result is None else self.inference_result.worst
        return tuple(highlights(self.figures, crowd=self.crowd, worst_secret=secret or ""))

    def shares(self, *, n_orders: int = 100, seed: int = 0) -> pd.DataFrame:
        """Return the score shared between the columns by Shapley's rule.

        Parameters
        ----------
        n_orders : int
            Random orders, at least 2, for a dimension of more than 8 columns.
        seed : int
            Seed of those orders.

        Returns
        -------
        pandas frame, one row a column
            `column`, `dimension`, `shapley` (the parts add up to the knowledge score; without
            dimensions, to the exposure), `low` and `high` (bounds at 95% of a part that was
            sampled, else the part itself), `exact`.
        """
        import pandas as pd

        check_orders(n_orders)
        scale = 1 if self.knowledge is None else len(DIMENSIONS)
        rows: list[tuple[object, ...]] = []
        for dimension, each in self._sets.items():
            names = list(each.levels)
            exact = len(names) <= MOST_EXACT
            parts = shapley(names, each.score, n_orders=n_orders, seed=seed)
            for name, part in parts.items():
                rows.append((name, dimension, *(bound / scale for bound in part), exact))
        columns = ["column", "dimension", "shapley", "low", "high", "exact"]
        return pd.DataFrame(rows, columns=columns)

    def plot_radar(
        self, ax: Axes | None = None, *, beside: Intrusiveness | None = None
    ) -> display.Plot:
        """Draw the ten dimensions as a radar.

        Parameters
        ----------
        ax : matplotlib Axes, optional
        beside : Intrusiveness, optional
            Another profile of the same crowd, to compare; by default the most exposed tenth of
            the people is drawn beside the average person.

        Returns
        -------
        Plot
            `.ax_` and `.figure_`.

        Raises
        ------
        ParameterError
            No dimension is declared, or the other profile is of another crowd.
        """
        if self.knowledge is None:
            message = (
                "A radar shows the ten life dimensions and none is declared. Pass "
                "dimensions={...} to privlab.dataset."
            )
            raise ParameterError(message)
        profiles: dict[str, Mapping[str, float | None]] = {
            translate(N_("average person")): self.dimensions
        }
        if beside is not None:
            check_same_crowd(self.crowd, beside.crowd)
            profiles[translate(N_("other profile"))] = beside.dimensions
        elif self.most_exposed is not None:
            profiles[translate(N_("most exposed tenth"))] = self.most_exposed
        plot = display.new_plot(
            ax, title=translate(self.caption), description=display.radar_words(profiles)
        )
        display.radar(plot.ax_, profiles)
        return plot

    def _draw(self, ax: Axes) -> None:
        if UNDECLARED in self.dimensions:
            display.share_bars(ax, list(self.columns["column"]), list(self.columns["share"]))
        else:
            display.dimension_bars(ax, self.dimensions)

    def plot_axes(self, ax: Axes | None = None) -> display.Plot:
        """Draw the axes that were measured, each from 0 to 1.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            A new one by default.

        Returns
        -------
        Plot
            `.ax_` and `.figure_`.
        """
        plot = display.new_plot(
            ax,
            title=translate(N_("Knowledge, inference and use")),
            description="; ".join(
                f"{translate(AXES[name])}: {format_value(value, current())}"
                for name, value in self.vector.items()
                if value is not None
            ),
        )
        draw_axes(plot.ax_, self.vector)
        return plot

    def people_map(self, *, bins: int = MAP_BINS, fewest: int | None = None) -> pd.DataFrame:
        """Count people by knowledge and inference, in cells; small cells are not shown.

        Parameters
        ----------
        bins : int
            Of each axis, 2 to 50.
        fewest : int, optional
            People in a cell that is shown: `data.fewest_shown` by default, and at least.

        Returns
        -------
        pandas frame, shape (bins, bins)
            Rows: knowledge from low to high; columns: inference. A cell of fewer than `fewest`
            people is missing, as is an empty one; `attrs["hidden"]` counts the people of such
            cells together, when they are at least `fewest`, else it is None.

        Raises
        ------
        ParameterError
            One of the axes was not measured person by person.
        """
        if self.inference_result is None or self.knowledge is None:
            message = (
                "The map shows knowledge and inference: declare dimensions, and pass "
                "inference=measure_inference(data) to measure_intrusiveness."
            )
            raise ParameterError(message)
        told = people_together(self._axes, self._found)
        known, guessed = told["knowledge"].to_numpy(), told["inference"].to_numpy()
        least = self.data.fewest_shown
        wanted = least if fewest is None else fewest
        return people_cells(known, guessed, bins=bins, fewest=wanted, fewest_shown=least)

    def plot_map(
        self, ax: Axes | None = None, *, bins: int = MAP_BINS, fewest: int | None = None
    ) -> display.Plot:
        """Draw how many people are known and guessed how well, in cells of several people.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            A new one by default.
        bins, fewest : int, optional
            As in `people_map`.

        Returns
        -------
        Plot
            `.ax_` and `.figure_`.

        Raises
        ------
        ParameterError
            One of the axes was not measured person by person.
        """
        cells = self.people_map(bins=bins, fewest=fewest)
        return draw_cells(cells, ax, fewest=self.data.fewest_shown if fewest is None else fewest)

    def plot_people(self, ax: Axes | None = None) -> display.Plot:
        """Draw how the knowledge score is spread over people, in bins, never one by one.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            A new one by default.

        Returns
        -------
        Plot
            `.ax_` and `.figure_`.
        """
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


def check_same_crowd(one: int, other: int) -> None:
    """Refuse to compare what is known of people in crowds of different sizes."""
    if one != other:
        message = (
            f"One profile was measured in a crowd of {one} people and the other in one of {other}. "
            "Measure both with the same crowd=."
        )
        raise ParameterError(message)
