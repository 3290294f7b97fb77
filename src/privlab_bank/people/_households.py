"""Family situation, dependent children and nationality.

Family situation by age and sex: INSEE, census 2021, table POP3 (people of 15 and over by sex,
age and conjugal status, whole of France), in thousands; the men of 80 and over are completed
by an order of magnitude in three cells (widowed, divorced, single). Children: an order of
magnitude consistent with INSEE's lone-parent families, four in five led by a mother.
Nationality: 8.2 % of foreigners in 2023 (INSEE, Immigres et etrangers en France, May 2025);
the split between countries is an order of magnitude from the same publication.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._draws import Lottery, band
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags

__all__ = [
    "DIVORCED",
    "FAMILY_SITUATIONS",
    "MARRIED",
    "NATIONALITIES",
    "SITUATIONS_2021",
    "SITUATION_BOUNDS",
    "WIDOWED",
    "draw_children",
    "draw_family_situation",
    "draw_nationality",
]

FAMILY_SITUATIONS = (
    "marié(e)",
    "pacsé(e)",
    "union libre",
    "veuf/veuve",
    "divorcé(e)",
    "célibataire",
)
MARRIED, PARTNERED, COHABITING, WIDOWED, DIVORCED, SINGLE = range(6)

SITUATION_BOUNDS = (20, 25, 40, 55, 65, 80)
_EVERYONE = np.array(
    (
        (8, 1, 62, 5, 1, 4087),
        (139, 94, 623, 8, 6, 2949),
        (3574, 1694, 2719, 24, 243, 3854),
        (6700, 945, 1718, 128, 1118, 2495),
        (5098, 223, 619, 352, 1041, 1206),
        (6147, 97, 324, 1323, 1047, 784),
        (1650, 10, 46, 1942, 196, 258),
    )
)
_MEN = np.array(
    (
        (3, 0, 22, 3, 0, 2113),
        (44, 34, 262, 5, 2, 1596),
        (1561, 813, 1348, 8, 82, 2132),
        (3288, 515, 902, 30, 435, 1285),
        (2548, 124, 341, 74, 411, 619),
        (3236, 55, 181, 253, 389, 369),
        (979, 6, 26, 355, 66, 94),
    )
)
SITUATIONS_2021 = np.stack((_EVERYONE - _MEN, _MEN))
"""Thousands of people by sex (0 women, 1 men), age band and family situation, (2, 7, 6)."""

_SITUATION = Lottery.of(SITUATIONS_2021)

_CHILDREN_BOUNDS = (25, 30, 35, 50, 55, 60)
_CHILDREN = Lottery.of(
    (
        (
            (0.75, 0.19, 0.05, 0.01, 0.00, 0.00),
            (0.55, 0.27, 0.14, 0.03, 0.01, 0.00),
            (0.30, 0.29, 0.29, 0.09, 0.02, 0.01),
            (0.14, 0.24, 0.41, 0.15, 0.04, 0.02),
            (0.40, 0.30, 0.22, 0.06, 0.01, 0.01),
            (0.70, 0.20, 0.08, 0.02, 0.00, 0.00),
            (0.97, 0.02, 0.01, 0.00, 0.00, 0.00),
        ),
        (
            (0.96, 0.03, 0.01, 0.00, 0.00, 0.00),
            (0.86, 0.09, 0.04, 0.01, 0.00, 0.00),
            (0.68, 0.18, 0.10, 0.03, 0.01, 0.00),
            (0.45, 0.29, 0.19, 0.05, 0.01, 0.01),
            (0.58, 0.27, 0.12, 0.02, 0.01, 0.00),
            (0.82, 0.14, 0.03, 0.01, 0.00, 0.00),
            (0.99, 0.01, 0.00, 0.00, 0.00, 0.00),
        ),
        (
            (0.99, 0.01, 0.00, 0.00, 0.00, 0.00),
            (0.96, 0.03, 0.01, 0.00, 0.00, 0.00),
            (0.90, 0.06, 0.03, 0.01, 0.00, 0.00),
            (0.80, 0.11, 0.07, 0.02, 0.00, 0.00),
            (0.83, 0.11, 0.05, 0.01, 0.00, 0.00),
            (0.91, 0.07, 0.02, 0.00, 0.00, 0.00),
            (0.99, 0.01, 0.00, 0.00, 0.00, 0.00),
        ),
    )
)

NATIONALITIES = (
    "française",
    "algérienne",
    "marocaine",
    "portugaise",
    "tunisienne",
    "italienne",
    "turque",
    "espagnole",
    "roumaine",
    "britannique",
    "belge",
    "sénégalaise",
    "chinoise",
    "allemande",
    "autre",
)
_FOREIGN = np.array((11.8, 10.9, 9.8, 4.7, 4.6, 3.9, 3.4, 2.9, 2.7, 2.2, 1.9, 2.1, 1.7, 37.4))
_NATIONALITY = Lottery.of(
    [np.concatenate(([1 - share], share * _FOREIGN / _FOREIGN.sum())) for share in (0.066, 0.152)]
)


def draw_family_situation(rng: np.random.Generator, age: Codes, sex: Codes) -> Codes:
    """Return a position in `FAMILY_SITUATIONS`; minors are single."""
    cell = sex * (len(SITUATION_BOUNDS) + 1) + band(age, SITUATION_BOUNDS)
    drawn = _SITUATION.draw(rng.random(len(age)), cell)
    return np.where(age < ADULT, SINGLE, drawn)


def draw_children(
    rng: np.random.Generator, age: Codes, sex: Codes, family_situation: Codes
) -> Codes:
    """Return the number of dependent children at home, 0 to 5 and more."""
    alone = family_situation >= WIDOWED
    kind = np.where(alone, 1 + sex, 0)
    cell = kind * (len(_CHILDREN_BOUNDS) + 1) + band(age, _CHILDREN_BOUNDS)
    drawn = _CHILDREN.draw(rng.random(len(age)), cell)
    return np.where(age < ADULT, 0, drawn)


def draw_nationality(rng: np.random.Generator, capital_region: Flags) -> Codes:
    """Return a position in `NATIONALITIES`; foreigners are commoner in Ile-de-France."""
    return _NATIONALITY.draw(rng.random(len(capital_region)), capital_region.astype(np.int64))
