"""In which kind a query reads a column, and a value as it would hold it.

The kind is that of what was asked, by casts that cannot fail. Where nobody declared a type, as in a
CSV file, a session holds text: one value would decide the type of all others. Such a column becomes
what the query needs, value by value, and what does not fit becomes missing. Declared types count as
declared.
"""

from __future__ import annotations

import datetime as dt
import decimal
import functools
import math
import numbers
from typing import TYPE_CHECKING, Any

from privlab._checks import one_of
from privlab.errors import ColumnError, ParameterError, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import ibis.expr.datatypes as kinds
    import pyarrow as pa

__all__ = [
    "KINDS",
    "as_amount",
    "as_arrow",
    "as_held",
    "as_kind",
    "canonical",
    "comparable",
    "kind_named",
    "kind_of_values",
]

KINDS = {"text": "string", "integer": "int64", "boolean": "boolean"}
"""Kinds in which groups may be chosen privately, by their word."""
_WIDEST_WHOLE = 2**63


class _Unfit(Exception):  # noqa: N818 - never leaves this module
    """The column cannot hold the value."""


def as_amount(column: Any) -> Any:
    """Return a column of numbers, or of text that holds some, as float64."""
    held = column.type()
    if held.is_float64():
        return column
    return column.try_cast("float64") if held.is_string() else column.cast("float64")


def as_kind(column: Any, wanted: Any) -> Any:
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
    return dtypes.dtype(KINDS[one_of("kind", kind, KINDS)])


def comparable(column: Any) -> Any:
    """Return a column in a form that every engine finds equal to its equals.

    DuckDB hands a search for the widest whole numbers and for moments on to Arrow, which knows
    them less well: time zones, nanoseconds, and what 63 bits do not hold.
    """
    held = column.type()
    wide = held.is_integer() and held.bounds[1] >= _WIDEST_WHOLE
    return column.cast("string") if wide or held.is_timestamp() else column


def as_held(column: str, values: Sequence[object], kind: kinds.DataType) -> tuple[object, ...]:
    """Return the values as a column of this kind holds them; None is the missing value.

    None, NaN, NaT and pandas' NA are all the missing value. A float is rounded to the width of
    the column, as the column's own values were.

    Raises
    ------
    ParameterError
        A value that the column cannot hold, or two that it holds as one.
    ColumnError
        A column whose kind makes no groups.
    """
    name, hold = _holding(column, kind)
    held = []
    for value in values:
        plain = _plain(value)
        try:
            held.append(None if plain is None else hold(plain))
        except (_Unfit, ValueError, OverflowError, ArithmeticError, TypeError):
            message = (
                f"group_by gives '{listed([column])}' a value of type {type(value).__name__}, and "
                f"the column holds {name} ({kind}): no such value. Nothing was read or spent."
            )
            raise ParameterError(message) from None
    if not held or len(set(held)) < len(held):
        message = (
            f"The values of '{listed([column])}' in group_by must be there and differ: "
            f"{len(held)} given, {len(set(held))} distinct."
        )
        raise ParameterError(message)
    return tuple(held)


def as_arrow(values: Sequence[object], kind: kinds.DataType) -> pa.Array:
    """Return values that `as_held` gave as an array of the column's own type."""
    import pyarrow as pa
    from ibis.formats.pyarrow import PyArrowType

    wanted = PyArrowType.from_ibis(kind)
    if pa.types.is_float32(wanted):
        return pa.array(values, type=pa.float64()).cast(wanted)
    return pa.array(values, type=wanted)


def canonical(value: object) -> object:
    """Return a value that `as_held` gave as plain JSON, the same in every process."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return {"float": value.hex()}
    return {type(value).__name__: str(value)}


def _plain(value: Any) -> Any:
    """Return None for every missing value, and Python's own type for those of numpy."""
    import numpy as np
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.datetime64):
        if np.isnat(value):
            return None
        day = np.datetime_data(value.dtype)[0] in {"Y", "M", "W", "D"}
        return value.astype("datetime64[D]").item() if day else pd.Timestamp(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float | decimal.Decimal) and math.isnan(value):
        return None
    return value


def _holding(column: str, kind: kinds.DataType) -> tuple[str, Callable[[Any], object]]:
    for test, name, hold in _KINDS:
        if test(kind):
            return name, functools.partial(_held_by, hold, kind)
    message = f"Column '{listed([column])}' holds {kind} and cannot make public groups."
    raise ColumnError(message)


def _held_by(hold: Callable[[Any, Any], object], kind: object, value: object) -> object:
    return hold(value, kind)


def _boolean(value: Any, kind: kinds.DataType) -> object:  # noqa: ARG001
    return _of_type(value, bool)


def _integer(value: Any, kind: Any) -> object:
    low, high = kind.bounds
    if not low <= _of_type(value, int) <= high:
        raise _Unfit
    return value


def _float(value: Any, kind: Any) -> object:
    import numpy as np

    whole = isinstance(value, int)
    if isinstance(value, bool) or not isinstance(value, numbers.Real | decimal.Decimal):
        raise _Unfit
    with np.errstate(over="ignore"):
        made = float(np.float32(value)) if kind.is_float32() else float(value)
    if whole and made != value:
        raise _Unfit
    if math.isinf(made) and not math.isinf(value):
        raise _Unfit
    # the negative zero is a zero here too
    return made + 0.0


def _decimal(value: Any, kind: Any) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | decimal.Decimal):
        raise _Unfit
    exact = decimal.Decimal(repr(value)) if isinstance(value, float) else decimal.Decimal(value)
    with decimal.localcontext(prec=80):
        made = exact.quantize(decimal.Decimal(1).scaleb(-int(kind.scale or 0)))
        if made != exact or made.adjusted() >= int(kind.precision or 38) - int(kind.scale or 0):
            raise _Unfit
    return made


def _text(value: Any, kind: kinds.DataType) -> object:  # noqa: ARG001
    _of_type(value, str).encode()
    return str(value)


def _timestamp(value: Any, kind: Any) -> object:
    import pandas as pd
    import pyarrow as pa
    from ibis.formats.pyarrow import PyArrowType

    when = pd.Timestamp(_of_type(value, dt.datetime))
    if (when.tzinfo is None) != (kind.timezone is None):
        raise _Unfit
    try:
        held = pd.Timestamp(pa.array([when], type=PyArrowType.from_ibis(kind))[0].as_py())
    except pa.ArrowException:
        raise _Unfit from None
    if held != when:
        raise _Unfit
    return held


def _date(value: Any, kind: kinds.DataType) -> object:  # noqa: ARG001
    if isinstance(value, dt.datetime):
        raise _Unfit
    return _of_type(value, dt.date)


def _of_type(value: Any, wanted: type) -> Any:
    if not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool)):
        raise _Unfit
    return value


_KINDS: tuple[tuple[Callable[[Any], bool], str, Callable[[Any, Any], object]], ...] = (
    (lambda kind: kind.is_boolean(), "true or false", _boolean),
    (lambda kind: kind.is_integer(), "whole numbers", _integer),
    (lambda kind: kind.is_floating(), "numbers", _float),
    (lambda kind: kind.is_decimal(), "numbers", _decimal),
    (lambda kind: kind.is_string(), "text", _text),
    (lambda kind: kind.is_timestamp(), "dates with a time", _timestamp),
    (lambda kind: kind.is_date(), "dates", _date),
)
