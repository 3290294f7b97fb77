"""Shares of a budget that outlive the name of the actor whose they were.

What was left of them stands in the chain under a keyed mark of the name. It leads to none of the
uses and charges that were written without a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.register._budgets import Amount
from privlab.register._entries import Draft, append, key_of
from privlab.register._sealing import mark_of
from privlab.register._spelling import spelling_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from privlab.register._connection import Database

__all__ = ["Kept", "keep_caps", "kept_caps", "restore_caps"]

Kept = dict[tuple[str, str], Amount]
"""What is left under each population and purpose ("": all)."""

REASON = "What was left when the name of this actor was forgotten."


def keep_caps(
    db: Database, actor: str, left: Mapping[tuple[str, str], Amount], now: dt.datetime | None
) -> None:
    """Write what is left of the shares of an actor whose name is forgotten."""
    mark = _mark(db, actor)
    for (population, purpose), amount in left.items():
        draft = Draft("budget_kept", {}, population, purpose, mark=mark, **amount._asdict())
        append(db, draft, now)


def kept_caps(db: Database, actor: str) -> Kept:
    """Return what is left under the name of someone who was forgotten."""
    rows = db.rows(
        "SELECT population, purpose, epsilon, delta FROM entry WHERE kind = 'budget_kept' "
        "AND mark = ? ORDER BY number",
        _mark(db, actor),
    )
    return {(population, purpose): Amount(*left) for population, purpose, *left in rows}


def restore_caps(db: Database, actor: str, number: int, now: dt.datetime | None) -> None:
    """Give the shares back to someone whose name came again, as the entry `number`."""
    for (population, purpose), amount in kept_caps(db, actor).items():
        said = {"reason": REASON}
        append(db, Draft("budget", said, population, purpose, number, *amount), now)


def _mark(db: Database, actor: str) -> bytes:
    return mark_of(key_of(db), "cap", spelling_of(actor))
