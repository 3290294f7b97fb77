"""The table `foyers`: one row a household, with those of its members who are clients.

A household holds its head, the partner (a client or not), and the children: those declared, or
the client who lives with a parent. A young person who lives with parents whom the bank does not
know has two of them in the household. Charges (energy, insurance, telephone, taxes, transport)
are an order of magnitude that grows with the people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch, whole
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._calendar import NEVER
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._housing import FREE, HOUSING
from privlab_bank.people._keys import household_keys
from privlab_bank.people._kin import in_couple
from privlab_bank.people._people import people_of_block

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes
    from privlab_bank.people._people import People

__all__ = ["HOMES_TABLE"]

_STREAM = 3
_PARENTS = 2
_LIVES_WITH_PARENTS = 25
_BASE, _PER_PERSON, _SPREAD = 130.0, 75.0, 0.28

_SCHEMA = schema_of(
    "foyers",
    {
        "id_foyer": pa.string(),
        "personnes": pa.int8(),
        "enfants": pa.int8(),
        "statut_logement": pa.string(),
        "mensualite": pa.int32(),
        "charges": pa.int32(),
        "date_fin_relation": pa.date32(),
    },
)


def _rows(seed: int, block: int) -> Rows:
    people = people_of_block(seed, block)
    (charge,) = generators(seed, _STREAM, block, 1)
    rank, kin = np.arange(BLOCK), people.kin
    first = np.flatnonzero(kin.home == rank)
    head = kin.head[first]
    lodgers = np.bincount(kin.head[(kin.head != rank) & (kin.head != kin.partner)], minlength=BLOCK)
    children = np.maximum(people.children, lodgers)[head]
    adults = 1 + in_couple(people.family_situation[head])
    alone_and_young = (adults == 1) & (people.age[head] < _LIVES_WITH_PARENTS)
    absent = np.where(alone_and_young & (people.housing[head] == FREE), _PARENTS, 0)
    persons = adults + children + absent
    noise = np.exp(_SPREAD * charge.standard_normal(BLOCK))[first]
    charges = np.rint((_BASE + _PER_PERSON * persons) * noise / 5) * 5
    payment = people.payment[head]
    columns = {
        "id_foyer": household_keys(seed, people.number[first]),
        "personnes": whole(persons, pa.int8()),
        "enfants": whole(children, pa.int8()),
        "statut_logement": labels(HOUSING, people.housing[head]),
        "mensualite": whole(payment, pa.int32(), payment == 0),
        "charges": whole(charges, pa.int32()),
        "date_fin_relation": days(_last_end(people)[first]),
    }
    return Rows(record_batch(_SCHEMA, columns), first)


def _last_end(people: People) -> Codes:
    """Return, at its first member, the day on which the last of a household left, or `NEVER`."""
    end, home = people.relation.end, people.kin.home
    last = np.full(BLOCK, NEVER)
    np.maximum.at(last, home, end)
    stays = np.zeros(BLOCK, dtype=bool)
    np.logical_or.at(stays, home, end == NEVER)
    return np.where(stays, NEVER, last)


HOMES_TABLE = Table(
    name="foyers",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=tuple(name for name in _SCHEMA.names if name != "id_foyer"),
)
