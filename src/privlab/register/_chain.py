"""The chain, followed from an entry that was already checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import RegisterError
from privlab.register._entries import is_own_key
from privlab.register._sealing import NOTHING, Sealed, hash_of
from privlab.register.disk._rules import schema_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.register._connection import Database

__all__ = ["START", "follow", "sealed_entries"]

START = (0, NOTHING)


def sealed_entries(db: Database, since: int = 0) -> Iterator[Sealed]:
    """Yield the rows of the chain in their order, from number `since` on."""
    for row in db.each("SELECT * FROM entry WHERE number >= ? ORDER BY number", since):
        yield Sealed(*row)


def follow(db: Database, seen: tuple[int, bytes]) -> tuple[int, bytes]:
    """Check the entries written after `seen`, and return the last one's number and hash.

    Parameters
    ----------
    seen : (int, bytes)
        Number and hash of an entry that was checked before; `START` checks all.

    Raises
    ------
    RegisterError
        The file does not hold what was seen, or the chain breaks: nothing may be spent on it.
    """
    changed = schema_problems(db)
    if changed:
        message = (
            f"The register's own rules were changed ({', '.join(changed[:3])}). Nothing is spent "
            "or recorded until `privlab verify` passes."
        )
        raise RegisterError(message)
    number, previous = seen
    rows = sealed_entries(db, number)
    if number:
        kept = next(rows, None)
        if kept is None or kept.number != number or hash_of(kept) != previous:
            message = (
                f"The register no longer holds entry {number} as this session saw it: an older "
                "copy was put back, or entries were cut. Put the newer file back, and check it "
                "with `privlab verify --head`."
            )
            raise RegisterError(message)
    for row in rows:
        if row.number != number + 1 or row.previous != previous or hash_of(row) != row.hash:
            message = (
                f"The chain of the register breaks at entry {number + 1}: it was changed or "
                "damaged. Nothing is spent or recorded until `privlab verify` passes."
            )
            raise RegisterError(message)
        number, previous = row.number, row.hash
    if number == 0:
        message = "The register has no entry, not even its first: it was emptied."
        raise RegisterError(message)
    if not is_own_key(db):
        message = (
            "The key of the register was changed: labels and oppositions would no longer be found. "
            "Nothing is spent or read until `privlab verify` passes."
        )
        raise RegisterError(message)
    return number, previous
