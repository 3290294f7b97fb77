"""Whether a register still has its own rules: its tables, indexes and triggers, all and no more."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from privlab.register._connection import in_memory
from privlab.register.disk._schema import create_schema

if TYPE_CHECKING:
    from privlab.register._connection import Database

__all__ = ["schema_problems", "tables_changed"]

# the internal indexes of keys are among them, and have no SQL
PARTS = "SELECT type, name, tbl_name, sql FROM sqlite_schema"

Part = tuple[str, str, str, str | None]


def schema_problems(db: Database) -> list[str]:
    """Return the names of the tables, indexes and triggers that are missing, changed or added."""
    return sorted({str(name) for _, name, _, _ in _parts(db) ^ _rules()})


def tables_changed(db: Database) -> bool:
    """Whether a table is missing, changed or added, rather than an index or a trigger."""
    return any(kind == "table" for kind, *_ in _parts(db) ^ _rules())


def _parts(db: Database) -> frozenset[Part]:
    return frozenset((kind, name, table, sql) for kind, name, table, sql in db.each(PARTS))


@functools.cache
def _rules() -> frozenset[Part]:
    with in_memory() as db:
        create_schema(db)
        return _parts(db)
