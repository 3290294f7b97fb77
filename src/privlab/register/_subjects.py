"""Whom a payload is about: found by a keyed mark, kept apart by a random handle, erasable.

A person is found by HMAC(key, population, person); their payloads carry a random handle and a
salt of their own. Erasing deletes mark, handle, salt and payloads: what stays in the chain are
commitments that nobody can open or link any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlab.register._checking import checked_name
from privlab.register._entries import Draft, actor_names, append, key_of
from privlab.register._kept_caps import restore_caps
from privlab.register._sealing import mark_of, new_salt
from privlab.register._spelling import check_new_name
from privlab.register.wishes._person_keys import checked_person, written_otherwise

if TYPE_CHECKING:
    import datetime as dt

    from privlab.register._connection import Database

__all__ = [
    "Subject",
    "actor_mark",
    "erase",
    "find",
    "is_nearly_known",
    "known_actor",
    "person_mark",
    "subject_of",
    "written_actor",
]


class Subject(NamedTuple):
    """Someone's keyed mark, and the random handle and the salt of their payloads."""

    mark: bytes
    handle: bytes
    salt: bytes

    @property
    def link(self) -> bytes:
        """What their commitments are bound to."""
        return self.mark + self.salt


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
    restore_caps(db, actor, number, now)
    return number
