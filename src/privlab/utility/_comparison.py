"""A treated table beside its original: the result, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from privlab import _display as display
from privlab.errors import ParameterError, did_you_mean
from privlab.language import N_, Message, translate
from privlab.results import Result
from privlab.tables import FEWEST_SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from privlab.utility._marginals import Marginal

__all__ = ["UtilityComparison"]

MODEL_NAMES = {
    "logistic": N_("Logistic regression"),
    "boosting": N_("Gradient boosting"),
}
OTHERS = N_("other values")
MOST_LABELS = 7


@dataclass(frozen=True, repr=False)
class UtilityComparison(Result):
    """A treated table beside its original.

    Attributes
    ----------
    columns : pandas DataFrame, indexed by column
        `values` before and `labels` after, `distance` (total variation between the shares of the
        labels before and after, 0 to 1), `loss` (0 as it was, 1 hidden; suppressed records count
        as hidden; missing where the recipe leaves the column as it is).
    associations : pandas DataFrame, one row a pair of columns
        `cramers_v_before`, `cramers_v_after` (corrected for chance), `bits_before`, `bits_after`
        (mutual information, corrected for chance).
    models : pandas DataFrame, indexed by model
        Accuracy on original records that no model learnt from: `baseline`, `original`,
        `anonymised`, `kept` and the intervals of the last three.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> from privlab.utility import compare_utility
    >>> frame = pd.DataFrame({"age": [31, 34, 38, 52], "sex": ["F", "F", "F", "M"]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["age", "sex"])
    >>> recipe = privlab.Recipe({"age": 1, "sex": 0}, {"age": privlab.Hierarchy.intervals(10)})
    >>> compare_utility(data, recipe.transform(data), recipe=recipe).columns["labels"].to_dict()
    {'age': 2, 'sex': 2}
    """

    columns: pd.DataFrame
    associations: pd.DataFrame
    models: pd.DataFrame
    marginals: Mapping[str, Marginal] = field(default_factory=dict)
    least_shown: int = FEWEST_SHOWN

    title: ClassVar[str] = N_("Utility of the treated table")
    caption: ClassVar[str] = N_("What each column lost, from 0 (as it was) to 1 (hidden)")

    def _draw(self, ax: Axes) -> None:
        lost = self.columns["loss"].dropna()
        display.share_bars(ax, list(lost.index), list(lost), what=N_("Loss of the column"))

    def plot_marginal(self, column: str, ax: Axes | None = None) -> display.Plot:
        """Draw how often each released label of a column occurred before and occurs after.

        Labels that fewer people carry than the recipe promises, or the policy, are drawn as
        "other values".

        Parameters
        ----------
        column : str
            One that was compared.
        ax : matplotlib Axes, optional
            A new one by default.

        Returns
        -------
        Plot
            `.ax_` and `.figure_`.

        Raises
        ------
        ParameterError
            A column that was not compared.
        """
        if column not in self.marginals:
            message = f"There is no column '{column}' here. {did_you_mean(column, self.marginals)}"
            raise ParameterError(message)
        names, before, after = self.marginals[column].shown(self.least_shown, MOST_LABELS)
        title = Message("{column} before and after", {"column": column}).text()
        plot = display.new_plot(ax, title=title)
        display.paired_bars(
            plot.ax_,
            [name or translate(OTHERS) for name in names],
            before,
            after,
            what=N_("Share of the records"),
        )
        return plot

    def plot_associations(self, ax: Axes | None = None) -> display.Plot:
        """Draw how strongly pairs of columns hang together before and after, the strongest.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            A new one by default.

        Returns
        -------
        Plot
            `.ax_` and `.figure_`.
        """
        ranked = self.associations.sort_values("cramers_v_before", ascending=False, kind="stable")
        plot = display.new_plot(ax, title=translate(N_("Association of pairs of columns")))
        display.paired_bars(
            plot.ax_,
            [f"{first}, {second}" for first, second in ranked.index],
            ranked["cramers_v_before"],
            ranked["cramers_v_after"],
            what=N_("Cramér's V, corrected for chance"),
            kind="number",
        )
        return plot

    def plot_models(self, ax: Axes | None = None) -> display.Plot:
        """Draw the accuracy of each model with its interval, and what guessing reaches.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            A new one by default.

        Returns
        -------
        Plot
            `.ax_` and `.figure_`.

        Raises
        ------
        ParameterError
            No model was trained.
        """
        if self.models.empty:
            message = "No model was trained. Pass target= to compare_utility."
            raise ParameterError(message)
        names, values, low, high = [], [], [], []
        for model, own in self.models.iterrows():
            for source, said in (
                ("original", N_("{model}, original")),
                ("anonymised", N_("{model}, treated")),
            ):
                named = translate(MODEL_NAMES[str(model)])
                names.append(Message(said, {"model": named}).text())
                values.append(own[source])
                low.append(own[f"{source}_low"])
                high.append(own[f"{source}_high"])
        baseline = float(self.models["baseline"].iloc[0])
        names.append(translate(N_("Most frequent value")))
        plot = display.new_plot(ax, title=translate(N_("Accuracy on original records")))
        display.rate_bars(plot.ax_, names, [*values, baseline], [*low, baseline], [*high, baseline])
        return plot
