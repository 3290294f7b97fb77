"""The rows of a table in this process, for treatments that change single values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import InternalError, ParameterError, RecipeError
from privlab.tables import check_dataset, check_rows, fetch, small_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = ["MOST_ROWS", "RowTreatment", "blanked", "held", "with_columns"]

MOST_ROWS = 5_000_000


def held(data: Dataset) -> Dataset:
    """Return the table with its rows in this process; the order of an engine's rows is its own.

    Raises
    ------
    ParameterError
        When an engine holds more than 5,000,000 rows.
    """
    check_rows(data)
    if data.memory is not None:
        return data
    return data.once("rows held here", lambda: _fetched(data))


def _fetched(data: Dataset) -> Dataset:
    if data.n_rows > MOST_ROWS:
        message = (
            f"The table has {data.n_rows} rows and this treatment changes single values in this "
            f"process, at most {MOST_ROWS} rows. Coarsen with a recipe, which stays on the engine, "
            "or treat the table part by part."
        )
        raise ParameterError(message)
    memory = fetch(data.table, data.connection)
    columns = {name: memory.column(name) for name in memory.column_names}
    return data.replaced(small_table(columns), memory)


def with_columns(data: Dataset, columns: Mapping[str, pa.ChunkedArray], what: str) -> Dataset:
    """Return a table held here with some columns replaced, as a new version of the data."""
    memory = data.memory
    if memory is None:
        message = "the rows of this table are not held in this process"
        raise InternalError(message)
    for name, values in columns.items():
        memory = memory.set_column(memory.column_names.index(name), name, values)
    whole = {name: memory.column(name) for name in memory.column_names}
    return data.replaced(small_table(whole), memory, how=[what], mixed=what)


def blanked(values: pa.ChunkedArray, gone: NDArray[np.bool_]) -> pa.ChunkedArray:
    """Return a column with missing values in some rows, whose type forgets what is gone."""
    import pyarrow as pa

    categories = pa.types.is_dictionary(values.type)
    if categories:
        # a category that nobody has any more would still tell that somebody had it
        values = values.cast(values.type.value_type)
    kept = values.take(pa.array(np.arange(len(gone)), mask=gone))
    return kept.dictionary_encode() if categories else kept


class RowTreatment:
    """A treatment that chooses values of single records: only its own table can be released."""

    def __init__(self) -> None:
        self._fitted: Dataset | None = None
        self._released: Dataset | None = None

    def _keep(self, data: Dataset, released: Dataset) -> None:
        self._fitted, self._released = data, released

    @property
    def _state(self) -> str:
        return "" if self._fitted is None else ", fitted"

    def transform(self, data: Dataset) -> Dataset:
        """Return the treated form of the table that `fit` was given.

        Raises
        ------
        RecipeError
            Before `fit`, or with another version of the data: values of single records were
            chosen in that one.
        """
        check_dataset(data)
        what = type(self).__name__
        if self._fitted is None or self._released is None:
            message = f"{what} is not fitted. Call .fit(data) first."
            raise RecipeError(message)
        if self._fitted.version != data.version:
            message = (
                f"{what} was fitted on another version of the data: it changes single "
                "records of that one. Call .fit(data) on this one."
            )
            raise RecipeError(message)
        return self._released
