"""Occupation: the eight groups of INSEE's nomenclature of 2003.

Source: INSEE, census 2022, table POP6 V2 (people of 15 and over by age and socio-professional
group, whole of France, geography of 1 January 2025), in thousands. The share of men in a cell
comes from the same table of 2020 (metropolitan France) up to 39 years; above 39 it is an order
of magnitude, except for the first three groups of 40 to 54 years. Two adjustments: the people
of 15 to 17, nearly all without occupation, are taken out of the first band, and over 65 the
table's bands are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._draws import Lottery, band
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes

__all__ = [
    "EMPLOYEES",
    "FARMERS",
    "INACTIVE",
    "OCCUPATIONS",
    "OCCUPATIONS_2022",
    "OCCUPATION_BOUNDS",
    "RETIRED",
    "draw_occupation",
]

OCCUPATIONS = (
    "Agriculteurs exploitants",
    "Artisans, commerçants et chefs d'entreprise",
    "Cadres et professions intellectuelles supérieures",
    "Professions intermédiaires",
    "Employés",
    "Ouvriers",
    "Retraités",
    "Autres personnes sans activité professionnelle",
)
FARMERS, TRADERS, MANAGERS, INTERMEDIATE, CLERKS, WORKERS, RETIRED, INACTIVE = range(8)
EMPLOYEES = (MANAGERS, INTERMEDIATE, CLERKS, WORKERS)
"""The groups that are mostly on a payroll."""

OCCUPATION_BOUNDS = (20, 25, 40, 55, 65)
OCCUPATIONS_2022 = np.array(
    (
        (1, 6, 4, 64, 219, 236, 0, 1080),
        (8, 48, 219, 654, 929, 657, 0, 1348),
        (87, 568, 2184, 2995, 2812, 2146, 5, 1324),
        (151, 877, 2392, 3036, 3008, 2321, 40, 1244),
        (118, 442, 1029, 1196, 1437, 1023, 2329, 1026),
        (24, 88, 138, 84, 116, 77, 13202, 440),
    ),
    dtype=np.float64,
)
"""Thousands of people by age band (18-19, 20-24, 25-39, 40-54, 55-64, 65+) and occupation."""

_MEN = np.array(
    (
        (0.82, 0.69, 0.55, 0.58, 0.35, 0.87, 0.50, 0.50),
        (0.84, 0.66, 0.56, 0.48, 0.34, 0.83, 0.50, 0.46),
        (0.79, 0.69, 0.54, 0.44, 0.28, 0.82, 0.40, 0.33),
        (0.75, 0.71, 0.58, 0.46, 0.22, 0.80, 0.50, 0.34),
        (0.70, 0.70, 0.62, 0.46, 0.20, 0.76, 0.51, 0.33),
        (0.62, 0.70, 0.70, 0.52, 0.22, 0.68, 0.44, 0.18),
    )
)
_LOTTERY = Lottery.of(np.stack((OCCUPATIONS_2022 * (1 - _MEN), OCCUPATIONS_2022 * _MEN)))


def draw_occupation(rng: np.random.Generator, age: Codes, sex: Codes) -> Codes:
    """Return a position in `OCCUPATIONS`; minors have no occupation."""
    cell = sex * (len(OCCUPATION_BOUNDS) + 1) + band(age, OCCUPATION_BOUNDS)
    drawn = _LOTTERY.draw(rng.random(len(age)), cell)
    return np.where(age < ADULT, INACTIVE, drawn)
