"""The people of one block, as codes and numbers: what every table of the bank is drawn from.

The clients table writes these people down; every other table of the bank starts from the same
people, draws its own rows from its own generators, and so agrees with the clients. Two partners
share a place, a home, what they pay for it and their children: those of the first in the bank.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._calendar import Relation, draw_births, draw_relation
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._holdings import draw_holdings
from privlab_bank.people._households import (
    draw_children,
    draw_family_situation,
    draw_nationality,
)
from privlab_bank.people._housing import FREE, draw_housing, draw_housing_payment
from privlab_bank.people._income import draw_income
from privlab_bank.people._kin import Kin, draw_couples, draw_lodgers
from privlab_bank.people._occupations import draw_occupation
from privlab_bank.people._places import places
from privlab_bank.people._pyramid import draw_age_and_sex

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Floats

__all__ = ["People", "freeze", "people_of_block"]

_STREAM = 1
"""Number of the random stream of the bank's people."""


@dataclass(frozen=True)
class People:
    """One block of people; every array has shape (BLOCK,) and is read-only.

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
    kin : Kin
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
    kin: Kin


def freeze(record: object) -> None:
    """Make the arrays of a dataclass read-only, since a cache hands them out many times."""
    for field in fields(record):  # type: ignore[arg-type]
        value = getattr(record, field.name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
        else:
            freeze(value)


@lru_cache(maxsize=2)
def people_of_block(seed: int, block: int) -> People:
    """Draw the people of a block."""
    who, where, work, family, money, home, wealth, dates, bonds = generators(
        seed, _STREAM, block, 9
    )
    age, sex = draw_age_and_sex(who, BLOCK)
    birth_year, birth = draw_births(who, age)
    drawn_place = places().lottery.draw(where.random(BLOCK))
    family_situation = draw_family_situation(family, age, sex)
    drawn_children = draw_children(family, age, sex, family_situation)
    partner = draw_couples(bonds, age, sex, family_situation)
    first = Kin.of(partner, np.full(BLOCK, -1)).head
    place, children = drawn_place[first], drawn_children[first]
    capital_region = places().capital_region[place]
    occupation = draw_occupation(work, age, sex)
    income = draw_income(money, age, sex, occupation, capital_region)
    drawn_housing = draw_housing(home, age, income)
    payment = draw_housing_payment(home, drawn_housing, income, capital_region)
    housing = drawn_housing[first]
    host = draw_lodgers(bonds, age, family_situation, children, housing == FREE, partner)
    kin = Kin.of(partner, host)
    people = People(
        number=np.arange(block * BLOCK, (block + 1) * BLOCK),
        age=age,
        sex=sex,
        birth_year=birth_year,
        birth=birth,
        place=place[kin.head],
        occupation=occupation,
        family_situation=family_situation,
        children=children,
        nationality=draw_nationality(where, capital_region),
        income=income,
        housing=housing,
        payment=payment[first],
        holdings=draw_holdings(wealth, age, income),
        relation=draw_relation(dates, age, birth),
        kin=kin,
    )
    freeze(people)
    return people
