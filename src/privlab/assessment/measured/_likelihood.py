"""The one gauge that privlab proposes: how likely it is that a release leads back to people.

No authority gives thresholds; these are ours and are printed beside what follows from them. They
are used for a release only: where direct identifiers are held, the risk of re-identification says
nothing of likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.language import N_, Message, Share, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab.results import Figure, Result

__all__ = ["BOUNDS", "GAUGES", "Proposal", "proposed_likelihood", "rule_text"]

BOUNDS: Mapping[int, float] = {1: 0.05, 2: 0.20, 3: 0.50}
HIGHEST = 4
GAUGES: Mapping[int, str] = {
    0: N_("undefined"),
    1: N_("negligible"),
    2: N_("limited"),
    3: N_("important"),
    4: N_("maximum"),
}


@dataclass(frozen=True)
class Proposal:
    """A gauge from 0 (undefined) to 4 (maximum), and why."""

    gauge: int
    why: Message


def proposed_likelihood(released: Iterable[Result]) -> Proposal:
    """Return the gauge that the rule proposes for a release.

    The worst of the released tables counts; one that holds direct identifiers, or of which that
    is unknown, leaves the gauge undefined.
    """
    released = tuple(released)
    risks = [(result, figure) for result in released for figure in _highest(result)]
    if not risks:
        return Proposal(
            0, Message("No risk of a release was measured: the likelihood stays undefined.")
        )
    for result, _ in risks:
        held = _identifiers(released, result.provenance.data_version)
        if held is None:
            return Proposal(
                0,
                Message(
                    "Whether what is released holds direct identifiers was not measured: the "
                    "likelihood stays undefined. Take its inventory."
                ),
            )
        if held:
            return Proposal(
                0,
                counted(
                    "What is released holds {n} column that names people or is their key: the risk "
                    "of re-identification says nothing of likelihood, which stays undefined.",
                    "What is released holds {n} columns that name people or are their key: the "
                    "risk of re-identification says nothing of likelihood, which stays undefined.",
                    held,
                ),
            )
    risk = max(float(figure.value or 0) for _, figure in risks)
    gauge = next((level for level, bound in BOUNDS.items() if risk <= bound), HIGHEST)
    return Proposal(
        gauge,
        Message(
            "Proposed likelihood: {gauge} ({word}), since the highest risk of re-identification "
            "is {risk}. The author sets the gauge.",
            {"gauge": gauge, "word": Message(GAUGES[gauge]), "risk": Share(risk)},
        ),
    )


def rule_text() -> Message:
    """Return the rule, as it is printed."""
    bounds: dict[str, object] = {f"b{level}": Share(bound) for level, bound in BOUNDS.items()}
    return Message(
        "Rule of privlab for the likelihood of a release that holds no direct identifier (no "
        "authority gives thresholds): highest risk of re-identification up to {b1}: 1; up to "
        "{b2}: 2; up to {b3}: 3; above: 4.",
        bounds,
    )


def _highest(result: Result) -> Iterable[Figure]:
    return (f for f in result.figures if f.key == "prosecutor_highest" and f.value is not None)


def _identifiers(released: Iterable[Result], version: str) -> int | None:
    """Return how many direct identifiers a table holds; None where nobody took its inventory."""
    for result in released:
        held = result.held_columns()
        if held and result.provenance.data_version == version:
            return sum(column.role == "direct_identifier" for column in held)
    return None
