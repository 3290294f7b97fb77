"""What is lost against what is risked, over k and the share of records left out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from privlab import _display as display
from privlab.anonymise._anonymiser import Anonymiser
from privlab.anonymise._frontier_classes import ClassTable
from privlab.errors import ParameterError, listed
from privlab.language import N_, Message, Share
from privlab.results import Figure, Result
from privlab.tables import as_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

    from privlab.anonymise._recipe import Recipe
    from privlab.hierarchies import Hierarchy
    from privlab.tables import Dataset, Source

__all__ = ["Frontier", "frontier", "non_dominated"]

Setting = tuple[int, float]


@dataclass(frozen=True, repr=False)
class Frontier(Result):
    """The best generalisation of each setting, and which settings no other one betters.

    Attributes
    ----------
    frame : pandas DataFrame, one row a setting
        `k`, `limit` (share of the records that may be suppressed), `loss`, `suppressed`
        (records), `average_risk` and `highest_risk` (0 to 1, of the records released, against
        someone who knows that they are in the table), `levels`, `optimal`, `best`. Settings that
        no generalisation reaches have no loss.
    recipes : mapping of (k, limit) to Recipe

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> from privlab.anonymise import frontier
    >>> frame = pd.DataFrame({"age": [31, 34, 38, 52], "sex": ["F", "F", "F", "M"]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["age", "sex"])
    >>> found = frontier(
    ...     data,
    ...     ks=[3],
    ...     suppression_limits=[0.25],
    ...     hierarchies={"age": privlab.Hierarchy.intervals(10)},
    ... )
    >>> dict(found.recipe(3, 0.25).levels)
    {'age': 1, 'sex': 0}
    """

    frame: pd.DataFrame
    recipes: Mapping[Setting, Recipe] = field(default_factory=dict)

    title: ClassVar[str] = N_("Loss against risk")
    caption: ClassVar[str] = N_("Loss against average risk, for each k and share suppressed")

    def recipe(self, k: int, limit: float) -> Recipe:
        """Return the recipe of a setting; ParameterError says which there are.

        Parameters
        ----------
        k : int
        limit : float
            Share of the records that may be suppressed, 0 to 1, as it was asked.

        Returns
        -------
        Recipe

        Raises
        ------
        ParameterError
            A setting that was not asked, or that no generalisation reaches; the message lists the
            others.
        """
        if (k, limit) not in self.recipes:
            known = [f"({k}, {limit:g})" for k, limit in self.recipes]
            message = (
                f"There is no recipe for k={k} and limit={limit:g}. There are: {listed(known)}."
            )
            raise ParameterError(message)
        return self.recipes[k, limit]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a setting, the level of each column in a column of its own.

        Returns
        -------
        pandas frame, one row a setting
        """
        import pandas as pd

        columns = tuple(next(iter(self.recipes.values())).levels)
        levels = pd.DataFrame(
            [own or dict.fromkeys(columns) for own in self.frame["levels"]],
            index=self.frame.index,
        ).astype("Int64")
        levels.columns = [f"level of {column}" for column in columns]
        return self.frame.drop(columns="levels").join(levels)

    def _draw(self, ax: Axes) -> None:
        # of settings that give the same, the name of the largest k says most
        reached = (
            self.frame.dropna(subset=["loss"])
            .sort_values(["k", "limit"], ascending=[False, True])
            .drop_duplicates(["average_risk", "loss"])
        )
        names = [
            Message("k = {k}, {share}", {"k": k, "share": Share(limit)}).text()
            for k, limit in zip(reached["k"], reached["limit"], strict=True)
        ]
        display.frontier_points(
            ax, names, reached["average_risk"], reached["loss"], reached["best"]
        )


def frontier(
    data: Source,
    *,
    ks: Iterable[int] = (2, 5, 10, 20),
    suppression_limits: Iterable[float] = (0.0, 0.01, 0.05),
    hierarchies: Mapping[str, Hierarchy] | None = None,
    **options: Any,
) -> Frontier:
    """Find the best generalisation for each k and suppression limit, and weigh loss against risk.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
    ks : list of int
    suppression_limits : list of float
        Shares of the records that may be left out, 0 to 1.
    hierarchies : mapping of column to Hierarchy, optional
        Columns without one get what is suggested for the largest k that is reached, the same in
        all settings.
    **options
        Of `Anonymiser`: quality, weights, levels, l, t, time_limit ...; recoding is full-domain
        and there is no k-map.

    Returns
    -------
    Frontier

    Raises
    ------
    ParameterError
        A parameter out of its range, or criteria that no setting reaches.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"age": [31, 34, 38, 52], "sex": ["F", "F", "F", "M"]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["age", "sex"])
    >>> found = frontier(
    ...     data,
    ...     ks=(2, 3),
    ...     suppression_limits=(0, 0.25),
    ...     hierarchies={"age": privlab.Hierarchy.intervals(10)},
    ... )
    >>> found.frame[["k", "limit", "suppressed", "average_risk"]].values.tolist()[:2]
    [[2, 0.0, 0, 0.25], [2, 0.25, 1, 0.3333333333333333]]
    """
    for name in ("k", "suppression_limit", "recoding", "k_map", "population_table"):
        if name in options:
            message = f"{name}= is not an option here: give ks= and suppression_limits=."
            raise ParameterError(message)
    wanted = list(itertools.product(sorted(set(ks)), sorted(set(suppression_limits))))
    if not wanted:
        message = "ks= and suppression_limits= need at least one value each."
        raise ParameterError(message)
    data = as_dataset(data)
    rows: dict[Setting, dict[str, Any]] = {}
    recipes: dict[Setting, Recipe] = {}
    first_error: ParameterError | None = None
    chosen = dict(hierarchies or {})
    # what the largest k suggests suits the smaller ones too
    for k, limit in sorted(wanted, reverse=True):
        row = {"k": k, "limit": limit, "loss": np.nan, "suppressed": None}
        anonymiser = Anonymiser(k=k, suppression_limit=limit, hierarchies=chosen or None, **options)
        try:
            anonymiser.fit(data)
        except ParameterError as error:
            first_error = first_error or error
            row |= {"average_risk": np.nan, "highest_risk": np.nan, "levels": None}
            rows[k, limit] = row | {"optimal": False}
            continue
        recipe = anonymiser.recipe_
        chosen = dict(recipe.hierarchies)
        recipes[k, limit] = recipe
        judged = ClassTable(data, recipe.hierarchies).judge(recipe.levels, recipe.criteria)
        rows[k, limit] = {
            **row,
            "loss": anonymiser.loss_,
            "suppressed": anonymiser.n_suppressed_,
            "average_risk": judged.average_risk,
            "highest_risk": judged.highest_risk,
            "levels": dict(anonymiser.levels_),
            "optimal": anonymiser.optimal_,
        }
    if not recipes and first_error is not None:
        raise first_error
    return _result(data, [rows[setting] for setting in wanted], recipes)


def non_dominated(first: ArrayLike, second: ArrayLike) -> NDArray[np.bool_]:
    """Return which points no other one betters: lower in one and not higher in the other.

    Parameters
    ----------
    first, second : array of float, shape (n_points,)
        Both better when lower; points with NaN are never among them.

    Examples
    --------
    >>> non_dominated([1, 2, 3], [3, 1, 2]).tolist()
    [True, True, False]
    """
    x, y = (np.asarray(own, dtype=np.float64) for own in (first, second))
    no_worse = (x[:, None] <= x) & (y[:, None] <= y)
    better = (x[:, None] < x) | (y[:, None] < y)
    found: NDArray[np.bool_] = ~(no_worse & better).any(axis=0) & ~np.isnan(x) & ~np.isnan(y)
    return found


def _result(
    data: Dataset, rows: list[dict[str, Any]], recipes: Mapping[Setting, Recipe]
) -> Frontier:
    import pandas as pd

    frame = pd.DataFrame(rows)
    frame["suppressed"] = frame["suppressed"].astype("Int64")
    frame["best"] = non_dominated(frame["average_risk"], frame["loss"])
    reached = frame.dropna(subset=["loss"])
    figures = (
        Figure("n_settings", len(frame), "ratio", N_("Settings tried")),
        Figure("n_reached", len(reached), "ratio", N_("Settings that a generalisation reaches")),
        Figure("n_best", int(frame["best"].sum()), "ratio", N_("Settings that no other betters")),
        Figure("least_loss", float(reached["loss"].min()), "score", N_("Least loss")),
        Figure(
            "least_risk",
            float(reached["average_risk"].min()),
            "share",
            N_("Least average risk of a record"),
        ),
    )
    assumptions = [
        Message(
            "Risk is that against someone who knows that the person is in the table, over the "
            "records released."
        ),
        Message("It is proven of each setting that no generalisation of all records loses less.")
        if bool(reached["optimal"].all())
        else Message("Some settings were not searched to the end; a better one was not ruled out."),
        data.unit_message,
    ]
    columns = tuple(next(iter(recipes.values())).levels)
    return Frontier(
        figures=figures,
        assumptions=tuple(assumptions),
        provenance=data.provenance("frontier", columns),
        frame=frame,
        recipes=recipes,
    )
