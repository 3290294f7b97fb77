"""The duty to keep to the privacy budget that was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._gate import Held
    from privlab.duties._rule import Rule
    from privlab.results import Finding

__all__ = ["budgets_over_the_promise"]


def budgets_over_the_promise(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the populations whose budget in the register is above the epsilon of the policy."""
    thresholds = company.policy.thresholds
    if not thresholds.says("epsilon"):
        return
    if company.register is None:
        yield rule.finding(
            "not_assessed",
            Message("No register was opened: the budgets were not looked at."),
        )
        return
    for budget in company.register.budgets():
        whole = not budget.purpose and not budget.actor
        if whole and budget.epsilon > thresholds.epsilon:
            yield rule.finding(
                "breach",
                Message(
                    "The budget of '{population}' is epsilon {cap}, and {promised} was promised.",
                    {
                        "population": listed([budget.population]),
                        "cap": budget.epsilon,
                        "promised": thresholds.epsilon,
                    },
                ),
                1,
                {"population": budget.population},
            )
