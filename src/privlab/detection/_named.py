"""What a column's name says of its subject."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from privlab.detection._lexicon import (
    ABBREVIATIONS,
    NUMBERING,
    OPENINGS,
    PHRASES,
    POPULATION,
    PRODUCED,
    TECHNICAL,
)
from privlab.detection._names import tokens

__all__ = ["Named", "named"]

STRONG, WEAK = 0.9, 0.5
LEAST_STEM = 4
LEAST_MENDED = 7


@dataclass(frozen=True)
class Named:
    """The subject that a name tells, how surely (0 to 1), by which words, and what else it may be.

    Attributes
    ----------
    concept : str
    confidence : float
    words : tuple of str
    others : tuple of str
        Other subjects that words of the name tell, the likeliest first.
    """

    concept: str
    confidence: float
    words: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Phrase:
    concept: str
    words: frozenset[str]
    weak: bool = False
    whole: bool = False


def _stem(word: str) -> str:
    return word[:-1] if len(word) >= LEAST_STEM and word.endswith("s") else word


def _canonical(word: str) -> str:
    return ABBREVIATIONS.get(word) or ABBREVIATIONS.get(_stem(word)) or _stem(word)


@lru_cache(maxsize=1)
def _phrases() -> tuple[_Phrase, ...]:
    made = []
    for concept, listed in PHRASES.items():
        for phrase in listed:
            mark = phrase[:1]
            words = frozenset(map(_canonical, phrase.strip("~=").split()))
            made.append(_Phrase(concept, words, weak=mark == "~", whole=mark == "="))
    return tuple(made)


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    words = {word for phrase in _phrases() for word in phrase.words if len(word) >= LEAST_STEM}
    words |= POPULATION
    extra = {short for short in ABBREVIATIONS if len(short) >= LEAST_STEM - 1}
    short_words = {"age", "sex", "dob", "zip", "tel", "nom", "mail", "job", "iban", "nir", "name"}
    return frozenset(words | extra | short_words)


@lru_cache(maxsize=1)
def _full_words() -> frozenset[str]:
    plainly = (word for word in _vocabulary() if word not in ABBREVIATIONS)
    return frozenset((*plainly, "nais", "naiss", "natio", "matri", "pstl", "sexe"))


@lru_cache(maxsize=1)
def _long_words() -> tuple[str, ...]:
    return tuple(sorted(word for word in _vocabulary() if len(word) >= LEAST_MENDED))


def named(name: str) -> Named:
    """Return what a column's name says: the longest phrase wins, then the latest in the name.

    Examples
    --------
    >>> named("DT_NAIS").concept, named("customerReligion").concept, named("product_name").concept
    ('birth', 'special:religion', '')
    """
    words = _words(name)
    present = frozenset(words)
    people = present & POPULATION
    candidates: list[tuple[float, int, _Phrase]] = []
    for phrase in _phrases():
        if phrase.words <= present and (
            not phrase.whole or phrase.words in (present, present - people)
        ):
            last = max(words.index(word) for word in phrase.words)
            candidates.append((_length(phrase, words, people), last, phrase))
    if people and present & NUMBERING:
        key = _Phrase("person_key", frozenset((*people, *(present & NUMBERING))), weak=False)
        alone = not present - people - NUMBERING
        candidates.append((2.5 if alone else 1.0, len(words), key))
    if not candidates:
        return Named("", 0.0, ())
    if any(phrase.concept.startswith("special:") for *_, phrase in candidates):
        # what is special stays special beside any word of record keeping
        candidates = [each for each in candidates if each[2].concept]
    candidates.sort(key=lambda each: each[:2], reverse=True)
    best = candidates[0][2]
    if best.concept == "name" and best.weak and present & TECHNICAL:
        return Named("", STRONG, tuple(sorted(best.words)))
    confidence = WEAK if best.weak and len(present - people) > 1 else STRONG
    others = dict.fromkeys(each.concept for *_, each in candidates)
    others.pop(best.concept)
    used = tuple(word for word in words if word in best.words)
    return Named(best.concept, confidence, used, tuple(others))


def _words(name: str) -> tuple[str, ...]:
    split = tokens(name, _vocabulary(), OPENINGS, _full_words())
    return tuple(_canonical(_mended(word)) for word in split if word not in PRODUCED)


def _mended(word: str) -> str:
    """Return the known word that a long unknown one is a misspelling of, else the word."""
    if len(word) < LEAST_MENDED or word in _vocabulary() or _canonical(word) in _vocabulary():
        return word
    near = get_close_matches(word, _long_words(), n=1, cutoff=0.9)
    return near[0] if near else word


def _length(phrase: _Phrase, words: tuple[str, ...], people: frozenset[str]) -> float:
    """Return how much of a name a phrase explains."""
    if phrase.whole:
        return 3.0
    if not phrase.concept:
        return len(phrase.words) * 0.9 - 0.5 if len(words) > 1 else 1.0
    if phrase.weak:
        heads = words[-1] in phrase.words and bool(people)
        return 1.0 if heads else 0.35
    return float(len(phrase.words))
