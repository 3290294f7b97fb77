"""The blocks a report is made of: plain texts, figures and pictures, in no format yet.

A text is a `str`, said as it is, or a `Text`, which `said` turns into the language of a document.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from privlab._documents._pictures import check_svg
from privlab.errors import InternalError
from privlab.language import Text, format_value
from privlab.results import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Blank",
    "Block",
    "Code",
    "Facts",
    "FindingBlock",
    "FindingGroup",
    "FindingLine",
    "Heading",
    "KeyFigure",
    "KeyFigures",
    "Note",
    "Paragraph",
    "Picture",
    "Points",
    "Table",
    "Tally",
    "Unknown",
]

LEVELS = (2, 3, 4, 5)
ALIGNMENTS = ("left", "right")


@dataclass(frozen=True)
class Piece:
    """Texts that stand together, in a language or in none yet."""


P = TypeVar("P", bound=Piece)


@dataclass(frozen=True)
class Block(Piece):
    """One piece of a document; `kind` is what renderers look at."""

    kind: ClassVar[str] = ""

    def said(self, language: str) -> Block:
        """Return the block with every text in a language: "fr" or "en"."""
        return _said(self, language)


def _said(piece: P, language: str) -> P:
    changed: dict[str, Any] = {}
    for own in dataclasses.fields(piece):
        value = getattr(piece, own.name)
        if isinstance(value, Text):
            changed[own.name] = value.text(language)
        elif isinstance(value, tuple):
            changed[own.name] = _each_said(value, language)
    return dataclasses.replace(piece, **changed) if changed else piece


def _each_said(values: tuple[object, ...], language: str) -> tuple[object, ...]:
    said: list[object] = []
    for value in values:
        if isinstance(value, Piece):
            said.append(_said(value, language))
        elif isinstance(value, tuple):
            said.append(_each_said(value, language))
        else:
            said.append(format_value(value, language))
    return tuple(said)


@dataclass(frozen=True)
class Heading(Block):
    """The start of a section, at level 2 to 5 (1 is the title of the document).

    `anchor` is the name by which links reach it; by default one is made from the text. `mark`
    stands beside it in the contents, for instance "not assessed".
    """

    kind: ClassVar[str] = "heading"

    text: str | Text
    level: int = 2
    anchor: str = ""
    mark: str | Text = ""

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            message = f"a heading has level {self.level}; levels are {LEVELS}"
            raise InternalError(message)


@dataclass(frozen=True)
class Paragraph(Block):
    """Running text."""

    kind: ClassVar[str] = "paragraph"

    text: str | Text


@dataclass(frozen=True)
class Code(Block):
    """A line of code that gives what stands below it."""

    kind: ClassVar[str] = "code"

    text: str


@dataclass(frozen=True)
class KeyFigure(Piece):
    """One figure with its unit, its name, and what it means in a sentence.

    `call` is the line of code that gives it again, if the document says so.
    """

    value: str | Text
    unit: str | Text
    label: str | Text
    sentence: str | Text
    call: str = ""


@dataclass(frozen=True)
class KeyFigures(Block):
    """The few figures that a reader remembers."""

    kind: ClassVar[str] = "key_figures"

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Facts(Block):
    """Names with their values: who, when, on what."""

    kind: ClassVar[str] = "facts"

    rows: tuple[tuple[str | Text, object], ...]


@dataclass(frozen=True)
class Table(Block):
    """A table whose first column names its rows.

    `alignments` is "left" or "right" for each column; by default all are on the left.
    """

    kind: ClassVar[str] = "table"

    caption: str | Text
    columns: tuple[str | Text, ...]
    rows: tuple[tuple[object, ...], ...]
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
    """A drawing as SVG, with its title and what it shows in words.

    `raster` draws the same as PNG, for formats that take no SVG; it is called only by them.
    """

    kind: ClassVar[str] = "picture"

    svg: str
    title: str | Text
    description: str | Text
    raster: Callable[[], bytes] | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        check_svg(self.svg)


@dataclass(frozen=True)
class FindingBlock(Block):
    """What a rule found; `severity` is one of the keys of `results.SEVERITIES`."""

    kind: ClassVar[str] = "finding"

    severity: str
    severity_text: str | Text
    article: str | Text
    text: str | Text

    def __post_init__(self) -> None:
        _check_severity(self.severity)


@dataclass(frozen=True)
class FindingLine(Piece):
    """A finding in one sentence; `place` names the section that tells more, at `anchor`."""

    text: str | Text
    article: str | Text
    place: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class FindingGroup(Block):
    """The findings of one severity, in few words, under a title that counts them."""

    kind: ClassVar[str] = "finding_group"

    severity: str
    title: str | Text
    items: tuple[FindingLine, ...]

    def __post_init__(self) -> None:
        _check_severity(self.severity)


@dataclass(frozen=True)
class Tally(Block):
    """How many findings of each severity; what a reader sees before anything else."""

    kind: ClassVar[str] = "tally"

    items: tuple[tuple[str, str | Text], ...]

    def __post_init__(self) -> None:
        for severity, _ in self.items:
            _check_severity(severity)


@dataclass(frozen=True)
class Unknown(Block):
    """What was not assessed, and what would fill it."""

    kind: ClassVar[str] = "unknown"

    label: str | Text
    text: str | Text


@dataclass(frozen=True)
class Blank(Block):
    """Fields that a person writes in, under a title that says who."""

    kind: ClassVar[str] = "blank"

    title: str | Text
    fields: tuple[str | Text, ...]


@dataclass(frozen=True)
class Points(Block):
    """A short list under a title, for instance what was assumed or was not assessed."""

    kind: ClassVar[str] = "points"

    title: str | Text
    items: tuple[str | Text, ...]

    def said(self, language: str) -> Points:
        """Return the list in a language; what would stand there twice stands once."""
        said = _said(self, language)
        return dataclasses.replace(said, items=tuple(dict.fromkeys(said.items)))


@dataclass(frozen=True)
class Note(Block):
    """A small text beside the main one: where figures come from, what limits them."""

    kind: ClassVar[str] = "note"

    text: str | Text


def _check_severity(severity: str) -> None:
    if severity not in SEVERITIES:
        message = f"a finding has the unknown severity '{severity}'"
        raise InternalError(message)
