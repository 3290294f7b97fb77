"""The people of one block, as codes and numbers: what every table of the bank is drawn from.

The clients table writes these people down; a later table of the bank starts from the same
people, draws its own rows from its own generators, and so agrees with the clients.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from privlab.samples._calendar import Relation, draw_births, draw_relation
from privlab.samples._draws import BLOCK, Shuffle, generators
from privlab.samples._holdings import draw_holdings
from privlab.samples._households import (
    draw_children,
    draw_family_situation,
    draw_nationality,
)
from privlab.samples._housing import draw_housing, draw_housing_payment
from privlab.samples._income import draw_income
from privlab.samples._occupations import draw_occupation
from privlab.samples._places import places
from privlab.samples._pyramid import draw_age_and_sex

if TYPE_CHECKING:
    from privlab.samples._draws import Codes, Floats

__all__ = ["People", "key_shuffle", "people_of_block", "phone_shuffle"]

_KEYS, _PEOPLE = 0, 1
"""Numbers of the random streams of the bank's keys and of its people."""


@dataclass(frozen=True)
class People:
    """One block of people; every array has shape (BLOCK,).

    Attributes
    ----------
    number : array of int
        Rank of the person in the bank, from 0.
    age, sex, place, occupation, family_situation, children, nationality, housing : array of int
        Ages in years; the others are positions in the tuple of their module (sex: 0 women).
    birth_year, birth : array of int
        Year, and days since 1970-01-01.
    income, payment, holdings : array of float
        Euros, the first two a month.
    relation : Relation
    """

    number: Codes
    age: Codes
    sex: Codes
    birth_year: Codes
    birth: Codes
    place: Codes
    occupation: Codes
    family_situation: Codes
    children: Codes
    nationality: Codes
    income: Floats
    housing: Codes
    payment: Floats
    holdings: Floats
    relation: Relation


def people_of_block(seed: int, block: int) -> People:
    """Draw the people of a block."""
    who, where, work, family, money, home, wealth, dates = generators(seed, _PEOPLE, block, 8)
    age, sex = draw_age_and_sex(who, BLOCK)
    birth_year, birth = draw_births(who, age)
    place = places().lottery.draw(where.random(BLOCK))
    capital_region = places().capital_region[place]
    occupation = draw_occupation(work, age, sex)
    family_situation = draw_family_situation(family, age, sex)
    income = draw_income(money, age, sex, occupation, capital_region)
    housing = draw_housing(home, age, income)
    return People(
        number=np.arange(block * BLOCK, (block + 1) * BLOCK),
        age=age,
        sex=sex,
        birth_year=birth_year,
        birth=birth,
        place=place,
        occupation=occupation,
        family_situation=family_situation,
        children=draw_children(family, age, sex, family_situation),
        nationality=draw_nationality(where, capital_region),
        income=income,
        housing=housing,
        payment=draw_housing_payment(home, housing, income, capital_region),
        holdings=draw_holdings(wealth, age, income),
        relation=draw_relation(dates, age, birth),
    )


@lru_cache(maxsize=4)
def key_shuffle(seed: int) -> Shuffle:
    """Return the map from the rank of a person to the number in their key."""
    return Shuffle.of(generators(seed, _KEYS, 0, 2)[0])


@lru_cache(maxsize=4)
def phone_shuffle(seed: int) -> Codes:
    """Return the order in which the ten thousand numbers of a range are given out."""
    return generators(seed, _KEYS, 0, 2)[1].permutation(10_000)
