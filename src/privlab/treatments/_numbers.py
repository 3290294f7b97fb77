"""Columns of numbers for treatments that compute with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._arrow import holds_numbers
from privlab._checks import whole
from privlab.errors import ColumnError, ParameterError, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = ["check_group", "named_columns", "numbers_of"]


def named_columns(data: Dataset, columns: Iterable[str] | None) -> tuple[str, ...]:
    """Return the columns to treat: the declared quasi-identifiers when none are named.

    Raises
    ------
    ColumnError
        For none, for a column that is not there, is named twice or is the person key.
    """
    wanted = data.quasi_identifiers_or(columns)
    for column in wanted:
        if column == data.roles.person or wanted.count(column) > 1:
            why = "is the person key" if column == data.roles.person else "is named twice"
            message = f"Column '{listed([column])}' {why}. Name each column to treat once."
            raise ColumnError(message)
    return wanted


def numbers_of(data: Dataset, column: str, *, missing: str) -> NDArray[np.float64]:
    """Return a column of a table held in this process as floats, shape (n_rows,).

    Parameters
    ----------
    missing : {"refuse", "nan"}

    Raises
    ------
    ColumnError
        For a column that is not there, does not hold numbers, or holds infinite ones; and for
        missing values unless they may become NaN.
    """
    if column not in data.columns or data.memory is None:
        raise ColumnError.unknown(column, data.columns, "columns=")
    values = data.memory.column(column)
    kind = values.type
    if not holds_numbers(kind):
        message = (
            f"Column '{listed([column])}' holds {kind}, not numbers. Name columns of numbers, or "
            "coarsen this one with a hierarchy."
        )
        raise ColumnError(message)
    numbers: NDArray[np.float64] = values.cast("float64", safe=False).to_numpy()
    gone = np.isnan(numbers)
    if missing == "refuse" and gone.any():
        message = (
            f"Column '{listed([column])}' has {int(gone.sum())} missing values, which have no "
            "place among numbers. Leave those rows out, fill them in, or treat them as a table of "
            "their own."
        )
        raise ColumnError(message)
    if np.isinf(numbers).any():
        message = (
            f"Column '{listed([column])}' has infinite values, which no mean can hold. Correct "
            "them at the source."
        )
        raise ColumnError(message)
    return numbers


def check_k(data: Dataset, k: int) -> None:
    """Refuse a k that is no group size of this table."""
    if whole("k", k, least=1) > data.n_units:
        message = (
            f"k is {k} and the table has {data.n_units} {data.unit}. Choose k at most that, or "
            "add rows."
        )
        raise ParameterError(message)


def check_group(data: Dataset, k: int) -> None:
    """Refuse a k that is no group size of this table, and people with several rows."""
    check_k(data, k)
    if not data.one_row_per_person:
        message = (
            "People have several rows here, and k rows may then be fewer than k people. Make one "
            "row per person first."
        )
        raise ParameterError(message)
