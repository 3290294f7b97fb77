"""Whom a payload is about: found by a keyed mark, kept apart by a random handle, erasable.

A person is found by HMAC(key, population, person); their payloads carry a random handle and a
salt of their own. Erasing deletes mark, handle, salt and payloads: what stays in the chain are
commitments that nobody can open or link any more.

Shares of a budget outlive the name of the actor whose they were: what was left of them stands in
the chain under a keyed mark of the name, which leads to none of the uses and charges that were
written without a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.register._amounts import Amount
from privlab.register._checking import check_new_name, checked_name, spelling_of
from privlab.register._entries import Draft, Subject, actor_names, append, key_of
from privlab.register._person_keys import checked_person, written_otherwise
from privlab.register._sealing import mark_of, new_salt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from privlab.register.disk._connection import Database

__all__ = [
    "Kept",
    "actor_mark",
    "erase",
    "find",
    "is_nearly_known",
    "keep_caps",
    "kept_caps",
    "known_actor",
    "person_mark",
    "subject_of",
    "written_actor",
]

Kept = dict[tuple[str, str], Amount]
"""What is left under each population and purpose ("": all)."""

REASON = "What was left when the name of this actor was forgotten."


def person_mark(key: bytes, population: str, person: object) -> bytes:
    """Return the keyed mark of a person of a population."""
    return mark_of(key, "person", checked_name("population", population), checked_person(person))


def actor_mark(key: bytes, actor: str) -> bytes:
    """Return the keyed mark of someone who uses the data."""
    return mark_of(key, "actor", actor)


def find(db: Database, mark: bytes) -> Subject | None:
    """Return the subject of a mark, None when nothing is kept about them."""
    found = db.row("SELECT mark, handle, salt FROM subject WHERE mark = ?", mark)
    return None if found is None else Subject(*found)


def is_nearly_known(db: Database, population: str, person: object) -> bool:
    """Whether something is kept about a key that is commonly confused with this one."""
    key = key_of(db)
    others = written_otherwise(checked_person(person))
    return any(find(db, person_mark(key, population, other)) is not None for other in others)


def subject_of(db: Database, mark: bytes) -> Subject:
    """Return the subject of a mark, made when there was none."""
    known = find(db, mark)
    if known is not None:
        return known
    made = Subject(mark, new_salt(), new_salt())
    db.run("INSERT INTO subject VALUES (?, ?, ?)", *made)
    return made


def erase(db: Database, mark: bytes, population: str, reason: str, now: dt.datetime | None) -> int:
    """Erase all payloads of a subject, write that it was done, and return how many there were."""
    subject = find(db, mark)
    if subject is None:
        return 0
    found = db.rows("SELECT entry FROM payload WHERE subject = ? ORDER BY entry", subject.handle)
    erased = [number for (number,) in found]
    db.run("DELETE FROM payload WHERE subject = ?", subject.handle)
    db.run("DELETE FROM subject WHERE mark = ?", mark)
    payload = {"entries": erased, "reason": reason}
    append(db, Draft("erasure", payload, population=population), now)
    return len(erased)


def known_actor(db: Database, actor: str) -> int | None:
    """Return the number of the entry that introduced an actor, None for an unknown one."""
    if not actor:
        return None
    found = db.row(
        "SELECT payload.entry FROM subject JOIN payload ON payload.subject = subject.handle "
        "WHERE subject.mark = ? ORDER BY payload.entry LIMIT 1",
        actor_mark(key_of(db), actor),
    )
    return None if found is None else int(found[0])


def written_actor(db: Database, actor: str, now: dt.datetime | None) -> int | None:
    """Return the number of the entry that introduced an actor, written when they are new."""
    known = known_actor(db, actor)
    if known is not None or not actor:
        return known
    check_new_name("actor", actor, actor_names(db).values(), told=True)
    subject = subject_of(db, actor_mark(key_of(db), actor))
    number = append(db, Draft("actor", {"name": actor}, subject=subject), now).number
    _restore_caps(db, actor, number, now)
    return number


def keep_caps(
    db: Database, actor: str, left: Mapping[tuple[str, str], Amount], now: dt.datetime | None
) -> None:
    """Write what is left of the shares of an actor whose name is forgotten."""
    mark = _cap_mark(db, actor)
    for (population, purpose), amount in left.items():
        draft = Draft("budget_kept", {}, population, purpose, mark=mark, **amount._asdict())
        append(db, draft, now)


def kept_caps(db: Database, actor: str) -> Kept:
    """Return what is left under the name of someone who was forgotten."""
    rows = db.rows(
        "SELECT population, purpose, epsilon, delta FROM entry WHERE kind = 'budget_kept' "
        "AND mark = ? ORDER BY number",
        _cap_mark(db, actor),
    )
    return {(population, purpose): Amount(*left) for population, purpose, *left in rows}


def _restore_caps(db: Database, actor: str, number: int, now: dt.datetime | None) -> None:
    """Give the shares back to someone whose name came again, as the entry `number`."""
    for (population, purpose), amount in kept_caps(db, actor).items():
        said = {"reason": REASON}
        append(db, Draft("budget", said, population, purpose, number, *amount), now)


def _cap_mark(db: Database, actor: str) -> bytes:
    return mark_of(key_of(db), "cap", spelling_of(actor))
