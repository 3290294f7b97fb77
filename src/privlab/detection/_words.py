"""Words of values that tell a special category or a trait, French and English: `values.csv`.

A value tells a category when one of its words, or two in a row, is in the list. Common first names
are in `first_names.csv`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from privlab._files import rows_of
from privlab.detection._lexicon import lists_of
from privlab.detection._names import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["WORDS", "TRAITS", "told_by", "word_shares"]

LEAST_ILLNESS = 7
_PHRASES = lists_of("values.csv", "subject", "phrase")
WORDS: Mapping[str, tuple[str, ...]] = {
    subject: phrases for subject, phrases in _PHRASES.items() if subject.startswith("special:")
}
INNOCENT = "not:"
TRAITS = tuple(s for s in _PHRASES if s not in WORDS and not s.startswith(INNOCENT))
"""What is no special category, and says who somebody is."""
# words that medicine makes, whatever the illness
_ILLNESS = re.compile(r"[a-z]{3,}(?:itis|osis|emia|algia|algie|ectomy|ectomie|pathy|pathie|plegia)")
_NO_ILLNESS = frozenset({"academia", "nostalgia", "nostalgie", "empathy", "empathie", "sympathy"})
_NO_ILLNESS |= {"sympathie", "telepathy", "telepathie", "antipathy", "antipathie", "osmosis"}


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for subject, phrases in _PHRASES.items():
        for phrase in phrases:
            found.setdefault(" ".join(plain(phrase).split()), []).append(subject)
    for name in dict.fromkeys(row["name"] for row in rows_of(__package__, "first_names.csv")):
        found.setdefault(name, []).append("first_name")
    return {word: tuple(subjects) for word, subjects in found.items()}


@lru_cache(maxsize=1)
def _heads() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in _index())


_SEPARATORS = str.maketrans(
    dict.fromkeys("-_/.,;:!?()[]'\N{RIGHT SINGLE QUOTATION MARK}\"+*|&", " ")
)
_SMALL_WORDS = """
    de du des la le les l d of the et and or ou a au en
"""
_SMALL = frozenset(_SMALL_WORDS.split())


def told_by(value: str) -> set[str]:
    """Return the subjects that the words of a value tell."""
    if "://" in value:
        return set()
    words = [word for word in plain(value).translate(_SEPARATORS).split() if word not in _SMALL]
    index, heads = _index(), _heads()
    told: set[str] = set()
    for place, word in enumerate(words):
        if len(word) >= LEAST_ILLNESS and _ILLNESS.fullmatch(word) and word not in _NO_ILLNESS:
            told.add("special:health")
        if word not in heads and word.removesuffix("s") not in heads:
            continue
        for length in (1, 2):
            phrase = " ".join(words[place : place + length])
            for form in {phrase, phrase.removesuffix("s")}:
                told.update(index.get(form, ()))
    return told


def word_shares(values: Sequence[str]) -> dict[str, float]:
    """Return the share of distinct values that tell each subject.

    A subject is left out where a value has what only its innocent reading has.
    """
    counts: dict[str, int] = {}
    for value in values:
        for subject in told_by(value):
            counts[subject] = counts.get(subject, 0) + 1
    innocent = {s.removeprefix(INNOCENT) for s in counts if s.startswith(INNOCENT)}
    return {
        subject: n / len(values)
        for subject, n in counts.items()
        if subject not in innocent and not subject.startswith(INNOCENT)
    }
