"""The file behind a register: opened for one call, followed from what was seen before."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from privlab.errors import ParameterError, RegisterError
from privlab.register._entries import is_own_key, last_of
from privlab.register._sealing import NOTHING, Sealed, hash_of
from privlab.register.disk._connection import reading, writing
from privlab.register.disk._schema import schema_problems

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from privlab.register.disk._connection import Database

__all__ = ["RegisterFile"]

LONGEST_TIMEOUT = 86_400
START = (0, NOTHING)


class RegisterFile:
    """A path, how long to wait for others, and the last entry that was checked.

    Every call but a verification first follows the chain from that entry on, and refuses a file
    that breaks it or no longer holds it.
    """

    def __init__(self, path: str | os.PathLike[str], *, timeout: float = 10.0) -> None:
        if (
            isinstance(timeout, bool)
            or not isinstance(timeout, int | float)
            or not 0 <= timeout <= LONGEST_TIMEOUT
        ):
            message = f"timeout is {timeout!r}; it must be a number of seconds from 0 to a day."
            raise ParameterError(message)
        try:
            self._path = Path(path)
        except TypeError:
            message = f"The path of a register is a text or a path, not {type(path).__name__}."
            raise ParameterError(message) from None
        self._timeout = float(timeout)
        self._seen = START

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._path

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        with reading(self._path, self._timeout) as db:
            self._seen = _follow(db, self._seen)
            yield db

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with writing(self._path, self._timeout) as db:
            _follow(db, self._seen)
            yield db
            number, _, hashed = last_of(db)
        # only now is it durable
        self._seen = (number, hashed)


def _sealed_entries(db: Database, since: int = 0) -> Iterator[Sealed]:
    """Yield the rows of the chain in their order, from number `since` on."""
    for row in db.each("SELECT * FROM entry WHERE number >= ? ORDER BY number", since):
        yield Sealed(*row)


def _follow(db: Database, seen: tuple[int, bytes]) -> tuple[int, bytes]:
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
    rows = _sealed_entries(db, number)
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
