"""What a column may be about, and the role that this gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.language import N_
from privlab.policy import SPECIAL_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CONCEPTS", "FORBIDDEN_BY_THE_CHARTER", "Concept"]


@dataclass(frozen=True)
class Concept:
    """A subject, its role and its name in English, marked for translation."""

    role: str
    label: str


CONCEPTS: Mapping[str, Concept] = {
    "name": Concept("direct_identifier", N_("name")),
    "email": Concept("direct_identifier", N_("email address")),
    "phone": Concept("direct_identifier", N_("telephone number")),
    "address": Concept("direct_identifier", N_("postal address")),
    "nir": Concept("direct_identifier", N_("social security number (NIR)")),
    "national_identifier": Concept("direct_identifier", N_("national identification number")),
    "identity_document": Concept("direct_identifier", N_("identity document")),
    "bank_account": Concept("direct_identifier", N_("bank account")),
    "payment_card": Concept("direct_identifier", N_("payment card number")),
    "username": Concept("direct_identifier", N_("user name")),
    "device": Concept("direct_identifier", N_("device or connection")),
    "vehicle": Concept("direct_identifier", N_("vehicle")),
    "photo": Concept("direct_identifier", N_("photograph")),
    "person_key": Concept("direct_identifier", N_("key of a person")),
    "birth": Concept("quasi_identifier", N_("birth, age or death")),
    "sex": Concept("quasi_identifier", N_("sex or gender")),
    "location": Concept("quasi_identifier", N_("location")),
    "nationality": Concept("quasi_identifier", N_("nationality or language")),
    "family": Concept("quasi_identifier", N_("family")),
    "occupation": Concept("quasi_identifier", N_("occupation")),
    "education": Concept("quasi_identifier", N_("education")),
    "appearance": Concept("quasi_identifier", N_("appearance")),
    "financial": Concept("sensitive", N_("financial situation")),
    "credentials": Concept("sensitive", N_("secret of access")),
    "judgement": Concept("sensitive", N_("judgement on the person")),
    "free_text": Concept("sensitive", N_("free text")),
    **{
        f"special:{name}": Concept("sensitive", label)
        for name, label in SPECIAL_CATEGORIES.items()
        if name != "national_identifier"
    },
    "": Concept("ordinary", N_("ordinary")),
}

# "il est interdit de gérer certaines données sensibles": the eight kinds of M. Bruley (2017)
FORBIDDEN_BY_THE_CHARTER: Mapping[str, tuple[str, ...]] = {
    "race": ("special:racial",),
    "origine ethnique": ("special:ethnic",),
    "opinion politique": ("special:political",),
    "religion": ("special:religion", "special:philosophical"),
    "affiliation à un syndicat": ("special:trade_union",),
    "santé physique ou mentale": ("special:health", "special:genetic"),
    "vie sexuelle": ("special:sex_life", "special:sexual_orientation"),
    "condamnation": ("special:offences",),
}
