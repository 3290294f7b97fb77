"""The blocks a report is made of: plain texts, figures and pictures, in no format yet.

Every text is already in the language of its document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from privlab.documents._pictures import check_svg
from privlab.errors import InternalError
from privlab.results import SEVERITIES

__all__ = [
    "Block",
    "Facts",
    "FindingBlock",
    "Heading",
    "KeyFigure",
    "KeyFigures",
    "Note",
    "Paragraph",
    "Picture",
    "Points",
    "Table",
]

LEVELS = (2, 3, 4)
ALIGNMENTS = ("left", "right")


@dataclass(frozen=True)
class Block:
    """One piece of a document; `kind` is what renderers look at."""

    kind: ClassVar[str] = ""


@dataclass(frozen=True)
class Heading(Block):
    """The start of a section, at level 2 to 4 (1 is the title of the document).

    `anchor` is the name by which links reach it; by default one is made from the text.
    """

    kind: ClassVar[str] = "heading"

    text: str
    level: int = 2
    anchor: str = ""

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            message = f"a heading has level {self.level}; levels are {LEVELS}"
            raise InternalError(message)


@dataclass(frozen=True)
class Paragraph(Block):
    """Running text."""

    kind: ClassVar[str] = "paragraph"

    text: str


@dataclass(frozen=True)
class KeyFigure:
    """One figure with its unit, its name, and what it means in a sentence."""

    value: str
    unit: str
    label: str
    sentence: str


@dataclass(frozen=True)
class KeyFigures(Block):
    """The few figures that a reader remembers."""

    kind: ClassVar[str] = "key_figures"

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Facts(Block):
    """Names with their values: who, when, on what."""

    kind: ClassVar[str] = "facts"

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table(Block):
    """A table whose first column names its rows.

    `alignments` is "left" or "right" for each column; by default all are on the left.
    """

    kind: ClassVar[str] = "table"

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    alignments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.alignments:
            object.__setattr__(self, "alignments", ("left",) * len(self.columns))
        widths = {len(self.columns), len(self.alignments), *map(len, self.rows)}
        if len(widths) > 1:
            message = f"table '{self.caption}' has rows, columns or alignments of unequal number"
            raise InternalError(message)
        if not set(self.alignments) <= set(ALIGNMENTS):
            message = f"table '{self.caption}' has an alignment outside {ALIGNMENTS}"
            raise InternalError(message)


@dataclass(frozen=True)
class Picture(Block):
    """A drawing as SVG, with its title and what it shows in words."""

    kind: ClassVar[str] = "picture"

    svg: str
    title: str
    description: str

    def __post_init__(self) -> None:
        check_svg(self.svg)


@dataclass(frozen=True)
class FindingBlock(Block):
    """What a rule found; `severity` is one of the keys of `results.SEVERITIES`."""

    kind: ClassVar[str] = "finding"

    severity: str
    severity_text: str
    article: str
    text: str

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            message = f"a finding has the unknown severity '{self.severity}'"
            raise InternalError(message)


@dataclass(frozen=True)
class Points(Block):
    """A short list under a title, for instance what was assumed or was not assessed."""

    kind: ClassVar[str] = "points"

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Note(Block):
    """A small text beside the main one: where figures come from, what limits them."""

    kind: ClassVar[str] = "note"

    text: str
