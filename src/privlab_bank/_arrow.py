"""Codes, numbers and days of numpy as Arrow columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank.people._calendar import NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from privlab_bank.people._draws import Codes, Flags, Floats

__all__ = ["ABSENT", "days", "labels", "record_batch", "seconds", "whole"]

ABSENT = -1
"""The code of a value that is not there."""


def labels(values: Sequence[str], codes: Codes) -> pa.Array:
    """Return the text of each code; null where the code is `ABSENT`."""
    missing = codes == ABSENT
    indices = pa.array(codes.astype(np.int32), mask=missing) if missing.any() else pa.array(codes)
    return pa.array(values, pa.string()).take(indices)


def whole(values: Codes | Floats, kind: pa.DataType, missing: Flags | None = None) -> pa.Array:
    """Return whole numbers of an Arrow type; null where `missing`."""
    return pa.array(values.astype(kind.to_pandas_dtype()), kind, mask=missing)


def days(since_1970: Codes) -> pa.Array:
    """Return dates; null where the day is `NEVER`."""
    missing = since_1970 == NEVER
    filled = np.where(missing, 0, since_1970).astype(np.int32)
    return pa.array(filled, mask=missing if missing.any() else None).cast(pa.date32())


def seconds(since_1970: Codes) -> pa.Array:
    """Return moments to the second, in the local time of the bank."""
    return pa.array(since_1970, pa.int64()).cast(pa.timestamp("s"))


def record_batch(schema: pa.Schema, columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """Return the columns in the order of the schema; a missing or extra one is an error."""
    if set(columns) != set(schema.names):
        raise KeyError(sorted(set(columns) ^ set(schema.names)))
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)
