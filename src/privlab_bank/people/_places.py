"""Communes and postcodes where the clients live.

`communes.csv` holds a selection of INSEE's communes of 2026 (populations in force on 1 January
2026, postcodes of La Poste; Licence Ouverte 2.0): every commune of 20,000 people and more, with
Paris, Lyon and Marseille by arrondissement, and a stratified sample of the smaller ones, drawn
with a probability proportional to their population. Within a stratum each selected commune
stands for an equal part of it, so the shares of the size classes are those of France. What is
approximate: a small commune of the sample bank has more clients than it would have in a bank
that covered all 35,000 communes, and people are spread evenly over the postcodes of a commune.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from privlab._files import rows_of
from privlab_bank.people._draws import Lottery, band

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags

__all__ = ["SIZE_BOUNDS", "SIZE_CLASSES", "Places", "places"]

SIZE_BOUNDS = (300, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
SIZE_CLASSES = (
    2_050_906,
    2_038_127,
    4_642_619,
    6_303_800,
    10_060_699,
    8_344_146,
    7_758_007,
    27_152_494,
)
"""People of France by size class of their commune, arrondissements counted as communes."""

_ILE_DE_FRANCE = frozenset(("75", "77", "78", "91", "92", "93", "94", "95"))


@dataclass(frozen=True)
class Places:
    """Each pair of a commune and one of its postcodes.

    Attributes
    ----------
    communes, postcodes, departments, names : tuple of str
        One entry a pair.
    populations : array of int
        People of the commune, all postcodes together.
    capital_region : array of bool
        Whether the commune is in Ile-de-France, where incomes and rents are higher.
    lottery : Lottery
    """

    communes: tuple[str, ...]
    names: tuple[str, ...]
    postcodes: tuple[str, ...]
    departments: tuple[str, ...]
    populations: Codes
    capital_region: Flags
    lottery: Lottery


@cache
def places() -> Places:
    """Read the communes once."""
    rows = [
        (row["code_insee"], row["nom"], postcode, int(row["population"]), 1 / len(postcodes))
        for row in rows_of(__package__, "communes.csv")
        for postcodes in (row["codes_postaux"].split(),)
        for postcode in postcodes
    ]
    codes, names, postcodes, people, parts = zip(*rows, strict=True)
    populations = np.array(people, dtype=np.int64)
    stratum = band(populations, SIZE_BOUNDS)
    weights = np.array(parts)
    everyone = stratum == len(SIZE_BOUNDS)
    weights[everyone] *= populations[everyone]
    for number, total in enumerate(SIZE_CLASSES):
        weights[stratum == number] *= total / weights[stratum == number].sum()
    departments = tuple(code[:3] if code.startswith("97") else code[:2] for code in codes)
    return Places(
        communes=codes,
        names=names,
        postcodes=postcodes,
        departments=departments,
        populations=populations,
        capital_region=np.array([department in _ILE_DE_FRANCE for department in departments]),
        lottery=Lottery.of(weights),
    )
