"""What a register offers to those who release figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlab.errors import ParameterError
from privlab.register import _caps, _charges
from privlab.register._amounts import (
    allowed_delta,
    allowed_epsilon,
    charged_delta,
    charged_epsilon,
)
from privlab.register._budgets import Amount
from privlab.register._checking import checked_name, checked_text
from privlab.register._file import RegisterFile

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from privlab.register._budgets import Budget
    from privlab.register._charges import Charge

__all__ = ["Spending"]


class Spending(RegisterFile):
    """Budgets, reservations and stored answers."""

    def set_budget(
        self,
        population: str,
        epsilon: float | Decimal,
        delta: float | Decimal | None = None,
        *,
        purpose: str | None = None,
        actor: str | None = None,
        reason: str = "",
        now: dt.datetime | None = None,
    ) -> None:
        """Set what a population may spend in all, or the share of a purpose or an actor.

        Parameters
        ----------
        population : str
            A person-key domain: every table, view, purpose and version of it spends this budget.
        epsilon : float
            Above 0, in all; kept in units of 1e-9, rounded down.
        delta : float, optional
            From 0 to below 1, in all; kept in units of 1e-18, rounded down. What is not given
            stays as it was; it is 0 at first.
        purpose, actor : str, optional
            Then the cap is a share, inside the population's: a charge must fit both.
        reason : str
            Needed to change a budget. The same budget again changes nothing.
        now : datetime, optional
            With a time zone; the clock by default.

        Raises
        ------
        BudgetError
            A share of a population that has no budget.
        ParameterError
            A share larger than the population's budget, or a change without reason.
        """
        population = checked_name("population", population)
        purpose = checked_name("purpose", purpose or "", empty=True)
        actor = checked_name("actor", actor or "", empty=True)
        wanted = _caps.Wanted(
            allowed_epsilon(epsilon), None if delta is None else allowed_delta(delta)
        )
        reason = checked_text("reason", reason, empty=True)
        told: dict[str, Any] = {"purpose": purpose, "actor": actor, "reason": reason, "now": now}
        with self._writing() as db:
            _caps.set_cap(db, population, wanted, **told)

    def charge(  # noqa: PLR0913 - what a release must say
        self,
        *,
        population: str,
        epsilon: float | Decimal,
        delta: float | Decimal,
        label: str,
        query: str,
        content: str,
        purpose: str = "",
        actor: str = "",
        now: dt.datetime | None = None,
    ) -> Charge:
        """Reserve a budget, durably, before any data are read; or find the stored answer.

        Parameters
        ----------
        population : str
        epsilon, delta : float
            Rounded up to 1e-9 and 1e-18.
        label : str
            Names the release within its population. Known with the same query, epsilon, delta
            and content, its stored answer comes back without a charge.
        query : str
            What is asked, in full.
        content : str
            A mark of the table's content; kept keyed, so that it confirms no guess.
        purpose, actor : str, optional
            Their shares of the budget must cover the charge too.
        now : datetime, optional
            With a time zone; the clock by default.

        Returns
        -------
        Charge
            Its `answer` is None for a new reservation, which is spent whatever happens next.

        Raises
        ------
        BudgetError
            A budget does not cover it; nothing was written.
        RegisterError
            The label names something else, or a release that was never answered.
        """
        return self._reserved(
            checked_text("content", content),
            population=population,
            amounts=(epsilon, delta),
            label=label,
            query=query,
            who=(purpose, actor),
            now=now,
        )

    def reserve(
        self,
        *,
        population: str,
        epsilon: float | Decimal,
        delta: float | Decimal,
        label: str,
        query: str,
        purpose: str = "",
        actor: str = "",
        now: dt.datetime | None = None,
    ) -> Charge:
        """Reserve as `charge` does, before the content of the table is looked at.

        The content is told later: to `settle` with the answer, or to `stored` where the charge
        is `answered`. A label that was answered stays paid for: nothing is reserved again.

        Returns
        -------
        Charge
            Without an answer; `.answered` says whether there is one for the right content.

        Raises
        ------
        BudgetError
            A budget does not cover it; nothing was written.
        RegisterError
            The label names something else, or a release that was never answered.
        """
        return self._reserved(
            None,
            population=population,
            amounts=(epsilon, delta),
            label=label,
            query=query,
            who=(purpose, actor),
            now=now,
        )

    def _reserved(
        self,
        content: str | None,
        *,
        population: str,
        amounts: tuple[float | Decimal, float | Decimal],
        label: str,
        query: str,
        who: tuple[str, str],
        now: dt.datetime | None,
    ) -> Charge:
        epsilon, delta = amounts
        purpose, actor = who
        asked = _charges.Asked(
            population=checked_name("population", population),
            amount=Amount(charged_epsilon(epsilon), charged_delta(delta)),
            label=checked_name("label", label),
            query=checked_text("query", query),
            content=content,
            purpose=checked_name("purpose", purpose, empty=True),
            actor=checked_name("actor", actor, empty=True),
        )
        with self._writing() as db:
            return _charges.charge(db, asked, now)

    def stored(
        self,
        charge: Charge,
        content: str,
        *,
        purpose: str = "",
        actor: str = "",
        now: dt.datetime | None = None,
    ) -> Any:  # noqa: ANN401 - any JSON value
        """Return the answer of a label, for the same content only.

        An entry says so where another purpose or actor than the first asks for it.

        Raises
        ------
        RegisterError
            It is the answer of another content, or there is none.
        """
        content = checked_text("content", content)
        purpose = checked_name("purpose", purpose, empty=True)
        actor = checked_name("actor", actor, empty=True)
        with self._writing() as db:
            return _charges.stored(db, charge, content, purpose, actor, now)

    def fail(self, charge: Charge, now: dt.datetime | None = None) -> None:
        """Write that a reservation ended without an answer; it stays spent.

        Raises
        ------
        RegisterError
            The reservation is not in this register, or has ended already.
        """
        with self._writing() as db:
            _charges.fail(db, charge, now)

    def settle(
        self,
        charge: Charge,
        answer: object,
        now: dt.datetime | None = None,
        *,
        content: str | None = None,
    ) -> Any:  # noqa: ANN401 - any JSON value
        """Store the answer of a reservation, durably, before it is shown to anyone.

        Parameters
        ----------
        charge : Charge
            From `charge`, of this register, not answered yet.
        answer : int, finite float, str, bool, list, or dict with str keys, nested
        now : datetime, optional
            With a time zone; the clock by default.
        content : str, optional
            A mark of the table's content, where it was not told with the charge: the answer comes
            back for it only. Kept keyed.

        Returns
        -------
        The answer, as it will come back for the same label.

        Raises
        ------
        RegisterError
            The reservation is not in this register, or was answered already.
        """
        if answer is None:
            message = "The answer is None, which says nothing; a reservation is answered once."
            raise ParameterError(message)
        with self._writing() as db:
            return _charges.settle(db, charge, answer, content, now)

    def budget(self, population: str, *, purpose: str = "", actor: str = "") -> Budget:
        """Return what a population (or a share of it) may spend and has spent."""
        for own in self.budgets(population):
            if (own.purpose, own.actor) == (purpose, actor):
                return own
        share = " and ".join(
            f"{what} '{name}'" for what, name in (("purpose", purpose), ("actor", actor)) if name
        )
        message = (
            f"Population '{population}' has no share for {share}: only its whole budget applies."
        )
        raise ParameterError(message)

    def budgets(self, population: str | None = None) -> tuple[Budget, ...]:
        """Return every budget (of one population), the population's before its shares."""
        with self._reading() as db:
            return _caps.budgets(db, population)
