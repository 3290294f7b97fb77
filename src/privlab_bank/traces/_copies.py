"""The table `copies`: where the bank's data are copied, and when a copy was last restored."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import record_batch
from privlab_bank._table import Rows, Table, schema_of

__all__ = ["COPIES_TABLE", "Copy", "copies"]

Copy = tuple[str, str, dt.date, str, dt.date | None]
_COPIES: tuple[Copy, ...] = (
    ("sauvegarde quotidienne", "Lille", dt.date(2025, 12, 31), "toutes", dt.date(2025, 11, 18)),
    ("sauvegarde hebdomadaire", "Lyon", dt.date(2025, 12, 28), "toutes", dt.date(2025, 9, 9)),
    ("archive", "Rennes", dt.date(2025, 12, 1), "clients, operations", dt.date(2025, 6, 3)),
    ("entrepôt d'analyse", "Paris", dt.date(2025, 12, 30), "scores", dt.date(2025, 10, 21)),
)

SCHEMA = schema_of(
    "copies",
    {
        "nom": pa.string(),
        "lieu": pa.string(),
        "date": pa.date32(),
        "tables": pa.string(),
        "date_test_restauration": pa.date32(),
    },
)


def copies(rows: tuple[Copy, ...]) -> dict[str, pa.Array]:
    """Return the columns of the table, one row a copy."""
    columns = zip(*rows, strict=True) if rows else [()] * len(SCHEMA)
    return {
        field.name: pa.array(list(values), field.type)
        for field, values in zip(SCHEMA, columns, strict=True)
    }


def _rows(_seed: int, block: int) -> Rows:
    batch = record_batch(SCHEMA, copies(_COPIES if block == 0 else ()))
    return Rows(batch, np.zeros(batch.num_rows, dtype=np.int64))


COPIES_TABLE = Table(
    name="copies",
    schema=SCHEMA,
    rows=_rows,
    repetitive=SCHEMA.names,
)
