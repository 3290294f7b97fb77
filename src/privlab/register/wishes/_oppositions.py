"""Who opposed: a list of keyed marks in the chain itself, which outlives an erasure.

It is the one thing kept of a person who asked to be erased, so that the wish is honoured when
their row comes back with the next delivery of a table. Beside the mark of the key stands that of
its spelling, without case, blanks and leading zeros: whoever is written almost as someone who
opposed is left out too, until the two are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from privlab.errors import ParameterError
from privlab.register._entries import Draft, append, key_of, sealed_payloads
from privlab.register._person_keys import checked_person, near_spelling, written_otherwise
from privlab.register._sealing import mark_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from privlab.register.disk._connection import Database

__all__ = [
    "Match",
    "last_opposition",
    "left_out",
    "lift",
    "matches",
    "oppose",
    "opposed",
    "tell_apart",
    "told_apart",
]


@dataclass(frozen=True, repr=False)
class Match:
    """Whom a standing opposition is about, among some keys.

    Attributes
    ----------
    number : int
        Of its entry in the register.
    purpose : str
        Empty when it is against all.
    found : bool
        Whether one of the keys is the very key that was given.
    near : tuple
        Keys that are written almost alike and were not told apart.
    """

    number: int
    purpose: str
    found: bool
    near: tuple[object, ...]


class Standing(NamedTuple):
    """An opposition that was not taken back: its entry, and the mark of the spelling."""

    number: int
    near: bytes | None


def oppose(
    db: Database, population: str, person: object, purpose: str, now: dt.datetime | None
) -> int:
    """Write that a person opposes a purpose ("": all); once, however often it is said."""
    text = checked_person(person)
    start = _start(db, population, purpose)
    mark = mark_of(start, text)
    standing = _standing(db, population, purpose).get(mark)
    if standing is not None and standing.near is not None:
        return standing.number
    payload = {"near": mark_of(start, near_spelling(text)).hex()}
    draft = Draft("opposition", payload, population=population, purpose=purpose, mark=mark)
    return append(db, draft, now).number


def lift(
    db: Database, population: str, person: object, purpose: str, now: dt.datetime | None
) -> bool:
    """Write that a person takes the opposition back; False when there was none."""
    mark = mark_of(_start(db, population, purpose), checked_person(person))
    standing = _standing(db, population, purpose).get(mark)
    if standing is None:
        return False
    draft = Draft(
        "opposition_lifted",
        {},
        population=population,
        purpose=purpose,
        mark=mark,
        refers=standing.number,
    )
    append(db, draft, now)
    return True


def opposed(
    db: Database, population: str, persons: Sequence[object], purpose: str
) -> frozenset[object]:
    """Return those of the persons who oppose the purpose, or all purposes, as they are written."""
    texts = [checked_person(person) for person in persons]
    found: set[object] = set()
    for own in {"", purpose}:
        standing = _standing(db, population, own)
        start = _start(db, population, own)
        pairs = zip(persons, texts, strict=True) if standing else ()
        found.update(person for person, text in pairs if mark_of(start, text) in standing)
    return frozenset(found)


def last_opposition(db: Database, population: str, purpose: str) -> int:
    """Return the number of the last entry that changed who opposes a purpose; 0 without one."""
    found = db.row(
        "SELECT coalesce(max(number), 0) FROM entry WHERE population = ? AND purpose IN ('', ?) "
        "AND kind IN ('opposition', 'opposition_lifted', 'opposition_settled')",
        population,
        purpose,
    )
    return 0 if found is None else int(found[0])


def left_out(
    db: Database, population: str, persons: Sequence[object], purpose: str
) -> frozenset[object]:
    """Return those who oppose, and those written almost as someone who does."""
    found: set[object] = set()
    for own in {"", purpose}:
        standing = _standing(db, population, own)
        for person, _, exact, near in _matched(db, population, own, persons, standing):
            if exact is not None or near:
                found.add(person)
    return frozenset(found)


def matches(db: Database, population: str, persons: Sequence[object]) -> tuple[Match, ...]:
    """Return for every standing opposition of a population whom it is about."""
    purposes = db.rows(
        "SELECT DISTINCT purpose FROM entry WHERE population = ? AND kind = 'opposition' "
        "ORDER BY purpose",
        population,
    )
    made = []
    for (purpose,) in purposes:
        standing = _standing(db, population, purpose)
        found: set[bytes] = set()
        nearly: dict[bytes, list[object]] = {}
        for person, _, exact, near in _matched(db, population, purpose, persons, standing):
            found |= set() if exact is None else {exact}
            for mark in near:
                nearly.setdefault(mark, []).append(person)
        made += [
            Match(own.number, purpose, mark in found, tuple(nearly.get(mark, ())))
            for mark, own in standing.items()
        ]
    return tuple(sorted(made, key=lambda own: own.number))


def tell_apart(
    db: Database,
    population: str,
    person: object,
    *,
    opposition: int | None,
    given: object,
    actor: int | None,
    now: dt.datetime | None,
) -> int:
    """Write that a key is another person than the one who objected under a near spelling."""
    refers = None
    if opposition is None:
        other = _given_mark(db, population, given)
    else:
        row = db.row(
            "SELECT mark FROM entry WHERE kind = 'opposition' AND population = ? AND number = ?",
            population,
            opposition,
        )
        if row is None:
            message = f"Entry {opposition} is no opposition of population '{population}'."
            raise ParameterError(message)
        other, refers = row[0], opposition
    draft = Draft(
        "opposition_settled",
        {},
        population=population,
        actor=actor,
        refers=refers,
        mark=_apart(db, population)(checked_person(person), other),
    )
    return append(db, draft, now).number


def told_apart(
    db: Database, population: str, pairs: Iterable[tuple[object, object]]
) -> frozenset[tuple[object, object]]:
    """Return those pairs of a key and the key of an objection that were told apart."""
    settled, pair = _settled(db, population), _apart(db, population)
    return frozenset(
        (person, given)
        for person, given in pairs
        if pair(checked_person(person), _given_mark(db, population, given)) in settled
    )


def _matched(
    db: Database,
    population: str,
    purpose: str,
    persons: Sequence[object],
    standing: dict[bytes, Standing],
) -> Iterator[tuple[object, str, bytes | None, list[bytes]]]:
    """Yield each person that a standing opposition touches: the exact mark, and the near ones."""
    if not standing:
        return
    start = _start(db, population, purpose)
    settled, pair = _settled(db, population), _apart(db, population)
    nearly: dict[bytes, list[bytes]] = {}
    older = False
    for mark, own in standing.items():
        older |= own.near is None
        nearly.setdefault(own.near or mark, []).append(mark)
    for person in persons:
        text = checked_person(person)
        spelled = near_spelling(text)
        exact = mark_of(start, text)
        found = list(nearly.get(exact if spelled == text else mark_of(start, spelled), ()))
        if older:
            # of these the register knows the key as it was given only: it is guessed
            guessed = (mark_of(start, other) for other in written_otherwise(text))
            found += [mark for mark in guessed if mark in standing]
        near = [m for m in dict.fromkeys(found) if m != exact and pair(text, m) not in settled]
        if exact in standing or near:
            yield person, text, exact if exact in standing else None, near


def _standing(db: Database, population: str, purpose: str) -> dict[bytes, Standing]:
    """Return the marks of the oppositions that were not taken back."""
    standing: dict[bytes, Standing] = {}
    for sealed, payload in sealed_payloads(
        db,
        "entry.population = ? AND entry.purpose = ? "
        "AND entry.kind IN ('opposition', 'opposition_lifted')",
        (population, purpose),
    ):
        mark = bytes(sealed.mark or b"")
        if sealed.kind == "opposition":
            near = (payload or {}).get("near")
            standing[mark] = Standing(sealed.number, None if near is None else bytes.fromhex(near))
        else:
            standing.pop(mark, None)
    return standing


def _settled(db: Database, population: str) -> frozenset[bytes]:
    rows = db.rows(
        "SELECT mark FROM entry WHERE kind = 'opposition_settled' AND population = ?", population
    )
    return frozenset(mark for (mark,) in rows)


def _start(db: Database, population: str, purpose: str) -> bytes:
    return mark_of(key_of(db), "opposition", population, purpose)


def _given_mark(db: Database, population: str, given: object) -> bytes:
    return mark_of(key_of(db), "objection", population, checked_person(given))


def _apart(db: Database, population: str) -> Callable[[str, bytes], bytes]:
    start = mark_of(key_of(db), "apart", population)
    return lambda text, other: mark_of(start, text, other.hex())
