"""What a column may be about, and the role that this gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._files import rows_of
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
    **{
        row["concept"]: Concept(row["role"], row["label_en"])
        for row in rows_of(__package__, "concepts.csv")
    },
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
