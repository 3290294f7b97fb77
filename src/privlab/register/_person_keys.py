"""Keys of people: texts or whole numbers, compared as values and never as an engine prints them.

A whole number is one person in whatever column it is stored: 2, 2.0 and decimal 2. A text is one
person as it is written; "02" is another than 2, and is told to the rights desk as a near spelling.
"""

from __future__ import annotations

import numbers
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from privlab.errors import ParameterError, listed
from privlab.register._checking import checked_name, spelling_of
from privlab.register._entries import Draft, append, entries

if TYPE_CHECKING:
    import datetime as dt

    from privlab.register.disk._connection import Database

__all__ = ["checked_person", "near_spelling", "person_keys", "tie_person_key", "written_otherwise"]

_NUMBER = re.compile(r"([+-]?)0*([0-9]+?)(?:[.,]0*)?")
# beyond it a float is several whole numbers
LARGEST_FLOAT = 2**53


def checked_person(person: object) -> str:
    """Return the text of a person key; 12, 12.0 and "12" are the same person."""
    if isinstance(person, str) and person:
        return person
    whole = isinstance(person, numbers.Integral)
    if whole and not isinstance(person, bool):
        return str(int(person))  # type: ignore[call-overload]
    if isinstance(person, float) and person.is_integer() and abs(person) < LARGEST_FLOAT:
        return str(int(person))
    if isinstance(person, Decimal) and person.is_finite() and person == int(person):
        return str(int(person))
    message = (
        f"A person is given by their key, a text or a whole number; {type(person).__name__} "
        "does not fit."
    )
    raise ParameterError(message)


def near_spelling(text: str) -> str:
    """Return what two spellings of one key have in common.

    Examples
    --------
    >>> near_spelling(" AB 12"), near_spelling("0012.0"), near_spelling("a\u20131\u200b")
    ('ab12', '12', 'a-1')
    """
    if text.isascii() and text.isdigit() and not text.startswith("0"):
        return text
    spelled = spelling_of(text if text.isascii() else _seen(text))
    number = _NUMBER.fullmatch(spelled)
    if number is None:
        return spelled
    sign, digits = number.groups()
    return f"-{digits}" if sign == "-" and digits != "0" else digits


def _seen(text: str) -> str:
    """Return a text without what nobody sees, its dashes alike."""
    kinds = [(own, unicodedata.category(own)) for own in text]
    return "".join("-" if kind == "Pd" else own for own, kind in kinds if kind != "Cf")


def written_otherwise(text: str) -> set[str]:
    """Return the commonest other spellings of a key."""
    bare = text.strip()
    forms = {bare, bare.lower(), bare.upper(), bare.title(), bare.lstrip("0")}
    forms |= {unicodedata.normalize(form, bare) for form in ("NFC", "NFD")}
    forms |= {f"{bare} ", f" {bare}", f"{bare}.0", f"0{bare}"}
    return {form for form in forms if form} - {text}


def person_keys(db: Database, population: str) -> tuple[str, ...]:
    """Return the columns that are said to hold the key of the people of a population."""
    found = entries(
        db, where="entry.kind = 'person_key' AND entry.population = ?", values=(population,)
    )
    return tuple(entry.payload["column"] for entry in found if entry.payload is not None)


def tie_person_key(
    db: Database, population: str, column: str, reason: str, now: dt.datetime | None
) -> None:
    """Write by which column the people of a population are known; another needs a reason."""
    checked_name("The person key", column)
    known = person_keys(db, population)
    if column in known:
        return
    if known and not reason.strip():
        message = (
            f"The people of population '{population}' are known by {listed(known)}, and this table "
            f"by '{listed([column])}': if its values are not people but their rows, nobody is "
            "protected. Name the key of the people. If it is the same key under another name, say "
            f"so once: register.tie_person_key('{population}', '{listed([column])}', reason='...')."
        )
        raise ParameterError(message)
    payload = {"column": column, "reason": reason}
    append(db, Draft("person_key", payload, population=population), now)
