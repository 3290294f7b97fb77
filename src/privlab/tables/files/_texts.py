"""The rows of a file before their types are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.language import Message, counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

__all__ = [
    "Texts",
    "encoding_found",
    "marks_found",
    "names_given",
    "nearly_typed",
    "titles_left_out",
]


@dataclass(frozen=True, repr=False)
class Texts:
    """Rows whose types are still to be read, or that came with their own.

    Attributes
    ----------
    rows : Arrow table
        Columns of text are read for their type, others have one.
    comma_parts : bool
        Whether commas part the fields: decimals then have points.
    notes : tuple of Message
        What was found in the file, and the option that says otherwise.
    written : frozenset of str
        Columns of text whose values may be of any type; other texts may be dates only.
    """

    rows: pa.Table
    comma_parts: bool = True
    notes: tuple[Message, ...] = ()
    written: frozenset[str] = frozenset()


def encoding_found(path: Path, encoding: str) -> list[Message]:
    """Say how a text was read that does not say how it is encoded."""
    return [
        Message(
            "{file} does not say how its text is encoded: it was read as {encoding}. If letters "
            "look wrong, give encoding=.",
            {"file": path.name, "encoding": encoding},
        )
    ]


def titles_left_out(path: Path, n: int) -> list[Message]:
    """Say how many lines stand above a table."""
    said = counted(
        "The first line of {file} stands above the table and was left out. If it is a row, give "
        "skip_rows=0.",
        "The first {n} lines of {file} stand above the table and were left out. If they are rows, "
        "give skip_rows=0.",
        n,
        file=path.name,
    )
    return [said] if n else []


def marks_found(columns: Sequence[str]) -> list[Message]:
    """Say in which columns of texts a usual mark was read as a missing value."""
    said = Message(
        "In {columns}, texts such as NA or null were read as missing values. If they are values, "
        "give na_values=[].",
        {"columns": listed(columns)},
    )
    return [said] if columns else []


def nearly_typed(columns: Sequence[str]) -> list[Message]:
    """Say which columns would be numbers or dates but for a few texts."""
    said = Message(
        "{columns} would be numbers or dates but for at most five texts, and stay text. If these "
        "stand for missing values, name them: na_values=[...].",
        {"columns": listed(columns)},
    )
    return [said] if columns else []


def names_given(
    path: Path, names: Sequence[str], made: Sequence[str], *, named: bool
) -> list[Message]:
    """Say which columns have names that the file does not give them."""
    if not named:
        return [
            Message(
                "{file} does not name its columns: they are called {first} to {last}. If its first "
                "line holds names, give header=True.",
                {"file": path.name, "first": names[0], "last": names[-1]},
            )
        ]
    said = Message(
        "Columns of {file} without a name, or with that of another, are called {columns}.",
        {"file": path.name, "columns": listed(made)},
    )
    return [said] if made else []
