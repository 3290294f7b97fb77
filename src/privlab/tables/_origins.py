"""The files that rows come from, and the mark of what they held."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.errors import SourceError

if TYPE_CHECKING:
    import os
    from pathlib import Path

__all__ = ["Origin", "mark_of_file"]

_FOOTER = 2**16
_HASHED_WHOLE = 2**26


@dataclass(frozen=True)
class Origin:
    """A file, and what it held when its rows were taken.

    Attributes
    ----------
    path : Path
    mark : bytes or None
        Taken when the rows were; None for a file that is read each time something is asked.
    name : str
        Of the table that reads such a file; empty for one whose rows were taken.
    """

    path: Path
    mark: bytes | None = None
    name: str = ""

    @property
    def is_long(self) -> bool:
        """Whether the file is read each time, and known by its size, time and end alone."""
        return self.mark is None and _state_of(self.path).st_size > _HASHED_WHOLE

    def check(self) -> None:
        """Say that a file that is read each time is gone."""
        if self.mark is None:
            _state_of(self.path)

    def current(self) -> bytes:
        """Return the mark of what the rows are: as they were taken, or as the file is now."""
        return mark_of_file(self.path) if self.mark is None else self.mark


def mark_of_file(path: Path) -> bytes:
    """Return a digest of a file up to 64 MB; of size, time of change and last bytes beyond."""
    known = _state_of(path)
    digest = hashlib.sha256(str(known.st_size).encode())
    try:
        with path.open("rb") as file:
            if known.st_size > _HASHED_WHOLE:
                digest.update(f" {known.st_mtime_ns} ".encode())
                file.seek(-min(_FOOTER, known.st_size), io.SEEK_END)
            digest.update(file.read())
    except OSError as error:
        raise SourceError(_gone(path, error)) from None
    return digest.digest()


def _state_of(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise SourceError(_gone(path, error)) from None


def _gone(path: Path, error: OSError) -> str:
    return (
        f"The file '{path.name}' that the rows come from cannot be read any more: "
        f"{error.strerror}. Put it back, or open the table again."
    )
