"""What stands for a missing value in files."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MISSING_MARKS", "marks", "without_marks"]

MISSING_MARKS = frozenset(
    [
        "NA",
        "N/A",
        "n/a",
        "na",
        "#N/A",
        "#NA",
        "NULL",
        "null",
        "Null",
        "None",
        "none",
        "NaN",
        "nan",
        "NAN",
        "-nan",
        "NaT",
        "<NA>",
        "-",
        "--",
        "?",
        ".",
        "n.d.",
        "nd",
        "ND",
        "k.A.",
        "#NULL!",
        "#VALUE!",
        "#DIV/0!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "1.#QNAN",
        "-1.#IND",
    ]
)
"""What stands for a missing value among numbers, dates and truth values."""

_AMONG_TEXTS = frozenset(
    ["#N/A", "#N/A N/A", "#NA", "<NA>", "N/A", "NA", "NULL", "None", "n/a", "null"]
)
"""What is missing among texts too; NaN is no number there, and stays what it says."""


@functools.cache
def marks() -> pa.Array:
    """Return the marks, and the empty text."""
    import pyarrow as pa

    return pa.array(sorted({*MISSING_MARKS, ""}))


def without_marks(rows: pa.Table, columns: frozenset[str]) -> tuple[pa.Table, list[str]]:
    """Return rows in which the usual marks among texts are missing values, and where they were."""
    import pyarrow as pa
    import pyarrow.compute as pc

    among, found = pa.array(sorted(_AMONG_TEXTS)), []
    for place, name in enumerate(rows.column_names):
        column = rows.column(place)
        if name not in columns or not pa.types.is_string(column.type):
            continue
        gone = pc.is_in(column, value_set=among)
        if pc.any(gone).as_py():
            found.append(name)
            kept = pc.if_else(gone, pa.scalar(None, column.type), column)
            rows = rows.set_column(place, name, kept)
    return rows, found
