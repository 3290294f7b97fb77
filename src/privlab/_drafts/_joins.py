"""Keys of tables and the columns that refer to them: values are compared, names are not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.tables import Dataset

__all__ = ["Join", "joins", "keys_of"]

FEWEST_TEXTS, FEWEST_NUMBERS = 2, 20
LEAST_COVERED = 0.3
"""Small numbers are among any numbered key by chance: they must meet this share of it."""


@dataclass(frozen=True)
class Join:
    """A column all of whose values are keys of another table.

    Parameters
    ----------
    table, column : str
        That refer.
    to, key : str
        The table referred to, and its key.
    n_values : int
        Distinct values of the column, every one of them found.
    """

    table: str
    column: str
    to: str
    key: str
    n_values: int


def keys_of(data: Dataset) -> dict[str, int]:
    """Return the columns of text or whole numbers without a gap or a double, with their number."""
    table = data.table
    schema = table.schema()
    names = [n for n in data.columns if schema[n].is_string() or schema[n].is_integer()]
    if not names:
        return {}
    wanted = {f"n{place}": table[name].nunique() for place, name in enumerate(names)}
    numbers = fetch(table.aggregate(**wanted), data.connection).to_pylist()[0]
    found = {name: int(numbers[f"n{place}"]) for place, name in enumerate(names)}
    return {name: n for name, n in found.items() if n == data.n_rows and n > 1}


def joins(tables: Mapping[str, Dataset]) -> tuple[Join, ...]:
    """Return the columns that refer to the key of another table.

    Parameters
    ----------
    tables : mapping of name to Dataset
        On one connection.

    Returns
    -------
    tuple of Join
        At most one for each column: that to the key of which it meets most.
    """
    keys = {name: keys_of(data) for name, data in tables.items()}
    found: dict[tuple[str, str], tuple[float, Join]] = {}
    for name, data in tables.items():
        for to, other in tables.items():
            for key, size in keys[to].items() if to != name else ():
                for column in data.columns:
                    share = _met(data, column, other, key, size, unique=column in keys[name])
                    if share is None:
                        continue
                    covered, n = share
                    if covered > found.get((name, column), (0.0, None))[0]:
                        found[name, column] = (covered, Join(name, column, to, key, n))
    return tuple(join for _, join in found.values())


def _met(
    data: Dataset, column: str, other: Dataset, key: str, size: int, *, unique: bool
) -> tuple[float, int] | None:
    """Return the share of the keys that a column meets, and how many; None: it does not refer."""
    kind, wanted = data.table.schema()[column], other.table.schema()[key]
    text = kind.is_string() and wanted.is_string()
    if not text and not (kind.is_integer() and wanted.is_integer()):
        return None
    if unique and not text:
        return None  # two tables that are numbered in rows
    values = data.table.filter(data.table[column].notnull()).select(v=data.table[column]).distinct()
    known = other.table.select(v=other.table[key])
    asked = values.aggregate(n=values.count(), met=values["v"].isin(known["v"]).sum())
    row = fetch(asked, data.connection).to_pylist()[0]
    n, met = int(row["n"]), int(row["met"] or 0)
    covered = n / size
    enough = n >= FEWEST_TEXTS if text else n >= FEWEST_NUMBERS and covered >= LEAST_COVERED
    return (covered, n) if enough and met == n else None
