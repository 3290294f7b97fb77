"""Words of column names in five languages, and the subject that they tell.

`phrases.csv` holds them by subject, `abbreviations.csv` what databases write short, and
`name_words.csv` the words that tell otherwise what a name is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._files import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_STEM = 4

__all__ = [
    "ABBREVIATIONS",
    "ABOUT",
    "DIMENSION_WORDS",
    "HOLDING",
    "KEPT",
    "MOMENT",
    "NUMBERING",
    "OPENINGS",
    "PHRASES",
    "POPULATION",
    "PRODUCED",
    "RECORDING",
    "TECHNICAL",
    "canonical",
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


def _stem(word: str) -> str:
    if len(word) > LEAST_STEM and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) >= LEAST_STEM and word.endswith("s") else word


def canonical(word: str) -> str:
    """Return the form under which a word of a name is known: no abbreviation, in the singular.

    Examples
    --------
    >>> canonical("dt"), canonical("companies"), canonical("salaires")
    ('date', 'company', 'salaire')
    """
    return ABBREVIATIONS.get(word) or ABBREVIATIONS.get(_stem(word)) or _stem(word)


PHRASES: Mapping[str, tuple[str, ...]] = lists_of("phrases.csv", "subject", "phrase")
_LISTS = lists_of("name_words.csv", "list", "word")
OPENINGS = _LISTS["opening"]
TECHNICAL = frozenset(_LISTS["technical"])
PRODUCED = frozenset(_LISTS["produced"])
POPULATION = frozenset(_LISTS["population"])
NUMBERING = frozenset(_LISTS["numbering"])
ABOUT = frozenset(map(canonical, _LISTS["about"]))
RECORDING = frozenset(map(canonical, _LISTS["recording"]))
MOMENT = frozenset(map(canonical, _LISTS["moment"]))
KEPT = frozenset(map(canonical, _LISTS["kept"]))
HOLDING = frozenset(map(canonical, _LISTS["holding"]))
DIMENSION_WORDS: Mapping[str, tuple[str, ...]] = lists_of("dimensions.csv", "dimension", "word")
