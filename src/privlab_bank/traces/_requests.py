"""The table `demandes`: a year of requests by which people used their rights.

In the clean bank each is answered within four weeks, or within three months where the bank said
in time that it would take longer; the last ones received still wait for their answer.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._calendar import NEVER, TODAY
from privlab_bank.people._choices import choices_of_block
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import client_keys, request_keys
from privlab_bank.people._moments import YEAR_AGO, within

__all__ = ["REQUESTS_TABLE"]

_STREAM = 49
_SHARE = 0.015
_KINDS = ("accès", "rectification", "effacement", "limitation", "portabilité", "opposition")
_OPPOSITION = len(_KINDS) - 1
_KIND = Lottery.of((0.42, 0.24, 0.22, 0.04, 0.08, 0.0))
_WITHIN_DAYS, _EXTENDED_TO = 28, 85
_EXTENDED = 0.10

SCHEMA = schema_of(
    "demandes",
    {
        "id_demande": pa.string(),
        "id_client": pa.string(),
        "type": pa.string(),
        "date_reception": pa.date32(),
        "date_reponse": pa.date32(),
        "prolongee": pa.bool_(),
    },
)


def _rows(seed: int, block: int) -> Rows:
    which, when = generators(seed, _STREAM, block, 2)
    choices = choices_of_block(seed, block)
    first, until = np.maximum(choices.entry, YEAR_AGO), np.full(BLOCK, TODAY)
    asks = (which.random(BLOCK) < _SHARE) & (first < until) & choices.adult
    drawn = within(when.random(BLOCK), first, until)
    objection = np.max(list(choices.objections.values()), axis=0)
    objects = objection >= YEAR_AGO
    who = np.flatnonzero(asks | objects)
    kind = np.where(objects, _OPPOSITION, _KIND.draw(which.random(BLOCK)))[who]
    received = np.where(objects, objection, drawn)[who]
    extended = (when.random(len(who)) < _EXTENDED) & (kind != _OPPOSITION)
    after = when.random(len(who))
    delay = np.where(extended, _WITHIN_DAYS + 4, 1) + after * np.where(
        extended, _EXTENDED_TO - _WITHIN_DAYS - 4, _WITHIN_DAYS - 1
    )
    answered = received + delay.astype(np.int64)
    columns = {
        "id_demande": request_keys(seed, block * BLOCK + who),
        "id_client": client_keys(seed, block * BLOCK + who),
        "type": labels(_KINDS, kind),
        "date_reception": days(received),
        "date_reponse": days(np.where(answered < TODAY, answered, NEVER)),
        "prolongee": pa.array(extended),
    }
    return Rows(record_batch(SCHEMA, columns), who)


REQUESTS_TABLE = Table(
    name="demandes",
    schema=SCHEMA,
    rows=_rows,
    repetitive=("type", "date_reception", "date_reponse"),
)
