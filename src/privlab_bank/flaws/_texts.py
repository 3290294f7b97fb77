"""Flaws in what advisers wrote down: a social security number, things the bank may not hold.

The number has the form of a NIR and a right key, and can be nobody's: it says that the person
was born abroad (99) in country 599, a code that INSEE gave to no country.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privlab_bank._arrow import labels
from privlab_bank.flaws._flaw import Counted, Flaw, Part
from privlab_bank.flaws._planting import Changed
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._people import people_of_block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab_bank._table import Rows
    from privlab_bank.people._draws import Codes

__all__ = ["MENTIONS", "TEXT_FLAWS", "nobodys_nir"]

_STREAM = 82
_NIR, _MENTION = 0.0045, 0.0080
_ABROAD, _NO_COUNTRY = 99, 599
_ORDERS, _MODULUS = 1_000, 97
_MONTHS = 12

MENTIONS: Mapping[str, str] = {
    "racial": "Décrit au guichet comme une personne noire.",
    "ethnic": "Se dit d'origine kabyle par sa mère.",
    "political": "Milite pour un parti, l'a dit en parlant des élections.",
    "religion": "Pratique le ramadan, préfère être appelé le soir.",
    "trade_union": "Délégué CGT dans son entreprise.",
    "health": "En arrêt maladie pour dépression, sous traitement.",
    "sexual_orientation": "Parle de son homosexualité au sujet de la succession.",
    "offences": "Sort de prison après une condamnation pour vol.",
}
"""One sentence for each category that the law sets apart."""


def nobodys_nir(sex: Codes, year: Codes, month: Codes, order: Codes) -> list[str]:
    """Return numbers such as '2 73 05 99 599 123 81', with a right key and no holder.

    Examples
    --------
    >>> one = np.array([1])
    >>> nobodys_nir(one, 73 * one, 5 * one, 123 * one)
    ['2 73 05 99 599 123 81']
    """
    told = []
    for one in np.stack((sex + 1, year % 100, month, order), axis=1).tolist():
        digits = f"{one[0]}{one[1]:02d}{one[2]:02d}{_ABROAD}{_NO_COUNTRY}{one[3]:03d}"
        key = _MODULUS - int(digits) % _MODULUS
        parts = (digits[0], digits[1:3], digits[3:5], digits[5:7], digits[7:10], digits[10:])
        told.append(f"{' '.join(parts)} {key:02d}")
    return told


def _extended(rows: Rows, where: Codes, said: pa.Array) -> Changed:
    """Return the texts with a sentence more in the rows at these positions."""
    more = np.full(len(rows.last), "", dtype=object)
    more[where] = said.to_numpy(zero_copy_only=False)
    flags = np.zeros(len(rows.last), dtype=bool)
    flags[where] = True
    text = pc.binary_join_element_wise(rows.batch["texte"], pa.array(more, pa.string()), " ")
    return Changed(flags, {"texte": text})


def _with_nir(rows: Rows, seed: int, block: int) -> Changed:
    uniform, number = generators(seed, _STREAM, block, 2)
    where = np.flatnonzero(uniform.random(len(rows.last)) < _NIR)
    who = rows.last[where]
    people = people_of_block(seed, block)
    month = number.integers(1, _MONTHS + 1, BLOCK)
    order = number.integers(1, _ORDERS, BLOCK)
    # sex 0 is a woman, whose number begins with 2
    told = nobodys_nir(1 - people.sex[who], people.birth_year[who], month[who], order[who])
    return _extended(rows, where, pa.array([f"N° de sécurité sociale : {one}." for one in told]))


def _with_mention(rows: Rows, seed: int, block: int) -> Changed:
    uniform = generators(seed, _STREAM, block, 1)[0].random(len(rows.last)) - _NIR
    where = np.flatnonzero((uniform >= 0) & (uniform < _MENTION))
    turn = np.arange(len(where)) % len(MENTIONS)
    return _extended(rows, where, labels(tuple(MENTIONS.values()), turn))


TEXT_FLAWS = (
    Flaw(
        "nir_in_text",
        "No free text holds a national identifier.",
        (
            Part(
                "dialogues",
                _with_nir,
                (Counted("rows", "Texts with a social security number (that of nobody)."),),
            ),
        ),
    ),
    Flaw(
        "special_category_in_text",
        "No free text tells what Articles 9 and 10 of the GDPR set apart.",
        (
            Part(
                "dialogues",
                _with_mention,
                (Counted("rows", "Texts that tell one of eight special categories."),),
            ),
        ),
    ),
)
