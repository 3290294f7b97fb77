"""What people never told the bank: religion, illness, union, opinion, pregnancy.

It is written in no table as such. It shows through in what people buy, and a few of them told it
in a survey: that is what an inference attack works with. Surnames, first names and nationality
are drawn without regard to it, so that nobody learns a stereotype from the sample bank.

Sources. Religion at 18 to 59: INSEE and INED, Trajectoires et Origines 2 (2019-2020), in Immigres
et descendants d'immigres, 2023: none 51 %, Catholic 29, Muslim 10, other Christian 9; regular
attendance 8 % of Catholics, about 20 of Muslims, other Christians and Buddhists, 34 of Jews. The
last hundredth is shared out, and the people of 60 and over set, by order of magnitude. Long-term
illness (ALD): 16.9 % of the insured, 63 years old on average (Assurance maladie, 2016), and the
weights of the four great groups (Points de repere 46, data of 2014); the profile by age is an
order of magnitude that meets both. Union: 10.3 % of employees (Dares Analyses 6, February 2023,
data of 2019), rising with age as in the figures of 2016; the shares of the unions are an order
of magnitude. Opinion: Cevipof barometer, December 2018. Pregnancy: nine months of the fertility
by age of recent years, an order of magnitude.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._draws import BLOCK, Lottery, band, generators
from privlab_bank.people._occupations import EMPLOYEES, RETIRED
from privlab_bank.people._people import freeze, people_of_block
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags, Floats
    from privlab_bank.people._people import People

__all__ = [
    "ILLNESSES",
    "OPINIONS",
    "OPINION_SHARES",
    "RELIGIONS",
    "RELIGION_SHARES",
    "UNIONS",
    "Hidden",
    "hidden_of_block",
]

_STREAM = 13

RELIGIONS = (
    "sans religion",
    "catholique",
    "musulmane",
    "autre chrétienne",
    "juive",
    "bouddhiste",
    "autre",
)
NO_RELIGION, CATHOLIC, MUSLIM, CHRISTIAN, JEWISH, BUDDHIST, OTHER_FAITH = range(7)
RELIGION_SHARES = (
    (0.510, 0.290, 0.100, 0.090, 0.004, 0.004, 0.002),
    (0.370, 0.500, 0.035, 0.080, 0.007, 0.004, 0.004),
)
"""Under 60, and 60 and over."""

_ELDER = 60
_RELIGION = Lottery.of(RELIGION_SHARES)
SELDOM, SOMETIMES, REGULARLY = range(3)
_PRACTICE = Lottery.of(
    (
        (1.00, 0.00, 0.00),
        (0.67, 0.25, 0.08),
        (0.20, 0.58, 0.22),
        (0.45, 0.34, 0.21),
        (0.26, 0.40, 0.34),
        (0.45, 0.34, 0.21),
        (0.50, 0.30, 0.20),
    )
)
_SAME_FAITH_AS_PARTNER, _SAME_FAITH_AS_PARENT = 0.75, 0.90

ILLNESSES = (
    "aucune",
    "maladie cardiovasculaire",
    "diabète",
    "cancer",
    "affection psychiatrique",
    "autre affection",
)
HEALTHY, CARDIAC, DIABETIC, CANCER, PSYCHIATRIC, OTHER_ILLNESS = range(6)
_ILLNESS = Lottery.of((0.35, 0.25, 0.21, 0.13, 0.10))
_ILLNESS_BOUNDS = (18, 30, 40, 50, 60, 70, 80)
ILL_BY_AGE = np.array((0.035, 0.042, 0.063, 0.100, 0.180, 0.295, 0.450, 0.570))
_SEVERITY_SHAPE = 0.7

UNIONS = ("non syndiqué", "CFDT", "CGT", "FO", "Unsa", "CFE-CGC", "FSU", "CFTC", "Solidaires")
_UNION = Lottery.of((0.26, 0.25, 0.15, 0.10, 0.08, 0.07, 0.05, 0.04))
_UNION_BOUNDS = (30, 40, 50)
_UNION_MEMBERS = np.array((0.038, 0.084, 0.120, 0.148))
_RETIRED_MEMBERS = 0.02

OPINIONS = (
    "extrême gauche",
    "gauche",
    "centre",
    "droite",
    "extrême droite",
    "ne se situe pas",
)
OPINION_SHARES = (0.05, 0.19, 0.17, 0.27, 0.08, 0.24)
_OPINION = Lottery.of(OPINION_SHARES)
NO_OPINION = len(OPINIONS) - 1
_PARTY_MEMBERS = 0.012

_MOTHER_BOUNDS = (18, 20, 25, 30, 35, 40, 45)
_PREGNANT = np.array((0.0, 0.004, 0.025, 0.072, 0.088, 0.050, 0.012, 0.0))


@dataclass(frozen=True)
class Hidden:
    """What one block of people keep to themselves; every array has shape (BLOCK,).

    Attributes
    ----------
    religion, illness, union, opinion : array of int
        Positions in `RELIGIONS`, `ILLNESSES`, `UNIONS` and `OPINIONS`.
    practice : array of int
        0 seldom or never, 1 at times, 2 regularly.
    severity : array of float
        How much care an illness asks for, 1 on average.
    party : array of bool
        Who gives to a party of their opinion.
    pregnant : array of bool
    """

    religion: Codes
    practice: Codes
    illness: Codes
    severity: Floats
    union: Codes
    opinion: Codes
    party: Flags
    pregnant: Flags

    @property
    def chronic(self) -> Flags:
        """Who has a long-term illness (ALD)."""
        ill: Flags = self.illness != HEALTHY
        return ill


def _draw_faith(rng: np.random.Generator, people: People) -> tuple[Codes, Codes]:
    religion = _RELIGION.draw(rng.random(BLOCK), (people.age >= _ELDER).astype(np.int64))
    practice = _PRACTICE.draw(rng.random(BLOCK), religion)
    head = people.kin.head
    chance = np.where(head == people.kin.partner, _SAME_FAITH_AS_PARTNER, _SAME_FAITH_AS_PARENT)
    teacher = np.where(rng.random(BLOCK) < chance, head, np.arange(BLOCK))
    return religion[teacher], practice[teacher]


def _draw_illness(rng: np.random.Generator, age: Codes) -> tuple[Codes, Floats]:
    ill = rng.random(BLOCK) < ILL_BY_AGE[band(age, _ILLNESS_BOUNDS)]
    kind = 1 + _ILLNESS.draw(rng.random(BLOCK))
    severity = rng.gamma(_SEVERITY_SHAPE, 1 / _SEVERITY_SHAPE, BLOCK)
    return np.where(ill, kind, HEALTHY), np.where(ill, severity, 0.0)


def _draw_union(rng: np.random.Generator, people: People) -> Codes:
    share = np.where(
        np.isin(people.occupation, EMPLOYEES), _UNION_MEMBERS[band(people.age, _UNION_BOUNDS)], 0.0
    )
    share[people.occupation == RETIRED] = _RETIRED_MEMBERS
    union = 1 + _UNION.draw(rng.random(BLOCK))
    return np.where(rng.random(BLOCK) < share, union, 0)


@lru_cache(maxsize=2)
def hidden_of_block(seed: int, block: int) -> Hidden:
    """Draw what the people of a block keep to themselves."""
    people = people_of_block(seed, block)
    faith, health, work, politics, family = generators(seed, _STREAM, block, 5)
    religion, practice = _draw_faith(faith, people)
    illness, severity = _draw_illness(health, people.age)
    opinion = _OPINION.draw(politics.random(BLOCK))
    grown = people.age >= ADULT
    gives = (politics.random(BLOCK) < _PARTY_MEMBERS) & grown & (opinion != NO_OPINION)
    chance = _PREGNANT[band(people.age, _MOTHER_BOUNDS)]
    hidden = Hidden(
        religion=religion,
        practice=practice,
        illness=illness,
        severity=severity,
        union=_draw_union(work, people),
        opinion=opinion,
        party=gives,
        pregnant=(people.sex == 0) & (family.random(BLOCK) < chance),
    )
    freeze(hidden)
    return hidden
