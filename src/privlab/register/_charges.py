"""Charges: reserved before anything is read, answered at most once, never given back.

A label that was answered is its own reservation: it stays paid for, so that its answer is looked
up without reserving anything, and nothing is ever handed back. What is spent only grows.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from privlab.errors import ParameterError, RegisterError, listed
from privlab.register._amounts import (
    Amount,
    as_delta,
    as_epsilon,
    charged_delta,
    charged_epsilon,
)
from privlab.register._caps import check_fits
from privlab.register._checking import checked_name, checked_text
from privlab.register._entries import Draft, append, key_of, payload_of
from privlab.register._file import RegisterFile
from privlab.register._sealing import canonical, mark_of
from privlab.register._subjects import known_actor, written_actor

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal

    from privlab.register.disk._connection import Database

__all__ = ["Charge", "Charges"]


@dataclass(frozen=True)
class Charge:
    """A reservation that is durable: it is spent whatever happens next.

    Attributes
    ----------
    number : int
        Of its entry in the register.
    population, label : str
    epsilon, delta : float
        What was charged, rounded up to 1e-9 and 1e-18.
    answer : plain JSON value or None
        The stored answer when this label was released before with the same query, epsilon,
        delta and content: nothing was charged again. None for a new reservation.
    answered : bool
        Whether this label has an answer. Where the content was not given, it is had from
        `stored`, for the same content.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from privlab.register import Register
    >>> register = Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
    >>> register.set_budget("clients", epsilon=1.0)
    >>> asked = {"label": "all", "query": "count", "content": "mark of the table"}
    >>> charge = register.charge(population="clients", epsilon=0.25, delta=0.0, **asked)
    >>> charge.epsilon, charge.answered
    (0.25, False)
    """

    number: int
    population: str
    label: str
    epsilon: float
    delta: float
    answer: Any = field(repr=False)
    hash: bytes = field(repr=False)
    answered: bool = False


@dataclass(frozen=True)
class Asked:
    """What a release asks for, checked; a content of None is told later."""

    population: str
    amount: Amount
    label: str
    query: str
    content: str | None
    purpose: str
    actor: str


class Charges(RegisterFile):
    """Reservations, and stored answers."""

    def charge(
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
        asked = Asked(
            population=checked_name("population", population),
            amount=Amount(charged_epsilon(epsilon), charged_delta(delta)),
            label=checked_name("label", label),
            query=checked_text("query", query),
            content=content,
            purpose=checked_name("purpose", purpose, empty=True),
            actor=checked_name("actor", actor, empty=True),
        )
        with self._writing() as db:
            return _charge(db, asked, now)

    def stored(
        self,
        charge: Charge,
        content: str,
        *,
        earlier: str | None = None,
        purpose: str = "",
        actor: str = "",
        now: dt.datetime | None = None,
    ) -> Any:
        """Return the answer of a label, for the same content only.

        `earlier` is the mark that earlier versions made of the same content: they told it with
        the charge, and their answers keep it.

        An entry says so where another purpose or actor than the first asks for it.

        Raises
        ------
        RegisterError
            It is the answer of another content, or there is none.
        """
        contents = [checked_text("content", content)]
        contents += [] if earlier is None else [checked_text("earlier", earlier)]
        purpose = checked_name("purpose", purpose, empty=True)
        actor = checked_name("actor", actor, empty=True)
        with self._writing() as db:
            return _stored(db, charge, contents, purpose, actor, now)

    def fail(self, charge: Charge, now: dt.datetime | None = None) -> None:
        """Write that a reservation ended without an answer; it stays spent.

        Raises
        ------
        RegisterError
            The reservation is not in this register, or has ended already.
        """
        with self._writing() as db:
            _fail(db, charge, now)

    def settle(
        self,
        charge: Charge,
        answer: object,
        now: dt.datetime | None = None,
        *,
        content: str | None = None,
    ) -> Any:
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
            return _settle(db, charge, answer, content, now)


def _charge(db: Database, asked: Asked, now: dt.datetime | None) -> Charge:
    """Reserve, or find the reservation of the same label; with a content, its answer too."""
    mark = mark_of(key_of(db), "label", asked.population, asked.label)
    known = db.row(
        "SELECT number, epsilon, delta, hash FROM entry WHERE kind = 'charge' AND mark = ?", mark
    )
    if known is not None:
        number, epsilon, delta, hashed = known
        _check_same(db, asked, number, Amount(epsilon, delta))
        _check_answered(db, asked, number)
        found = replace(_charged(asked, number, hashed), answered=True)
        if asked.content is None:
            return found
        told = _stored(db, found, [asked.content], asked.purpose, asked.actor, now)
        return replace(found, answer=told)
    check_fits(db, asked.population, asked.purpose, asked.actor, asked.amount)
    payload = {"label": asked.label, "query": asked.query}
    if asked.content is not None:
        payload["content"] = _content_mark(db, asked.content)
    draft = Draft(
        "charge",
        payload,
        population=asked.population,
        purpose=asked.purpose,
        actor=written_actor(db, asked.actor, now) if asked.actor else None,
        epsilon=asked.amount.epsilon,
        delta=asked.amount.delta,
        mark=mark,
    )
    made = append(db, draft, now)
    return _charged(asked, made.number, made.hash)


def _stored(
    db: Database,
    charged: Charge,
    contents: Sequence[str],
    purpose: str,
    actor: str,
    now: dt.datetime | None,
) -> Any:
    """Return the answer of a label for the same content; written when others than before ask.

    A mark that was told with the charge, as earlier versions did, may be any of `contents`; one
    that was told with the answer is the first.
    """
    _, population, *first = _reservation(db, charged)
    number, told = _release_of(db, charged.number) or (0, {})
    kept = _content_of(db, charged.number)
    marks = [_content_mark(db, each) for each in contents]
    if "content" in told:
        marks = marks[:1]
    if not number or kept is None or not any(hmac.compare_digest(kept, own) for own in marks):
        raise RegisterError(_names_another(charged, ["content of the table"]))
    if first != [purpose, known_actor(db, actor)]:
        draft = Draft(
            "reuse",
            {"label": charged.label},
            population=population,
            purpose=purpose,
            actor=written_actor(db, actor, now),
            refers=number,
        )
        append(db, draft, now)
    return told["answer"]


def _settle(
    db: Database, charged: Charge, answer: object, content: str | None, now: dt.datetime | None
) -> Any:
    """Store the answer of a reservation, once; return it as it will be given again."""
    kept = json.loads(canonical(answer, what="The answer"))
    _check_open(db, charged)
    payload = {"answer": kept}
    if content is not None:
        payload["content"] = _content_mark(db, content)
    _end(db, charged, "release", payload, now)
    return kept


def _fail(db: Database, charged: Charge, now: dt.datetime | None) -> None:
    """Write that a reservation ended without an answer; it stays spent, and says no why."""
    _check_open(db, charged)
    _end(db, charged, "failed", {"label": charged.label}, now)


def _end(
    db: Database, charged: Charge, kind: str, payload: dict[str, Any], now: dt.datetime | None
) -> None:
    _, population, purpose, actor = _reservation(db, charged)
    told = {"population": population, "purpose": purpose, "actor": actor}
    append(db, Draft(kind, payload, **told, refers=charged.number), now)


def _reservation(db: Database, charged: Charge) -> tuple[Any, ...]:
    known = db.row(
        "SELECT hash, population, purpose, actor FROM entry WHERE kind = 'charge' AND number = ?",
        charged.number,
    )
    if known is None or known[0] != charged.hash:
        message = (
            f"This register holds no reservation {charged.number} of the label "
            f"'{listed([charged.label])}': it was made in another register. Nothing may be "
            "released on it; charge this one."
        )
        raise RegisterError(message)
    return known


def _check_open(db: Database, charged: Charge) -> None:
    _reservation(db, charged)
    ended = db.row(
        "SELECT kind FROM entry WHERE kind IN ('release', 'failed') AND refers = ?",
        charged.number,
    )
    if ended is not None:
        what = "was answered already" if ended[0] == "release" else "failed"
        message = (
            f"The reservation {charged.number} ('{listed([charged.label])}') {what}, "
            "and is answered once only. Charge again with a new label."
        )
        raise RegisterError(message)


def _release_of(db: Database, number: int) -> tuple[int, dict[str, Any]] | None:
    found = db.row("SELECT number FROM entry WHERE kind = 'release' AND refers = ?", number)
    return None if found is None else (found[0], payload_of(db, found[0]))


def _content_mark(db: Database, content: str) -> str:
    """Return the keyed mark by which a content is known: a bare hash of it confirms guesses."""
    return mark_of(key_of(db), "content", content).hex()


def _content_of(db: Database, number: int) -> str | None:
    """Return the mark of what a reservation is of: told with it, or with its answer."""
    _, released = _release_of(db, number) or (0, {})
    kept = payload_of(db, number).get("content") or released.get("content")
    return None if kept is None else str(kept)


def _charged(asked: Asked, number: int, hashed: bytes) -> Charge:
    epsilon, delta = as_epsilon(asked.amount.epsilon), as_delta(asked.amount.delta)
    return Charge(number, asked.population, asked.label, epsilon, delta, None, hashed)


def _check_same(db: Database, asked: Asked, number: int, charged: Amount) -> None:
    content = _content_of(db, number)
    told = content is None or asked.content is None or _content_mark(db, asked.content) == content
    same = {
        "query": asked.query == payload_of(db, number)["query"],
        "epsilon": asked.amount.epsilon == charged.epsilon,
        "delta": asked.amount.delta == charged.delta,
        "content of the table": told,
    }
    other = [name for name, equal in same.items() if not equal]
    if other:
        raise RegisterError(_names_another(asked, other))


def _names_another(asked: Asked | Charge, other: list[str]) -> str:
    return (
        f"The label '{listed([asked.label])}' of population '{asked.population}' names a "
        f"release with another {' and another '.join(other)}. Its stored answer answers "
        "something else: choose a new label, which is a new charge."
    )


def _check_answered(db: Database, asked: Asked, number: int) -> None:
    if _release_of(db, number) is not None:
        return
    failed = db.row("SELECT 1 FROM entry WHERE kind = 'failed' AND refers = ?", number)
    why = "failed" if failed else "is still running, or it was stopped"
    message = (
        f"The label '{listed([asked.label])}' of population '{asked.population}' is reserved "
        f"(entry {number}) and has no answer: its release {why}. "
        "What was reserved stays spent, since something may have been seen. Release under a "
        "new label, which is a new charge."
    )
    raise RegisterError(message)
