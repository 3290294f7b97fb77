"""What the other columns of a table say of one that says nothing itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from privlab.detection._concepts import CONCEPTS
from privlab.detection._decision import Guess
from privlab.detection._formats import dates_share
from privlab.detection._lexicon import HOLDING, KEPT, NUMBERING
from privlab.detection._named import named, words_of
from privlab.detection._names import plain
from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.detection._reading import Reading

__all__ = ["in_context", "speaks_of_somebody"]

SUSPECTED = 0.5
LEAST_COLUMNS = 3
LEAST_DOUBTED = 1
MOSTLY = 0.9
MOST_APART = 0.1
CODES = frozenset({"id", "code", "cd", "cod", "number"})
LABELS = frozenset({"label", "desc", "description", "name", "lib", "nom", "text"})
ABOUT_SOMEBODY = frozenset({"name", "email", "birth", "nir", "national_identifier", "sex"})


def speaks_of_somebody(concept: str) -> bool:
    """Whether a column of this subject makes its table one about people."""
    return concept in ABOUT_SOMEBODY or concept == "person_key"


def in_context(
    guesses: Mapping[str, Guess], read: Mapping[str, Reading] | None = None
) -> dict[str, Guess]:
    """Return the guesses, where a column of which little tells is read among the others.

    Where a table speaks of people, a bare `id` keys them, days are events of their lives, and a
    contract stands for who holds it when nothing else does; where it does not, days are days.
    Where several columns hold one special category, a column that says nothing of itself, or
    whose name has an innocent reading too, may well hold it as well. A code beside a label of
    as many values says what the label says.

    Parameters
    ----------
    guesses : mapping of column to Guess
    read : mapping of column to Reading, optional
        What was read of the values.
    """
    kept = dict(guesses)
    readings = read or {}
    people = any(guess.concept in ABOUT_SOMEBODY for guess in guesses.values())
    _set_keys(kept, people=people)
    people = people or any(guess.concept == "person_key" for guess in kept.values())
    for column, guess in guesses.items():
        if people and not guess.concept and _is_days(column, readings.get(column)):
            kept[column] = Guess("event", SUSPECTED, (Message("days in a table of people"),))
        elif not people and guess.concept == "event":
            kept[column] = Guess("", SUSPECTED, (*guess.evidence, Message("a table of things")))
    _pair_codes(kept, readings)
    _steep(kept)
    return kept


def _set_keys(kept: dict[str, Guess], *, people: bool) -> None:
    if people:
        for column, guess in kept.items():
            if not guess.concept and plain(column).strip("_ ") == "id":
                key = Message("the key of a table of people")
                kept[column] = Guess("person_key", SUSPECTED, (key,))
    if any(guess.concept == "person_key" for guess in kept.values()):
        return
    for column, guess in kept.items():
        words = set(words_of(column))
        if not guess.concept and words & HOLDING and words & NUMBERING and len(words) == 2:
            held = Message("what one person holds, in a table without another key of people")
            kept[column] = Guess("person_key", SUSPECTED, (held,))


def _is_days(column: str, reading: Reading | None) -> bool:
    if reading is None or reading.kind in ("decimal", "boolean") or named(column).words:
        return False
    if set(words_of(column)) & KEPT or not reading.n_distinct:
        return False
    # a moment is when a machine wrote it more often than not
    if reading.kind == "moment" or any(len(value) > len("2026-01-01") for value in reading.values):
        return False
    return reading.kind == "date" or dates_share(reading) >= MOSTLY


def _pair_codes(kept: dict[str, Guess], readings: Mapping[str, Reading]) -> None:
    """Give codes the subject of the labels beside them, of the same name and as many values."""
    labels = {}
    for column, guess in kept.items():
        if guess.concept and CONCEPTS[guess.concept].role in ("sensitive", "quasi_identifier"):
            labels[_without(column, LABELS)] = column
    for column, guess in kept.items():
        words = set(words_of(column))
        if guess.concept or not words & CODES or words & LABELS:
            continue
        beside = labels.get(_without(column, CODES))
        code, label = readings.get(column), readings.get(beside or "")
        if beside is None or code is None or label is None or not label.n_distinct:
            continue
        if abs(code.n_distinct / label.n_distinct - 1) <= MOST_APART:
            said = Message("as many values as the label {column}", {"column": beside})
            kept[column] = Guess(kept[beside].concept, SUSPECTED, (said,))


def _without(column: str, left_out: frozenset[str]) -> frozenset[str]:
    return frozenset(words_of(column)) - left_out


def _steep(kept: dict[str, Guess]) -> None:
    categories = Counter(
        guess.concept for guess in kept.values() if guess.concept.startswith("special:")
    )
    subject, n = categories.most_common(1)[0] if categories else ("", 0)
    steeped = n >= LEAST_COLUMNS and 4 * n >= len(kept)
    for column, guess in kept.items():
        said = named(column)
        doubted = said.suspected if categories[said.suspected] >= LEAST_DOUBTED else ""
        told = guess.concept not in ("", "event")
        silent = said.concept == "event" or not said.words
        if told or not (doubted or (steeped and silent)):
            continue
        other = doubted or subject
        about = Message(
            "{n} other columns of the table are about {subject}",
            {"n": categories[other], "subject": Message(CONCEPTS[other].label)},
        )
        kept[column] = Guess(other, SUSPECTED, (about,))
