"""What a report says of declared and measured values: rows and tables, in no language yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from privlab._documents import Facts, Note, Paragraph, Table
from privlab.language import NOT_DECLARED, Listing, Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from privlab.language import Text

__all__ = ["facts", "filled", "listing", "note", "or_undeclared", "paragraph", "table"]

T = TypeVar("T")


def or_undeclared(value: T | None) -> T | Message:
    """Return the value, or the message that nothing was declared."""
    return value or Message(NOT_DECLARED)


def listing(names: Iterable[object], *, most: int = 40) -> Listing:
    """Return names in a row, at most `most` of them, and how many more there are."""
    return Listing(tuple(names), most)


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Iterable[int] = (),
) -> Table:
    """Return a table whose caption and columns are marked texts, its cells values or texts."""
    right = set(right)
    return Table(
        caption=Message(caption),
        columns=tuple(map(Message, columns)),
        rows=tuple(map(tuple, rows)),
        alignments=tuple("right" if place in right else "left" for place in range(len(columns))),
    )


def filled(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Iterable[int] = (),
) -> Iterator[Table]:
    """Yield the table of the rows, if there are any."""
    rows = list(rows)
    if rows:
        yield table(caption, columns, rows, right=right)


def paragraph(text: str | Text) -> Paragraph:
    """Return a marked text or a message as running text."""
    return Paragraph(Message(text) if isinstance(text, str) else text)


def note(text: str | Text) -> Note:
    """Return a marked text or a message as a small text."""
    return Note(Message(text) if isinstance(text, str) else text)


def facts(rows: Iterable[tuple[str, object]]) -> Facts:
    """Return facts whose names are marked texts."""
    return Facts(tuple((Message(name), value) for name, value in rows))
