"""What the other columns of a table say of one that says nothing itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from privlab.detection._concepts import CONCEPTS
from privlab.detection._decision import Guess
from privlab.detection._named import named
from privlab.detection._names import plain
from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["in_context"]

SUSPECTED = 0.5
LEAST_COLUMNS = 3
ABOUT_SOMEBODY = frozenset({"name", "email", "birth", "nir", "national_identifier", "sex"})


def in_context(guesses: Mapping[str, Guess]) -> dict[str, Guess]:
    """Return the guesses, where a column of which nothing tells is read among the others.

    Where three columns and a quarter of the table hold one special category, a column that says
    nothing of itself may well hold it too. Where a table speaks of people, a bare `id` keys them.
    """
    categories = Counter(
        guess.concept for guess in guesses.values() if guess.concept.startswith("special:")
    )
    subject, n = categories.most_common(1)[0] if categories else ("", 0)
    steeped = n >= LEAST_COLUMNS and 4 * n >= len(guesses)
    people = any(guess.concept in ABOUT_SOMEBODY for guess in guesses.values())
    read = dict(guesses)
    for column, guess in guesses.items():
        if guess.concept:
            continue
        if people and plain(column).strip("_ ") == "id":
            read[column] = Guess(
                "person_key", SUSPECTED, (Message("the key of a table of people"),)
            )
        elif steeped and not named(column).words:
            about = Message(
                "{n} other columns of the table are about {subject}",
                {"n": n, "subject": Message(CONCEPTS[subject].label)},
            )
            read[column] = Guess(subject, SUSPECTED, (about,))
    return read
