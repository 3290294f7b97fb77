"""Packed keys of a table: coded in Arrow for rows in memory, on the engine for the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from privlab.errors import ColumnError, listed
from privlab.tables._codes_in_memory import memory_keys
from privlab.tables._codes_on_engine import engine_keys
from privlab.tables._fetch import fetch

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from privlab.tables._keys import Keys

__all__ = ["build_keys", "check_attribute"]

FEW_ROWS = 200_000


def build_keys(
    table: ir.Table,
    memory: pa.Table | None,
    connection: BaseBackend,
    columns: tuple[str, ...],
    person: str | None,
    n_rows: Callable[[], int],
) -> Keys:
    """Code the columns where the rows are: in Arrow for frames, on the engine for the rest.

    `n_rows` is asked only of an engine: a table of few rows is coded in Arrow too.
    """
    for column in columns:
        check_attribute(table, column)
    if memory is not None:
        return memory_keys(memory, connection, columns, person, codes_for_people=True)
    wanted = table.select(*dict.fromkeys([*columns, *([person] if person is not None else [])]))
    if columns and n_rows() <= FEW_ROWS:
        # an engine's overhead per query outweighs counting so few rows here
        rows = fetch(wanted, connection)
        coded = memory_keys(rows, connection, columns, person, codes_for_people=False)
        return replace(coded, rows=None, people=None)
    return engine_keys(table, connection, columns, person)


def check_attribute(table: ir.Table, column: str) -> None:
    """Refuse a column whose values cannot be compared."""
    kind = table[column].type()
    if kind.is_nested() or kind.is_binary() or kind.is_json():
        message = (
            f"Column '{listed([column])}' holds {kind}: nested, binary and JSON values cannot be "
            "compared as attributes. Derive plain columns from it first."
        )
        raise ColumnError(message)
