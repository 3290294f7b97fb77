"""Who opposed: a list of keyed marks in the chain itself, which outlives an erasure.

It is the one thing kept of a person who asked to be erased, so that the wish is honoured when
their row comes back with the next delivery of a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.register._entries import Draft, append, key_of
from privlab.register._sealing import mark_of
from privlab.register._subjects import checked_person

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from privlab.register._connection import Database

__all__ = ["last_opposition", "lift", "oppose", "opposed"]


def oppose(
    db: Database, population: str, person: object, purpose: str, now: dt.datetime | None
) -> int:
    """Write that a person opposes a purpose ("": all); once, however often it is said."""
    mark = _mark(key_of(db), population, purpose, checked_person(person))
    standing = _standing(db, population, purpose).get(mark)
    if standing is not None:
        return standing
    draft = Draft("opposition", {}, population=population, purpose=purpose, mark=mark)
    return append(db, draft, now).number


def lift(
    db: Database, population: str, person: object, purpose: str, now: dt.datetime | None
) -> bool:
    """Write that a person takes the opposition back; False when there was none."""
    mark = _mark(key_of(db), population, purpose, checked_person(person))
    standing = _standing(db, population, purpose).get(mark)
    if standing is None:
        return False
    draft = Draft(
        "opposition_lifted",
        {},
        population=population,
        purpose=purpose,
        mark=mark,
        refers=standing,
    )
    append(db, draft, now)
    return True


def opposed(
    db: Database, population: str, persons: Sequence[object], purpose: str
) -> frozenset[object]:
    """Return those of the persons who oppose the purpose, or all purposes."""
    texts = [checked_person(person) for person in persons]
    found: set[object] = set()
    for own in {"", purpose}:
        standing = _standing(db, population, own)
        start = mark_of(key_of(db), "opposition", population, own)
        pairs = zip(persons, texts, strict=True) if standing else ()
        found.update(person for person, text in pairs if mark_of(start, text) in standing)
    return frozenset(found)


def last_opposition(db: Database, population: str, purpose: str) -> int:
    """Return the number of the last entry that changed who opposes a purpose; 0 without one."""
    found = db.row(
        "SELECT coalesce(max(number), 0) FROM entry WHERE population = ? AND purpose IN ('', ?) "
        "AND kind IN ('opposition', 'opposition_lifted')",
        population,
        purpose,
    )
    return 0 if found is None else int(found[0])


def _standing(db: Database, population: str, purpose: str) -> dict[bytes, int]:
    """Return the marks of the oppositions that were not taken back, with their entries."""
    standing: dict[bytes, int] = {}
    for number, kind, mark in db.each(
        "SELECT number, kind, mark FROM entry WHERE population = ? AND purpose = ? "
        "AND kind IN ('opposition', 'opposition_lifted') ORDER BY number",
        population,
        purpose,
    ):
        if kind == "opposition":
            standing[mark] = number
        else:
            standing.pop(mark, None)
    return standing


def _mark(key: bytes, population: str, purpose: str, person: str) -> bytes:
    return mark_of(key, "opposition", population, purpose, person)
