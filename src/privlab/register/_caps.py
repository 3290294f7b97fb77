"""Caps: set with a reason, held against every charge.

Nothing holds what is spent: it is added up from the charges each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, NoReturn

from privlab.errors import BudgetError, ParameterError, did_you_mean, listed
from privlab.register._amounts import Amount, Budget, Owner, allowed_delta, allowed_epsilon
from privlab.register._checking import check_new_name, checked_name, checked_text
from privlab.register._entries import Draft, actor_names, append
from privlab.register._file import RegisterFile
from privlab.register._subjects import kept_caps, known_actor, written_actor

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from decimal import Decimal

    from privlab.register._subjects import Kept
    from privlab.register.disk._connection import Database

__all__ = ["Budgets", "check_fits", "check_population", "left_of"]

FORGOTTEN = -1

SPENT = (
    "SELECT coalesce(sum(epsilon), 0), coalesce(sum(delta), 0), count(*) FROM entry "
    "WHERE kind = 'charge' AND population = ?"
)
UNANSWERED = (
    "NOT EXISTS (SELECT 1 FROM entry AS answer "
    "WHERE answer.kind = 'release' AND answer.refers = entry.number)"
)


class Wanted(NamedTuple):
    """A cap that is asked for, in whole units; a delta of None stays what it was."""

    epsilon: int
    delta: int | None


class Budgets(RegisterFile):
    """What populations may spend, and shares of it for a purpose or an actor."""

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
        wanted = Wanted(allowed_epsilon(epsilon), None if delta is None else allowed_delta(delta))
        reason = checked_text("reason", reason, empty=True)
        with self._writing() as db:
            _set_cap(db, population, wanted, purpose=purpose, actor=actor, reason=reason, now=now)

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
            return _budgets(db, population)


def _set_cap(
    db: Database,
    population: str,
    wanted: Wanted,
    *,
    purpose: str,
    actor: str,
    reason: str,
    now: dt.datetime | None,
) -> None:
    """Write a cap; the same cap again writes nothing."""
    told = bool(reason.strip())
    check_new_name("population", population, _populations(db), told=told)
    check_new_name("purpose", purpose, _purposes(db, population), told=told)
    check_new_name("actor", actor, actor_names(db).values(), told=told)
    whole = (_cap(db, Owner(population)) or _refuse(db, population)) if purpose or actor else None
    owner = Owner(population, purpose, written_actor(db, actor, now))
    known = _cap(db, owner)
    delta = (known.delta if known else 0) if wanted.delta is None else wanted.delta
    cap = Amount(wanted.epsilon, delta)
    if whole is not None:
        _check_share(population, cap, whole)
    if known == cap:
        return
    if known is not None and not reason.strip():
        message = (
            f"The budget of {owner.words(actor)} is {known.text()} already. Changing it is a "
            "recorded act: pass reason='...' (--reason on the command line)."
        )
        raise ParameterError(message)
    draft = Draft(
        "budget",
        {"reason": reason},
        population=population,
        purpose=purpose,
        actor=owner.actor,
        epsilon=cap.epsilon,
        delta=cap.delta,
    )
    append(db, draft, now)


def check_fits(db: Database, population: str, purpose: str, actor: str, asked: Amount) -> None:
    """Raise BudgetError unless every cap that applies covers what is asked."""
    _ = _cap(db, Owner(population)) or _refuse(db, population)
    number = known_actor(db, actor) if actor else None
    check_new_name("purpose", purpose, _purposes(db, population))
    if number is None:
        check_new_name("actor", actor, actor_names(db).values())
    for owner, cap, left in _limits(db, population, purpose, actor, number):
        if asked.epsilon > left.epsilon or asked.delta > left.delta:
            both = bool(asked.delta or cap.delta)
            amounts = ["epsilon=..."] + ["delta=..."] * (asked.delta > left.delta)
            message = (
                f"The budget of {owner.words(actor)} does not cover this release: it asks for "
                f"{asked.text(delta=both)}, and of {cap.text(delta=both)} there is "
                f"{left.text(delta=both)} left. Nothing was read or spent. Ask for less, or have "
                f"it raised: register.set_budget({owner.arguments(actor)}, "
                f"{', '.join(amounts)}, reason='...')."
            )
            raise BudgetError(message)


def _limits(
    db: Database, population: str, purpose: str, actor: str, number: int | None
) -> Iterator[tuple[Owner, Amount, Amount]]:
    """Yield every cap that applies, with what is left under it."""
    whole = Owner(population)
    shares = (
        Owner(population, purpose),
        Owner(population, "", number),
        Owner(population, purpose, number),
    )
    for owner in dict.fromkeys((whole, *shares)):
        cap = _cap(db, owner)
        if cap is not None:
            yield owner, cap, cap.less(_spent(db, owner)[0])
    if actor and number is None:
        kept = kept_caps(db, actor)
        for own in dict.fromkeys(("", purpose)):
            if (population, own) in kept:
                left = kept[population, own]
                yield Owner(population, own, FORGOTTEN), left, left


def left_of(db: Database, number: int) -> Kept:
    """Return what is left of every share of an actor, by population and purpose."""
    owners = db.rows(
        "SELECT DISTINCT population, purpose, actor FROM entry WHERE kind = 'budget' AND actor = ?",
        number,
    )
    left = {}
    for owner in (Owner(*row) for row in owners):
        cap = _cap(db, owner)
        if cap is not None:
            left[owner.population, owner.purpose] = cap.less(_spent(db, owner)[0])
    return left


def _populations(db: Database) -> set[str]:
    """Return the names of all populations that the register speaks of."""
    return {own for (own,) in db.rows("SELECT DISTINCT population FROM entry")} - {""}


def check_population(db: Database, population: str) -> None:
    """Refuse a population whose name is a known one written differently."""
    if population:
        check_new_name("population", population, _populations(db))


def _purposes(db: Database, population: str) -> set[str]:
    rows = db.rows("SELECT DISTINCT purpose FROM entry WHERE population = ?", population)
    return {own for (own,) in rows} - {""}


def _budgets(db: Database, population: str | None = None) -> tuple[Budget, ...]:
    """Return every budget, the population's before its shares; not those of forgotten actors."""
    names = actor_names(db)
    made = []
    for row in db.rows(
        "SELECT DISTINCT population, purpose, actor FROM entry WHERE kind = 'budget'"
    ):
        owner = Owner(*row)
        forgotten = owner.actor is not None and owner.actor not in names
        cap = _cap(db, owner)
        if cap is None or forgotten or population not in {None, owner.population}:
            continue
        spent, n_charges = _spent(db, owner)
        reserved, _ = _spent(db, owner, unanswered=True)
        actor = "" if owner.actor is None else names[owner.actor]
        made.append(Budget(owner.population, owner.purpose, actor, cap, spent, reserved, n_charges))
    made.sort(key=lambda own: (own.population, own.purpose, own.actor))
    if population is not None and not made:
        _refuse(db, population)
    return tuple(made)


def _cap(db: Database, owner: Owner) -> Amount | None:
    found = db.row(
        "SELECT epsilon, delta FROM entry WHERE kind = 'budget' AND population = ? "
        "AND purpose = ? AND actor IS ? ORDER BY number DESC LIMIT 1",
        *owner,
    )
    return None if found is None else Amount(*found)


def _spent(db: Database, owner: Owner, *, unanswered: bool = False) -> tuple[Amount, int]:
    where = SPENT if not unanswered else f"{SPENT} AND {UNANSWERED}"
    values: list[object] = [owner.population]
    if owner.purpose:
        where += " AND purpose = ?"
        values.append(owner.purpose)
    if owner.actor is not None:
        where += " AND actor = ?"
        values.append(owner.actor)
    epsilon, delta, n = db.row(where, *values) or (0, 0, 0)
    return Amount(epsilon, delta), n


def _check_share(population: str, share: Amount, whole: Amount) -> None:
    if share.epsilon > whole.epsilon or share.delta > whole.delta:
        message = (
            f"The share ({share.text(delta=True)}) is larger than the budget of population "
            f"'{population}' ({whole.text(delta=True)}). Ask for less, or raise the population's "
            "budget first."
        )
        raise ParameterError(message)


def _refuse(db: Database, population: str) -> NoReturn:
    named = listed([population])
    known = [
        own for (own,) in db.rows("SELECT DISTINCT population FROM entry WHERE kind = 'budget'")
    ]
    given = f"register.set_budget('{named}', epsilon=1.0)"
    hint = did_you_mean(population, known) if known else "None has one yet."
    near, _, _ = hint.partition(" Allowed: ")
    if near.startswith("Did you mean"):
        # a typo must not be given a budget of its own
        message = (
            f"There is no population '{named}' in this register. {near} If it is a new one, give "
            f"it a budget once, for all its tables: {given}."
        )
    else:
        message = (
            f"Population '{named}' has no budget in this register. Give it one once, for all its "
            f"tables: {given}. {hint}"
        )
    raise BudgetError(message)
