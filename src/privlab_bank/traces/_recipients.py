"""Who receives data from the bank, and the table `destinataires` that records it.

Every company is fictitious. In the clean bank whoever is outside the European Union is in a
country with an adequacy decision, or bound by standard clauses with a dated assessment of the
transfer, and nobody pays for the data.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import record_batch
from privlab_bank._promises import promises
from privlab_bank._table import Rows, Table, schema_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlab.policy import Recipient

__all__ = ["RECIPIENTS_TABLE", "recipients"]

_ROLES = {
    "group-entity": "entité du groupe",
    "processor": "sous-traitant",
    "third-party": "tiers",
    "authority": "autorité",
}
_SAFEGUARDS = {
    None: None,
    "adequacy": "décision d'adéquation",
    "eu-gdpr:A46-2-c": "clauses contractuelles types",
}
_RECORDED = dt.date(2025, 9, 30)

SCHEMA = schema_of(
    "destinataires",
    {
        "nom": pa.string(),
        "role": pa.string(),
        "pays": pa.string(),
        "garantie": pa.string(),
        "date_evaluation": pa.date32(),
        "finalite": pa.string(),
        "prix": pa.int32(),
        "date": pa.date32(),
    },
)


def recipients(rows: Sequence[Recipient], price: int | None = None) -> dict[str, pa.Array]:
    """Return the columns of the table, one row a recipient; each pays the price, a sale."""
    return {
        "nom": pa.array([row.name for row in rows]),
        "role": pa.array([_ROLES[row.role] for row in rows]),
        "pays": pa.array([row.country for row in rows]),
        "garantie": pa.array([_SAFEGUARDS[row.safeguard] for row in rows], pa.string()),
        "date_evaluation": pa.array([row.transfer_assessment for row in rows], pa.date32()),
        "finalite": pa.array([", ".join(row.purposes) for row in rows]),
        "prix": pa.array([price] * len(rows), pa.int32()),
        "date": pa.array([_RECORDED] * len(rows), pa.date32()),
    }


def _rows(_seed: int, block: int) -> Rows:
    batch = record_batch(SCHEMA, recipients(promises().recipients if block == 0 else ()))
    return Rows(batch, np.zeros(batch.num_rows, dtype=np.int64))


RECIPIENTS_TABLE = Table(
    name="destinataires",
    schema=SCHEMA,
    rows=_rows,
    repetitive=SCHEMA.names,
)
