"""What a search found, as figures."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab.anonymise._quality import SEPARABLE, costs_of
from privlab.language import N_, Message
from privlab.results import Figure, Result

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from privlab.anonymise._generalising import Generalised
    from privlab.anonymise._recipe import Recipe
    from privlab.anonymise._search import Found
    from privlab.tables import Dataset


__all__ = ["AnonymiserResult", "fitted_result"]

UP_TO_ONE = (*SEPARABLE, "accuracy")


@dataclass(frozen=True, repr=False)
class AnonymiserResult(Result):
    """The generalisation that was found.

    Attributes
    ----------
    recipe : Recipe
    table : Generalised
        The columns at all levels that they could take.
    """

    recipe: Recipe
    table: Generalised

    title: ClassVar[str] = N_("Anonymisation")
    caption: ClassVar[str] = N_("Loss of each column, from 0 (as it was) to 1 (hidden)")

    @functools.cached_property
    def columns(self) -> pd.DataFrame:
        """Of each column, at the levels of the first round: level, height, labels left, loss.

        The loss goes from 0 (as it was) to 1 (hidden): the share of the domain that a label
        stands for, on average over the records.
        """
        return _columns(self.table, self.recipe)

    def _draw(self, ax: Axes) -> None:
        display.share_bars(
            ax, list(self.columns.index), list(self.columns["loss"]), what=N_("Loss of the column")
        )


def fitted_result(
    data: Dataset, table: Generalised, recipe: Recipe, found: Found, quality: str
) -> AnonymiserResult:
    """Return the figures of a search."""
    # sizes and sums are on no scale from 0 to 1
    unit = "score" if found.loss <= 1 and quality in UP_TO_ONE else "ratio"
    figures = [
        Figure("loss", found.loss, unit, N_("Loss (0 as it was)")),
        Figure(
            "least_loss",
            found.bound,
            unit,
            N_("No generalisation of all records loses less than"),
        ),
        Figure("n_suppressed", found.n_suppressed, "records", N_("Records suppressed")),
        Figure("n_checked", found.n_checked, "ratio", N_("Generalisations judged")),
        Figure("n_nodes", found.n_nodes, "ratio", N_("Generalisations in all")),
        Figure("n_rounds", len(recipe.rounds), "ratio", N_("Rounds of levels")),
    ]
    assumptions = [
        Message(
            "Every class of the release keeps: {criteria}.",
            {"criteria": "" if recipe.criteria is None else recipe.criteria.text},
        ),
        _how_good(found),
        data.unit_message,
    ]
    return AnonymiserResult(
        figures=tuple(figures),
        assumptions=tuple(assumptions),
        provenance=data.provenance("anonymise", table.names, quality=quality),
        recipe=recipe,
        table=table,
    )


def _how_good(found: Found) -> Message:
    if found.optimal:
        return Message("It is proven that no generalisation of all records loses less.")
    if found.search == "heuristic":
        return Message(
            "Found by a heuristic: the generalisations are too many to be searched in full, and a "
            "better one was not ruled out."
        )
    return Message("The best that was found; a better one was not ruled out.")


def _columns(table: Generalised, recipe: Recipe) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for column in table.columns:
        level = recipe.rounds[0][column.name]
        place = column.levels.index(level)
        records = column.n_records_in
        n_records = int(records.sum())
        cost = float(costs_of("loss", column, n_records)[:, place] @ records)
        least = n_records / column.domain_size
        held = np.unique(column.codes[place][records > 0])
        rows.append(
            {
                "column": column.name,
                "level": level,
                "height": column.height,
                "labels": len(held),
                "loss": max(cost - least, 0.0) / (n_records - least) if n_records > least else 0.0,
            }
        )
    return pd.DataFrame(rows).set_index("column")
