"""Utility beside risk: what a treated table still says that the original said."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from privlab import display
from privlab.anonymise._numbers import named_columns
from privlab.anonymise._release import Release
from privlab.anonymise._utility_applied import applied, column_loss
from privlab.anonymise._utility_association import association_of, cut_of
from privlab.anonymise._utility_marginals import Marginal, marginal_of
from privlab.anonymise._utility_models import (
    MODELS,
    ModelKept,
    check_target,
    models_kept,
)
from privlab.errors import ParameterError, did_you_mean
from privlab.language import N_, Message, Share, translate
from privlab.results import Figure, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from privlab.anonymise._recipe import Recipe
    from privlab.tables import Dataset

__all__ = ["UtilityComparison", "compare_utility"]

FOLDS = 5
MOST_ROWS = 30_000
MODEL_NAMES = {
    "logistic": N_("Logistic regression"),
    "boosting": N_("Gradient boosting"),
}
OTHERS = N_("other values")
UNITS_SHOWN = 5
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
    """

    columns: pd.DataFrame
    associations: pd.DataFrame
    models: pd.DataFrame
    marginals: Mapping[str, Marginal] = field(default_factory=dict)
    least_shown: int = UNITS_SHOWN

    title: ClassVar[str] = N_("Utility of the treated table")
    caption: ClassVar[str] = N_("What each column lost, from 0 (as it was) to 1 (hidden)")

    def _draw(self, ax: Axes) -> None:
        lost = self.columns["loss"].dropna()
        display.share_bars(ax, list(lost.index), list(lost), what=N_("Loss of the column"))

    def plot_marginal(self, column: str, ax: Axes | None = None) -> display.Plot:
        """Draw how often each released label of a column occurred before and occurs after.

        Labels that fewer people carry than the recipe promises, at least five, are drawn as
        "other values".
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
        """Draw how strongly pairs of columns hang together before and after, the strongest."""
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
        """Draw the accuracy of each model with its interval, and what guessing reaches."""
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


def compare_utility(  # noqa: PLR0913 - the parameters of a comparison
    original: Dataset,
    released: Release | Dataset,
    target: str | None = None,
    *,
    recipe: Recipe | None = None,
    columns: Iterable[str] | None = None,
    features: Iterable[str] | None = None,
    models: Iterable[str] = MODELS,
    folds: int = FOLDS,
    seed: int = 0,
    limit: int = MOST_ROWS,
    population_table: Dataset | None = None,
) -> UtilityComparison:
    """Compare a treated table with its original: columns, pairs of columns, models.

    Parameters
    ----------
    original : Dataset
    released : Release or Dataset
        What `Anonymiser.release` or `Recipe.release` returned; a dataset needs `recipe`.
    target : str, optional
        A column of 2 to 50 values that the recipe leaves as it is; then models are compared.
    recipe : Recipe, optional
        The one that made the release; that of a Release by default.
    columns : list of str, optional
        Columns compared; by default those of the recipe, the sensitive ones and the target.
    features : list of str, optional
        What the models read; the columns of the recipe by default.
    models : list of {"logistic", "boosting"}
    folds : int
        Parts of the people; each is tested by models that learnt from the others.
    seed : int
        Of the folds, the boosting and the bootstrap.
    limit : int
        Rows that models read at most; more are sampled by person.
    population_table : Dataset, optional
        That of the release, where the recipe promises a k-map.

    Returns
    -------
    UtilityComparison

    Raises
    ------
    ParameterError
        A dataset without recipe, an unknown model, or a target that is no choice among few.
    ColumnError
        Columns that are not there, or a target that the recipe changes.

    Notes
    -----
    Models learn from the released records of the other folds and are asked about originals:
    numbers as they are, texts under the label that the recipe gives them. The levels themselves
    were chosen on all records.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"age": [31, 34, 38, 52], "sex": ["F", "F", "F", "M"]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["age", "sex"])
    >>> fitted = privlab.Anonymiser(
    ...     k=3, hierarchies={"age": privlab.Hierarchy.intervals(10)}, suppression_limit=0.25
    ... ).fit(data)
    >>> compare_utility(data, fitted.release(data)).columns["distance"].to_dict()
    {'age': 0.25, 'sex': 0.25}
    """
    if isinstance(released, Release):
        recipe, table = recipe or released.recipe, released.data
    else:
        table = released
    if recipe is None:
        message = (
            "A released table alone does not say what its labels stand for. Pass recipe=, or the "
            "Release that anonymiser.release(data) returns."
        )
        raise ParameterError(message)
    known = tuple(recipe.levels)
    if target is not None:
        check_target(original, target, known)
    wanted = _columns(original, known, columns, target)
    done = applied(recipe, original, population_table)
    losses = {column: column_loss(done, column) for column in known}
    marginals = {column: marginal_of(original, table, recipe, column) for column in wanted}
    kept: list[ModelKept] = []
    if target is not None:
        read = named_columns(original, tuple(known if features is None else features))
        if target in read:
            message = f"features= names the target '{target}' itself. Leave it out."
            raise ParameterError(message)
        kept = models_kept(
            done,
            target=target,
            features=read,
            models=tuple(models),
            folds=folds,
            seed=seed,
            limit=limit,
        )
    pairs = _associations(original, table, recipe, wanted)
    k = 1 if recipe.criteria is None else recipe.criteria.k
    return UtilityComparison(
        figures=tuple(_figures(original, table, losses, marginals, pairs, kept)),
        assumptions=tuple(_assumptions(kept)),
        provenance=original.provenance("compare_utility", wanted, target=target, seed=seed),
        columns=_frame(marginals, losses),
        associations=pairs,
        models=_models_frame(kept),
        marginals=marginals,
        least_shown=max(k, UNITS_SHOWN),
    )


def _columns(
    original: Dataset, known: tuple[str, ...], columns: Iterable[str] | None, target: str | None
) -> tuple[str, ...]:
    if columns is not None:
        return named_columns(original, columns)
    extra = () if target is None else (target,)
    every = dict.fromkeys((*known, *original.roles.sensitive, *extra))
    return tuple(column for column in every if column in original.columns)


def _frame(marginals: Mapping[str, Marginal], losses: Mapping[str, float]) -> pd.DataFrame:
    import pandas as pd

    rows = {
        column: {
            "values": own.n_values,
            "labels": int((own.after > 0).sum()),
            "distance": own.distance,
            "loss": losses.get(column),
        }
        for column, own in marginals.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("column")


def _associations(
    original: Dataset, table: Dataset, recipe: Recipe, columns: tuple[str, ...]
) -> pd.DataFrame:
    import pandas as pd

    rows = []
    cuts = {column: cut_of(original, recipe, column) for column in columns}
    for first, second in itertools.combinations(columns, 2):
        before = association_of(original, first, second, cuts)
        after = association_of(table, first, second, cuts)
        rows.append((first, second, before[0], after[0], before[1], after[1]))
    names = ["first", "second", "cramers_v_before", "cramers_v_after", "bits_before", "bits_after"]
    return pd.DataFrame(rows, columns=names).set_index(["first", "second"])


def _models_frame(kept: list[ModelKept]) -> pd.DataFrame:
    import pandas as pd

    rows = {}
    for own in kept:
        rows[own.model] = {
            "baseline": own.baseline,
            "original": own.original,
            "original_low": own.original_interval[0],
            "original_high": own.original_interval[1],
            "anonymised": own.anonymised,
            "anonymised_low": own.anonymised_interval[0],
            "anonymised_high": own.anonymised_interval[1],
            "kept": own.kept,
            "kept_low": None if own.kept_interval is None else own.kept_interval[0],
            "kept_high": None if own.kept_interval is None else own.kept_interval[1],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")


def _figures(
    original: Dataset,
    table: Dataset,
    losses: Mapping[str, float],
    marginals: Mapping[str, Marginal],
    pairs: pd.DataFrame,
    kept: list[ModelKept],
) -> list[Figure]:
    figures = [
        Figure(
            "share_released",
            min(1.0, table.n_rows / original.n_rows),
            "share",
            N_("Share of the records released"),
        ),
        Figure(
            "mean_loss",
            sum(losses.values()) / len(losses),
            "score",
            N_("Loss of the columns treated, on average"),
        ),
        Figure(
            "largest_distance",
            max(own.distance for own in marginals.values()),
            "score",
            N_("Largest distance between a column before and after (total variation)"),
        ),
    ]
    if len(pairs):
        change = (pairs["cramers_v_after"] - pairs["cramers_v_before"]).abs()
        figures.append(
            Figure(
                "mean_association_change",
                float(change.mean()),
                "score",
                N_("Change of the association of two columns, on average (Cramér's V)"),
            )
        )
    for own in kept:
        figures += _model_figures(own)
    return figures


def _model_figures(own: ModelKept) -> list[Figure]:
    worse = Message("The model of the original is not clearly better than the most frequent value.")
    labels = {
        "logistic": (
            N_("Accuracy of logistic regression trained on the original"),
            N_("Accuracy of logistic regression trained on the treated table"),
            N_("Gain over the most frequent value that logistic regression keeps"),
        ),
        "boosting": (
            N_("Accuracy of gradient boosting trained on the original"),
            N_("Accuracy of gradient boosting trained on the treated table"),
            N_("Gain over the most frequent value that gradient boosting keeps"),
        ),
    }[own.model]
    return [
        Figure(
            f"accuracy_original_{own.model}",
            own.original,
            "share",
            labels[0],
            own.original_interval,
            0.95,
        ),
        Figure(
            f"accuracy_anonymised_{own.model}",
            own.anonymised,
            "share",
            labels[1],
            own.anonymised_interval,
            0.95,
        ),
        Figure(
            f"gain_kept_{own.model}",
            own.kept,
            "ratio",
            labels[2],
            own.kept_interval,
            None if own.kept_interval is None else 0.95,
            None if own.kept is not None else worse,
        ),
    ]


def _assumptions(kept: list[ModelKept]) -> list[Message]:
    said = [
        Message(
            "The share of a released label in the original is that of all values under it in the "
            "hierarchy."
        ),
        Message("A suppressed record counts as hidden in every column."),
        Message(
            "Association: numbers of more than 20 values are cut at the deciles of the original; both measures "
            "are corrected for chance."
        ),
    ]
    if kept:
        said.append(
            Message(
                "Models were trained on released records and tested on original records of other "
                "people ({n} tested, {share} of the table); the levels were chosen on all records.",
                {"n": kept[0].n_tested, "share": Share(kept[0].sampled_share)},
            )
        )
    return said
