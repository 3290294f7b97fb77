"""A report before it has a format: title, language, blocks, and its outline."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._documents._blocks import FindingGroup, Heading, Picture, Table
from privlab.errors import InternalError
from privlab.language import check_language, format_value

if TYPE_CHECKING:
    from privlab._documents._blocks import Block
    from privlab.language import Text

__all__ = ["Document", "simple_name"]

NUMBERED = (Picture, Table)


@dataclass(frozen=True)
class Document:
    """A report before it has a format.

    Parameters
    ----------
    title : str
    subtitle : str
        One sentence: what the report is about.
    language : {"fr", "en"}
        In which every text is said.
    blocks : tuple of Block
        In reading order. What comes before the first heading is the first page. Headings go
        down one level at a time.
    metadata : tuple of (str, str)
        Names and values shown under the title: controller, purpose, day of judgement, data.
    """

    title: str | Text
    subtitle: str | Text
    language: str
    blocks: tuple[Block, ...]
    metadata: tuple[tuple[str | Text, object], ...] = ()

    def __post_init__(self) -> None:
        language = check_language(self.language)
        said = {
            "title": format_value(self.title, language),
            "subtitle": format_value(self.subtitle, language),
            "blocks": tuple(block.said(language) for block in self.blocks),
            "metadata": tuple(
                tuple(format_value(part, language) for part in fact) for fact in self.metadata
            ),
        }
        for name, value in said.items():
            object.__setattr__(self, name, value)
        level = 1
        for heading in self.headings:
            if heading.level > level + 1:
                message = f"heading '{heading.text}' skips from level {level} to {heading.level}"
                raise InternalError(message)
            level = heading.level
        wanted = {
            simple_name(line.anchor)
            for block in self.blocks
            if isinstance(block, FindingGroup)
            for line in block.items
            if line.anchor
        }
        if lost := wanted - set(self.anchors):
            message = f"a finding leads to a section that is not there: {sorted(lost)}"
            raise InternalError(message)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def anchors(self) -> tuple[str, ...]:
        """The name by which a link reaches each heading: simple, and never twice the same.

        Examples
        --------
        >>> Document("t", "", "en", (Heading("Smallest class"), Heading("Smallest class"))).anchors
        ('smallest-class', 'smallest-class-2')
        """
        given = {simple_name(heading.anchor) for heading in self.headings if heading.anchor}
        seen: set[str] = set()
        names = []
        for heading in self.headings:
            taken = seen if heading.anchor else seen | given
            wanted = simple_name(heading.anchor or str(heading.text))
            name, turn = wanted, 1
            while name in taken:
                turn += 1
                name = f"{wanted}-{turn}"
            seen.add(name)
            names.append(name)
        return tuple(names)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of each block among the pictures or tables; 0 for every other block."""
        counted: Counter[str] = Counter()
        numbers = []
        for block in self.blocks:
            counted[block.kind] += 1
            numbers.append(counted[block.kind] if isinstance(block, NUMBERED) else 0)
        return tuple(numbers)


def simple_name(text: str) -> str:
    """Return a text as the name of an anchor: small letters, digits and hyphens."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-") or "section"
