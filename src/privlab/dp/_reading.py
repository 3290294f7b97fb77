"""In which kind a query reads a column: that of what was asked, by casts that cannot fail.

Where nobody declared a type, as in a CSV file, a session holds text: one value would decide the
type of all others. Such a column becomes what the query needs, value by value, and what does not
fit becomes missing. Declared types count as declared.
"""

from __future__ import annotations

import datetime as dt
import decimal
import numbers
from typing import TYPE_CHECKING, Any

from privlab.errors import ParameterError, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.datatypes as kinds

__all__ = ["KINDS", "as_amount", "as_kind", "comparable", "kind_of_values", "kind_named"]

KINDS = {"text": "string", "integer": "int64", "boolean": "boolean"}
"""Kinds in which groups may be chosen privately, by their word."""
_WIDEST_WHOLE = 2**63


def as_amount(column: Any) -> Any:  # noqa: ANN401 - Ibis is untyped
    """Return a column of numbers, or of text that holds some, as float64."""
    held = column.type()
    if held.is_float64():
        return column
    return column.try_cast("float64") if held.is_string() else column.cast("float64")


def as_kind(column: Any, wanted: Any) -> Any:  # noqa: ANN401
    """Return a column in another kind; what has no value there becomes missing."""
    held = column.type()
    if held.copy(nullable=True) == wanted.copy(nullable=True):
        return column
    if wanted.is_string():
        return column.cast("string")
    if wanted.is_integer() and not (held.is_integer() or held.is_boolean()):
        # an engine rounds what is not whole
        whole, number = column.try_cast(wanted), as_amount(column)
        return (whole.cast("float64") == number).ifelse(whole, None)
    return column.try_cast(wanted)


def kind_of_values(column: str, values: Iterable[object]) -> kinds.DataType:
    """Return the kind of the values by which an untyped column is grouped or joined.

    Raises
    ------
    ParameterError
        They are of several kinds, or of none that text can be read as.
    """
    import ibis.expr.datatypes as dtypes
    import pandas as pd

    known: list[Any] = [v for v in values if not (pd.api.types.is_scalar(v) and pd.isna(v))]  # type: ignore[call-overload]
    for classes, others, kind in (
        ((bool,), (), dtypes.boolean),
        ((str,), (), dtypes.string),
        ((numbers.Integral,), (bool,), dtypes.int64),
        ((numbers.Real, decimal.Decimal), (bool,), dtypes.float64),
        ((dt.datetime,), (), dtypes.timestamp),
        ((dt.date,), (dt.datetime,), dtypes.date),
    ):
        if known and all(isinstance(v, classes) and not isinstance(v, others) for v in known):
            if kind is dtypes.timestamp and any(v.tzinfo is not None for v in known):
                return dtypes.Timestamp(timezone="UTC")
            return kind
    if not known:
        return dtypes.string
    message = (
        f"Column '{listed([column])}' has no declared type, and the values given for it are of "
        "several kinds. Give texts, whole numbers, numbers, dates, moments or booleans alone."
    )
    raise ParameterError(message)


def kind_named(kind: object) -> kinds.DataType | None:
    """Return the kind in which groups are chosen privately; None where the column decides."""
    import ibis.expr.datatypes as dtypes

    if kind is None:
        return None
    if not isinstance(kind, str) or kind not in KINDS:
        message = f"kind='{listed([str(kind)])}' is not known. Allowed: {listed(KINDS)}"
        raise ParameterError(message)
    return dtypes.dtype(KINDS[kind])


def comparable(column: Any) -> Any:  # noqa: ANN401
    """Return a column in a form that every engine finds equal to its equals.

    DuckDB hands a search for the widest whole numbers and for moments on to Arrow, which knows
    them less well: time zones, nanoseconds, and what 63 bits do not hold.
    """
    held = column.type()
    wide = held.is_integer() and held.bounds[1] >= _WIDEST_WHOLE
    return column.cast("string") if wide or held.is_timestamp() else column
