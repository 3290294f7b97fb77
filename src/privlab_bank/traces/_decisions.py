"""The table `decisions`: a year of answers to loan applications.

Half of them come from the risk score first; in the clean bank a person has always looked again,
for some minutes, and sometimes decided otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch, whole
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._choices import choices_of_block
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._moments import YEAR_AGO, spread
from privlab_bank.traces._scores import RISK

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags

__all__ = ["DECISIONS_TABLE", "ISSUES", "REFUSED", "decisions"]

_STREAM = 47
ISSUES = ("accordé", "accordé sous condition", "refusé")
REFUSED = 2
_ISSUE = Lottery.of(((0.55, 0.20, 0.25), (0.72, 0.16, 0.12), (0.85, 0.10, 0.05)))
_INCOMES = (1_500, 2_600)
_SHARES = (0.24, 0.06)
_AUTOMATED = 0.5
_LONGEST_REVIEW = 45

SCHEMA = schema_of(
    "decisions",
    {
        "id_client": pa.string(),
        "date": pa.date32(),
        "score": pa.string(),
        "issue": pa.string(),
        "automatique": pa.bool_(),
        "revue_humaine": pa.bool_(),
        "duree_revue_min": pa.int16(),
    },
)


def decisions(
    seed: int, number: Codes, day: Codes, score: str, issue: Codes, automated: Flags, review: Codes
) -> dict[str, pa.Array]:
    """Return the columns of decisions; `review` is in minutes, 0 for none."""
    return {
        "id_client": client_keys(seed, number),
        "date": days(day),
        "score": labels((score,), np.zeros_like(number)),
        "issue": labels(ISSUES, issue),
        "automatique": pa.array(automated),
        "revue_humaine": pa.array(review > 0),
        "duree_revue_min": whole(review, pa.int16(), review == 0),
    }


def _rows(seed: int, block: int) -> Rows:
    how_many, when, how = generators(seed, _STREAM, block, 3)
    choices = choices_of_block(seed, block)
    drawn = how_many.random((len(_SHARES), BLOCK))
    counts = (drawn < np.array(_SHARES)[:, None]).sum(axis=0)
    window = choices.window("score", YEAR_AGO)
    who, day = spread(when, np.where(choices.adult, counts, 0), *window)
    rich = np.searchsorted(np.array(_INCOMES), choices.people.income[who], side="right")
    issue = _ISSUE.draw(how.random(len(who)), rich.astype(np.int64))
    automated = how.random(len(who)) < _AUTOMATED
    review = np.exp(how.random(len(who)) * np.log(_LONGEST_REVIEW)).astype(np.int64) + 1
    number = block * BLOCK + who
    columns = decisions(seed, number, day, RISK, issue, automated, review)
    return Rows(record_batch(SCHEMA, columns), who)


DECISIONS_TABLE = Table(
    name="decisions",
    schema=SCHEMA,
    rows=_rows,
    repetitive=("date", "score", "issue", "duree_revue_min"),
)
