"""The table `avoirs`: what a client holds at the bank, and the home that they declared.

The products of a client add up to `encours_total` of the clients table; the home does not count
in it. Shares of holders: INSEE, Histoire de vie et Patrimoine 2020-2021 (Insee Premiere 1899, May
2022, and Les revenus et le patrimoine des menages, October 2024): livret A 73.5 % of households,
life insurance 40.5 %, real estate 61.2 %. The PEL (within 30.7 % with a housing savings product)
and the PEA (within 16.9 % with securities) are orders of magnitude, and so are the profiles by
age and how amounts are shared out; rates of households are used for people. Ceilings of the
livret A, the PEL and the PEA are those of the regulations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch, whole
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._calendar import TODAY
from privlab_bank.people._draws import BLOCK, band, generators
from privlab_bank.people._housing import BUYING, OWNER
from privlab_bank.people._income import income_decile
from privlab_bank.people._keys import client_keys
from privlab_bank.people._people import people_of_block
from privlab_bank.people._places import places
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags, Floats
    from privlab_bank.people._people import People

__all__ = ["ACCOUNTS_TABLE", "PRODUCTS"]

_STREAM = 4
PRODUCTS = ("compte", "livret A", "PEL", "assurance-vie", "PEA", "immobilier")
_CURRENT, _SAVINGS, _HOUSING_PLAN, _LIFE, _SHARES, _REAL_ESTATE = range(len(PRODUCTS))

_AGE_BOUNDS = (18, 30, 40, 50, 60, 70)
_RATES = np.array(
    (
        (1.00, 0.80, 0.08, 0.04, 0.00),
        (1.00, 0.72, 0.20, 0.25, 0.06),
        (1.00, 0.74, 0.28, 0.37, 0.10),
        (1.00, 0.73, 0.31, 0.42, 0.12),
        (1.00, 0.73, 0.29, 0.46, 0.13),
        (1.00, 0.75, 0.22, 0.49, 0.15),
        (1.00, 0.74, 0.15, 0.46, 0.15),
    )
)
"""Share of holders by age band and financial product."""

_GROWS_WITH_INCOME = np.array((False, False, False, True, True))
_WEIGHTS = np.array((1.0, 1.4, 3.0, 6.0, 4.0))
_CEILINGS = np.array((np.inf, 22_950, 61_200, np.inf, 150_000))
_SECOND_HOME = 0.09
_HOME_MEDIAN, _HOME_SPREAD, _CAPITAL_REGION = 195_000.0, 0.42, 1.7

_SCHEMA = schema_of(
    "avoirs",
    {
        "id_client": pa.string(),
        "type": pa.string(),
        "encours": pa.int64(),
        "date_ouverture": pa.date32(),
    },
)


def _draw_held(rng: np.random.Generator, people: People) -> Flags:
    """Return who holds each product, shape (people, n_products)."""
    rates = _RATES[band(people.age, _AGE_BOUNDS)]
    decile = np.where(people.age < ADULT, 5.5, income_decile(people.income))
    lean = np.where(_GROWS_WITH_INCOME, 0.45 + 0.1 * decile[:, None], 1.0)
    held = np.zeros((BLOCK, len(PRODUCTS)), dtype=bool)
    held[:, :_REAL_ESTATE] = rng.random((BLOCK, _REAL_ESTATE)) < rates * lean
    owner = (people.housing == OWNER) | (people.housing == BUYING)
    second = (rng.random(BLOCK) < _SECOND_HOME) & (people.age >= ADULT)
    held[:, _REAL_ESTATE] = (owner | second) & (people.kin.head == np.arange(BLOCK))
    return held & ~people.relation.closed[:, None]


def _draw_amounts(rng: np.random.Generator, people: People, held: Flags) -> Floats:
    """Return whole euros, shape (people, n_products): the holdings shared out, then the home."""
    products = held[:, :_REAL_ESTATE]
    weights = _WEIGHTS * np.exp(0.6 * rng.standard_normal(products.shape)) * products
    total = people.holdings[:, None]
    amounts = np.floor(total * weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9))
    amounts = np.minimum(amounts, _CEILINGS)
    rest = (total[:, 0] - amounts.sum(axis=1)) * products[:, _CURRENT]
    insured = products[:, _LIFE] & (rest > amounts[:, _CURRENT])
    amounts[:, _LIFE] += np.where(insured, rest, 0)
    amounts[:, _CURRENT] += np.where(insured, 0, rest)
    region = np.where(places().capital_region[people.place], _CAPITAL_REGION, 1.0)
    home = _HOME_MEDIAN * region * np.exp(_HOME_SPREAD * rng.standard_normal(BLOCK))
    return np.column_stack((amounts, np.rint(home / 1_000) * 1_000))


def _draw_opened(rng: np.random.Generator, people: People, person: Codes, product: Codes) -> Codes:
    """Return the days since 1970-01-01: the account opens the relation, homes come any day."""
    entry = people.relation.entry[person]
    grown = people.birth[person] + ADULT * 365 + ADULT // 4 + 1
    earliest = np.where(product == _REAL_ESTATE, np.minimum(grown, TODAY), entry)
    later = earliest + np.floor(rng.random(len(person)) * (TODAY - earliest + 1)).astype(np.int64)
    return np.where(product == _CURRENT, entry, np.minimum(later, TODAY))


def _rows(seed: int, block: int) -> Rows:
    people = people_of_block(seed, block)
    own, amount, opening = generators(seed, _STREAM, block, 3)
    held = _draw_held(own, people)
    amounts = _draw_amounts(amount, people, held)
    person, product = np.nonzero(held)
    columns = {
        "id_client": client_keys(seed, people.number).take(pa.array(person)),
        "type": labels(PRODUCTS, product),
        "encours": whole(amounts[person, product], pa.int64()),
        "date_ouverture": days(_draw_opened(opening, people, person, product)),
    }
    return Rows(record_batch(_SCHEMA, columns), person)


ACCOUNTS_TABLE = Table(
    name="avoirs",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=("id_client", "type", "date_ouverture"),
    rows_a_person=2.7,
)
