"""The first rows of a frame as plain texts: what a card and a repr show of a long answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.language import counted, current, format_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = ["Extract", "extract"]

MOST_ROWS = 10
MOST_COLUMNS = 12
LONGEST = 30


@dataclass(frozen=True)
class Extract:
    """The first rows of a frame, every cell a text.

    Attributes
    ----------
    columns : tuple of str
    rows : tuple of tuple of str
    numeric : tuple of bool
        Whether a column holds numbers, which stand to the right.
    rest : tuple of str
        What is not shown and where it is, and remarks.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    rest: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Yield the columns, the rows and what is left out, in columns of spaces."""
        table = [self.columns, *self.rows]
        widths = [max(map(len, own)) for own in zip(*table, strict=True)]
        for row in table:
            cells = zip(row, widths, self.numeric, strict=True)
            padded = (c.rjust(width) if right else c.ljust(width) for c, width, right in cells)
            if self.columns:
                yield "  ".join(padded).rstrip()
        yield from self.rest


def extract(frame: pd.DataFrame | None, remarks: tuple[str, ...] = ()) -> Extract:
    """Return the first ten rows of a frame, as the language in use writes them, and remarks."""
    if frame is None:
        return Extract((), (), (), remarks)
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    shown = frame.iloc[:MOST_ROWS, :MOST_COLUMNS]
    kinds = list(shown.dtypes)
    rest = []
    if len(frame) > len(shown):
        n = len(frame) - len(shown)
        said = counted(
            "... and {n} more row: see .to_frame()", "... and {n} more rows: see .to_frame()", n
        )
        rest.append(said.text())
    if frame.shape[1] > shown.shape[1]:
        n = frame.shape[1] - shown.shape[1]
        said = counted(
            "... and {n} more column: see .to_frame()",
            "... and {n} more columns: see .to_frame()",
            n,
        )
        rest.append(said.text())
    return Extract(
        tuple(_cut(listed([str(column)])) for column in shown.columns),
        tuple(tuple(map(_text, row)) for row in shown.itertuples(index=False, name=None)),
        tuple(is_numeric_dtype(kind) and not is_bool_dtype(kind) for kind in kinds),
        (*rest, *remarks),
    )


def _text(value: object) -> str:
    import pandas as pd

    if pd.isna(value):  # type: ignore[call-overload]
        return "—"
    if isinstance(value, str):
        return _cut(listed([value]))
    if isinstance(value, dt.date):
        # a moment keeps its hour, and both sort as they stand
        midnight = isinstance(value, dt.datetime) and value.time() == dt.time()
        return str(value.date() if midnight and value.tzinfo is None else value)  # type: ignore[attr-defined]
    return _cut(format_value(value, current()))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
