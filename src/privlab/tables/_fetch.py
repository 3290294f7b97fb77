"""The one place where expressions run, and where engine errors lose their words.

Rows in this process become tables of any engine, which no error and no repr can print: Ibis prints
the rows of its in-memory tables wherever it prints an expression, also in its own errors. An
engine keeps what was registered with it until it is told to let go.
"""

from __future__ import annotations

import collections
import functools
import tempfile
import threading
import weakref
from typing import TYPE_CHECKING, Any

from privlab.errors import EngineError, InternalError, PrivlabError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

__all__ = [
    "DEFAULT_ENGINE",
    "ONE_AT_A_TIME",
    "connect",
    "default_connection",
    "fetch",
    "held_rows",
    "is_held",
    "is_map",
    "materialise",
    "small_table",
    "value_map",
    "without_categories",
]

DEFAULT_ENGINE = "duckdb"
# threads that ask one engine at once may wait for each other for ever
ONE_AT_A_TIME = threading.RLock()
_followed: set[tuple[int, str]] = set()
# filled while the garbage is collected, perhaps in the middle of a query: emptied before one
_gone: collections.deque[tuple[weakref.ref[BaseBackend], tuple[int, str]]] = collections.deque()

_REMEDIES = (
    (
        ("OutOfMemory", "MemoryError"),
        (
            "the engine ran out of memory: pass a connection made by "
            "privlab.connect(memory_limit=..., temp_directory=...) with room on disk"
        ),
    ),
    (("Interrupt",), "the query was interrupted"),
    (
        ("IO", "OSError", "FileNotFound"),
        (
            "a file could not be read or written: check that the source "
            "is still there, whole, and that the disk has room"
        ),
    ),
    (
        ("Conversion", "Cast", "Invalid"),
        (
            "a value could not be read as its column's type: load the "
            "column as text, or clean it at the source"
        ),
    ),
    (("OutOfRange", "Overflow"), "a value is outside what the engine can count"),
)


def connect(
    *,
    memory_limit: str | None = None,
    temp_directory: str | None = None,
    threads: int | None = None,
) -> BaseBackend:
    """Open a DuckDB engine in this process.

    Parameters
    ----------
    memory_limit : str, optional
        For instance "8GB"; beyond it the engine spills to `temp_directory`.
    temp_directory : str, optional
        Where it spills; the system's temporary folder by default.
    threads : int, optional
        Threads it may use; all by default.

    Returns
    -------
    An Ibis connection, to pass as `privlab.dataset(..., connection=...)`.

    Raises
    ------
    EngineError
        DuckDB refuses an option, or its folder.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> engine = connect(memory_limit="1GB", threads=1)
    >>> engine.name
    'duckdb'
    """
    import ibis

    options: dict[str, Any] = {"temp_directory": temp_directory or tempfile.gettempdir()}
    if memory_limit is not None:
        options["memory_limit"] = memory_limit
    if threads is not None:
        options["threads"] = threads
    try:
        connection = ibis.duckdb.connect(**options)
        # in a notebook a bar of the engine would stand between a call and its result
        connection.raw_sql("SET enable_progress_bar = false")
        # what a join finds would be handed to Arrow as a filter, which rounds nanoseconds and has
        # no 64 bits without sign
        connection.raw_sql("SET disabled_optimizers = 'join_filter_pushdown'")
    except Exception as error:  # noqa: BLE001 - engines have no common ancestor
        raise EngineError(_explained(error, "The engine could not be opened")) from None
    return connection


@functools.cache
def default_connection() -> BaseBackend:
    """Return the engine that holds tables for which no connection was given."""
    return connect()


def fetch(expression: ir.Expr, connection: BaseBackend) -> pa.Table:
    """Run an expression and return its rows as an Arrow table.

    Raises
    ------
    EngineError
        With the kind of the failure only: engines print cell values in their messages.
    KeyboardInterrupt
        The user stopped it.
    """
    import pyarrow as pa

    try:
        with ONE_AT_A_TIME:
            _let_go(connection)
            _follow(expression, connection)
            answer = connection.to_pyarrow(expression)
    except PrivlabError:
        raise
    except Exception as error:  # noqa: BLE001 - engines have no common ancestor
        _pass_on_interrupt(error)
        raise EngineError(_explained(error, "The engine could not answer")) from None
    if not isinstance(answer, pa.Table):
        message = "only table expressions are fetched"
        raise InternalError(message)
    return answer


def materialise(expression: ir.Table, connection: BaseBackend) -> ir.Table:
    """Run a table expression once and keep its rows on the engine.

    The rows live as long as the returned expression does.
    """
    try:
        _let_go(connection)
        _follow(expression, connection)
        if connection.name != DEFAULT_ENGINE:
            # other engines know the small tables of an expression only once it has run
            connection.to_pyarrow(expression.limit(0))
        # what is made of rows of this process alone is bound to no engine: cache() would take
        # the one of Ibis
        kept: ir.Table = connection._cached_table(expression)
    except Exception as error:  # noqa: BLE001 - engines have no common ancestor
        _pass_on_interrupt(error)
        raise EngineError(_explained(error, "The engine could not keep a table")) from None
    return kept


def small_table(columns: Mapping[str, Any]) -> ir.Table:
    """Return a small table of arrays that joins with tables of any engine."""
    import pyarrow as pa

    return held_rows(pa.table(dict(columns)))


def _pass_on_interrupt(error: BaseException) -> None:
    """Raise KeyboardInterrupt where it is what an engine wrapped in an error of its own."""
    cause = error.__cause__ or error.__context__
    # raised inside Arrow while DuckDB scans, it comes back as a text alone
    if isinstance(cause, KeyboardInterrupt) or str(error).startswith("KeyboardInterrupt"):
        raise KeyboardInterrupt from None


def value_map(columns: Mapping[str, Any]) -> ir.Table:
    """Return a small table that gives each value another one: it is about values, not people."""
    import pyarrow as pa

    return held_rows(pa.table(dict(columns)), is_map=True)


def _explained(error: Exception, what: str) -> str:
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    for names, remedy in _REMEDIES:
        if any(name in kinds for name in names):
            return f"{what}: {remedy}."
    return (
        f"{what} ({type(error).__name__}). Its message is withheld because it may hold values "
        "of records; check the source and its types."
    )


@functools.cache
def _withheld() -> type:
    from ibis.formats.pyarrow import PyArrowTableProxy

    class RowsWithheld(PyArrowTableProxy):  # type: ignore[misc]
        """Arrow rows that are used and never printed."""

        def __repr__(self) -> str:
            return "(rows withheld)"

        def to_frame(self) -> Any:
            return without_categories(self.obj).to_pandas()

        def to_pyarrow(self, schema: Any) -> pa.Table:
            return without_categories(self.obj)

    return RowsWithheld


@functools.cache
def _map_withheld() -> type:
    class MapWithheld(_withheld()):  # type: ignore[misc]
        """A value for each value of a column: about values, and not about the rows of anyone."""

    return MapWithheld


def held_rows(rows: pa.Table, *, is_map: bool = False) -> ir.Table:
    """Return Arrow rows as a table of any engine; its repr and the errors of Ibis say no row.

    Nothing is copied: DuckDB reads the Arrow buffers where they are. A map gives each value of a
    column another one, whoever has it.
    """
    import ibis
    import ibis.expr.operations as ops

    made: Any = ibis.memtable(rows).op()
    data = (_map_withheld() if is_map else _withheld())(rows)
    return ops.InMemoryTable(name=made.name, schema=made.schema, data=data).to_expr()


def without_categories(rows: pa.Table) -> pa.Table:
    """Return the same rows with the value of each category in its place."""
    import pyarrow as pa

    for place, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type):
            plain = rows.column(place).cast(field.type.value_type)
            rows = rows.set_column(place, field.name, plain)
    return rows


def is_held(relation: object) -> bool:
    """Whether a relation of an expression is a table made by `held_rows`."""
    return isinstance(getattr(relation, "data", None), _withheld())


def is_map(relation: object) -> bool:
    """Whether a relation is a map of privlab's own, one row a value."""
    return isinstance(getattr(relation, "data", None), _map_withheld())


def _follow(expression: ir.Expr, connection: BaseBackend) -> None:
    """Have the tables of `held_rows` in an expression dropped once nobody can use them."""
    import ibis.expr.operations as ops

    for table in expression.op().find(ops.InMemoryTable):
        known = (id(connection), table.name)
        if known not in _followed and is_held(table):
            _followed.add(known)
            end = weakref.finalize(table, _gone.append, (weakref.ref(connection), known))
            end.atexit = False


def _let_go(connection: BaseBackend) -> None:
    """Drop from an engine the tables of `held_rows` that nobody can use any more."""
    for _ in range(len(_gone)):
        try:
            engine, known = _gone.popleft()
        except IndexError:  # another thread was quicker
            return
        if engine() is connection:
            _dropped(connection, known[1])
        elif engine() is not None:
            _gone.append((engine, known))
            continue
        _followed.discard(known)


def _dropped(connection: BaseBackend, name: str) -> None:
    drop = getattr(getattr(connection, "con", None), "unregister", None)
    if drop is not None and connection.name == DEFAULT_ENGINE:
        drop(name)
