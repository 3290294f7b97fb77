"""The file behind a register: opened for one call, followed from what was seen before."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from privlab.errors import ParameterError
from privlab.register._chain import START, follow
from privlab.register._connection import reading, writing
from privlab.register._entries import last_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from privlab.register._connection import Database

__all__ = ["RegisterFile"]

LONGEST_TIMEOUT = 86_400


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
            self._seen = follow(db, self._seen)
            yield db

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with writing(self._path, self._timeout) as db:
            follow(db, self._seen)
            yield db
            number, _, hashed = last_of(db)
        # only now is it durable
        self._seen = (number, hashed)
