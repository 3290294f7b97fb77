"""Files: written so that a reader never meets half of one; tables that stand beside a module."""

from __future__ import annotations

import contextlib
import csv
import os
import secrets
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from privlab.errors import PrivlabError

__all__ = ["rows_in", "rows_of", "write_whole"]


def rows_of(package: str, name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV table of a package, each a mapping of column to text.

    Lines that begin with # say what the table is and where it comes from. A column whose name ends
    in `_en` is shown to people: its cells are marked for translation.

    Examples
    --------
    >>> rows_of("privlab.policy.words", "countries.csv")[74]
    {'code': 'FR', 'gdpr': 'union'}
    """
    return rows_in(resources.files(package).joinpath(name).read_text(encoding="utf-8").splitlines())


def rows_in(lines: Iterable[str]) -> list[dict[str, str]]:
    """Return the rows of the lines of such a table."""
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def write_whole(content: bytes, path: Path, what: str, refusal: type[PrivlabError]) -> Path:
    """Write a file beside its place, then put it there in one step, and return its path.

    A file that stood there keeps its permissions.

    Parameters
    ----------
    content : bytes
    path : Path
    what : str
        What is written, and its name, for the message.
    refusal : type of PrivlabError
        What is raised when the place cannot be written to; what stood there still stands.
    """
    beside = path.parent / f".{path.name}.{secrets.token_hex(4)}.part"
    try:
        mode = path.stat().st_mode if path.exists() else None
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            with contextlib.suppress(OSError):
                beside.chmod(mode)
        beside.replace(path)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or type(error).__name__
        message = (
            f"The {what} cannot be written: {reason}. Nothing was changed. Give a file name in a "
            "folder that exists and that you may write to."
        )
        raise refusal(message) from error
    return path
