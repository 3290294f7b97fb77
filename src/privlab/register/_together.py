"""Budgets protect a population each: whoever is in several of them loses in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import Message
from privlab.register._amounts import as_epsilon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlab.register._budgets import Budget

__all__ = ["spent_together"]


def spent_together(budgets: Sequence[Budget]) -> Message | None:
    """Say that the losses of a person in several populations add up.

    Parameters
    ----------
    budgets : sequence of Budget
        As `Register.budgets()` gives them.

    Returns
    -------
    Message or None
        None unless two populations or more, households and clients for instance, have spent.
    """
    whole = [own for own in budgets if not (own.purpose or own.actor)]
    spent = [own for own in whole if own.spent.epsilon or own.spent.delta]
    if len(spent) <= 1:
        return None
    return Message(
        "Several populations have spent: {populations}. Nothing is known of who is in several of "
        "them, whose losses add up: to epsilon {epsilon} so far for someone in all.",
        {
            "populations": ", ".join(own.population for own in spent),
            "epsilon": as_epsilon(sum(own.spent.epsilon for own in spent)),
        },
    )
