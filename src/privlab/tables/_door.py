"""The one door: a frame, a file or a table of an engine becomes a Dataset."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from privlab._checks import one_of
from privlab.errors import ColumnError, EngineError, ParameterError, SourceError, listed
from privlab.language import counted
from privlab.tables._coding import is_plain
from privlab.tables._dataset import Dataset
from privlab.tables._fetch import default_connection, fetch, held_rows
from privlab.tables._late import Late
from privlab.tables._origins import Origin
from privlab.tables._roles import Roles, check_present, declared_roles, names_of
from privlab.tables.files import (
    Reading,
    files_of,
    is_parquet,
    read_parquet,
    read_rows,
    zones_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from privlab.language import Message

__all__ = ["dataset"]

# something a browser would read as a tag; "<18" or "<=50K" are ordinary names
_MARKUP = re.compile(r"<[A-Za-z/!?]")
_OURS = "privlab_"
_ARROW_SETTING = "spark.sql.execution.arrow.pyspark.enabled"
# shorter decimals are not grouped by Arrow
DECIMAL_BITS = 128
# in one unit; nanoseconds are kept as they are
_MICROSECONDS = {"s": 10**6, "ms": 10**3, "us": 1, "ns": 1}


def dataset(
    source: object,
    *,
    person: str | None = None,
    population: str | None = None,
    identifiers: Iterable[str] = (),
    quasi_identifiers: Iterable[str] = (),
    sensitive: Iterable[str] = (),
    ordinary: Iterable[str] = (),
    dimensions: Mapping[str, Any] | None = None,
    roles: object = None,
    text_columns: Iterable[str] = (),
    empty: Literal["refused", "allowed"] | None = None,
    without_person: Literal["refused", "dropped"] = "refused",
    connection: BaseBackend | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: Literal[".", ","] | None = None,
    na_values: Iterable[str] = (),
    header: bool | None = None,
    skip_rows: int | None = None,
    dates: Mapping[str, str] | None = None,
    sheet: str | int | None = None,
) -> Dataset:
    """Open a table of customers, with the role of its columns.

    Parameters
    ----------
    source : frame, table, path, pattern, folder or list of paths
        A pandas, Polars or PyArrow table, a DuckDB relation, or whatever exports an Arrow stream
        or the dataframe protocol; an Ibis table, whose rows stay on its engine. Files of separated
        values (.csv, .tsv, .txt), JSON records or lines, also packed (.gz, .bz2, .xz, .zst, .zip);
        workbooks (.xlsx, .xls, .ods), Feather, SQLite; Parquet, read where it is. Several files
        with the same columns are one table.
    person : str, optional
        Column that identifies the person: the privacy unit. Without it records are counted
        and nothing is said about people.
    population : str, optional
        Name of the set of people that the person key stands for, across tables.
    identifiers : list of str
        Columns that name a person by themselves: never shown.
    quasi_identifiers : list of str
        Columns that someone outside could know and combine.
    sensitive : list of str
        Columns whose values must not be learned.
    ordinary : list of str
        Further columns that a release may hold as they are. A column without a role can be
        measured where it is asked for, and stays behind when a treated table leaves.
    dimensions : mapping, optional
        Column -> one of the ten life dimensions, or (dimension, sensitivity), or None for a
        column that says nothing of the person.
    roles : what `privlab.detect_roles(source)` returns, or mapping of column to role, optional
        The role of every column at once; a column named in another argument has that role.
    text_columns : list of str
        Columns of a file that are text even where they look like numbers.
    empty : {"refused", "allowed"}, optional
        Whether a table without a row is an error: nothing can be measured on it, but a list of
        objections may well have none. By default it is refused, unless the table names a
        population: then nothing is looked at here, since a release must not tell an empty table
        from another.
    without_person : {"refused", "dropped"}
        What happens to rows whose person key is missing: "dropped" leaves them out, and their
        number is told.
    connection : Ibis or DuckDB connection, optional
        Engine for frames and files; a DuckDB in this process by default (`privlab.connect`).
    encoding, delimiter : str, optional
        Of a text file. They are found by default: UTF-8, UTF-16, else Windows-1252; comma,
        semicolon, tab, bar or blanks.
    decimal : {".", ","}, optional
        Sign of decimals; found by default where the numbers of the file leave no doubt.
    na_values : list of str
        What stands for a missing value in any column, beside the empty text. Among numbers and
        dates the usual marks do in any case, such as NA, N/A, null, NaN and -.
    header : bool, optional
        Whether the first line names the columns; found by default. Without names they are
        `column_1`, `column_2` ...
    skip_rows : int, optional
        Lines above the names; those that hold one text above a wider table by default.
    dates : mapping of column to format
        As `datetime.strptime` has it, for instance {"born": "%d/%m/%y"}: dates that could be read
        in two ways stay text without it. A year of two digits is never in the future.
    sheet : str or int, optional
        Name, or place from 0, of a sheet of a workbook or a table of SQLite.

    Returns
    -------
    Dataset

    Raises
    ------
    SourceError, ColumnError, ParameterError

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"sex": ["F", "F", "M"], "town": ["A", "A", "B"]})
    >>> data = dataset(frame, quasi_identifiers=["sex", "town"])
    >>> data.n_rows, data.unit
    (3, 'records')
    """
    connection = None if connection is None else _engine(connection)
    one_of("without_person", without_person, ("refused", "dropped"))
    reading = Reading.of(
        texts=names_of("text_columns", text_columns),
        encoding=encoding,
        delimiter=delimiter,
        decimal=decimal,
        na_values=na_values,
        header=header,
        skip_rows=skip_rows,
        dates=dates,
        sheet=sheet,
    )
    if population is not None and reading.header is None:
        # a value of one person must not decide what the columns are called
        reading = replace(reading, header=True)
    opened = _opened(source, connection, reading)
    _check_columns(opened.columns)
    if person is not None and person == opened.index_name:
        message = (
            f"person= names '{listed([person])}', which is the index of the frame. Make it a "
            "column: frame.reset_index()."
        )
        raise ColumnError(message)
    if without_person == "dropped":
        opened = _of_people(opened, person)
    given = {
        "person": person,
        "population": population,
        "identifiers": identifiers,
        "quasi_identifiers": quasi_identifiers,
        "sensitive": sensitive,
        "ordinary": ordinary,
        "dimensions": dimensions,
    }
    made = Dataset(
        table=opened.table,
        connection=opened.connection,
        roles=Roles.declare(opened.columns, **declared_roles(roles, given)),
        memory=opened.memory,
        index=opened.index,
        origins=opened.origins,
        # of a table that a user wrote in Ibis nothing is known but its tables
        leaf=None if opened.memory is None and not opened.origins else opened.table,
        inferred=opened.inferred,
        as_text=opened.as_text,
        notes=opened.notes,
    )
    secret = empty is None and None not in (made.roles.person, made.roles.population)
    if not secret:
        _check_rows(made, empty=empty or "refused")
    return made


@dataclass(frozen=True)
class _Opened:
    """A source as a table of an engine, at last or already, and what is known of its types."""

    table: Any
    connection: Any
    memory: pa.Table | None = None
    index: pd.Index | None = None
    origins: tuple[Origin, ...] = ()
    inferred: tuple[str, ...] = ()
    as_text: Callable[[], ir.Table] | None = None
    notes: tuple[Message, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.table.columns if self.memory is None else self.memory.column_names)

    @property
    def index_name(self) -> object:
        named = getattr(self.index, "name", None)
        return None if named in self.columns else named


def _opened(source: Any, connection: BaseBackend | None, reading: Reading) -> _Opened:
    several = isinstance(source, list | tuple) and bool(source)
    if isinstance(source, str | Path) or (
        several and all(isinstance(each, str | Path) for each in source)
    ):
        return _of_files(files_of(source), connection, reading)
    given = [name for name, value in vars(reading).items() if value != getattr(_UNTOLD, name)]
    if set(given) - {"texts", "header"}:
        message = f"{given[0]}= says how a file is read, and this is a {type(source).__name__}."
        raise ParameterError(message)
    kinds = {each.__module__.partition(".")[0] for each in type(source).__mro__}
    if "ibis" in kinds:
        return _ibis_table(source)
    kind = next((each for each in ("pandas", "polars", "pyarrow") if each in kinds), "")
    if kind == "pandas":
        memory, index = _of_pandas(source), getattr(source, "index", None)
        inferred = _untyped(source)
        return _in_process(
            memory,
            connection,
            index=index,
            inferred=tuple(inferred),
            as_text=_frame_as_text(memory, inferred) if inferred else None,
        )
    if kind or any(hasattr(source, name) for name in _PROTOCOLS):
        return _in_process(_arrow_table(source, kind), connection)
    message = (
        f"privlab.dataset cannot read a {type(source).__name__}. Allowed: a pandas, Polars, "
        "PyArrow or Ibis table, what exports an Arrow stream, or a path to a file."
    )
    raise SourceError(message)


_UNTOLD = Reading()
_PROTOCOLS = ("__arrow_c_stream__", "to_arrow_table", "__dataframe__")


def _in_process(memory: pa.Table, connection: BaseBackend | None, **known: Any) -> _Opened:
    """Return rows of this process; an engine has them when somebody asks it."""
    return _Opened(
        Late(lambda: held_rows(memory)),
        connection or Late(default_connection),
        memory=memory,
        **known,
    )


def _of_people(opened: _Opened, person: str | None) -> _Opened:
    """Return the rows whose person key is there, and tell how many were left out."""
    import pyarrow.compute as pc

    if person is None:
        message = "without_person='dropped' needs the key of people: person='...'."
        raise ColumnError(message)
    check_present(person, opened.columns, "person=")
    memory = opened.memory
    if memory is not None:
        there = pc.is_valid(memory.column(person))
        kept = memory.filter(there)
        n_gone = memory.num_rows - kept.num_rows
        changed: dict[str, Any] = {
            "table": Late(lambda: held_rows(kept)),
            "memory": kept,
            "index": None if opened.index is None else opened.index[there.to_numpy()],
        }
    else:
        key = opened.table[person]
        missing = opened.table.aggregate(n=key.isnull().cast("int64").sum())
        n_gone = int(fetch(missing, opened.connection).to_pylist()[0]["n"] or 0)
        changed = {"table": opened.table.filter(~key.isnull())}
    note = counted(
        "{n} row without a person key was left out.",
        "{n} rows without a person key were left out.",
        n_gone,
    )
    return replace(opened, **changed, notes=(*opened.notes, note)) if n_gone else opened


def _of_files(paths: list[Path], connection: BaseBackend | None, reading: Reading) -> _Opened:
    if is_parquet(paths[0]):
        connection = connection or default_connection()
        held = read_parquet(paths, connection)
        # of several files none is all of what the engine reads
        name = held.get_name() if len(paths) == 1 else ""
        return _Opened(
            _in_their_zones(_without_nan(held), zones_of(paths[0])),
            connection,
            origins=tuple(Origin(path, name=name) for path in paths),
        )
    read = read_rows(paths, reading)

    def as_text() -> ir.Table:
        again = read_rows(paths, replace(reading, all_text=True))
        if again.origins != read.origins:
            message = f"{paths[0].name} was changed since it was opened. Open it again."
            raise SourceError(message)
        return held_rows(_plain(again.rows))

    return _in_process(
        _plain(read.rows),
        connection,
        origins=read.origins,
        inferred=read.inferred,
        as_text=as_text,
        notes=read.notes,
    )


def _untyped(frame: Any) -> dict[str, Any]:
    """Return the columns of Python objects: what type they have, their values decide."""
    return {
        name: frame[name].copy(deep=False) for name in frame.columns if frame[name].dtype == object
    }


def _frame_as_text(memory: pa.Table, untyped: dict[str, Any]) -> Callable[[], ir.Table]:
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


def _of_pandas(source: Any) -> pa.Table:
    if not hasattr(source, "columns"):
        message = (
            "This is one pandas column, not a table. Pass frame[['column']] or the whole frame."
        )
        raise SourceError(message)
    _check_columns(tuple(source.columns))
    return _plain(_from_pandas(source))


def _arrow_table(source: Any, kind: str) -> pa.Table:
    import pyarrow as pa

    if kind == "polars":
        collected = source.collect() if hasattr(source, "collect") else source
        if not hasattr(collected, "to_arrow") or not hasattr(collected, "columns"):
            message = "This is one Polars column, not a table. Pass a DataFrame."
            raise SourceError(message)
        try:
            return _plain(collected.to_arrow())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            message = (
                "A column of this Polars frame has a type that Arrow does not have, for instance "
                "Int128. Cast it first, for instance to Int64 or String."
            )
            raise SourceError(message) from None
    if isinstance(source, pa.RecordBatch):
        source = pa.Table.from_batches([source])
    elif isinstance(source, pa.RecordBatchReader) or kind != "pyarrow":
        source = _exported(source)
    if not isinstance(source, pa.Table):
        message = f"privlab.dataset cannot read a PyArrow {type(source).__name__}. Pass a Table."
        raise SourceError(message)
    _check_columns(tuple(source.column_names))
    return _plain(source)


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


def _from_pandas(frame: Any) -> pa.Table:
    import pyarrow as pa

    columns = {}
    for name in frame.columns:
        try:
            columns[name] = _kept(pa.array(_written(frame[name]), from_pandas=True))
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
            message = (
                f"Column '{listed([name])}' mixes values of several types. Make it one type first, "
                f"for instance frame['{listed([name])}'].astype('str')."
            )
            raise SourceError(message) from None
        except UnicodeError:
            message = (
                f"Column '{listed([name])}' holds half a character, which no file or engine can "
                f"store. Write it anew: frame['{listed([name])}'].str.encode('utf-8', 'replace')"
                ".str.decode('utf-8')."
            )
            raise SourceError(message) from None
        except TypeError:
            columns[name] = pa.chunked_array(pa.array(frame[name], from_pandas=True))
    return pa.table(columns)


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


def _plain(table: pa.Table) -> pa.Table:
    """Make NaN a missing value and -0 a 0, decode all but categories: equal data are equal."""
    import pyarrow as pa
    import pyarrow.compute as pc

    types = pa.types
    # what a source notes beside its columns is no part of the rows
    table = table.replace_schema_metadata(None)
    for place, field in enumerate(table.schema):
        column = _stored(table.column(place))
        kind = _storage_of(column.type)
        _check_kind(field.name, kind)
        if isinstance(field.type, pa.BaseExtensionType):
            table = table.set_column(place, field.name, column)
        if kind != column.type:
            column = column.cast(kind)
            table = table.set_column(place, field.name, column)
        if types.is_dictionary(kind):
            if _are_categories(column):
                continue
            column = column.cast(kind.value_type)
        elif types.is_floating(kind):
            # adding 0 makes the negative zero a zero; of its own type, or 0.1 would be another 0.1
            zero = pa.scalar(0.0, type=kind)
            column = pc.add(pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column), zero)
        elif any(test(kind) for test in (types.is_timestamp, types.is_duration, types.is_time64)):
            column = _within_reach(column, kind)
        else:
            continue
        table = table.set_column(place, field.name, column)
    return table


def _check_kind(name: str, kind: pa.DataType) -> None:
    """Refuse a type that no engine has."""
    if is_plain(kind):
        return
    from ibis.formats.pyarrow import PyArrowType

    try:
        PyArrowType.to_ibis(kind)
    except Exception:  # noqa: BLE001 - a missing key or a ValueError, as the type would have it
        message = (
            f"Column '{listed([name])}' holds {type(kind).__name__}, a type that engines do not "
            "have. Cast it to plain values first, or leave it out."
        )
        raise SourceError(message) from None


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


def _ibis_table(source: Any) -> _Opened:
    if not hasattr(source, "columns"):
        message = f"privlab.dataset needs an Ibis table, not a {type(source).__name__}."
        raise SourceError(message)
    try:
        connection = source.get_backend()
    except Exception:  # noqa: BLE001 - Ibis raises its own tree
        connection = None
    if connection is None:
        message = (
            "This Ibis table is bound to no engine. Make it from a connection, for instance "
            "connection.table('clients'), or pass the frame itself."
        )
        raise SourceError(message)
    _check_engine(connection)
    return _Opened(_without_nan(source), connection)


def _engine(connection: Any) -> BaseBackend:
    """Return the Ibis connection of what is one, or of an engine's own that Ibis takes over."""
    if type(connection).__name__ == "DuckDBPyConnection":
        import ibis

        connection = ibis.duckdb.from_connection(connection)
    if not hasattr(connection, "to_pyarrow"):
        message = (
            f"connection= is an Ibis connection, not {type(connection).__name__}. Make one with "
            "privlab.connect() or ibis.connect(...)."
        )
        raise ParameterError(message)
    _check_engine(connection)
    made: BaseBackend = connection
    return made


def _check_engine(connection: Any) -> None:
    """Without Arrow, Spark takes and gives a missing text as the text 'NaN': counts are wrong."""
    if connection.name != "pyspark":
        return
    session = connection._session
    try:
        session.conf.set(_ARROW_SETTING, "true")
        ready = session.conf.get(_ARROW_SETTING) == "true"
    except Exception:  # noqa: BLE001 - the session may forbid it
        ready = False
    if not ready:
        message = (
            f"This Spark session cannot use Arrow, and without it a missing text is handed over as "
            f"the text 'NaN'. Set {_ARROW_SETTING}=true in its configuration."
        )
        raise SourceError(message)


def _without_nan(table: ir.Table) -> ir.Table:
    import ibis

    floats = [name for name, kind in table.schema().items() if kind.is_floating()]
    if not floats:
        return table
    zeros = {name: ibis.literal(0.0, type=table[name].type()) for name in floats}
    return table.mutate(
        **{
            name: table[name].isnan().ifelse(ibis.null(), table[name] + zeros[name])
            for name in zeros
        }
    )


def _in_their_zones(table: ir.Table, zones: Mapping[str, str]) -> ir.Table:
    """Return moments in the time zone in which a file has them: their day and year are there."""
    import ibis.expr.datatypes as kinds

    held = table.schema()
    apart = {
        name: table[name].cast(held[name].copy(timezone=zone))
        for name, zone in zones.items()
        if isinstance(held[name], kinds.Timestamp) and held[name].timezone not in {None, zone}
    }
    return table.mutate(**apart) if apart else table


def _check_columns(columns: Sequence[object]) -> None:
    if not columns:
        message = "The table has no column."
        raise SourceError(message)
    for name in columns:
        if not isinstance(name, str):
            message = (
                f"Column names must be text; one is a {type(name).__name__}. "
                "Write frame.columns = frame.columns.astype(str)."
            )
            raise ColumnError(message)
    names = [str(name) for name in columns]
    counts = Counter(name.casefold() for name in names)
    doubled = [name for name in names if counts[name.casefold()] > 1]
    if doubled:
        message = (
            f"Column names must differ, also when upper and lower case are the same: "
            f"{listed(sorted(doubled))}. Rename or drop the extra ones."
        )
        raise ColumnError(message)
    for name in names:
        if not name.strip() or not name.isprintable():
            message = (
                f"A column name is empty or holds a control character such as a newline: "
                f"'{listed([name])}'. Rename it."
            )
            raise ColumnError(message)
        if name.casefold().startswith(_OURS):
            message = (
                f"The column name '{listed([name])}' starts with {_OURS}: privlab names its own "
                "columns so, and would take one for the other. Rename it."
            )
            raise ColumnError(message)
        if _MARKUP.search(name):
            message = (
                f"The column name '{listed([name])}' holds markup. Names are printed in reports: "
                "rename it without tags."
            )
            raise ColumnError(message)


def _check_rows(data: Dataset, *, empty: str) -> None:
    if data.memory is not None:
        found = data.memory.num_rows
    else:
        try:
            first = data.table.limit(1).select(data.columns[0])
            found = fetch(first, data.connection).num_rows
        except EngineError as error:
            message = f"The source could not be read. {error}"
            raise SourceError(message) from None
    if not found and empty == "refused":
        message = "The table has no row: there is nothing to measure."
        raise SourceError(message)
