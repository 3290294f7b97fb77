"""Monthly net income: lognormal by occupation, moved by age, sex and region.

The scale of salaries follows INSEE, Les salaires dans le secteur prive en 2022 (October 2023):
net full-time-equivalent median 2,091 euros a month, first decile 1,436, ninth decile 4,162.
Medians and spreads by occupation, and the factors of age, sex and region, are orders of
magnitude around it, not typed from a table. The deciles are those of this law itself, fixed
once on two million adults of seed 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._occupations import INACTIVE, RETIRED
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags, Floats

__all__ = ["DECILES", "draw_income", "income_decile"]

_MEDIAN = np.array((1500, 2000, 3500, 2350, 1760, 1830, 1560, 760), dtype=np.float64)
_SPREAD = np.array((0.75, 0.70, 0.40, 0.27, 0.25, 0.25, 0.46, 0.65))
_SEX = np.array(((0.92, 0.82), (1.07, 1.22)))
"""Women and men; before and after retirement."""

_CAPITAL_REGION = 1.12
_STUDENT_AGE = 25
_NO_INCOME = 0.35
"""Share of the inactive under 25 who have no income of their own."""

DECILES = (750, 1_110, 1_360, 1_580, 1_790, 2_030, 2_320, 2_720, 3_480)
"""Upper bounds of the first nine deciles, euros a month."""


def draw_income(
    rng: np.random.Generator,
    age: Codes,
    sex: Codes,
    occupation: Codes,
    capital_region: Flags,
) -> Floats:
    """Return net monthly incomes in euros, multiples of 10; minors get 0.

    Returns
    -------
    array of float, shape (people,), >= 0
    """
    retired = (occupation == RETIRED).astype(np.int64)
    seniority = np.interp(age, (18, 25, 40, 55, 65), (0.70, 0.80, 1.0, 1.10, 1.12))
    factor = np.where(retired == 1, 1.0, seniority) * _SEX[sex, retired]
    factor *= np.where(capital_region, _CAPITAL_REGION, 1.0)
    noise = np.exp(_SPREAD[occupation] * rng.standard_normal(len(age)))
    income = np.rint(_MEDIAN[occupation] * factor * noise / 10) * 10
    student = (occupation == INACTIVE) & (age < _STUDENT_AGE)
    without = student & (rng.random(len(age)) < _NO_INCOME)
    return np.where(without | (age < ADULT), 0.0, income)


def income_decile(income: Floats) -> Codes:
    """Return the decile, 1 to 10, of each income among the adults of the bank."""
    return np.searchsorted(np.array(DECILES), income, side="left").astype(np.int64) + 1
