"""Writing a report so that a reader never meets half of one."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from privlab.documents._html import render_html
from privlab.errors import DocumentError, listed

if TYPE_CHECKING:
    from privlab.documents._document import Document

__all__ = ["save_html", "write_whole"]


def save_html(document: Document, path: str | os.PathLike[str]) -> Path:
    """Write a document as one HTML file and return its path.

    Raises
    ------
    DocumentError
        The place cannot be written to. A report that was there before is untouched.
    """
    return write_whole(render_html(document).encode(errors="replace"), Path(path))


def write_whole(content: bytes, path: Path) -> Path:
    """Write a file beside its place, then put it there in one step."""
    beside = path.parent / f".{path.name}.{secrets.token_hex(4)}.part"
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or type(error).__name__
        message = (
            f"The report '{listed([str(path)])}' cannot be written: {reason}. Nothing was changed. "
            "Give a file name in a folder that exists and that you may write to."
        )
        raise DocumentError(message) from error
    return path
