"""What a name stands for on an engine: rows that are stored there, or an expression over others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlab.errors import EngineError
from privlab.tables._fetch import ONE_AT_A_TIME

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

__all__ = ["holds_the_same_columns", "stored_as"]

_CACHED = "ibis_cached"


def stored_as(relation: Any, connection: BaseBackend) -> str:
    """Return what a named table of an engine is; only the engine's catalogue is asked.

    Parameters
    ----------
    relation : Ibis operation
        A physical table.

    Returns
    -------
    {"table", "view", "cached", "unknown"}
        "view" for what the engine computes from other tables whenever it is read; "cached" for
        the rows of an expression that Ibis keeps; "unknown" for engines that are not asked.

    Raises
    ------
    EngineError
        The catalogue does not answer.
    """
    name = str(relation.name)
    if name.startswith(_CACHED):
        return "cached"
    space = relation.namespace
    try:
        with ONE_AT_A_TIME:
            if connection.name == "duckdb":
                kinds = _of_duckdb(connection, name, space)
            elif connection.name == "pyspark":
                kinds = _of_spark(connection, name, space)
            else:
                return "unknown"
    except Exception as error:  # noqa: BLE001 - engines have no common ancestor
        message = (
            f"The engine did not say whether '{name}' is a table or a view "
            f"({type(error).__name__}). Check that it is still there."
        )
        raise EngineError(message) from None
    return "table" if kinds and not any("VIEW" in kind for kind in kinds) else "view"


def holds_the_same_columns(relation: Any, connection: BaseBackend) -> bool:
    """Return whether a table of an engine still has the columns of a relation, in their types.

    Only the engine's catalogue, or the footer of a file, is read; rows in this process stay.
    """
    import ibis.expr.operations as ops

    if not isinstance(relation, ops.DatabaseTable):
        return True
    space = relation.namespace
    known = tuple(each for each in (space.catalog, space.database) if each)
    try:
        with ONE_AT_A_TIME:
            now = connection.table(relation.name, database=known or None).schema()
    except Exception:  # noqa: BLE001 - it is gone, or no longer what its name stands for
        return False
    return all(
        name in now and now[name].copy(nullable=True) == kind.copy(nullable=True)
        for name, kind in relation.schema.items()
    )


def _of_duckdb(connection: Any, name: str, space: Any) -> list[str]:
    asked = "SELECT table_type FROM information_schema.tables WHERE lower(table_name) = ?"
    values = [name.lower()]
    for column, own in (("table_schema", space.database), ("table_catalog", space.catalog)):
        if own is not None:
            asked += f" AND lower({column}) = ?"
            values.append(str(own).lower())
    rows = connection.con.execute(asked, values).fetchall()
    return [str(row[0]).upper() for row in rows]


def _of_spark(connection: Any, name: str, space: Any) -> list[str]:
    parts = [each for each in (space.catalog, space.database, name) if each]
    quoted = ".".join(f"`{part.replace('`', '``')}`" for part in parts)
    kind = str(connection._session.catalog.getTable(quoted).tableType).upper()
    # a frame of Spark has no other name than a temporary one
    return ["TABLE" if kind == "TEMPORARY" else kind]
