"""The table `enquete`: what a part of the adults told of themselves, with explicit consent.

Three adults in ten who are clients today answered a voluntary survey about religion, illness,
union and opinion; each may have left a question out. The answers are the hidden truth of
`_hidden`: special categories, which only this table holds as such.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import ABSENT, days, labels, record_batch
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._calendar import TODAY
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._hidden import OPINIONS, RELIGIONS, UNIONS, hidden_of_block
from privlab_bank.people._keys import client_keys
from privlab_bank.people._people import people_of_block
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes

__all__ = ["ANSWER_SHARE", "SURVEY_TABLE"]

_STREAM = 10
ANSWER_SHARE = 0.30
_LEFT_OUT = 0.03
_ASKED_OVER_DAYS = 120

_SCHEMA = schema_of(
    "enquete",
    {
        "id_client": pa.string(),
        "religion": pa.string(),
        "sante_ald": pa.bool_(),
        "syndicat": pa.string(),
        "opinion": pa.string(),
        "date_consentement": pa.date32(),
    },
)


def _rows(seed: int, block: int) -> Rows:
    people, hidden = people_of_block(seed, block), hidden_of_block(seed, block)
    who, skip, when = generators(seed, _STREAM, block, 3)
    asked = (people.age >= ADULT) & ~people.relation.closed
    person = np.flatnonzero(asked & (who.random(BLOCK) < ANSWER_SHARE))
    left_out = skip.random((BLOCK, 4))[person] < _LEFT_OUT

    def answer(question: int, codes: Codes) -> Codes:
        return np.where(left_out[:, question], ABSENT, codes[person])

    day = TODAY - 1 - when.integers(0, _ASKED_OVER_DAYS, BLOCK)[person]
    columns = {
        "id_client": client_keys(seed, people.number[person]),
        "religion": labels(RELIGIONS, answer(0, hidden.religion)),
        "sante_ald": pa.array(hidden.chronic[person], mask=left_out[:, 1]),
        "syndicat": labels(UNIONS, answer(2, hidden.union)),
        "opinion": labels(OPINIONS, answer(3, hidden.opinion)),
        "date_consentement": days(np.maximum(day, people.relation.entry[person])),
    }
    return Rows(record_batch(_SCHEMA, columns), person)


SURVEY_TABLE = Table(
    name="enquete",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=tuple(name for name in _SCHEMA.names if name not in {"id_client", "sante_ald"}),
)
