"""Epsilon and delta as whole numbers, rounded against the one who spends; and budgets.

Epsilon is kept in units of 1e-9 and delta in units of 1e-18. What is charged is rounded up and
what is allowed is rounded down, from the shortest decimal that names the float: ten times 0.1
fits 1.0 exactly, and 1e-12 more does not.
"""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from privlab.errors import ParameterError
from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Amount",
    "Budget",
    "Owner",
    "allowed_delta",
    "allowed_epsilon",
    "as_delta",
    "as_epsilon",
    "charged_delta",
    "charged_epsilon",
    "read_cap",
    "said",
    "shown",
    "spent_together",
]

NANO = 10**9
ATTO = 10**18
# far beyond any meaning; keeps every sum inside SQLite's 64-bit integers
LARGEST_EPSILON = 10**6
LONGEST_SHOWN = 30


def charged_epsilon(epsilon: float | Decimal) -> int:
    """Return epsilon in units of 1e-9, rounded up.

    Examples
    --------
    >>> charged_epsilon(0.1), charged_epsilon(1e-12)
    (100000000, 1)
    """
    return math.ceil(_epsilon(epsilon) * NANO)


def allowed_epsilon(epsilon: float | Decimal) -> int:
    """Return the cap on epsilon in units of 1e-9, rounded down.

    Examples
    --------
    >>> allowed_epsilon(0.1 + 0.2)
    300000000
    """
    nano = math.floor(_epsilon(epsilon) * NANO)
    if nano == 0:
        message = "A budget of less than epsilon 1e-09 covers nothing; the smallest is 1e-09."
        raise ParameterError(message)
    return nano


def charged_delta(delta: float | Decimal) -> int:
    """Return delta in units of 1e-18, rounded up."""
    return min(math.ceil(_delta(delta) * ATTO), ATTO - 1)


def allowed_delta(delta: float | Decimal) -> int:
    """Return the cap on delta in units of 1e-18, rounded down."""
    return math.floor(_delta(delta) * ATTO)


def read_cap(text: str) -> tuple[str, Decimal, Decimal | None]:
    """Return population, epsilon and delta of a cap written as "clients=1.0:1e-6".

    The delta is None where none is written.

    Examples
    --------
    >>> read_cap("clients=0.5")
    ('clients', Decimal('0.5'), None)
    """
    population, _, amounts = text.rpartition("=")
    epsilon, _, delta = amounts.partition(":")
    try:
        return population, Decimal(epsilon), Decimal(delta) if delta else None
    except InvalidOperation:
        message = f"'{text}' is no budget. Write POPULATION=EPSILON or POPULATION=EPSILON:DELTA."
        raise ParameterError(message) from None


def as_epsilon(nano: int) -> float:
    """Return the float nearest to that many units of 1e-9."""
    return nano / NANO


def as_delta(atto: int) -> float:
    """Return the float nearest to that many units of 1e-18."""
    return atto / ATTO


def said(amount: int, unit: int) -> str:
    """Return the exact decimal of an amount, for an error message.

    Examples
    --------
    >>> said(250_000_000, NANO)
    '0.25'
    """
    exact = Decimal(amount) / Decimal(unit)
    return f"{exact.normalize():f}" if exact else "0"


def _epsilon(epsilon: float | Decimal) -> Fraction:
    exact = _exact("epsilon", epsilon, "above 0, for instance 0.25")
    if not 0 < exact <= LARGEST_EPSILON:
        message = f"epsilon is {shown(epsilon)}; it must be above 0 and at most {LARGEST_EPSILON}."
        raise ParameterError(message)
    return exact


def _delta(delta: float | Decimal) -> Fraction:
    exact = _exact("delta", delta, "of at least 0 and below 1, for instance 1e-6")
    if not 0 <= exact < 1:
        message = f"delta is {shown(delta)}; it must be at least 0 and below 1."
        raise ParameterError(message)
    return exact


def _exact(name: str, amount: object, allowed: str) -> Fraction:
    known = isinstance(amount, numbers.Real | Decimal) and not isinstance(amount, bool)
    exact = _fraction(amount) if known else None
    if exact is None:
        message = f"{name} is {shown(amount)}; it must be a finite number {allowed}."
        raise ParameterError(message)
    return exact


def _fraction(amount: Any) -> Fraction | None:
    try:
        if isinstance(amount, numbers.Integral):
            return Fraction(int(amount))
        if isinstance(amount, numbers.Rational | Decimal):
            return Fraction(amount)
        # the decimal that a person wrote, not the binary fraction nearest to it
        return Fraction(repr(float(amount)))
    except (ValueError, OverflowError):
        # not a number, not finite, or a signal
        return None


def shown(amount: object) -> str:
    """Return an amount for a message; Python refuses to write a whole number of 5,000 digits."""
    if isinstance(amount, numbers.Integral) and abs(int(amount)) >= 10**LONGEST_SHOWN:
        return f"a whole number of more than {LONGEST_SHOWN} digits"
    return repr(amount)


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

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from privlab.register import Register
    >>> register = Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
    >>> register.set_budget("clients", epsilon=1.0)
    >>> budget = register.budget("clients")
    >>> budget.spent_epsilon, budget.n_charges
    (0.0, 0)
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
        """Return plain JSON values; amounts as floats and, exactly, in whole units.

        Returns
        -------
        dict
        """
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
