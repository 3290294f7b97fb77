"""The table `notices`: when each client was told what the bank does with their data.

A client receives the version in force on the first day of the relation, on that day, and each
later version before it comes into force.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch
from privlab_bank._promises import promises
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._calendar import NEVER, TODAY
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._moments import day_number, in_order
from privlab_bank.people._people import people_of_block

__all__ = ["NOTICES_TABLE"]

_STREAM = 44
_MAILED_OVER_DAYS = 30
_AT_ENTRY = ("agence", "en ligne")
_MEANS = (*_AT_ENTRY, "courrier", "courriel")
_BRANCH = Lottery.of((0.8, 0.2))
_MAILED = Lottery.of(((0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.6, 0.4), (0.0, 0.0, 0.25, 0.75)))

_SCHEMA = schema_of(
    "notices",
    {
        "id_client": pa.string(),
        "notice": pa.string(),
        "date": pa.date32(),
        "moyen": pa.string(),
    },
)


def _rows(seed: int, block: int) -> Rows:
    entered, mailed = generators(seed, _STREAM, block, 2)
    notices, relation = promises().notices, people_of_block(seed, block).relation
    force = np.array([day_number(notice.date) for notice in notices])
    left = np.where(relation.end == NEVER, TODAY, relation.end)
    version = np.searchsorted(force, relation.entry, side="right") - 1
    version = np.maximum(version, 0)
    everyone = np.arange(BLOCK)
    who, which, day = [everyone], [version], [relation.entry]
    means = [_BRANCH.draw(entered.random(BLOCK))]
    for later in range(1, len(notices)):
        lag = mailed.integers(0, _MAILED_OVER_DAYS, BLOCK)
        drawn = _MAILED.draw(mailed.random(BLOCK), later)
        told = np.flatnonzero((version < later) & (left > force[later]))
        who.append(told)
        which.append(np.full(len(told), later))
        day.append(np.maximum(force[later] - lag, relation.entry)[told])
        means.append(drawn[told])
    person, date = np.concatenate(who), np.concatenate(day)
    order = in_order(person, date)
    columns = {
        "id_client": client_keys(seed, block * BLOCK + person[order]),
        "notice": labels(tuple(notice.id for notice in notices), np.concatenate(which)[order]),
        "date": days(date[order]),
        "moyen": labels(_MEANS, np.concatenate(means)[order]),
    }
    return Rows(record_batch(_SCHEMA, columns), person[order])


NOTICES_TABLE = Table(
    name="notices",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=("notice", "date", "moyen"),
    rows_a_person=2.3,
)
