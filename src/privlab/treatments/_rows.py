"""The rows of a table in this process, for treatments that change single values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

import numpy as np

from privlab.errors import InternalError, ParameterError, RecipeError
from privlab.release import Treated, let_out, with_originals
from privlab.tables import as_dataset, as_rows, fetch, held_categories, small_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.release import Release
    from privlab.results import Result
    from privlab.tables import Dataset, Source

__all__ = ["MOST_ROWS", "RowTreatment", "blanked", "held", "with_columns"]

MOST_ROWS = 5_000_000


def held(data: Source) -> Dataset:
    """Return the table with its rows in this process; the order of an engine's rows is its own.

    Raises
    ------
    ParameterError
        When an engine holds more than 5,000,000 rows.
    """
    data = as_rows(data)
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

    kept = values.take(pa.array(np.arange(len(gone)), mask=gone))
    # a category that nobody has any more would still tell that somebody had it
    return held_categories(pa.table({"kept": kept})).column("kept")


class RowTreatment:
    """A treatment that chooses values of single records: only its own table can be released."""

    def __init__(self) -> None:
        self._fitted: Dataset | None = None
        self._made: Treated | None = None

    def fit(self, data: Dataset) -> Self:
        """Treat a table, and keep what was found."""
        raise NotImplementedError

    def _keep(
        self,
        data: Dataset,
        made: Dataset,
        changed: Iterable[str],
        *,
        known: Iterable[str] = (),
        k: int | None = None,
        missing: str = "own",
    ) -> None:
        """Keep what the treatment made of a table, and the quasi-identifiers that it judged."""
        self._fitted = data
        self._made = Treated(
            made,
            data,
            tuple(known),
            "release",
            originals=dict.fromkeys(changed, ""),
            k=k,
            missing=missing,
        )

    @property
    def _state(self) -> str:
        return "" if self._fitted is None else ", fitted"

    def transform(self, data: Source) -> Dataset:
        """Return the treated form of the table that `fit` was given, its rows in their order.

        For pipelines: every column is in it. `release` is what may leave.

        Raises
        ------
        RecipeError
            Before `fit`, or with another version of the data: values of single records were
            chosen in that one.
        """
        return self._treated(as_dataset(data)).data

    def release(
        self, data: Source, *, keep: Iterable[str] = (), strict: float | None = None
    ) -> Release:
        """Return what of the treated table may leave, checked again; fits when it was not.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes
        keep : list of str
            Columns that leave on the caller's word although the door would hold them back.
        strict : float, optional
            Largest share of the people (0 to 1) who may be alone on all that leaves.

        Raises
        ------
        RecipeError
            It was fitted on another version of the data.
        ColumnError, ParameterError
            `keep` names what never leaves, or more people are alone than `strict` allows.
        """
        data = as_dataset(data)
        if self._fitted is None:
            self.fit(data)
        treated = self._treated(data)
        rows, originals = with_originals(treated.data, treated.originals, held(data))
        result: Result | None = getattr(self, "result_", None)
        said = replace(
            treated,
            data=rows,
            originals=originals,
            figures=() if result is None else result.figures,
            assumptions=() if result is None else result.assumptions,
            parameters={} if result is None else {"treatment": result.provenance.measure},
        )
        return let_out(said, keep=keep, strict=strict)

    def _treated(self, data: Dataset) -> Treated:
        what = type(self).__name__
        if self._fitted is None or self._made is None:
            message = f"{what} is not fitted. Call .fit(data) first."
            raise RecipeError(message)
        if self._fitted.version != data.version:
            message = (
                f"{what} was fitted on another version of the data: it changes single "
                "records of that one. Call .fit(data) on this one."
            )
            raise RecipeError(message)
        return self._made
