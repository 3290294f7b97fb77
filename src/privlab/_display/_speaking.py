"""Saying something in one language, whatever the notebook speaks."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from privlab.language import current, use

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["speaking"]


@contextmanager
def speaking(language: str | None = None) -> Iterator[None]:
    """Use a language inside the block, and the one before it afterwards.

    Parameters
    ----------
    language : {"fr", "en"} or None
        None keeps the language in use.

    Examples
    --------
    >>> from privlab.language import current
    >>> with speaking("fr"):
    ...     current()
    'fr'
    >>> current()
    'en'
    """
    before = current()
    if language is not None:
        use(language)
    try:
        yield
    finally:
        use(before)
