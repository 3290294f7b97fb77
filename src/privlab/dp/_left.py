"""What is left of the budget after a release, and whose losses add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import InternalError
from privlab.language import N_
from privlab.register import spent_together
from privlab.results import Figure

if TYPE_CHECKING:
    from privlab.dp._session import Session
    from privlab.language import Message

__all__ = ["left_after"]


def left_after(session: Session) -> tuple[Figure, tuple[Message, ...]]:
    """Return what the population has left, and what is to be said of other populations."""
    if session.register is None:
        message = "a release without a register"
        raise InternalError(message)
    budgets = session.register.budgets()
    population = str(session.data.roles.population)
    (own,) = (
        each
        for each in budgets
        if each.population == population and not (each.purpose or each.actor)
    )
    together = spent_together(budgets)
    label = N_("Budget left (epsilon)")
    figure = Figure("epsilon_left", own.left_epsilon, "epsilon", label)
    return figure, () if together is None else (together,)
