"""From what the name says and what the values prove to one subject and its confidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.detection._concepts import CONCEPTS
from privlab.detection._formats import (
    COORDINATE,
    FORMATS,
    birth_share,
    dates_share,
    format_shares,
)
from privlab.detection._named import Named, named
from privlab.detection._text import identifiers_in
from privlab.detection._words import TRAITS, WORDS, told_by, word_shares
from privlab.language import N_, Message, Share

if TYPE_CHECKING:
    import datetime as dt

    from privlab.detection._reading import Reading

__all__ = ["OWN_VALUE", "Guess", "guess"]

PROVEN, AGREED, TOLD, SUSPECTED = 0.97, 0.97, 0.8, 0.6
ALL_DISTINCT = 0.98
MANY_VALUES = 20
WORDS_OF_A_SENTENCE = 5
TOLD_SHARE = 0.4
SENSITIVE_SHARE = 0.35
SPECIAL_WORDS = N_("words of a special category")
FIRST_NAMES_FOUND = N_("first names")
DATES = N_("dates")
OLD_DATES = N_("dates as old as adults")
# the whole evidence for a key that nothing but its values tells
OWN_VALUE = Message("every row has its own value")
# lists of codes: a code that says something of people is one that several people share
REPEATED_CODES = frozenset({"ICD-10 code", "blood group"})
MANY_ROWS = 50
MOST_DISTINCT_CODES = 0.5
# subjects that small counts, and amounts, cannot be
FEWEST_DIGITS = {
    **dict.fromkeys(("phone", "email", "nir", "payment_card"), 6),
    # accounts and people may be numbered from 1
    **dict.fromkeys(("bank_account", "national_identifier"), 4),
}
# subjects that yes or no, or a handful of values, cannot be
_SPREAD = """
    name email phone address nir national_identifier identity_document bank_account
    payment_card username device vehicle photo person_key credentials
"""
SPREAD = frozenset(_SPREAD.split())
CONFIRMED_BY: dict[str, tuple[str, ...]] = {
    "postcode_like": ("location",),
    "coordinate_like": ("location",),
    "hash": ("credentials", "person_key"),
}


@dataclass(frozen=True)
class Guess:
    """What a column seems to be about.

    Attributes
    ----------
    concept : str
        A key of `CONCEPTS`.
    confidence : float
        From 0 to 1; an ordering, not a probability.
    evidence : tuple of Message
        Without any value of a record.
    """

    concept: str
    confidence: float
    evidence: tuple[Message, ...]


def guess(name: str, reading: Reading | None, today: dt.date) -> Guess:
    """Decide the subject of a column from its name and, where they were read, its values."""
    said = named(name)
    by_name = _by_name(said)
    if reading is None or not reading.values:
        return by_name
    spread = said.concept in SPREAD and _impossible(reading)
    if spread or _counts_or_amounts(said.concept, reading):
        said = _next(said)
        by_name = _by_name(said)
    for rule in (_free_text, _proven, _words, _dated, _located):
        found = rule(said, reading, today)
        if found is not None:
            return found
    if said.concept:
        return by_name
    return _key(said, reading) or by_name


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


def _next(said: Named) -> Named:
    """Return the next subject that the name tells and that such values can be."""
    left = [concept for concept in said.others if concept not in SPREAD]
    return Named(left[0] if left else "", 0.5, said.words, tuple(left[1:]))


def _by_name(said: Named) -> Guess:
    if not said.words:
        return Guess("", 0.3, (Message("nothing in its name or values tells"),))
    words = " ".join(said.words)
    return Guess(said.concept, said.confidence, (Message("name: {words}", {"words": words}),))


def _with_name(concept: str, share: float, what: str, said: Named) -> Guess:
    agrees = said.concept == concept
    values = Message(
        "values: {share} of the distinct ones: {what}",
        {"share": Share(share), "what": Message(what)},
    )
    evidence = (*_by_name(said).evidence, values) if said.words else (values,)
    return Guess(concept, AGREED if agrees else TOLD, evidence)


def _proven(said: Named, reading: Reading, _: dt.date) -> Guess | None:
    shares = format_shares(reading.values)
    best = None
    for what, (_test, concept, least) in FORMATS.items():
        share = shares.get(what, 0.0)
        if share < least or (what in REPEATED_CODES and _one_a_row(said, concept, reading)):
            continue
        if concept in CONFIRMED_BY:
            if said.concept in CONFIRMED_BY[concept]:
                return _with_name(said.concept, share, what, said)
            continue
        if concept == "company_number":
            if said.concept not in SPREAD:
                return Guess("", TOLD, (Message("values: {what}", {"what": Message(what)}),))
            continue
        agrees = concept == said.concept
        if best is None or agrees or (best[0] != said.concept and share > best[1] + 0.2):
            best = (concept, share, what)
    return None if best is None else _with_name(*best, said)


def _one_a_row(said: Named, concept: str, reading: Reading) -> bool:
    """Whether codes are one a row, as keys are, in a column whose name does not tell them."""
    return (
        said.concept != concept
        and reading.n_present >= MANY_ROWS
        and reading.uniqueness > MOST_DISTINCT_CODES
    )


def _words(said: Named, reading: Reading, _: dt.date) -> Guess | None:
    if reading.kind != "text":
        return None
    shares = word_shares(reading.values)
    special = {s: v for s, v in shares.items() if s in WORDS}
    if special:
        category = max(special, key=lambda each: special[each])
        near = said.concept.startswith("special:") and special.get(said.concept, 0) > 0
        category = said.concept if near else category
        if special[category] >= SENSITIVE_SHARE and not _names_people(said, shares):
            return _with_name(category, special[category], SPECIAL_WORDS, said)
    if shares.get("first_name", 0) >= TOLD_SHARE and said.concept in ("", "name", "person_key"):
        return _with_name("name", shares["first_name"], FIRST_NAMES_FOUND, said)
    if said.concept:
        return None
    if special and reading.n_distinct >= MANY_VALUES and not _names_people(said, shares):
        category = max(special, key=lambda each: special[each])
        telling = special[category] * len(reading.values)
        if telling >= 2:
            return Guess(
                "free_text",
                SUSPECTED,
                (*_by_name(said).evidence, *_held_in(reading.values)),
            )
    for trait in TRAITS:
        if shares.get(trait, 0) >= (0.6 if trait != "sex" else 0.9):
            return _with_name(trait, shares[trait], CONCEPTS[trait].label, said)
    return None


def _names_people(said: Named, shares: dict[str, float]) -> bool:
    return said.concept in ("name", "address", "email") or (
        shares.get("first_name", 0) >= TOLD_SHARE
    )


def _dated(said: Named, reading: Reading, today: dt.date) -> Guess | None:
    if said.concept not in ("", "birth") or reading.kind in ("decimal", "boolean"):
        return None
    dates, adult, old = birth_share(reading, today)
    if dates < 0.9 or reading.n_distinct < MANY_VALUES:
        return None
    if said.concept == "birth":
        return _with_name("birth", dates, DATES, said)
    if adult >= 0.7 and old >= 0.35:
        return _with_name("birth", adult, OLD_DATES, said)
    return None


def _located(said: Named, reading: Reading, _: dt.date) -> Guess | None:
    if said.concept or reading.kind not in ("decimal", "text"):
        return None
    shares = format_shares(reading.values)
    both = shares.get(COORDINATE, 0.0) >= 0.9 and reading.n_distinct >= MANY_VALUES
    if not both:
        return None
    numbers = [abs(float(value)) for value in reading.values if value.lstrip("-")[:1].isdigit()]
    inside = bool(numbers) and max(numbers) <= 180 and max(numbers) > 1
    return _with_name("location", shares[COORDINATE], COORDINATE, said) if inside else None


def _free_text(said: Named, reading: Reading, _: dt.date) -> Guess | None:
    if reading.kind != "text" or not reading.values:
        return None
    lengths = [sum(word[:1].isalpha() for word in value.split()) for value in reading.values]
    long = sum(n >= WORDS_OF_A_SENTENCE for n in lengths) / len(lengths)
    if long < 0.6 or reading.n_distinct < MANY_VALUES or said.concept in ("address", "device"):
        return None
    found = _held_in(reading.values)
    if said.concept.startswith("special:"):
        return None
    evidence = tuple(found) or (Message("free text: it may say anything of anyone"),)
    return Guess("free_text", PROVEN if found else TOLD, evidence)


def _held_in(texts: tuple[str, ...]) -> list[Message]:
    """Say what kinds of identifiers and sensitive words texts hold, and in how many of them."""
    kinds: Counter[str] = Counter()
    for text in texts:
        kinds.update(identifiers_in(text))
        if any(subject in WORDS for subject in told_by(text)):
            kinds[SPECIAL_WORDS] += 1
    return [
        Message(
            "free text: {share} of the distinct ones hold: {what}",
            {"share": Share(n / len(texts)), "what": Message(kind)},
        )
        for kind, n in kinds.most_common()
    ]


def _key(said: Named, reading: Reading) -> Guess | None:
    if said.words or reading.kind not in ("text", "whole"):
        return None
    if reading.uniqueness < ALL_DISTINCT or reading.n_present < MANY_VALUES:
        return None
    if dates_share(reading) >= 0.9:
        return None
    lengths = {len(value) for value in reading.values}
    if len(lengths) > 3 or max(lengths) > 40:
        return None
    return Guess("person_key", SUSPECTED, (OWN_VALUE,))
