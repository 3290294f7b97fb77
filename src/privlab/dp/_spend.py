"""How a release spends: the one protocol, for queries and for models alike."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privlab.dp.trust._walking import check_as_it_was
from privlab.errors import (
    EngineError,
    ParameterError,
    PurposeError,
    RegisterError,
    SourceError,
    listed,
)
from privlab.language import N_
from privlab.register import spent_together
from privlab.results import Figure
from privlab.tables import content_mark, earlier_mark, is_fixed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from privlab.dp._asked import Asked
    from privlab.language import Message
    from privlab.register import Charge, Register

__all__ = ["Spend"]


@dataclass(frozen=True)
class Spend:
    """One release, from what is asked to what may be told.

    Parameters
    ----------
    asked : Asked
    epsilon, delta : float
        What the release costs, whole: it is charged before a row is read.
    label, query : str
        Its name, and what is asked in full.
    purpose, actor : str, optional
        For a table opened through a policy, those for which it was opened.
    now : datetime, optional

    Notes
    -----
    What may never change:

    1. Before the reservation is durable no row is read. What is tried is the query on emptied
       leaves, so that whatever is refused there is refused for every table alike.
    2. After it nothing that the data decide is told but the answer: not their mark, not a type, a
       key, an emptiness, an error. Whatever ends the release keeps the charge, is listed in the
       register, and says one fixed sentence. What the user stops stays stopped as they did it.
    3. An answer is drawn once for a label, and is durable before anyone sees it.
    4. It comes back only for the same question on the same leaf: the mark is computed once
       something is reserved. A label with an answer is its own reservation: it is paid for, so
       that a cell run again is answered though nothing is left, and nothing is reserved that
       would have to be given back. What is spent only grows.
    5. A reservation that a killed process leaves stays spent, and is shown as unanswered.

    That a leaf changed, or that someone objected, is treated as public. Time is not protected.
    """

    asked: Asked
    epsilon: float
    delta: float
    label: str
    query: str
    purpose: str | None = None
    actor: str | None = None
    now: dt.datetime | None = None

    def answer(
        self, rehearse: Callable[[], None], measure: Callable[[], dict[str, Any]]
    ) -> tuple[dict[str, Any], bool]:
        """Return the answer, and whether it is the stored one of an earlier, equal release.

        Parameters
        ----------
        rehearse : function
            Tries what `measure` will do, on emptied leaves and on constants.
        measure : function
            Reads the rows, draws the noise, and returns plain JSON values.

        Raises
        ------
        BudgetError
            A budget does not cover it; nothing was read or spent.
        RegisterError
            The label names something else, or the register cannot be used.
        PurposeError
            Someone objected since the table was opened; nothing was read or spent.
        SourceError
            The leaf is gone, or changed while it was measured: then the charge stays spent.
        EngineError
            Something failed: before the charge with its kind, after it without.
        """
        register = self._register()
        data = self.asked.data
        who = {
            "purpose": self._opened_for("purpose", self.purpose),
            "actor": self._opened_for("actor", self.actor),
        }
        self._check_heard(register)
        for origin in data.origins:
            origin.check()
        # rows held in this process, as they were opened, are what they were
        if data.memory is None or data.table is not data.leaf:
            check_as_it_was(data)
        rehearse()
        charge = register.reserve(
            population=str(data.roles.population),
            epsilon=self.epsilon,
            delta=self.delta,
            label=self.label,
            query=self.query,
            now=self.now,
            **who,
        )
        try:
            files, content = self._files(), content_mark(data)
            if charge.answered:
                earlier = earlier_mark(data)
                told = register.stored(charge, content, earlier=earlier, now=self.now, **who)
                return told, True
            drawn = measure()
            if self._files() == files and (is_fixed(data) or content_mark(data) == content):
                return register.settle(charge, drawn, self.now, content=content), False
        except RegisterError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, which it was is not told
            self._list(register, charge)
            raise EngineError(self._ended()) from None
        except BaseException:
            self._list(register, charge)
            raise
        self._list(register, charge)
        raise SourceError(self._changed())

    def left(self) -> tuple[Figure, tuple[Message, ...]]:
        """Return what the population has left, and what is to be said of other populations."""
        budgets = self._register().budgets()
        population = str(self.asked.data.roles.population)
        (own,) = (
            each
            for each in budgets
            if each.population == population and not (each.purpose or each.actor)
        )
        together = spent_together(budgets)
        label = N_("Budget left (epsilon)")
        figure = Figure("epsilon_left", own.left_epsilon, "epsilon", label)
        return figure, () if together is None else (together,)

    def _register(self) -> Register:
        if self.asked.register is None:
            message = (
                "A release spends a budget, and this session has no register. Pass "
                "register=privlab.Register.open('register.sqlite') to the session."
            )
            raise ParameterError(message)
        return self.asked.register

    def _opened_for(self, what: str, given: str | None) -> str:
        opened = self.asked.data.opened
        known = None if opened is None else str(getattr(opened, what))
        if given is not None and known is not None and given != known:
            message = (
                f"{what}='{listed([given])}' is not the {what} for which this table was opened: "
                f"'{known}'. Leave it out, or open the table for it."
            )
            raise ParameterError(message)
        return known or given or ""

    def _check_heard(self, register: Register) -> None:
        """Refuse rows that were chosen before the last objection."""
        opened = self.asked.data.opened
        if opened is None or opened.heard is None:
            return
        population = str(self.asked.data.roles.population)
        if register.last_opposition(population, opened.purpose) != opened.heard:
            message = (
                f"Who objects to '{opened.purpose}' has changed since this table was opened. Open "
                "it again with lab.dataset(...), so that they are heard. Nothing was read or spent."
            )
            raise PurposeError(message)

    def _files(self) -> list[bytes]:
        # a file that was written again may not even be read as the table that it was
        return [origin.current() for origin in self.asked.data.origins]

    def _list(self, register: Register, charge: Charge) -> None:
        # the charge is durable already: that it is not listed takes nothing from it
        with suppress(Exception):
            register.fail(charge, self.now)

    def _ended(self) -> str:
        return (
            f"The release '{listed([self.label])}' ended without an answer after it was reserved. "
            "Why is not said, since it may tell of the data: memory, disk, the engine or time. "
            "What was reserved stays spent, and the register lists it. Make room or ask for less, "
            "and release under a new label."
        )

    def _changed(self) -> str:
        return (
            f"The table changed while '{listed([self.label])}' was counted: what was counted is "
            "unknown, and nothing is released. What was reserved stays spent. Open the table "
            "again and release under a new label."
        )
