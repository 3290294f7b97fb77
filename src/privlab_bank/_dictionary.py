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
_ABOUT: Mapping[str, str] = {
    "clients": "one row a client",
    "foyers": "one row a household, with those of its members who are clients",
    "avoirs": "what each client holds, one row a product",
    "revenus": "where the income comes from, one row a client",
    "operations": "the account over six months, one row an operation",
    "projets": "what clients plan, as they said or as a model guessed",
    "relations": "who knows whom, one row a pair of clients",
    "valeurs": "tastes and habits, one row a client",
    "enquete": "a voluntary survey: special categories, with explicit consent",
    "navigation": "three months of pages opened",
    "lieux": "a month of places where the application was opened",
    "prospects": "people who are not clients, with keys of their own",
    "scores": "what models say of the clients, one row a score",
    "sollicitations": "a year of contacts by the bank and its group",
    "consentements": "consents asked for, given, refused or withdrawn",
    "oppositions": "objections to a purpose",
    "notices": "when each client was told what the bank does with their data",
    "decisions": "a year of answers to loan applications",
    "acces": "a year of accesses by the staff to the data of clients",
    "demandes": "a year of requests by which people used their rights",
    "dialogues": "what advisers wrote down after a conversation",
    "copies": "where the data are copied",
    "destinataires": "who receives data",
}
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
            f"### `{table.name}`: {_ABOUT[table.name]} ({rows:,} rows)",
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
        str(column.sensitivity or "-"),
    )
    return f"| {' | '.join(cells)} |"
