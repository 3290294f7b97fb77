"""Writing a file so that a reader never meets half of one."""

from __future__ import annotations

import contextlib
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from privlab.errors import PrivlabError

__all__ = ["write_whole"]


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
