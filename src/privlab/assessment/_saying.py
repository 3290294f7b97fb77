"""How a dossier speaks: texts, values, rows and tables in its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._documents import Facts, Note, Paragraph, Table
from privlab.language import N_, Message, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from privlab.assessment._dossier import Dossier

__all__ = [
    "NOT_DECLARED",
    "facts",
    "filled",
    "listing",
    "note",
    "or_undeclared",
    "paragraph",
    "say",
    "show",
    "table",
]

NOT_DECLARED = N_("not declared")


def say(dossier: Dossier, text: str | Message) -> str:
    """Return a marked text or a message in the language of the dossier."""
    if isinstance(text, Message):
        return text.text(dossier.language)
    return translate(text, dossier.language)


def show(dossier: Dossier, value: object) -> str:
    """Return a value as the language writes it; a text stays as it is."""
    if isinstance(value, Message):
        return value.text(dossier.language)
    return format_value(value, dossier.language)


def or_undeclared(dossier: Dossier, text: str | None) -> str:
    """Return the text, or say that nothing was declared."""
    return text or say(dossier, NOT_DECLARED)


def listing(dossier: Dossier, names: Iterable[str], *, most: int = 40) -> str:
    """Return names in a row, at most `most` of them, and how many more there are."""
    names = list(names)
    shown = ", ".join(names[:most])
    if len(names) <= most:
        return or_undeclared(dossier, shown)
    return say(dossier, Message("{shown} and {n} more", {"shown": shown, "n": len(names) - most}))


def table(
    dossier: Dossier,
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Iterable[int] = (),
) -> Table:
    """Return a table whose caption and columns are marked texts, its cells values or messages."""
    right = set(right)
    return Table(
        caption=say(dossier, caption),
        columns=tuple(say(dossier, column) for column in columns),
        rows=tuple(tuple(show(dossier, cell) for cell in row) for row in rows),
        alignments=tuple("right" if place in right else "left" for place in range(len(columns))),
    )


def filled(
    dossier: Dossier,
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Iterable[int] = (),
) -> Iterator[Table]:
    """Yield the table of the rows, if there are any."""
    rows = list(rows)
    if rows:
        yield table(dossier, caption, columns, rows, right=right)


def paragraph(dossier: Dossier, text: str | Message) -> Paragraph:
    """Return a marked text or a message as running text."""
    return Paragraph(say(dossier, text))


def note(dossier: Dossier, text: str | Message) -> Note:
    """Return a marked text or a message as a small text."""
    return Note(say(dossier, text))


def facts(dossier: Dossier, rows: Iterable[tuple[str, object]]) -> Facts:
    """Return facts whose names are marked texts."""
    return Facts(tuple((say(dossier, name), show(dossier, value)) for name, value in rows))
