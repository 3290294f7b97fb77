"""Verification: everything that a register holds, against its chain and a head kept elsewhere."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from typing import TYPE_CHECKING

from privlab.errors import ParameterError
from privlab.language import Message, counted
from privlab.register._amounts import Amount, Owner
from privlab.register._entries import OWN_KINDS, is_own_key
from privlab.register._sealing import NOTHING, Sealed, hash_of, is_kept
from privlab.register._verification import Verification
from privlab.register.disk._connection import is_damage
from privlab.register.disk._schema import schema_problems, tables_changed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.register.disk._connection import Database

__all__ = ["verify"]

MOST_PROBLEMS = 50
COLUMNS = len(Sealed._fields)
ROWS = (
    "SELECT entry.*, payload.body, payload.salt, subject.mark, subject.salt FROM entry "
    "LEFT JOIN payload ON payload.entry = entry.number "
    "LEFT JOIN subject ON subject.handle = payload.subject ORDER BY entry.number"
)


def verify(db: Database, pinned: str | None) -> Verification:
    """Check structure, rules, chain, payloads, spending, and the pinned head."""
    wanted = None if pinned is None else _parsed(pinned)
    walk = Walk(None if wanted is None else wanted[0])
    problems: list[Message] = []
    try:
        for problem in _problems(db, walk):
            if len(problems) < MOST_PROBLEMS:
                problems.append(problem)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if not is_damage(error):
            raise
        problems.append(Message("The file is damaged: not all of it can be read."))
    if wanted is not None and walk.n_entries:
        problems.extend(walk.against(*wanted))
    head = f"{walk.number}:{walk.previous.hex()}"
    return Verification(walk.n_entries, head, pinned, tuple(problems))


def _problems(db: Database, walk: Walk) -> Iterator[Message]:
    faults = [text for (text,) in db.rows("PRAGMA integrity_check(20)") if text != "ok"]
    if faults:
        yield counted(
            "The structure of the file has {n} fault.",
            "The structure of the file has {n} faults.",
            len(faults),
        )
    changed = schema_problems(db)
    if changed:
        yield Message(
            "Tables, indexes or triggers are missing, changed or added: {names}.",
            {"names": ", ".join(changed[:12])},
        )
    if faults or (changed and tables_changed(db)):
        # what stands in the tables cannot be trusted to be what their columns say
        return
    loose = db.rows("PRAGMA foreign_key_check")
    if loose:
        yield counted(
            "{n} row refers to an entry or a handle that is not there.",
            "{n} rows refer to an entry or a handle that is not there.",
            len(loose),
        )
    if not is_own_key(db):
        yield Message("The key of the register was changed: marks no longer find anything.")
    yield from walk.through(db)


class Walk:
    """The way along the chain: what it has to match, and how far it went."""

    def __init__(self, pinned: int | None) -> None:
        self.n_entries = 0
        self.number = 0
        self.previous = NOTHING
        self._time = ""
        self._pinned = pinned
        self._found = ""
        self._gone: dict[int, str] = {}
        self._erased: dict[int, int] = {}
        self._ledger = _Ledger()

    def through(self, db: Database) -> Iterator[Message]:
        """Walk the whole chain and yield what does not fit."""
        for row in db.each(ROWS):
            entry = Sealed(*row[:COLUMNS])
            yield from self._linked(entry)
            yield from self._kept(entry, *row[COLUMNS:])
            yield from self._ledger.follow(entry)
        if self.n_entries == 0:
            yield Message("The register has no entry, not even its first.")
        yield from self._erasures()

    def against(self, number: int, digits: str) -> Iterator[Message]:
        """Yield what speaks against a head that was kept elsewhere."""
        if self.number < number:
            yield Message(
                "The register ends at entry {last} and the head kept elsewhere is entry {number}: "
                "its end was cut, or an older copy was put back.",
                {"last": self.number, "number": number},
            )
        elif not self._found.startswith(digits):
            yield Message(
                "Entry {number} is not the one whose head was kept elsewhere: the register was "
                "written anew, or it is another one.",
                {"number": number},
            )

    def _linked(self, entry: Sealed) -> Iterator[Message]:
        if entry.number != self.number + 1:
            yield Message(
                "Entries are missing between {before} and {number}.",
                {"before": self.number, "number": entry.number},
            )
        elif entry.previous != self.previous:
            yield Message(
                "Entry {number} does not follow the one before.", {"number": entry.number}
            )
        if hash_of(entry) != entry.hash:
            yield Message("Entry {number} was changed.", {"number": entry.number})
        if entry.time < self._time:
            yield Message("Entry {number} is older than the one before.", {"number": entry.number})
        if entry.number == self._pinned:
            self._found = entry.hash.hex()
        self.n_entries += 1
        self.number, self.previous, self._time = entry.number, entry.hash, entry.time

    def _kept(self, entry: Sealed, body: str | None, *parts: bytes | None) -> Iterator[Message]:
        if body is None:
            self._gone[entry.number] = entry.kind
        elif not is_kept(entry.commitment, body, *parts):
            yield Message("What entry {number} keeps was changed.", {"number": entry.number})
        elif entry.kind == "erasure":
            self._erased |= dict.fromkeys(_erased_by(json.loads(body)), entry.number)

    def _erasures(self) -> Iterator[Message]:
        for number, kind in self._gone.items():
            erasable = kind == "actor" or kind not in OWN_KINDS
            if not erasable or self._erased.get(number, 0) <= number:
                yield Message(
                    "What entry {number} keeps is gone, and no erasure says so.",
                    {"number": number},
                )
        for number in self._erased.keys() - self._gone.keys():
            yield Message(
                "Entry {by} says that what entry {number} keeps was erased, and it is there.",
                {"by": self._erased[number], "number": number},
            )


class _Ledger:
    """What a chain says was allowed, spent and answered, up to the entry followed last."""

    def __init__(self) -> None:
        self._caps: dict[Owner, Amount] = {}
        self._spent: defaultdict[Owner, Amount] = defaultdict(lambda: Amount(0, 0))
        self._open: dict[int, str] = {}
        self._marks: set[bytes | None] = set()

    def follow(self, entry: Sealed) -> Iterator[Message]:
        """Take one entry in, and yield what it breaks."""
        if entry.kind == "budget":
            owner = Owner(entry.population, entry.purpose, entry.actor)
            self._caps[owner] = Amount(entry.epsilon, entry.delta)
        elif entry.kind == "charge":
            yield from self._charge(entry)
        elif entry.kind == "release":
            reserved = self._open.pop(entry.refers or 0, None)
            # None: released a second time, or without having been spent
            if reserved != entry.population:
                yield Message(
                    "Entry {number} releases an answer for which nothing was reserved.",
                    {"number": entry.number},
                )
        elif entry.kind == "failed":
            # nothing is answered on it any more, and it stays spent
            self._open.pop(entry.refers or 0, None)

    def _charge(self, entry: Sealed) -> Iterator[Message]:
        if entry.mark in self._marks or entry.mark is None or entry.epsilon == 0:
            yield Message(
                "Entry {number} charges nothing, or a label a second time.",
                {"number": entry.number},
            )
        self._marks.add(entry.mark)
        self._open[entry.number] = entry.population
        whole = Owner(entry.population)
        shares = (
            Owner(entry.population, entry.purpose),
            Owner(entry.population, "", entry.actor),
            Owner(entry.population, entry.purpose, entry.actor),
        )
        broken = whole not in self._caps
        for owner in dict.fromkeys((whole, *shares)):
            before = self._spent[owner]
            spent = Amount(before.epsilon + entry.epsilon, before.delta + entry.delta)
            self._spent[owner] = spent
            cap = self._caps.get(owner, spent)
            broken |= spent.epsilon > cap.epsilon or spent.delta > cap.delta
        if broken:
            yield Message(
                "Entry {number} spends more than the budget of population '{population}' allowed.",
                {"number": entry.number, "population": entry.population},
            )


def _erased_by(payload: dict[str, object]) -> list[int]:
    said = payload.get("entries")
    return [own for own in said if isinstance(own, int)] if isinstance(said, list) else []


def _parsed(pinned: str) -> tuple[int, str]:
    found = re.fullmatch(r"\s*(\d{1,15}):([0-9a-f]{32,64})\s*", str(pinned))
    if found is None:
        message = (
            "A head is the number of an entry, a colon, and 32 to 64 hexadecimal digits, as "
            "register.head and the reports print it."
        )
        raise ParameterError(message)
    return int(found[1]), found[2]
