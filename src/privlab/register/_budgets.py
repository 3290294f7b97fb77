"""Budgets: a cap for a population, shares of it for a purpose or an actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from privlab.language import Message
from privlab.register._amounts import ATTO, NANO, as_delta, as_epsilon, said

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Amount", "Budget", "Owner", "spent_together"]


class Amount(NamedTuple):
    """Epsilon in units of 1e-9 and delta in units of 1e-18."""

    epsilon: int
    delta: int

    def to_dict(self) -> dict[str, float]:
        """Return plain JSON values."""
        return {
            "epsilon": as_epsilon(self.epsilon),
            "delta": as_delta(self.delta),
            "nano_epsilon": self.epsilon,
            "atto_delta": self.delta,
        }

    def __repr__(self) -> str:
        return f"<{self.text()}>"

    def less(self, spent: Amount) -> Amount:
        """Return what is left of it after something was spent, at least 0."""
        return Amount(max(0, self.epsilon - spent.epsilon), max(0, self.delta - spent.delta))

    def text(self, *, delta: bool = False) -> str:
        """Return the exact amount for a message; a delta of 0 only when it is asked for."""
        epsilon = f"epsilon {said(self.epsilon, NANO)}"
        return f"{epsilon}, delta {said(self.delta, ATTO)}" if self.delta or delta else epsilon


@dataclass(frozen=True, repr=False)
class Budget:
    """What a population may spend, and what it has spent.

    Attributes
    ----------
    population : str
    purpose, actor : str
        Empty for the whole population; otherwise the share that this cap is for.
    cap, spent, reserved : Amount
        Whole units. `reserved` is the part of `spent` whose release has not been answered:
        it is running, or it was stopped and stays spent.
    n_charges : int
        Releases charged.
    """

    population: str
    purpose: str
    actor: str
    cap: Amount
    spent: Amount
    reserved: Amount
    n_charges: int

    @property
    def left(self) -> Amount:
        """What may still be spent under this cap, at least 0."""
        return self.cap.less(self.spent)

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values; amounts as floats and, exactly, in whole units."""
        parts = {
            "cap": self.cap,
            "spent": self.spent,
            "unanswered": self.reserved,
            "left": self.left,
        }
        return {
            "population": self.population,
            "purpose": self.purpose or None,
            "actor": self.actor or None,
            **{name: part.to_dict() for name, part in parts.items()},
            "releases": self.n_charges,
        }

    def __repr__(self) -> str:
        shares = [f"{w} '{n}'" for w, n in (("purpose", self.purpose), ("actor", self.actor)) if n]
        named = ", ".join([f"population '{self.population}'", *shares])
        return f"<Budget of {named}: {self.left.text()} left of {self.cap.text()}>"

    @property
    def epsilon(self) -> float:
        """The cap on epsilon."""
        return as_epsilon(self.cap.epsilon)

    @property
    def delta(self) -> float:
        """The cap on delta."""
        return as_delta(self.cap.delta)

    @property
    def spent_epsilon(self) -> float:
        """Epsilon spent, unanswered releases included."""
        return as_epsilon(self.spent.epsilon)

    @property
    def spent_delta(self) -> float:
        """Delta spent, unanswered releases included."""
        return as_delta(self.spent.delta)

    @property
    def reserved_epsilon(self) -> float:
        """Epsilon spent on releases that were not answered."""
        return as_epsilon(self.reserved.epsilon)

    @property
    def reserved_delta(self) -> float:
        """Delta spent on releases that were not answered."""
        return as_delta(self.reserved.delta)

    @property
    def left_epsilon(self) -> float:
        """Epsilon that may still be spent."""
        return as_epsilon(self.left.epsilon)

    @property
    def left_delta(self) -> float:
        """Delta that may still be spent."""
        return as_delta(self.left.delta)


class Owner(NamedTuple):
    """Whose cap it is; the actor by the number of the entry that introduced them."""

    population: str
    purpose: str = ""
    actor: int | None = None

    def arguments(self, actor: str) -> str:
        """Return the owner as arguments of `set_budget`."""
        said = [f"'{self.population}'"]
        said += [f"purpose='{self.purpose}'"] if self.purpose else []
        said += [f"actor='{actor}'"] if self.actor is not None else []
        return ", ".join(said)

    def words(self, actor: str) -> str:
        """Return the owner in words."""
        said = [f"population '{self.population}'"]
        said += [f"purpose '{self.purpose}'"] if self.purpose else []
        said += [f"actor '{actor}'"] if self.actor is not None else []
        return ", ".join(said)


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
