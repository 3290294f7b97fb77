"""The one door: a frame, a file or a table of an engine becomes a Dataset."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from privlab._checks import one_of
from privlab.errors import ColumnError, EngineError, ParameterError, SourceError, listed
from privlab.language import Message, counted
from privlab.tables._dataset import Dataset
from privlab.tables._fetch import default_connection, fetch, held_rows
from privlab.tables._frames import frame_as_text, plain_table, taken, untyped
from privlab.tables._late import Late
from privlab.tables._origins import Origin
from privlab.tables._roles import Roles, check_names, check_present, declared_roles, names_of
from privlab.tables.files import (
    Reading,
    files_of,
    is_parquet,
    read_parquet,
    read_rows,
    zones_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa
    from ibis.backends import BaseBackend


__all__ = ["dataset"]

_ARROW_SETTING = "spark.sql.execution.arrow.pyspark.enabled"


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
    na_values: Iterable[str] | None = None,
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
    na_values : list of str, optional
        What stands for a missing value in any column, beside the empty text. By default NA, N/A,
        null, None and their like, and it is said where a column of texts has them; [] for the
        empty text alone. Among numbers and dates they stand for a missing value in any case.
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
    # a value of one person must not decide how the others are read
    reading = replace(reading, strict=population is not None)
    opened = _opened(source, connection, reading)
    check_names(opened.columns)
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
    roles_of = Roles.declare(opened.columns, **declared_roles(roles, given))
    for name, why in opened.unread.items():
        if population is not None or name in roles_of.declared:
            raise SourceError(why)
    made = Dataset(
        table=opened.table,
        connection=opened.connection,
        roles=roles_of,
        memory=opened.memory,
        index=opened.index,
        origins=opened.origins,
        # of a table that a user wrote in Ibis nothing is known but its tables
        leaf=None if opened.memory is None and not opened.origins else opened.table,
        inferred=opened.inferred,
        as_text=opened.as_text,
        notes=(*opened.notes, *_not_read(opened.unread)),
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
    unread: Mapping[str, str] = field(default_factory=dict)

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
        return _of_files(files_of(source, reading), connection, reading)
    given = [name for name, value in vars(reading).items() if value != getattr(_UNTOLD, name)]
    given = [name for name in given if name not in {"texts", "strict"}]
    if given:
        message = f"{given[0]}= says how a file is read, and this is a {type(source).__name__}."
        raise ParameterError(message)
    kinds = {each.__module__.partition(".")[0] for each in type(source).__mro__}
    if "ibis" in kinds:
        return _ibis_table(source)
    kind = next((each for each in ("pandas", "polars", "pyarrow") if each in kinds), "")
    if kind == "pandas":
        rows = taken(source, kind)
        inferred = {k: v for k, v in untyped(source).items() if k not in rows.unread}
        return _in_process(
            rows.rows,
            connection,
            index=source.index,
            inferred=tuple(inferred),
            as_text=frame_as_text(rows.rows, inferred) if inferred else None,
            unread=rows.unread,
        )
    if kind or any(hasattr(source, name) for name in _PROTOCOLS):
        rows = taken(source, kind)
        return _in_process(rows.rows, connection, unread=rows.unread)
    message = (
        f"privlab.dataset cannot read a {type(source).__name__}. Allowed: a pandas, Polars, "
        "PyArrow or Ibis table, what exports an Arrow stream, or a path to a file."
    )
    raise SourceError(message)


def _not_read(unread: Mapping[str, str]) -> list[Message]:
    said = Message(
        "No engine has the values of {columns}: nothing is read of them.",
        {"columns": listed(unread)},
    )
    return [said] if unread else []


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
        return held_rows(plain_table(again.rows))

    return _in_process(
        plain_table(read.rows),
        connection,
        origins=read.origins,
        inferred=read.inferred,
        as_text=as_text,
        notes=read.notes,
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
