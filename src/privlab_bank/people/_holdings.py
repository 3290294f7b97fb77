"""What the client holds at the bank, what it was a year ago, and what the client brings in.

Every law here is an order of magnitude: lognormal amounts that grow with age and with income,
as in INSEE's survey Histoire de vie et patrimoine 2020-2021, but scaled to one bank's outstanding
amounts, for which no public table exists. The segments cut the amount at 5,000, 30,000 and
150,000 euros.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._housing import BUYING
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Floats

__all__ = [
    "SEGMENTS",
    "SEGMENT_BOUNDS",
    "draw_holdings",
    "draw_holdings_year_ago",
    "draw_profit",
    "segment",
]

SEGMENTS = ("grand public", "intermédiaire", "patrimonial", "gestion privée")
SEGMENT_BOUNDS = (5_000, 30_000, 150_000)

_AGES = (0, 17, 22, 30, 40, 50, 60, 70, 85)
_MEDIANS = (500, 900, 1_100, 3_800, 7_500, 10_500, 14_500, 17_500, 19_000)
_SPREAD = 1.25


def draw_holdings(rng: np.random.Generator, age: Codes, income: Floats) -> Floats:
    """Return the total outstanding amounts in euros, whole, >= 0."""
    median = np.interp(age, _AGES, _MEDIANS)
    wealth = np.where(age < ADULT, 1.0, np.clip(income / 1_900, 0.3, 12) ** 0.9)
    return np.rint(median * wealth * np.exp(_SPREAD * rng.standard_normal(len(age))))


def segment(holdings: Floats) -> Codes:
    """Return a position in `SEGMENTS`."""
    return np.searchsorted(np.array(SEGMENT_BOUNDS), holdings, side="right").astype(np.int64)


def draw_holdings_year_ago(rng: np.random.Generator, holdings: Floats) -> Floats:
    """Return the amounts of twelve months before, in whole euros: 3 % less in the median."""
    return np.rint(holdings * np.exp(-0.03 + 0.20 * rng.standard_normal(len(holdings))))


def draw_profit(
    rng: np.random.Generator, holdings: Floats, housing: Codes, payment: Floats
) -> Floats:
    """Return the margin of the last twelve months in euros and cents; it can be negative.

    Fees less costs, 0.5 % of the amounts held, and a margin on the housing loan.
    """
    fees = 20 + 70 * rng.standard_normal(len(holdings))
    loan = np.where(housing == BUYING, 0.6 * payment, 0.0)
    return np.round(fees + 0.005 * np.minimum(holdings, 2_000_000) + loan, 2)
