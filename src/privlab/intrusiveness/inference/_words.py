"""The figures and assumptions of a measure of inference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.language import N_, Message
from privlab.results import Figure, wilson

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from privlab.intrusiveness.inference._secret import Learnt
    from privlab.tables import Dataset

__all__ = ["assumptions", "secret_figures", "unassessed"]

CONFIDENCE = 0.95


def secret_figures(
    axis: float | None, found: Mapping[str, Learnt | None], unit: str
) -> Iterator[Figure]:
    """Return the axis, then for each secret the share learnt and the people disclosed."""
    nothing = Message("there is nothing to guess, or too few rows to learn from")
    yield Figure(
        "inference",
        axis,
        "score",
        N_("Inference, worst secret"),
        reason=nothing if axis is None else None,
    )
    share, disclosed = N_("Share of the secret revealed"), N_("Effectively disclosed")
    precision = N_("Of those, rightly")
    for name, learnt in found.items():
        if learnt is None:
            yield Figure("share", None, "share", share, reason=nothing, column=name)
            continue
        n = int(learnt.disclosed.sum())
        yield Figure(
            "share",
            learnt.share,
            "share",
            share,
            interval=learnt.interval,
            confidence=CONFIDENCE,
            column=name,
        )
        yield Figure("disclosed", n, unit if unit == "records" else "rows", disclosed, column=name)
        if n:
            yield _precision(learnt, precision, name)


def _precision(learnt: Learnt, label: str, column: str) -> Figure:
    right, n = int(learnt.correct[learnt.disclosed].sum()), int(learnt.disclosed.sum())
    return Figure(
        "precision",
        right / n,
        "share",
        label,
        interval=wilson(right, n, CONFIDENCE).interval,
        confidence=CONFIDENCE,
        column=column,
    )


def unassessed() -> dict[str, object]:
    """Return the row of a secret of which nothing can be said."""
    names = (
        *("entropy", "share", "low", "high", "score", "disclosed", "precision", "advantage"),
        *("linear", "boosting", "prior"),
    )
    return dict.fromkeys(names)


def assumptions(
    data: Dataset,
    targets: Sequence[str],
    left_out: Mapping[str, Sequence[str]],
    *,
    declared: bool,
    levels: Mapping[str, float],
    worst: str | None,
    sampled: bool,
    lumped: Sequence[str],
    banded: Sequence[str],
) -> Iterator[Message]:
    """Return what was assumed, in sentences."""
    yield Message("What is guessed: {columns}.", {"columns": listed(targets)})
    if worst is not None:
        yield Message(
            "The inference figure is the share revealed of {column} times its sensitivity, "
            "{level}: the largest such product over the secrets.",
            {"column": worst, "level": levels[worst]},
        )
    if declared and len(targets) + sum(map(len, left_out.values())) > 1:
        yield Message(
            "Each secret is guessed from the others too. A column that is the secret by "
            "construction (a decile of income for the income, a code for its label) is no "
            "inference: name it in proxies=."
        )
    yield Message("A better attacker may learn more: each share is a lower bound.")
    yield Message("An attacker is supposed to know as many people's secrets as were learnt from.")
    for name, columns in left_out.items():
        if columns:
            yield Message(
                "Left out for {column}, which they stand for by construction: {proxies}.",
                {"column": name, "proxies": listed(columns)},
            )
    if lumped:
        yield Message(
            "Rare values are guessed as one class: {columns}.", {"columns": listed(lumped)}
        )
    if banded:
        yield Message(
            "Numbers are guessed in five bands of equal size: {columns}.",
            {"columns": listed(banded)},
        )
    if sampled:
        yield Message("A sample of the rows was drawn, whole people at a time.")
    yield data.unit_message
