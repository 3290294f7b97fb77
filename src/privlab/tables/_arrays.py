"""Row values for algorithms that need them in Python: bounded, coded, sampled by person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab._checks import whole
from privlab.errors import ParameterError
from privlab.tables._fetch import fetch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.tables._dataset import Dataset
    from privlab.tables._keys import Coding

__all__ = ["Arrays", "arrays"]

_HEX_DIGITS = 12


@dataclass(frozen=True, repr=False)
class Arrays:
    """Columns as integer codes, for computing with, never for showing.

    Attributes
    ----------
    codes : mapping of column to array of int64, shape (n_rows,)
    codings : mapping of column to Coding
    people : array of int64, shape (n_rows,), or None
        Number of the person each row belongs to, 0..n_people-1.
    sampled_share : float
        Share of the people (or records) that were drawn; 1 when all were.
    keys : Arrow array, shape (n_rows,), or None
        Key of the person each row belongs to, as the table holds it: for joining.
    """

    codes: Mapping[str, NDArray[np.int64]]
    codings: Mapping[str, Coding]
    people: NDArray[np.int64] | None
    sampled_share: float
    keys: pa.ChunkedArray | None = None

    @property
    def n_rows(self) -> int:
        """Number of rows drawn."""
        return len(next(iter(self.codes.values())))

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Return a numeric column as floats, shape (n_rows,); missing values are NaN."""
        labels = self.codings[column].labels
        try:
            values = np.append(labels.cast("float64").to_numpy(zero_copy_only=False), np.nan)
        except Exception:  # noqa: BLE001 - Arrow prints the value that is no number
            message = f"Column '{column}' does not hold numbers. Use its codes instead."
            raise ParameterError(message) from None
        return values[self.codes[column]]

    def __repr__(self) -> str:
        return f"<Arrays: {len(self.codes)} columns, {self.n_rows} rows>"


def arrays(
    data: Dataset, columns: Sequence[str], *, max_rows: int = 1_000_000, salt: str = ""
) -> Arrays:
    """Return columns as integer codes, at most about `max_rows` rows, whole people at a time.

    Over the limit, people are drawn by the hash of their key and a public salt: the same
    people for the same salt on every engine. Without a person key, rows are drawn by the
    hash of the columns asked for, so that equal rows are kept or left together.

    Raises
    ------
    ParameterError
        When `max_rows` is below 1.
    """
    whole("max_rows", max_rows, least=1, of="rows")
    keys = data.keys(columns)
    share = min(1.0, max_rows / data.n_rows)
    if keys.rows is not None and share == 1.0:
        words = dict(zip(keys.words, keys.rows, strict=True))
        people = keys.people
        person = data.roles.person
        named = None if data.memory is None or person is None else data.memory.column(person)
    else:
        table = keys.table if share == 1.0 else _sampled(keys.table, keys.words, share, salt)
        answer = fetch(table, data.connection)
        words = {name: answer.column(name).to_numpy() for name in keys.words}
        people = named = None
        if "person" in answer.column_names:
            named = answer.column("person")
            encoded = named.combine_chunks().dictionary_encode()
            people = encoded.indices.to_numpy().astype(np.int64)
    codes = {
        coding.column: words[keys.words[word]] // stride % coding.size
        for coding, (word, stride) in zip(keys.codings, keys.places, strict=True)
    }
    codings = {coding.column: coding for coding in keys.codings}
    return Arrays(codes, codings, people, share, named)


def _sampled(table: ir.Table, words: Sequence[str], share: float, salt: str) -> ir.Table:
    keyed = [table["person"]] if "person" in table.columns else [table[word] for word in words]
    text = keyed[0].cast("string")
    for column in keyed[1:]:
        text = text + "," + column.cast("string")
    digest = (text + "|" + salt).hexdigest("sha256").substr(0, _HEX_DIGITS)
    threshold = f"{int(share * 16**_HEX_DIGITS):0{_HEX_DIGITS}x}"
    return table.filter(digest < threshold)
