"""From what the name says and what the values prove to one subject and its confidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.detection._concepts import CONCEPTS
from privlab.detection._disproof import HALF, MANY_VALUES, MOST, SPREAD, disproved, share_of
from privlab.detection._formats import (
    COORDINATE,
    FORMATS,
    birth_share,
    dates_share,
    format_shares,
)
from privlab.detection._lexicon import NUMBERING, POPULATION, RECORDING, TECHNICAL
from privlab.detection._named import Named, named, words_of
from privlab.detection._text import identifiers_in
from privlab.detection._words import TRAITS, WORDS, told_by, word_shares
from privlab.language import N_, Message

if TYPE_CHECKING:
    import datetime as dt

    from privlab.detection._reading import Reading

__all__ = ["OWN_VALUE", "Guess", "guess"]

PROVEN, AGREED, TOLD, SUSPECTED = 0.97, 0.97, 0.8, 0.6
ALL_DISTINCT = 0.98
WORDS_OF_A_SENTENCE = 5
TOLD_SHARE = 0.4
SENSITIVE_SHARE = 0.35
OPAQUE = 4
LEAST_DILUTED = 0.01
SPECIAL_WORDS = N_("words of a special category")
FIRST_NAMES_FOUND = N_("first names")
DATES = N_("dates")
OLD_DATES = N_("dates as old as adults")
# the whole evidence for a key that nothing but its values tells
OWN_VALUE = Message("every row has its own value")
# one category in the law, two in the words of the policy
ORIGINS = {"special:racial", "special:ethnic"}
# lists of codes: a code that says something of people is one that several people share
REPEATED_CODES = frozenset({"ICD-10 code", "blood group"})
MANY_ROWS = 50
MOST_DISTINCT_CODES = 0.5
CONFIRMED_BY: dict[str, tuple[str, ...]] = {
    "postcode_like": ("location",),
    "bic_like": ("bank_account",),
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
    given : str
        The role that a person gave it; empty where that of its subject is proposed.
    """

    concept: str
    confidence: float
    evidence: tuple[Message, ...]
    given: str = ""

    @property
    def role(self) -> str:
        """Role that is given or proposed."""
        return self.given or CONCEPTS[self.concept].role


def guess(name: str, reading: Reading | None, today: dt.date) -> Guess:
    """Decide the subject of a column from its name and, where they were read, its values."""
    said = named(name)
    by_name = _by_name(said)
    if reading is None or not reading.values:
        return by_name
    if disproved(said, reading):
        said = _next(said)
        by_name = _by_name(said)
    for rule in (_free_text, _proven, _words, _dated, _located, _diluted):
        found = rule(said, reading, today)
        if found is not None:
            return found
    if said.concept:
        return _constant(said, reading) or by_name
    return _key(name, said, reading) or by_name


def _constant(said: Named, reading: Reading) -> Guess | None:
    """Return that a column of one value tells nobody apart, unless what it says is special."""
    role = CONCEPTS[said.concept].role
    if reading.n_distinct > 1 or reading.n_present < MANY_VALUES or role == "direct_identifier":
        return None
    if said.concept.startswith("special:"):
        return None
    return Guess("", TOLD, (Message("values: the same one in every row"),))


def _next(said: Named) -> Named:
    """Return the next subject that the name tells and that such values can be."""
    left = [concept for concept in said.others if concept not in SPREAD]
    return Named(left[0] if left else "", 0.5, said.words, tuple(left[1:]))


def _by_name(said: Named) -> Guess:
    if not said.words:
        return Guess("", 0.3, (Message("nothing in its name or values tells"),))
    words = " ".join(said.words)
    return Guess(said.concept, said.confidence, (Message("name: {words}", {"words": words}),))


def _with_name(concept: str, share: float, what: str, said: Named, reading: Reading) -> Guess:
    agrees = said.concept == concept
    values = _in_values(share, reading, "values: in {n} of {looked} distinct values: {what}", what)
    evidence = (*_by_name(said).evidence, *values) if said.words else values
    return Guess(concept, AGREED if agrees else TOLD, evidence)


def _in_values(share: float, reading: Reading, said: str, what: str) -> tuple[Message, ...]:
    """Say in how many of the distinct values looked at something is, and how many there are."""
    looked = len(reading.values)
    found: dict[str, object] = {"n": round(share * looked), "looked": looked, "what": Message(what)}
    told = (Message(said, found),)
    if reading.n_distinct <= looked:
        return told
    drawn = Message(
        "{looked} of {n} distinct values looked at", {"looked": looked, "n": reading.n_distinct}
    )
    return (*told, drawn)


def _proven(said: Named, reading: Reading, _: dt.date) -> Guess | None:
    shares = format_shares(reading.values)
    best = None
    for what, (_test, concept, least) in FORMATS.items():
        share = shares.get(what, 0.0)
        coded = what in REPEATED_CODES
        if share < least or (coded and _is_another_code(said, concept, reading)):
            continue
        if concept in CONFIRMED_BY:
            if said.concept in CONFIRMED_BY[concept]:
                return _with_name(said.concept, share, what, said, reading)
            continue
        if concept == "company_number":
            if said.concept not in SPREAD:
                return Guess("", TOLD, (Message("values: {what}", {"what": Message(what)}),))
            continue
        agrees = concept == said.concept
        if concept == "phone" and said.concept in SPREAD and not agrees:
            # as many digits as a telephone has, under the name of another number
            continue
        if best is None or agrees or (best[0] != said.concept and share > best[1] + 0.2):
            best = (concept, share, what)
    return None if best is None else _with_name(*best, said, reading)


def _is_another_code(said: Named, concept: str, reading: Reading) -> bool:
    """Whether codes, which the name does not tell, are no diagnoses or groups of blood.

    They are one a row, as keys are; or letters before one number, as vehicles of an accident are.
    """
    if said.concept == concept:
        return False
    unique = reading.n_present >= MANY_ROWS and reading.uniqueness > MOST_DISTINCT_CODES
    return unique or len({value[1:] for value in reading.values}) == 1


def _words(said: Named, reading: Reading, _: dt.date) -> Guess | None:
    if reading.kind != "text":
        return None
    shares = word_shares(reading.values)
    special = {s: v for s, v in shares.items() if s in WORDS}
    if special:
        category = max(special, key=lambda each: special[each])
        near = said.concept.startswith("special:") and (
            special.get(said.concept, 0) > 0 or {said.concept, category} == ORIGINS
        )
        category = said.concept if near else category
        told = max(special.values()) if near else special[category]
        if told >= SENSITIVE_SHARE and not _names_people(said, shares):
            return _with_name(category, told, SPECIAL_WORDS, said, reading)
    if shares.get("first_name", 0) >= TOLD_SHARE and said.concept in ("", "name", "person_key"):
        return _with_name("name", shares["first_name"], FIRST_NAMES_FOUND, said, reading)
    if said.concept:
        return None
    many = reading.n_distinct >= MANY_VALUES and not set(said.words) & TECHNICAL
    if special and many and not _names_people(said, shares):
        category = max(special, key=lambda each: special[each])
        telling = special[category] * len(reading.values)
        if telling >= 2:
            return Guess(
                "free_text",
                SUSPECTED,
                (*_by_name(said).evidence, *_held_in(reading)),
            )
    traits = {trait: shares[trait] for trait in TRAITS if trait in shares}
    for trait, share in sorted(traits.items(), key=lambda each: -each[1]):
        if share >= (0.6 if trait != "sex" or sum(traits.values()) >= MOST else 0.9):
            return _with_name(trait, shares[trait], CONCEPTS[trait].label, said, reading)
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
        return _with_name("birth", dates, DATES, said, reading)
    if adult >= 0.7 and old >= 0.35:
        return _with_name("birth", adult, OLD_DATES, said, reading)
    return None


def _located(said: Named, reading: Reading, _: dt.date) -> Guess | None:
    if said.concept or reading.kind not in ("decimal", "text"):
        return None
    shares = format_shares(reading.values)
    both = shares.get(COORDINATE, 0.0) >= 0.9 and reading.n_distinct >= MANY_VALUES
    if not both:
        return None
    numbers = [abs(number) for number in map(_number, reading.values) if number is not None]
    inside = bool(numbers) and max(numbers) <= 180 and max(numbers) > 1
    return _with_name("location", shares[COORDINATE], COORDINATE, said, reading) if inside else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _free_text(said: Named, reading: Reading, _: dt.date) -> Guess | None:
    if reading.kind != "text" or not reading.values:
        return None
    lengths = [sum(word[:1].isalpha() for word in value.split()) for value in reading.values]
    long = sum(n >= WORDS_OF_A_SENTENCE for n in lengths) / len(lengths)
    if long < 0.6 or reading.n_distinct < MANY_VALUES or said.concept in ("address", "device"):
        return None
    found = _held_in(reading)
    if said.concept.startswith("special:"):
        return None
    evidence = tuple(found) or (Message("free text: it may say anything of anyone"),)
    return Guess("free_text", PROVEN if found else TOLD, evidence)


def _held_in(reading: Reading) -> list[Message]:
    """Say what identifiers and sensitive words texts hold, and in how many of them."""
    looked = max(reading.n_looked, len(reading.values))
    kinds = _identifiers(reading)
    told = sum(any(s in WORDS for s in told_by(text)) for text in reading.values)
    held = [
        Message(
            "free text: in {n} of {looked} distinct values: {what}",
            {"n": n, "looked": looked, "what": Message(kind)},
        )
        for kind, n in kinds.most_common()
    ]
    if told:
        what = "free text: in {n} of {looked} distinct values: {what}"
        held += _in_values(told / len(reading.values), reading, what, SPECIAL_WORDS)
    return held


def _identifiers(reading: Reading) -> Counter[str]:
    """Count the values that hold identifiers, among all that were searched."""
    kinds: Counter[str] = Counter()
    for text in reading.suspects if reading.n_looked else reading.values:
        kinds.update(identifiers_in(text))
    return kinds


def _diluted(said: Named, reading: Reading, _: dt.date) -> Guess | None:
    """Return that some values hold identifiers, in a column that is not theirs."""
    if reading.kind != "text" or CONCEPTS[said.concept].role == "direct_identifier":
        return None
    if not reading.suspects or said.concept.startswith("special:"):
        return None
    kinds = _identifiers(reading)
    looked = max(reading.n_looked, 1)
    many = any(n >= max(3, LEAST_DILUTED * looked) for n in kinds.values())
    # one address of mail is no chance; one number with a right check digit may be
    sentences = share_of(reading, lambda value: value.count(" ") >= 2) >= HALF
    if not kinds or not (many or sentences or "e-mail address" in kinds):
        return None
    held = tuple(
        Message(
            "values: in {n} of {looked} distinct values: {what}",
            {"n": n, "looked": looked, "what": Message(kind)},
        )
        for kind, n in kinds.most_common()
    )
    return Guess("free_text", TOLD, (*_by_name(said).evidence, *held) if said.words else held)


def _key(name: str, said: Named, reading: Reading) -> Guess | None:
    # a name that says what is numbered numbers no people: a transaction, a licence
    if said.words or not _is_opaque(name) or reading.kind not in ("text", "whole"):
        return None
    if reading.uniqueness < ALL_DISTINCT or reading.n_present < MANY_VALUES:
        return None
    if dates_share(reading) >= 0.9:
        return None
    lengths = {len(value) for value in reading.values}
    if len(lengths) > 3 or max(lengths) > 40:
        return None
    return Guess("person_key", SUSPECTED, (OWN_VALUE,))


def _is_opaque(name: str) -> bool:
    """Whether a name is made of codes and words of record keeping alone: "x1", "ident_cle"."""
    return all(
        word in NUMBERING
        or word in RECORDING
        or word in POPULATION
        or (len(word) <= OPAQUE and word not in TECHNICAL)
        for word in words_of(name)
    )
