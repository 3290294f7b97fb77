"""Entries: the one way in which anything is written, and read back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from privlab.errors import RegisterError
from privlab.register._amounts import as_delta, as_epsilon
from privlab.register._checking import moment_of, written_time
from privlab.register._sealing import (
    NOTHING,
    Sealed,
    canonical,
    commitment_of,
    hash_of,
    is_kept,
    mark_of,
    new_salt,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.register.disk._connection import Database

__all__ = [
    "OWN_KINDS",
    "Draft",
    "Entry",
    "Subject",
    "actor_names",
    "append",
    "entries",
    "is_own_key",
    "key_mark",
    "key_of",
    "last_of",
    "payload_of",
    "sealed_payloads",
]

# what the register itself writes; other rooms choose other words
OWN_KINDS = frozenset(
    {
        "actor",
        "budget",
        "budget_kept",
        "charge",
        "erasure",
        "failed",
        "look_up",
        "opposition",
        "opposition_lifted",
        "opposition_settled",
        "person_key",
        "register",
        "release",
        "reuse",
        "use",
    }
)
COLUMNS = len(Sealed._fields)
ADD = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
READ = (
    "SELECT entry.*, payload.body, payload.salt, subject.mark, subject.salt FROM entry "
    "LEFT JOIN payload ON payload.entry = entry.number "
    "LEFT JOIN subject ON subject.handle = payload.subject"
)


class Subject(NamedTuple):
    """Someone's keyed mark, and the random handle and the salt of their payloads."""

    mark: bytes
    handle: bytes
    salt: bytes

    @property
    def link(self) -> bytes:
        """What their commitments are bound to."""
        return self.mark + self.salt


@dataclass(frozen=True)
class Draft:
    """What is to be written; only `payload` may tell something about a person."""

    kind: str
    payload: Mapping[str, object]
    population: str = ""
    purpose: str = ""
    actor: int | None = None
    epsilon: int = 0
    delta: int = 0
    refers: int | None = None
    mark: bytes | None = None
    subject: Subject | None = None


@dataclass(frozen=True)
class Entry:
    """One line of the register, as it is read back.

    Attributes
    ----------
    number : int
        From 1, without gaps.
    time : datetime
        In UTC; never before the entry above.
    kind : str
    population, purpose, actor : str
        Empty when there is none; `actor` is empty too once it was forgotten.
    epsilon, delta : float
        Of a charge or of a budget.
    refers : int or None
        The number of the entry that this one answers or takes back.
    payload : dict or None
        None once it was erased. It is not printed: it may be about a person.
    clock_behind : timedelta
        How far the clock stood behind the entry above; above zero when it was set back.
    hash : str
        64 hexadecimal digits.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from privlab.register import Register
    >>> register = Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
    >>> register.set_budget("clients", epsilon=1.0)
    >>> [(entry.population, entry.epsilon) for entry in register.entries("budget")]
    [('clients', 1.0)]
    """

    number: int
    time: dt.datetime
    kind: str
    population: str
    purpose: str
    actor: str
    epsilon: float
    delta: float
    refers: int | None
    payload: dict[str, Any] | None = field(repr=False)
    clock_behind: dt.timedelta
    hash: str = field(repr=False)


def key_of(db: Database) -> bytes:
    """Return the key of the register's marks."""
    found = db.row("SELECT key FROM secret WHERE name = 'marks'")
    if found is None:
        message = "The register has lost the key of its marks; see `privlab verify`."
        raise RegisterError(message)
    return bytes(found[0])


def key_mark(key: bytes) -> bytes:
    """Return the mark by which the first entry commits to the key."""
    return mark_of(key, "register")


def is_own_key(db: Database) -> bool:
    """Whether the key of the marks is the one that the first entry commits to."""
    found = db.row(
        "SELECT key, entry.kind, mark FROM secret, entry WHERE name = 'marks' AND number = 1"
    )
    return found is not None and found[1:] == ("register", key_mark(found[0]))


def last_of(db: Database) -> tuple[int, str, bytes]:
    """Return number, time and hash of the last entry."""
    found = db.row("SELECT number, time, hash FROM entry ORDER BY number DESC LIMIT 1")
    return (0, "", NOTHING) if found is None else (found[0], found[1], found[2])


def append(db: Database, draft: Draft, now: dt.datetime | None) -> Sealed:
    """Write one entry after the last one and return it.

    Its time is that of the last entry when the clock went back, and says by how much.
    """
    number, last, previous = last_of(db)
    asked = written_time(now)
    time = max(asked, last)
    body = canonical(dict(draft.payload), what=f"The payload of this '{draft.kind}'")
    salt = new_salt()
    subject = draft.subject
    sealed = Sealed(
        number=number + 1,
        time=time,
        behind=(moment_of(time) - moment_of(asked)) // dt.timedelta(microseconds=1),
        kind=draft.kind,
        population=draft.population,
        purpose=draft.purpose,
        actor=draft.actor,
        epsilon=draft.epsilon,
        delta=draft.delta,
        refers=draft.refers,
        mark=draft.mark,
        commitment=commitment_of(body, salt, b"" if subject is None else subject.link),
        previous=previous,
        hash=NOTHING,
    )
    sealed = sealed._replace(hash=hash_of(sealed))
    db.run(ADD, *sealed)
    handle = None if subject is None else subject.handle
    db.run("INSERT INTO payload VALUES (?, ?, ?, ?)", sealed.number, handle, salt, body)
    return sealed


def entries(
    db: Database, *, where: str = "TRUE", values: tuple[object, ...] = ()
) -> tuple[Entry, ...]:
    """Return entries in their order; RegisterError when a payload is not what was written."""
    found = list(sealed_payloads(db, where, values))
    acting = any(sealed.actor is not None for sealed, _ in found)
    names = actor_names(db) if acting else {}
    return tuple(
        _entry(sealed, payload, "" if sealed.actor is None else names.get(sealed.actor, ""))
        for sealed, payload in found
    )


def actor_names(db: Database) -> dict[int, str]:
    """Return the names of the actors by the entries that introduced them, forgotten ones apart."""
    known = sealed_payloads(db, "entry.kind = 'actor'", ())
    return {sealed.number: payload["name"] for sealed, payload in known if payload is not None}


def payload_of(db: Database, number: int) -> dict[str, Any]:
    """Return the payload of an entry that is about nobody."""
    (entry,) = entries(db, where="entry.number = ?", values=(number,))
    if entry.payload is None:
        raise RegisterError(_changed(number))
    return entry.payload


def sealed_payloads(
    db: Database, where: str, values: tuple[object, ...]
) -> Iterator[tuple[Sealed, dict[str, Any] | None]]:
    """Yield rows of the chain with what they keep; RegisterError when it was changed."""
    for row in db.each(f"{READ} WHERE {where} ORDER BY entry.number", *values):
        sealed, (body, *parts) = Sealed(*row[:COLUMNS]), row[COLUMNS:]
        if body is None:
            yield sealed, None
        elif not is_kept(sealed.commitment, body, *parts):
            raise RegisterError(_changed(sealed.number))
        else:
            yield sealed, json.loads(body)


def _entry(sealed: Sealed, payload: dict[str, Any] | None, actor: str) -> Entry:
    return Entry(
        number=sealed.number,
        time=moment_of(sealed.time),
        kind=sealed.kind,
        population=sealed.population,
        purpose=sealed.purpose,
        actor=actor,
        epsilon=as_epsilon(sealed.epsilon),
        delta=as_delta(sealed.delta),
        refers=sealed.refers,
        payload=payload,
        clock_behind=dt.timedelta(microseconds=sealed.behind),
        hash=sealed.hash.hex(),
    )


def _changed(number: int) -> str:
    return (
        f"What entry {number} of the register keeps was changed or removed. Nothing is read from "
        "it or released on it; see `privlab verify`."
    )
