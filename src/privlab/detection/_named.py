"""What a column's name says of its subject."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from privlab.detection._concepts import CONCEPTS
from privlab.detection._lexicon import (
    ABBREVIATIONS,
    ABOUT,
    KEPT,
    MOMENT,
    NUMBERING,
    OPENINGS,
    PHRASES,
    POPULATION,
    PRODUCED,
    RECORDING,
    TECHNICAL,
    canonical,
)
from privlab.detection._names import tokens

__all__ = ["Named", "is_place", "named", "words_of"]

STRONG, SPECIAL, WEAK = 0.9, 0.8, 0.5
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
    doubtful : bool
        Whether the words have an innocent reading as well, which values may prove.
    suspected : str
        A special category that a doubtful word tells, or would but for the words beside it.
    """

    concept: str
    confidence: float
    words: tuple[str, ...]
    others: tuple[str, ...] = ()
    doubtful: bool = False
    suspected: str = ""


@dataclass(frozen=True)
class _Phrase:
    concept: str
    words: frozenset[str]
    weak: bool = False
    whole: bool = False
    doubtful: bool = False


@lru_cache(maxsize=1)
def _phrases() -> tuple[_Phrase, ...]:
    made = []
    for concept, listed in PHRASES.items():
        for phrase in listed:
            mark = phrase[:1]
            words = frozenset(map(canonical, phrase.lstrip("~=?").split()))
            marks = {"weak": mark == "~", "whole": mark == "=", "doubtful": mark == "?"}
            made.append(_Phrase(concept, words, **marks))
    return tuple(made)


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    words = {word for phrase in _phrases() for word in phrase.words if len(word) >= LEAST_STEM}
    words |= POPULATION
    extra = {short for short in ABBREVIATIONS if len(short) >= LEAST_STEM - 1}
    short_words = {"age", "sex", "dob", "zip", "tel", "nom", "mail", "job", "iban", "nir", "name"}
    short_words.add("kid")
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
    >>> named("criminal_charge_code").concept, named("shipping_charge").concept
    ('special:offences', '')
    """
    words = words_of(name)
    present = frozenset(words)
    people = present & POPULATION
    candidates = _candidates(words, present, people)
    if not candidates:
        return replace(_moment(words, present), suspected=_suspected(present))
    special = [each[2] for each in candidates if each[2].concept.startswith("special:")]
    if special:
        # what is special stays special beside any word of record keeping, unless a longer phrase
        # holds its word and means something else
        candidates = [
            each
            for each in candidates
            if each[2].concept or any(phrase.words < each[2].words for phrase in special)
        ]
    candidates.sort(key=lambda each: each[:2], reverse=True)
    best = candidates[0][2]
    used = tuple(word for word in words if word in best.words)
    if best.concept == "name" and best.weak and present & TECHNICAL:
        return Named("", STRONG, used)
    others = dict.fromkeys(each.concept for *_, each in candidates)
    others.pop(best.concept)
    if _said_about(best, present):
        left = [concept for concept in others if CONCEPTS[concept].role != "direct_identifier"]
        return Named(left[0] if left else "", STRONG, used, tuple(left[1:]))
    sure = SPECIAL if best.concept.startswith("special:") else STRONG
    unsure = best.doubtful or (best.weak and len(present - people) > 1)
    return Named(
        best.concept,
        WEAK if unsure else sure,
        used,
        tuple(others),
        best.doubtful,
        best.concept if best.doubtful else "" if special else _suspected(present),
    )


def is_place(name: str) -> bool:
    """Whether the name of a column is that of a place, such as a postcode."""
    return named(name).concept == "location"


def _suspected(present: frozenset[str]) -> str:
    return next(
        (phrase.concept for phrase in _phrases() if phrase.doubtful and phrase.words <= present), ""
    )


@lru_cache(maxsize=1)
def _same_subject() -> dict[str, frozenset[str]]:
    """Return the words of each subject: two doubtful ones beside each other are none."""
    words: dict[str, set[str]] = {}
    for phrase in _phrases():
        words.setdefault(phrase.concept, set()).update(phrase.words)
    return {concept: frozenset(said) for concept, said in words.items()}


def _candidates(
    words: tuple[str, ...], present: frozenset[str], people: frozenset[str]
) -> list[tuple[float, int, _Phrase]]:
    """Return the phrases that a name holds, with how much of it they explain and where they end."""
    found: list[tuple[float, int, _Phrase]] = []
    for phrase in _phrases():
        if not phrase.words <= present:
            continue
        beside = present - phrase.words - people
        if phrase.whole and beside - {word for word in beside if word.isdigit()}:
            continue
        if phrase.doubtful:
            plainly = beside - RECORDING - _same_subject()[phrase.concept]
            if any(not word.isdigit() for word in plainly):
                continue
        last = max(words.index(word) for word in phrase.words)
        found.append((_length(phrase, words, people), last, phrase))
    about = present - people - NUMBERING
    if people and present & NUMBERING and not about & ABOUT:
        key = _Phrase("person_key", frozenset((*people, *(present & NUMBERING))))
        found.append((2.5 if not about else 1.0, len(words), key))
    return found


def _moment(words: tuple[str, ...], present: frozenset[str]) -> Named:
    """Return what a name says that no phrase tells: the day of something, or nothing."""
    used = tuple(word for word in words if word in MOMENT)
    if used and len(present) > 1 and not present & KEPT:
        return Named("event", WEAK, used)
    return Named("", 0.0, ())


def _said_about(best: _Phrase, present: frozenset[str]) -> bool:
    """Whether a name speaks of an identifier's state, not of the identifier: email_verified."""
    if CONCEPTS[best.concept].role != "direct_identifier" or best.whole:
        return False
    return bool((present - best.words) & ABOUT)


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, mended and in their known forms."""
    split = tokens(name, _vocabulary(), OPENINGS, _full_words())
    if name.isalpha() and name.isupper() and len(split) > 1:
        # of a code in capitals the letters that mean nothing are a name of the table
        split = tuple(word for word in split if _means(word)) or split
    pieces = (piece for word in split for piece in _numbered(word))
    return tuple(canonical(_mended(word)) for word in pieces if word not in PRODUCED)


def _means(word: str) -> bool:
    return word in _vocabulary() or canonical(word) in _vocabulary() or word in OPENINGS


def _numbered(word: str) -> tuple[str, ...]:
    """Cut the id from the end of who is numbered: "offenderid"."""
    who = word.removesuffix("id")
    return (who, "id") if who != word and canonical(who) in POPULATION else (word,)


def _mended(word: str) -> str:
    """Return the known word that a long unknown one is a misspelling of, else the word."""
    if len(word) < LEAST_MENDED or word in _vocabulary() or canonical(word) in _vocabulary():
        return word
    near = get_close_matches(word, _long_words(), n=1, cutoff=0.9)
    return near[0] if near else word


def _length(phrase: _Phrase, words: tuple[str, ...], people: frozenset[str]) -> float:
    """Return how much of a name a phrase explains."""
    if phrase.whole:
        return 3.0
    if phrase.doubtful:
        return len(phrase.words) - 0.5
    if not phrase.concept:
        return len(phrase.words) * 0.9 - 0.5 if len(words) > 1 else 1.0
    if phrase.weak:
        heads = words[-1] in phrase.words and bool(people)
        return 1.0 if heads else 0.35
    return float(len(phrase.words))
