"""The figures of a comparison of utility, and what they assume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import N_, Message, Share
from privlab.results import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from privlab.tables import Dataset
    from privlab.utility._marginals import Marginal
    from privlab.utility._models import ModelKept

__all__ = ["assumptions_of", "figures_of"]


def figures_of(
    original: Dataset,
    table: Dataset,
    losses: Mapping[str, float],
    marginals: Mapping[str, Marginal],
    pairs: pd.DataFrame,
    kept: list[ModelKept],
) -> Iterator[Figure]:
    yield Figure(
        "share_released",
        min(1.0, table.n_rows / original.n_rows),
        "share",
        N_("Share of the records released"),
    )
    yield Figure(
        "mean_loss",
        sum(losses.values()) / len(losses),
        "score",
        N_("Loss of the columns treated, on average"),
    )
    yield Figure(
        "largest_distance",
        max(own.distance for own in marginals.values()),
        "score",
        N_("Largest distance between a column before and after (total variation)"),
    )
    if len(pairs):
        change = (pairs["cramers_v_after"] - pairs["cramers_v_before"]).abs()
        yield Figure(
            "mean_association_change",
            float(change.mean()),
            "score",
            N_("Change of the association of two columns, on average (Cramér's V)"),
        )
    for own in kept:
        yield from _model_figures(own)


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


def assumptions_of(kept: list[ModelKept]) -> Iterator[Message]:
    yield Message(
        "The share of a released label in the original is that of all values under it in the "
        "hierarchy."
    )
    yield Message("A suppressed record counts as hidden in every column.")
    yield Message(
        "Association: numbers of more than 20 values are cut at the deciles of the original; "
        "both measures are corrected for chance."
    )
    if kept:
        yield Message(
            "Models were trained on released records and tested on original records of other "
            "people ({n} tested, {share} of the table); the levels were chosen on all records.",
            {"n": kept[0].n_tested, "share": Share(kept[0].sampled_share)},
        )
