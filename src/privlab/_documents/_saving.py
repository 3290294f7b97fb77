"""Writing a report as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from privlab._documents._html import render_html
from privlab._files import write_whole
from privlab.errors import DocumentError, listed

if TYPE_CHECKING:
    import os

    from privlab._documents._document import Document

__all__ = ["save_html"]


def save_html(document: Document, path: str | os.PathLike[str]) -> Path:
    """Write a document as one HTML file and return its path.

    Raises
    ------
    DocumentError
        The place cannot be written to. A report that was there before is untouched.
    """
    content = render_html(document).encode(errors="replace")
    return write_whole(content, Path(path), f"report '{listed([str(path)])}'", DocumentError)
