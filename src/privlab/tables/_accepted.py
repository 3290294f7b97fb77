"""What a measure is given: a dataset, or any source that becomes one without roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from privlab.errors import SourceError
from privlab.tables._dataset import Dataset
from privlab.tables._door import dataset

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    import ibis.expr.types as ir
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    Source: TypeAlias = Dataset | pd.DataFrame | pl.DataFrame | pa.Table | ir.Table | str | Path


def as_rows(source: Source) -> Dataset:
    """Return the dataset when it has a row, or say that there is nothing to measure."""
    data = as_dataset(source)
    if not data.n_rows:
        message = "The table has no row: there is nothing to measure."
        raise SourceError(message)
    return data


@overload
def as_dataset(source: None) -> None: ...
@overload
def as_dataset(source: Source) -> Dataset: ...
def as_dataset(source: Source | None) -> Dataset | None:
    """Return the dataset, one without roles of any other source, and nothing of nothing."""
    if source is None or isinstance(source, Dataset):
        return source
    return dataset(source)
