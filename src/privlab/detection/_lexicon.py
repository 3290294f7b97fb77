"""Words of column names, French and English, and the subject that they tell.

`phrases.csv` holds them by subject, `abbreviations.csv` what databases write short, and
`name_words.csv` the words that tell otherwise what a name is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._files import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ABBREVIATIONS",
    "NUMBERING",
    "OPENINGS",
    "PHRASES",
    "POPULATION",
    "PRODUCED",
    "TECHNICAL",
    "lists_of",
]


def lists_of(name: str, by: str, column: str) -> dict[str, tuple[str, ...]]:
    """Return the cells of a column of a table of this room, listed by those of another."""
    made: dict[str, list[str]] = {}
    for row in rows_of(__package__, name):
        made.setdefault(row[by], []).append(row[column])
    return {key: tuple(cells) for key, cells in made.items()}


ABBREVIATIONS: Mapping[str, str] = {
    row["written"]: row["word"] for row in rows_of(__package__, "abbreviations.csv")
}
PHRASES: Mapping[str, tuple[str, ...]] = lists_of("phrases.csv", "subject", "phrase")
_LISTS = lists_of("name_words.csv", "list", "word")
OPENINGS = _LISTS["opening"]
TECHNICAL = frozenset(_LISTS["technical"])
PRODUCED = frozenset(_LISTS["produced"])
POPULATION = frozenset(_LISTS["population"])
NUMBERING = frozenset(_LISTS["numbering"])
