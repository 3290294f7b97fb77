"""The words of a column's name: accents, camelCase, codes glued together."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["plain", "tokens"]

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_EDGE = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
LEAST_PIECE = 3
LEAST_TAIL = 4
MOST_REST = 5


def plain(text: str) -> str:
    """Return a text in small letters without accents.

    Examples
    --------
    >>> plain("Prénom")
    'prenom'
    """
    if text.isascii():
        return text.lower()
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("ß", "ss")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def tokens(
    name: str, known: Collection[str], openings: Collection[str], tails: Collection[str] = ()
) -> tuple[str, ...]:
    """Split a column's name into words.

    Parameters
    ----------
    name : str
    known : collection of str
        Words that a glued code is cut into.
    openings : collection of str
        Short openings that codes begin with: "dt", "cd" ...
    tails : collection of str
        Words that may end a code whose beginning means nothing.

    Examples
    --------
    >>> tokens("dateNaissance", (), ())
    ('date', 'naissance')
    >>> tokens("CDSEXE", frozenset({"sexe"}), ("cd",))
    ('cd', 'sexe')
    """
    letters = "".join(
        c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)
    )
    # in small letters a word is a word: only codes in capitals hide one behind letters
    tails = tails if letters.isupper() else ()
    words = _NOT_WORD.split(plain(" ".join(_CAMEL.split(letters))))
    parts = [part for word in words for part in _EDGE.split(word) if part]
    return tuple(piece for part in parts for piece in _pieces(part, known, openings, tails))


def _pieces(
    word: str, known: Collection[str], openings: Collection[str], tails: Collection[str]
) -> tuple[str, ...]:
    if word in known or len(word) < LEAST_TAIL or word.isdigit():
        return (word,)
    cut = _cover(word, frozenset(known), tuple(openings))
    if cut is not None:
        return cut
    for start in range(1, min(MOST_REST, len(word) - LEAST_TAIL) + 1):
        # a prefix of a few letters that means nothing here, before a word that does
        if word[start:] in tails:
            return (word[:start], word[start:])
    return (word,)


@lru_cache(maxsize=4096)
def _cover(word: str, known: frozenset[str], openings: tuple[str, ...]) -> tuple[str, ...] | None:
    """Cut a word into known pieces, the fewest, after an opening or none."""
    best: list[tuple[str, ...] | None] = [None] * (len(word) + 1)
    best[0] = ()
    for opening in openings:
        if word.startswith(opening) and best[len(opening)] is None:
            best[len(opening)] = (opening,)
    for end in range(LEAST_PIECE, len(word) + 1):
        for start in range(end - LEAST_PIECE + 1):
            before = best[start]
            if before is not None and word[start:end] in known:
                cut = (*before, word[start:end])
                current = best[end]
                if current is None or len(cut) < len(current):
                    best[end] = cut
    return best[len(word)]
