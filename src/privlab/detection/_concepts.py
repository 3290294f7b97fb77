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
    """A subject, what it proposes, and its name in English, marked for translation.

    Attributes
    ----------
    role : str
    label : str
    dimension : str
        One of the ten life dimensions; empty for what says nothing of a person.
    sensitivity : float or None
        From 0.25 to 1; None without a dimension.
    """

    role: str
    label: str
    dimension: str = ""
    sensitivity: float | None = None


# where in a life a special category stands, if not among the values
LIFE_OF_SPECIAL = {
    "racial": "identity",
    "ethnic": "identity",
    "genetic": "identity",
    "biometric": "identity",
    "health": "evolution",
    "offences": "evolution",
    "trade_union": "relations",
    "sex_life": "relations",
}
CONCEPTS: Mapping[str, Concept] = {
    **{
        row["concept"]: Concept(
            row["role"], row["label_en"], row["dimension"], float(row["sensitivity"])
        )
        for row in rows_of(__package__, "concepts.csv")
    },
    **{
        f"special:{name}": Concept("sensitive", label, LIFE_OF_SPECIAL.get(name, "values"), 1.0)
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
