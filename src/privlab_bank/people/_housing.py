"""Housing status and the monthly payment that goes with it.

Source of the total: INSEE, Statut d'occupation des residences principales, 1 January 2024:
owners without a loan 34.7 % of households, owners with a loan 22.3, tenants of the private
sector 22.9, of the public sector 17.4, housed free of charge 2.6. These are households; the
bank has people, and young adults who live with their parents are housed free of charge. The
profile by age, the odds by income and the amounts are orders of magnitude.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._draws import Lottery, band
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags, Floats

__all__ = ["BUYING", "FREE", "HOUSING", "OWNER", "draw_housing", "draw_housing_payment"]

HOUSING = (
    "propriétaire sans emprunt",
    "propriétaire accédant",
    "locataire du privé",
    "locataire du parc social",
    "hébergé gratuitement",
)
OWNER, BUYING, PRIVATE_TENANT, SOCIAL_TENANT, FREE = range(5)

_AGE_BOUNDS = (25, 30, 40, 50, 60, 70)
_BY_AGE = np.array(
    (
        (0.01, 0.04, 0.31, 0.09, 0.55),
        (0.03, 0.21, 0.45, 0.15, 0.16),
        (0.07, 0.40, 0.31, 0.18, 0.04),
        (0.16, 0.44, 0.20, 0.18, 0.02),
        (0.34, 0.30, 0.16, 0.18, 0.02),
        (0.61, 0.11, 0.11, 0.15, 0.02),
        (0.71, 0.02, 0.10, 0.14, 0.03),
    )
)
_INCOME_BOUNDS = (1_400, 2_200)
_ODDS_BY_INCOME = np.array(
    (
        (0.80, 0.45, 1.10, 1.80, 1.20),
        (1.00, 1.00, 1.05, 1.00, 1.00),
        (1.15, 1.55, 0.85, 0.30, 0.60),
    )
)
_LOTTERY = Lottery.of(_BY_AGE[:, None, :] * _ODDS_BY_INCOME[None, :, :])
_RENT = np.array((0.0, 0.0, 610.0, 400.0, 0.0))
_CAPITAL_REGION = np.array((1.0, 1.20, 1.45, 1.20, 1.0))
_BUYERS_RATE = 0.29


def draw_housing(rng: np.random.Generator, age: Codes, income: Floats) -> Codes:
    """Return a position in `HOUSING`; minors live with their parents."""
    cell = band(age, _AGE_BOUNDS) * len(_ODDS_BY_INCOME)
    cell += np.searchsorted(np.array(_INCOME_BOUNDS), income, side="right")
    drawn = _LOTTERY.draw(rng.random(len(age)), cell)
    return np.where(age < ADULT, FREE, drawn)


def draw_housing_payment(
    rng: np.random.Generator, housing: Codes, income: Floats, capital_region: Flags
) -> Floats:
    """Return the monthly rent or loan instalment in euros; 0 for who pays none.

    Returns
    -------
    array of float, shape (people,), >= 0, whole euros
    """
    noise = rng.standard_normal(len(housing))
    rent = _RENT[housing] * np.sqrt(np.clip(income, 700, 8_000) / 1_900) * np.exp(0.25 * noise)
    loan = np.maximum(_BUYERS_RATE * income * np.exp(0.22 * noise), 180)
    payment = np.where(housing == BUYING, np.minimum(loan, 0.45 * income + 120), rent)
    region = np.where(capital_region, _CAPITAL_REGION[housing], 1.0)
    whole: Floats = np.rint(payment * region)
    return whole
