"""What an attack found: rates on people inside and outside, and what the release adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab.language import N_, Message, Share, translate
from privlab.results import Figure, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.axes import Axes

    from privlab.anonymise import Recipe
    from privlab.attacks._rates import Rate, Residual
    from privlab.attacks._tables import AttackedTable, Attribute
    from privlab.tables import Dataset

__all__ = ["KINDS", "AttackResult", "attack_figures", "said_of_every_attack"]

# below this residual risk of a release equal to the original, an attack is called weak
WEAK = 0.5

KINDS: Mapping[str, str] = {
    "singling_out": N_("Singling out"),
    "linkability": N_("Linkability"),
    "inference": N_("Inference"),
}


@dataclass(frozen=True, repr=False)
class AttackResult(Result):
    """How often an attack on a release succeeds, and what of it the release explains.

    Attributes
    ----------
    kind : {"singling_out", "linkability", "inference"}
    attack_rate : Rate
        Success on people who are in the original table.
    control_rate : Rate
        Success of the same attack on people who are not.
    baseline_rate : Rate
        Success of an attacker who does not look at the records of the release.
    residual : Residual
        (attack - control) / (1 - control), with its interval.
    full_leak : Residual
        The same of a release equal to the original: what this attack can see at most.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> people = pd.DataFrame({"age": range(40), "pay": [n * n % 41 for n in range(40)]})
    >>> own, others = people[:20], people[20:]
    >>> found = privlab.attack(own, own, others, kind="linkability", n_attacks=20)
    >>> found.kind, found.attack_rate.value
    ('linkability', 1.0)
    """

    kind: str
    attack_rate: Rate
    control_rate: Rate
    baseline_rate: Rate
    residual: Residual
    full_leak: Residual

    title: ClassVar[str] = N_("Attack on a release")
    point: ClassVar[str] = "illegitimate_access"
    caption: ClassVar[str] = N_("How often the attack succeeds, and on whom")

    def _draw(self, ax: Axes) -> None:
        shown = [figure for figure in self.figures if figure.unit == "share"]
        bounds = [figure.interval or (figure.value, figure.value) for figure in shown]
        display.rate_bars(
            ax,
            [translate(figure.label) for figure in shown],
            [figure.value or 0.0 for figure in shown],
            [low or 0.0 for low, _ in bounds],
            [high or 0.0 for _, high in bounds],
        )


def attack_figures(
    n: int, rates: Sequence[Rate], residual: Residual, full_leak: Residual, confidence: float
) -> tuple[Figure, ...]:
    """Return the figures of an attack, in order."""
    labels = {
        "attack_rate": N_("Success on people of the original table"),
        "control_rate": N_("Success on people who are not in it"),
        "baseline_rate": N_("Success of a naive attacker"),
    }
    return (
        Figure("n_attacks", n, "attacks", N_("Attacks made on each table")),
        *(
            Figure(key, rate.value, "share", label, rate.interval, confidence)
            for (key, label), rate in zip(labels.items(), rates, strict=True)
        ),
        *(
            Figure(key, risk.value, "share", label, (risk.low, risk.high), confidence)
            for key, risk, label in (
                ("residual_risk", residual, N_("Residual risk: what the release adds")),
                ("full_leak_risk", full_leak, N_("Residual risk if all data were leaked")),
            )
        ),
    )


def said_of_every_attack(
    read: Mapping[str, AttackedTable],
    attributes: Sequence[Attribute],
    tables: Mapping[str, Dataset],
    recipe: Recipe | None,
    full_leak: Residual,
) -> Iterator[Message]:
    """Return what is assumed whatever the kind of attack."""
    yield Message("Residual risk is (attack - control) / (1 - control), cut to between 0 and 1.")
    yield Message("The people of the control table are taken to be like those of the original.")
    yield Message(
        "The risk if all data were leaked is that of the same attack on the original itself as "
        "the release: what this attack can see at most."
    )
    if full_leak.value < WEAK:
        yield Message(
            "This attack is weak here: of the original itself it would see {seen} only. A low "
            "residual risk is no sign of safety; try another kind, model or known columns.",
            {"seen": Share(round(full_leak.value, 3))},
        )
    unlike = _of_no_common_value(read, attributes)
    if unlike:
        yield Message(
            "The original and the release have no value in common in {columns}: of these "
            "columns the attack sees nothing. If they were generalised, pass recipe=.",
            {"columns": ", ".join(unlike)},
        )
    if recipe is not None:
        yield Message("What the attacker knows is generalised by the recipe of the release.")
    if min(table.sampled_share for table in read.values()) < 1:
        yield Message(
            "Over the limit of rows, these shares of the tables were drawn: original "
            "{original}, release {released}, control {control}. People hide in smaller crowds "
            "there, so that the risk is overstated rather than understated.",
            {name: Share(table.sampled_share) for name, table in read.items()},
        )
    if any(tables[name].roles.person is None for name in ("original", "control")):
        yield Message(
            "Without a person key in both tables, that nobody is in the original and in the "
            "control table could not be checked."
        )
    yield tables["original"].unit_message


def _of_no_common_value(
    read: Mapping[str, AttackedTable], attributes: Sequence[Attribute]
) -> list[str]:
    """Return the columns whose values in the release are never those of the original.

    Numbers are left out: near ones are compared by their distance.
    """
    return [
        attribute.column
        for place, attribute in enumerate(attributes)
        if attribute.numbers is None
        and not np.isin(read["released"].codes[:, place], read["original"].codes[:, place]).any()
    ]
