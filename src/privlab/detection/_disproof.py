"""Whether values can be what a column's name says they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.detection._formats import dates_share
from privlab.detection._lexicon import NUMBERING
from privlab.detection._names import plain
from privlab.detection._words import word_shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlab.detection._named import Named
    from privlab.detection._reading import Reading

__all__ = ["HALF", "MANY_VALUES", "MOST", "SPREAD", "disproved", "share_of"]

HALF, MOST = 0.5, 0.8
MANY_VALUES = 20
SHORT_CODE = 2
MOST_SEXES = 12
ANSWERS = frozenset({"yes", "no", "oui", "non", "true", "false", "vrai", "faux", "ja", "nein"})
# subjects that small counts, and amounts, cannot be
FEWEST_DIGITS = {
    **dict.fromkeys(("phone", "email", "nir", "payment_card"), 6),
    # accounts and people may be numbered from 1
    **dict.fromkeys(("bank_account", "national_identifier"), 4),
}
# categories that amounts, and counts of many sizes, never are
WORDED = frozenset(f"special:{each}" for each in ("offences", "political", "religion", "union"))
# subjects that yes or no, or a handful of values, cannot be
_SPREAD = """
    name email phone address nir national_identifier identity_document bank_account
    payment_card username device vehicle photo person_key credentials
"""
SPREAD = frozenset(_SPREAD.split())


def disproved(said: Named, reading: Reading) -> bool:
    """Whether the values cannot be what the name says."""
    concept = said.concept
    if concept in SPREAD and _impossible(reading):
        return True
    if _counts_or_amounts(concept, reading):
        return True
    if concept in WORDED and reading.numeric:
        return reading.kind == "decimal"
    if concept == "name":
        # numbers of orders are named too
        return not any(any(c.isalpha() for c in value) for value in reading.values)
    if concept == "person_key" and said.words and not set(said.words) & NUMBERING:
        # a bare "customer" keys people where it holds codes, and names firms where it holds words
        return reading.kind == "text" and share_of(reading, _is_code) < MOST
    if concept == "sex":
        return reading.numeric and reading.n_distinct > MOST_SEXES
    if concept == "event":
        return reading.kind in ("boolean", "decimal") or (
            reading.kind == "text" and dates_share(reading) < HALF
        )
    return said.doubtful and _says_something_else(concept, reading)


def _says_something_else(concept: str, reading: Reading) -> bool:
    """Whether values are words, none of which tells the category that a doubtful name does.

    What may be said of health has no end, and nothing is concluded from other words there.
    """
    if concept == "special:health" or reading.kind != "text":
        return False
    if word_shares(reading.values).get(concept, 0) > 0:
        return False
    return share_of(reading, _is_a_word) > HALF


def _is_a_word(value: str) -> bool:
    return len(value) > SHORT_CODE and value[:1].isalpha() and plain(value) not in ANSWERS


def _is_code(value: str) -> bool:
    return " " not in value and any(c.isdigit() for c in value)


def share_of(reading: Reading, test: Callable[[str], bool]) -> float:
    """Return the share of the values of a reading that pass a test."""
    return sum(map(test, reading.values)) / len(reading.values)


def _impossible(reading: Reading) -> bool:
    """Whether the values are days, or yes and no: they name nobody."""
    if reading.kind in ("date", "moment", "boolean"):
        return True
    few = reading.n_distinct <= 2 and reading.n_present >= MANY_VALUES
    return few or dates_share(reading) >= 0.9


def _counts_or_amounts(concept: str, reading: Reading) -> bool:
    """Whether the values are counts or amounts, which no identifier of this kind is."""
    least = FEWEST_DIGITS.get(concept)
    if least is None or reading.kind not in ("whole", "decimal"):
        return False
    with_cents = sum("." in value for value in reading.values)
    short = all(len(value.lstrip("-").split(".")[0]) < least for value in reading.values)
    return short or 2 * with_cents > len(reading.values)
