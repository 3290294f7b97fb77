"""What clients told the bank: a project, a pastime, a mark of satisfaction, who brought them.

Invented shares, with the dependence on age that anyone would expect; no public table covers
them. They are null for the clients who were not asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._draws import Lottery, band
from privlab_bank.people._housing import BUYING, OWNER
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes

__all__ = [
    "CONTEXTS",
    "NOT_ASKED",
    "PASTIMES",
    "PROJECTS",
    "Wishes",
    "draw_project",
    "draw_wishes",
]

NOT_ASKED = -1
PROJECTS = (
    "aucun",
    "achat immobilier",
    "travaux",
    "achat automobile",
    "études des enfants",
    "création d'entreprise",
    "voyage",
    "retraite",
    "transmission",
)
_PROJECT_BOUNDS = (25, 35, 50, 62, 75)
_PROJECT = Lottery.of(
    (
        (0.40, 0.14, 0.01, 0.22, 0.00, 0.05, 0.18, 0.00, 0.00),
        (0.22, 0.36, 0.06, 0.14, 0.03, 0.06, 0.12, 0.01, 0.00),
        (0.24, 0.18, 0.18, 0.12, 0.12, 0.05, 0.07, 0.04, 0.00),
        (0.26, 0.06, 0.17, 0.09, 0.09, 0.02, 0.08, 0.21, 0.02),
        (0.38, 0.03, 0.16, 0.07, 0.00, 0.01, 0.14, 0.10, 0.11),
        (0.60, 0.01, 0.07, 0.02, 0.00, 0.00, 0.05, 0.01, 0.24),
    )
)
_TO_BUY, _WORKS = 1, 2
_OWNERS_WHO_WORK = 0.6
"""Share of the owners, among those who drew a purchase, who plan works instead."""

PASTIMES = (
    "sport",
    "lecture",
    "cinéma et séries",
    "musique",
    "jeux vidéo",
    "jardinage",
    "bricolage",
    "cuisine",
    "randonnée",
    "voyages",
    "vie associative",
    "télévision",
)
_PASTIME_BOUNDS = (30, 60)
_PASTIME = Lottery.of(
    (
        (
            (0.18, 0.12, 0.24, 0.14, 0.06, 0.01, 0.01, 0.07, 0.04, 0.10, 0.02, 0.01),
            (0.14, 0.18, 0.13, 0.07, 0.02, 0.09, 0.04, 0.11, 0.07, 0.09, 0.03, 0.03),
            (0.06, 0.22, 0.06, 0.05, 0.01, 0.16, 0.03, 0.10, 0.09, 0.08, 0.06, 0.08),
        ),
        (
            (0.27, 0.04, 0.15, 0.13, 0.25, 0.01, 0.03, 0.03, 0.03, 0.05, 0.01, 0.00),
            (0.22, 0.08, 0.11, 0.08, 0.07, 0.08, 0.15, 0.05, 0.07, 0.05, 0.02, 0.02),
            (0.10, 0.11, 0.06, 0.05, 0.01, 0.17, 0.16, 0.04, 0.11, 0.07, 0.05, 0.07),
        ),
    )
)

_SATISFACTION = Lottery.of(
    (0.015, 0.015, 0.025, 0.035, 0.045, 0.100, 0.110, 0.195, 0.245, 0.125, 0.090)
)
CONTEXTS = ("famille", "travail", "études", "loisirs")
_CONTEXT_BOUNDS = (30, 55)
_CONTEXT = Lottery.of(
    (
        (0.52, 0.14, 0.26, 0.08),
        (0.44, 0.36, 0.06, 0.14),
        (0.48, 0.28, 0.02, 0.22),
    )
)
_ASKED_PROJECT, _ASKED_PASTIME, _ASKED_SATISFACTION, _SPONSORED = 0.62, 0.48, 0.35, 0.24


@dataclass(frozen=True)
class Wishes:
    """What clients said, shape (people,); `NOT_ASKED` for those who were not asked.

    Attributes
    ----------
    satisfaction : array of int
        A mark from 0 to 10.
    project, pastime, context : array of int
        Positions in `PROJECTS`, `PASTIMES` and `CONTEXTS`.
    """

    satisfaction: Codes
    project: Codes
    pastime: Codes
    context: Codes


def _only(rng: np.random.Generator, share: float, codes: Codes) -> Codes:
    return np.where(rng.random(len(codes)) < share, codes, NOT_ASKED)


def draw_project(rng: np.random.Generator, age: Codes, housing: Codes) -> Codes:
    """Return a position in `PROJECTS` for each adult; owners plan works where others buy."""
    drawn = _PROJECT.draw(rng.random(len(age)), band(age, _PROJECT_BOUNDS))
    owns = (housing == OWNER) | (housing == BUYING)
    moved = owns & (drawn == _TO_BUY) & (rng.random(len(age)) < _OWNERS_WHO_WORK)
    return np.where(moved, _WORKS, drawn)


def draw_wishes(rng: np.random.Generator, age: Codes, sex: Codes, housing: Codes) -> Wishes:
    """Return what each person said to the bank; minors are asked about pastimes alone."""
    people, minor = len(age), age < ADULT
    mark = _only(rng, _ASKED_SATISFACTION, _SATISFACTION.draw(rng.random(people)))
    project = _only(rng, _ASKED_PROJECT, draw_project(rng, age, housing))
    cell = sex * (len(_PASTIME_BOUNDS) + 1) + band(age, _PASTIME_BOUNDS)
    pastime = _only(rng, _ASKED_PASTIME, _PASTIME.draw(rng.random(people), cell))
    context = _CONTEXT.draw(rng.random(people), band(age, _CONTEXT_BOUNDS))
    return Wishes(
        satisfaction=np.where(minor, NOT_ASKED, mark),
        project=np.where(minor, NOT_ASKED, project),
        pastime=pastime,
        context=_only(rng, _SPONSORED, context),
    )
