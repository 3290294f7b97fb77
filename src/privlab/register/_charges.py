"""Charges: reserved before anything is read, answered at most once, never given back."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privlab.errors import RegisterError, listed
from privlab.register._amounts import as_delta, as_epsilon
from privlab.register._budgets import Amount
from privlab.register._caps import check_fits
from privlab.register._entries import Draft, append, key_of, payload_of
from privlab.register._sealing import canonical, mark_of
from privlab.register._subjects import written_actor

if TYPE_CHECKING:
    import datetime as dt

    from privlab.register._connection import Database

__all__ = ["Asked", "Charge", "charge", "settle"]


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
    """

    number: int
    population: str
    label: str
    epsilon: float
    delta: float
    answer: Any = field(repr=False)
    hash: bytes = field(repr=False)


@dataclass(frozen=True)
class Asked:
    """What a release asks for, checked."""

    population: str
    amount: Amount
    label: str
    query: str
    content: str
    purpose: str
    actor: str


def charge(db: Database, asked: Asked, now: dt.datetime | None) -> Charge:
    """Reserve, or find the stored answer of the same label."""
    key = key_of(db)
    mark = mark_of(key, "label", asked.population, asked.label)
    # the content is known by a keyed mark only: a bare hash of a table confirms guesses
    content = mark_of(key, "content", asked.content).hex()
    known = db.row(
        "SELECT number, epsilon, delta, hash FROM entry WHERE kind = 'charge' AND mark = ?", mark
    )
    if known is not None:
        number, epsilon, delta, hashed = known
        _check_same(db, asked, content, number, Amount(epsilon, delta))
        return _charged(asked, number, hashed, _stored_answer(db, asked, number))
    check_fits(db, asked.population, asked.purpose, asked.actor, asked.amount)
    draft = Draft(
        "charge",
        {"label": asked.label, "query": asked.query, "content": content},
        population=asked.population,
        purpose=asked.purpose,
        actor=written_actor(db, asked.actor, now),
        epsilon=asked.amount.epsilon,
        delta=asked.amount.delta,
        mark=mark,
    )
    made = append(db, draft, now)
    return _charged(asked, made.number, made.hash, None)


def settle(db: Database, charged: Charge, answer: object, now: dt.datetime | None) -> Any:  # noqa: ANN401 - any JSON value
    """Store the answer of a reservation, once; return it as it will be given again."""
    body = canonical(answer, what="The answer")
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
    if db.row("SELECT 1 FROM entry WHERE kind = 'release' AND refers = ?", charged.number):
        message = (
            f"The reservation {charged.number} ('{listed([charged.label])}') was answered already, "
            "and is answered once only. Charge again with a new label."
        )
        raise RegisterError(message)
    _, population, purpose, actor = known
    kept = json.loads(body)
    draft = Draft(
        "release",
        {"answer": kept},
        population=population,
        purpose=purpose,
        actor=actor,
        refers=charged.number,
    )
    append(db, draft, now)
    return kept


def _charged(asked: Asked, number: int, hashed: bytes, answer: object) -> Charge:
    epsilon, delta = as_epsilon(asked.amount.epsilon), as_delta(asked.amount.delta)
    return Charge(number, asked.population, asked.label, epsilon, delta, answer, hashed)


def _check_same(db: Database, asked: Asked, content: str, number: int, charged: Amount) -> None:
    stored = payload_of(db, number)
    same = {
        "query": asked.query == stored["query"],
        "epsilon": asked.amount.epsilon == charged.epsilon,
        "delta": asked.amount.delta == charged.delta,
        "content of the table": hmac.compare_digest(content, stored["content"]),
    }
    other = [name for name, equal in same.items() if not equal]
    if other:
        message = (
            f"The label '{listed([asked.label])}' of population '{asked.population}' names a "
            f"release with another {' and another '.join(other)}. Its stored answer answers "
            "something else: choose a new label, which is a new charge."
        )
        raise RegisterError(message)


def _stored_answer(db: Database, asked: Asked, number: int) -> object:
    found = db.row("SELECT number FROM entry WHERE kind = 'release' AND refers = ?", number)
    if found is None:
        message = (
            f"The label '{listed([asked.label])}' of population '{asked.population}' is reserved "
            f"(entry {number}) and has no answer: its release is still running, or it was stopped. "
            "What was reserved stays spent, since something may have been seen. Release under a "
            "new label, which is a new charge."
        )
        raise RegisterError(message)
    return payload_of(db, found[0])["answer"]
