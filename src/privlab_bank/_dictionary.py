"""The data dictionary of a bank: every table and column, and what follows a source."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from privlab_bank._column import Column
    from privlab_bank._table import Table

__all__ = ["DICTIONARY_NAME", "dictionary_text"]

DICTIONARY_NAME = "README.md"
_KEPT = "This bank keeps every one of its promises."
_BROKEN = (
    "This bank breaks some of its promises, on purpose and in known numbers, so that tools can be "
    "tried on it; `write_bank(..., flaws=())` makes one that keeps them all."
)
_HEADER = (
    "| column | type | meaning | role | dimension | sensitivity |",
    "|---|---|---|---|---|---|",
)


def dictionary_text(
    tables: Sequence[Table],
    rows: Mapping[str, int],
    *,
    folder: str,
    people: int,
    seed: int,
    flaws: str | tuple[str, ...],
) -> str:
    """Return the data dictionary as Markdown.

    Parameters
    ----------
    tables : sequence of Table
    rows : mapping of str to int
        Rows of each table.
    folder : str
    people, seed : int
    flaws : 'all' or tuple of str
        As given to `write_bank`.
    """
    text = resources.files(__package__).joinpath("about.md").read_text(encoding="utf-8")
    values = {
        "people": f"{people:,}",
        "prospects": f"{rows.get('prospects', 0):,}",
        "number": str(people),
        "count": f"{people:_}",
        "seed": str(seed),
        "folder": folder,
        "flaws": "" if flaws == "all" else f", flaws={flaws!r}",
        "broken": _BROKEN if flaws else _KEPT,
        "tables": "\n\n".join(_section(table, rows[table.name]) for table in tables),
    }
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _section(table: Table, rows: int) -> str:
    return "\n".join(
        (
            f"### `{table.name}`: {table.about} ({rows:,} rows)",
            "",
            *_HEADER,
            *(_line(table, column) for column in table.columns),
        )
    )


def _line(table: Table, column: Column) -> str:
    kind = str(table.schema.field(column.name).type).removesuffix("[day]")
    meaning = f"{column.label_en} (inferred)" if column.inferred else column.label_en
    cells = (
        f"`{column.name}`",
        kind,
        meaning,
        column.role.replace("_", " "),
        column.dimension or "-",
        f"{column.sensitivity:g}" if column.sensitivity else "-",
    )
    return f"| {' | '.join(cells)} |"
