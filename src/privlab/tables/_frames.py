"""Frames as Arrow tables: every value kept, in a type that every engine compares alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from privlab.errors import SourceError, listed
from privlab.tables._coding import is_plain
from privlab.tables._fetch import held_rows
from privlab.tables._roles import check_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis.expr.types as ir
    import pyarrow as pa

__all__ = ["Taken", "frame_as_text", "plain_table", "taken", "untyped"]

# shorter decimals are not grouped by Arrow
DECIMAL_BITS = 128
# in one unit; nanoseconds are kept as they are
_MICROSECONDS = {"s": 10**6, "ms": 10**3, "us": 1, "ns": 1}


def untyped(frame: Any) -> dict[str, Any]:
    """Return the columns of Python objects: what type they have, their values decide."""
    return {
        name: frame[name].copy(deep=False) for name in frame.columns if frame[name].dtype == object
    }


def frame_as_text(memory: pa.Table, untyped: dict[str, Any]) -> Callable[[], ir.Table]:
    import pyarrow as pa

    known = {name: memory.column(name) for name in untyped}

    def as_text() -> ir.Table:
        made = memory
        for name, values in untyped.items():
            if not (pa.types.is_string(known[name].type) or known[name].num_chunks == 0):
                missing = known[name].is_null().to_pylist()
                texts = [None if no else str(v) for no, v in zip(missing, values, strict=True)]
                column = pa.chunked_array([pa.array(texts, pa.string())])
                made = made.set_column(made.column_names.index(name), name, column)
        return held_rows(made)

    return as_text


@dataclass(frozen=True, repr=False)
class Taken:
    """A frame as an Arrow table, and which of its columns have no values that can be read.

    Attributes
    ----------
    rows : Arrow table
        Columns that are not read hold bytes, all missing: nothing compares or releases them.
    unread : mapping of column to text
        Why, and what to do.
    """

    rows: pa.Table
    unread: Mapping[str, str]


def taken(source: Any, kind: str) -> Taken:
    """Return the rows of a pandas, Polars or Arrow table, or of what exports one.

    Raises
    ------
    SourceError
        It is no table, or none of its columns can be read.
    """
    if kind == "pandas":
        columns, unread = _of_pandas(source)
    elif kind == "polars":
        columns, unread = _of_polars(source)
    else:
        rows = _of_arrow(source, kind)
        check_names(tuple(rows.column_names))
        columns, unread = dict(zip(rows.column_names, rows.columns, strict=True)), {}
    for name, column in columns.items():
        if name not in unread:
            try:
                columns[name] = _plain(name, column)
            except SourceError as error:
                unread[name] = str(error)
                columns[name] = _nothing(len(column))
    if unread and len(unread) == len(columns):
        raise SourceError(next(iter(unread.values())))
    return Taken(_table(columns), unread)


def _table(columns: Mapping[str, Any]) -> pa.Table:
    """Return columns as a table; what a source notes beside them is no part of the rows."""
    import pyarrow as pa

    return pa.table(dict(columns))


def _nothing(n_rows: int) -> pa.ChunkedArray:
    import pyarrow as pa

    return pa.chunked_array([pa.nulls(n_rows, pa.large_binary())])


def _of_pandas(frame: Any) -> tuple[dict[str, Any], dict[str, str]]:
    import pyarrow as pa

    if not hasattr(frame, "columns"):
        message = (
            "This is one pandas column, not a table. Pass frame[['column']] or the whole frame."
        )
        raise SourceError(message)
    check_names(tuple(frame.columns))
    columns: dict[str, Any] = {}
    unread: dict[str, str] = {}
    for name in frame.columns:
        shown, values = listed([name]), frame[name]
        try:
            columns[name] = _kept(pa.array(_written(values), from_pandas=True))
            continue
        except UnicodeError:
            unread[name] = (
                f"Column '{shown}' holds half a character, which no file or engine can "
                f"store. Write it anew: frame['{shown}'].str.encode('utf-8', 'replace')"
                ".str.decode('utf-8')."
            )
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            unread[name] = (
                f"Column '{shown}' mixes values of several types. Make it one type first, "
                f"for instance frame['{shown}'].astype('str')."
                if values.dtype == object
                else _foreign(shown, str(values.dtype))
            )
        columns[name] = _nothing(len(frame))
    return columns, unread


def _of_polars(source: Any) -> tuple[dict[str, Any], dict[str, str]]:
    import pyarrow as pa

    frame = source.collect() if hasattr(source, "collect") else source
    if not hasattr(frame, "to_arrow") or not hasattr(frame, "columns"):
        message = "This is one Polars column, not a table. Pass a DataFrame."
        raise SourceError(message)
    check_names(tuple(frame.columns))
    columns: dict[str, Any] = {}
    unread: dict[str, str] = {}
    for name in frame.columns:
        try:
            columns[name] = frame.select(name).to_arrow().column(0)
        except (pa.ArrowException, TypeError, ValueError):
            unread[name] = _foreign(listed([name]), str(frame.schema[name]))
            columns[name] = _nothing(len(frame))
    return columns, unread


def _foreign(shown: str, kind: str) -> str:
    return (
        f"Column '{shown}' holds {kind}, a type that engines do not have. Cast it to plain values "
        "first, or leave it out."
    )


def _of_arrow(source: Any, kind: str) -> pa.Table:
    import pyarrow as pa

    if isinstance(source, pa.RecordBatch):
        source = pa.Table.from_batches([source])
    elif isinstance(source, pa.RecordBatchReader) or kind != "pyarrow":
        source = _exported(source)
    if not isinstance(source, pa.Table):
        message = f"privlab.dataset cannot read a PyArrow {type(source).__name__}. Pass a Table."
        raise SourceError(message)
    return source


def _exported(source: Any) -> Any:
    """Return the Arrow table that a foreign object hands over by one of the protocols."""
    import pyarrow as pa
    from pyarrow import interchange

    try:
        if hasattr(source, "__arrow_c_stream__"):
            return pa.table(source)
        if hasattr(source, "to_arrow_table"):
            return source.to_arrow_table()
        return interchange.from_dataframe(source)
    except Exception as error:  # noqa: BLE001 - whatever a foreign library raises
        message = (
            f"This {type(source).__name__} does not hand over its rows ({type(error).__name__}). "
            "Make it a pandas or Arrow table, and pass that."
        )
        raise SourceError(message) from None


def _written(values: Any) -> Any:
    """Return intervals, periods and UUIDs, which not every engine knows, as they are written."""
    import pandas as pd

    spans = (pd.IntervalDtype, pd.PeriodDtype)
    if isinstance(values.dtype, pd.SparseDtype):
        return values.sparse.to_dense()
    if values.dtype == object:
        first = next((each for each in values if each is not None and each is not pd.NA), None)
        if isinstance(first, UUID) and {type(each) for each in values.dropna()} == {UUID}:
            return values.map(str, na_action="ignore")
        if isinstance(first, dt.date):
            return _moments(values)
    if isinstance(values.dtype, spans):
        return values.astype("string")
    if isinstance(values.dtype, pd.CategoricalDtype):
        known = values.cat.categories
        return (
            values.cat.rename_categories(known.map(str))
            if isinstance(known.dtype, spans)
            else values
        )
    return values


def _moments(values: Any) -> Any:
    """Return days and moments in one column as moments: Arrow would cut these to their day."""
    import pandas as pd

    known = values.dropna()
    are_moments = {isinstance(each, dt.datetime) for each in known}
    if are_moments != {True, False} or not all(isinstance(each, dt.date) for each in known):
        return values
    return pd.Series([None if pd.isna(each) else pd.Timestamp(each) for each in values])


def _kept(values: Any) -> pa.ChunkedArray:
    """Return values that an edit of the frame in place does not reach.

    Arrow looks into the numbers of pandas where they are; texts it copies, and its own it never
    changes.
    """
    import pyarrow as pa

    parts = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    copied = pa.types.is_primitive(values.type) or pa.types.is_dictionary(values.type)
    whole = [pa.concat_arrays([part]) for part in parts] if copied else parts
    return pa.chunked_array(whole, type=values.type)


def _stored(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the values of an extension type as they are stored; a UUID as it is written."""
    import pyarrow as pa

    if not isinstance(column.type, pa.BaseExtensionType):
        return column
    if column.type.extension_name == "arrow.uuid":
        texts = [None if each is None else str(each) for each in column.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string())])
    storage = [chunk.storage for chunk in column.chunks]
    return _stored(pa.chunked_array(storage, type=column.type.storage_type))


def _storage_of(kind: pa.DataType) -> pa.DataType:
    """Return the type by which engines know the values of another."""
    import pyarrow as pa

    if pa.types.is_string_view(kind):
        return pa.large_string()
    if pa.types.is_binary_view(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.large_binary()
    if pa.types.is_decimal(kind) and kind.bit_width < DECIMAL_BITS:
        return pa.decimal128(kind.precision, kind.scale)
    return pa.float32() if pa.types.is_float16(kind) else kind


def _plain(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Make NaN a missing value and -0 a 0, decode all but categories: equal data are equal.

    Raises
    ------
    SourceError
        No engine has the type.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    types = pa.types
    column = _stored(column)
    kind = _storage_of(column.type)
    _check_kind(name, kind)
    column = column if kind == column.type else column.cast(kind)
    if types.is_dictionary(kind) and not _are_categories(column):
        return column.cast(kind.value_type)
    if types.is_floating(kind):
        # adding 0 makes the negative zero a zero; of its own type, or 0.1 would be another 0.1
        zero = pa.scalar(0.0, type=kind)
        return pc.add(pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column), zero)
    if any(test(kind) for test in (types.is_timestamp, types.is_duration, types.is_time64)):
        return _within_reach(column, kind)
    return column


def plain_table(rows: pa.Table) -> pa.Table:
    """Return rows of known types as engines compare them."""
    pairs = zip(rows.column_names, rows.columns, strict=True)
    return _table({name: _plain(name, column) for name, column in pairs})


def _check_kind(name: str, kind: pa.DataType) -> None:
    """Refuse a type that no engine has."""
    if is_plain(kind):
        return
    from ibis.formats.pyarrow import PyArrowType

    try:
        PyArrowType.to_ibis(kind)
    except Exception:  # noqa: BLE001 - a missing key or a ValueError, as the type would have it
        raise SourceError(_foreign(listed([name]), type(kind).__name__)) from None


def _within_reach(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Make missing the moments and spans that engines, which count microseconds, stop on.

    Only moments without a time zone are counted in nanoseconds: of others what is below a
    microsecond is cut off, or rows would differ that are counted as equal.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    most = (2**63 - 1) // _MICROSECONDS[kind.unit]
    # an engine looks below what is missing too, where anything may lie
    counted = column.cast(pa.int64()).fill_null(0)
    if kind.unit == "ns" and not (pa.types.is_timestamp(kind) and kind.tz is None):
        counted = pc.multiply(pc.divide(counted, 1_000), 1_000)
    within = pc.and_(pc.greater_equal(counted, -most), pc.less_equal(counted, most))
    plain = pc.if_else(within, counted, pa.scalar(0, pa.int64())).cast(kind)
    return pc.if_else(pc.and_(within, column.is_valid()), plain, pa.scalar(None, kind))


def _are_categories(column: pa.ChunkedArray) -> bool:
    """Whether a dictionary holds distinct texts, so that its places can stand for values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type.value_type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return False
    dictionaries = (chunk.dictionary for chunk in column.chunks)
    return all(
        not each.null_count and pc.count_distinct(each).as_py() == len(each)
        for each in dictionaries
    )
