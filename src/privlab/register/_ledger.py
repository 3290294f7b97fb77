"""The ledger replayed from the chain: each charge inside the caps of its day, answered once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from privlab.language import Message
from privlab.register._budgets import Amount, Owner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.register._sealing import Sealed

__all__ = ["Ledger"]


class Ledger:
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
