"""The table `revenus`: where the income of a client comes from, one row a person.

Salary (earned income, for the self-employed) and benefits (pensions among them) are monthly and
add up to `revenu_mensuel` of the clients table; bonuses are those of the year 2025, inheritance
and gifts those of the last five years. Who gets what, and the amounts, are orders of magnitude:
family benefits start with the second child, and are of the order of 150 euros a month for two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import record_batch, whole
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._income import income_decile
from privlab_bank.people._keys import client_keys
from privlab_bank.people._occupations import EMPLOYEES, INACTIVE, RETIRED
from privlab_bank.people._people import freeze, people_of_block
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Floats

__all__ = ["EARNINGS_TABLE", "Earnings", "earnings_of_block"]

_STREAM = 5
_FAMILY_BENEFIT = np.array((0, 0, 150, 340, 530, 720))
_LARGEST_PART = 0.4
_BONUS_SHARE = 0.45
_HEIR_AGES, _HEIR_SHARES = (18, 30, 45, 60, 75, 90), (0.01, 0.03, 0.06, 0.09, 0.04, 0.01)
_INHERITED_MEDIAN, _INHERITED_SPREAD = 28_000.0, 1.1

_SCHEMA = schema_of(
    "revenus",
    {
        "id_client": pa.string(),
        "salaire": pa.int32(),
        "prime": pa.int32(),
        "heritage": pa.int32(),
        "prestations": pa.int32(),
        "decile": pa.int8(),
    },
)


@dataclass(frozen=True)
class Earnings:
    """Whole euros, shape (people,): a month for salary and benefits, in all for the others."""

    salary: Floats
    bonus: Floats
    inheritance: Floats
    benefits: Floats


@lru_cache(maxsize=2)
def earnings_of_block(seed: int, block: int) -> Earnings:
    """Draw where the income of the people of a block comes from."""
    people = people_of_block(seed, block)
    extra, death = generators(seed, _STREAM, block, 2)
    supported = (people.occupation == RETIRED) | (people.occupation == INACTIVE)
    family = np.minimum(_FAMILY_BENEFIT[people.children], _LARGEST_PART * people.income)
    benefits = np.where(supported, people.income, np.rint(family / 10) * 10)
    salary = people.income - benefits
    paid = np.isin(people.occupation, EMPLOYEES) & (extra.random(BLOCK) < _BONUS_SHARE)
    months = 0.2 + 1.3 * extra.beta(1.3, 2.2, BLOCK)
    inherits = death.random(BLOCK) < np.interp(people.age, _HEIR_AGES, _HEIR_SHARES)
    amount = _INHERITED_MEDIAN * np.exp(_INHERITED_SPREAD * death.standard_normal(BLOCK))
    earnings = Earnings(
        salary=salary,
        bonus=np.where(paid, np.rint(salary * months / 50) * 50, 0.0),
        inheritance=np.where(inherits, np.rint(amount / 500) * 500, 0.0),
        benefits=benefits,
    )
    freeze(earnings)
    return earnings


def _rows(seed: int, block: int) -> Rows:
    people, earnings = people_of_block(seed, block), earnings_of_block(seed, block)
    minor = people.age < ADULT
    columns = {
        "id_client": client_keys(seed, people.number),
        "salaire": whole(earnings.salary, pa.int32(), minor),
        "prime": whole(earnings.bonus, pa.int32(), minor),
        "heritage": whole(earnings.inheritance, pa.int32()),
        "prestations": whole(earnings.benefits, pa.int32(), minor),
        "decile": whole(income_decile(people.income), pa.int8(), minor),
    }
    return Rows(record_batch(_SCHEMA, columns), np.arange(BLOCK))


EARNINGS_TABLE = Table(
    name="revenus",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=tuple(name for name in _SCHEMA.names if name != "id_client"),
)
