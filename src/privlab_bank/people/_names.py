"""First names and surnames.

`prenoms.csv` holds, for each sex and decade of birth from 1930 to 2010, the sixty first names
given most often and how often (INSEE, Fichier des prenoms; Licence Ouverte 2.0). Rare first
names are therefore missing, and the names of a decade serve the people born before or after
the decades covered.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from privlab._files import rows_of
from privlab_bank.people._draws import Lottery
from privlab_bank.people._households import DIVORCED, MARRIED, WIDOWED
from privlab_bank.people._kin import NOBODY
from privlab_bank.people._surnames import SURNAME_LOTTERY

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes
    from privlab_bank.people._kin import Kin

__all__ = [
    "FirstNames",
    "draw_first_names",
    "draw_surnames",
    "family_names",
    "first_names",
    "folded",
]

_DECADES = range(1930, 2020, 10)
_TAKES_SPOUSES_NAME = {MARRIED: 0.80, WIDOWED: 0.85, DIVORCED: 0.30}
"""Share of women who use a spouse's name: an order of magnitude, no source typed in."""


@dataclass(frozen=True)
class FirstNames:
    """The first names of all decades, and their lottery by sex and decade.

    Attributes
    ----------
    names : tuple of str
    cells : array of int, shape (2 * n_decades, n_names_a_cell)
        Positions in `names`, women first.
    lottery : Lottery
    """

    names: tuple[str, ...]
    cells: Codes
    lottery: Lottery


@cache
def first_names() -> FirstNames:
    """Read the first names once."""
    rows = rows_of(__package__, "prenoms.csv")
    names = tuple(sorted({row["prenom"] for row in rows}))
    position = {name: number for number, name in enumerate(names)}
    by_cell = [
        [row for row in rows if row["sexe"] == sex and int(row["decennie"]) == decade]
        for sex in "FM"
        for decade in _DECADES
    ]
    return FirstNames(
        names=names,
        cells=np.array([[position[row["prenom"]] for row in cell] for cell in by_cell]),
        lottery=Lottery.of([[int(row["n"]) for row in cell] for cell in by_cell]),
    )


def draw_first_names(rng: np.random.Generator, sex: Codes, year_of_birth: Codes) -> Codes:
    """Return a position in `first_names().names` for each person."""
    table = first_names()
    decade = np.clip((year_of_birth - _DECADES.start) // 10, 0, len(_DECADES) - 1)
    cell = sex * len(_DECADES) + decade
    drawn: Codes = table.cells[cell, table.lottery.draw(rng.random(len(sex)), cell)]
    return drawn


def draw_surnames(
    rng: np.random.Generator, sex: Codes, family_situation: Codes
) -> tuple[Codes, Codes]:
    """Return positions in `SURNAMES`: the name in use, and the name at birth."""
    people = len(sex)
    at_birth = SURNAME_LOTTERY.draw(rng.random(people))
    spouse = SURNAME_LOTTERY.draw(rng.random(people))
    chance = np.zeros(people)
    for situation, share in _TAKES_SPOUSES_NAME.items():
        chance[family_situation == situation] = share
    takes = (rng.random(people) < chance) & (sex == 0)
    return np.where(takes, spouse, at_birth), at_birth


def family_names(kin: Kin, sex: Codes, used: Codes, at_birth: Codes) -> tuple[Codes, Codes]:
    """Return the names in use and at birth once partners and children have one another's.

    Who took a name took that of the partner; of two women, one does. A child has the father's
    name, or the mother's where there is none.
    """
    rank = np.arange(len(sex))
    has_partner, partner = kin.partner != NOBODY, np.maximum(kin.partner, 0)
    child = (kin.head != rank) & (kin.head != kin.partner)
    mother_first = has_partner[kin.head] & (sex[kin.head] == 0) & (sex[partner[kin.head]] == 1)
    parent = np.where(mother_first, partner[kin.head], kin.head)
    at_birth = np.where(child, at_birth[parent], at_birth)
    took = (used != at_birth) & has_partner
    gives = (sex[partner] == 1) | (rank < partner)
    used = np.where(took, np.where(gives, at_birth[partner], at_birth), used)
    return np.where(child, at_birth, used), at_birth


def folded(name: str) -> str:
    """Return a name as the left part of an e-mail address writes it.

    Examples
    --------
    >>> folded("Le Goff"), folded("Anaïs")
    ('legoff', 'anais')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return plain.lower().replace(" ", "").replace("'", "")
