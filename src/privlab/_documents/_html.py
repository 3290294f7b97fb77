"""A document as one HTML page that stands alone: no script, nothing loaded, nothing sent."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from privlab._documents._blocks import Heading, Picture
from privlab._documents._document import simple_name
from privlab._documents._pictures import renamed
from privlab._files import write_whole
from privlab.errors import DocumentError, listed
from privlab.language import N_, translate

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from jinja2 import Environment

    from privlab._documents._blocks import Block
    from privlab._documents._document import Document

__all__ = ["environment", "render_html", "save_html"]

FOLDER = Path(__file__).with_name("html")
WORDS: Mapping[str, str] = {
    "skip": N_("Skip to the sections"),
    "contents": N_("Contents"),
    "overview": N_("In short"),
    "picture": N_("Figure"),
    "table": N_("Table"),
    "closing": N_("Written by privlab. A figure is evidence, never the verdict."),
}


def render_html(document: Document) -> str:
    """Return a document as one self-contained HTML page.

    Every text of the document comes out as text: markup in it is shown, never obeyed.
    """
    from markupsafe import Markup

    pictures = {
        place: Markup(renamed(block.svg, place))  # noqa: S704 - checked when the block was made
        for place, block in enumerate(document.blocks)
        if isinstance(block, Picture)
    }
    lead, sections = _sections(document)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            document=document,
            css=Markup((FOLDER / "report.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
            words={name: translate(text, document.language) for name, text in WORDS.items()},
            pictures=pictures,
            names=_names(document),
            lead=lead,
            sections=sections,
            outline=list(_outline(document)),
        )
    )


def save_html(document: Document, path: str | os.PathLike[str]) -> Path:
    """Write a document as one HTML file and return its path.

    Raises
    ------
    DocumentError
        The place cannot be written to. A report that was there before is untouched.
    """
    content = render_html(document).encode(errors="replace")
    return write_whole(content, Path(path), f"report '{listed([str(path)])}'", DocumentError)


Placed = tuple[int, "Block", str]


def _sections(document: Document) -> tuple[list[Placed], list[list[Placed]]]:
    # each block with its place and its anchor, cut before every heading of level 2
    anchors = iter(document.anchors)
    lead: list[Placed] = []
    sections: list[list[Placed]] = []
    for place, block in enumerate(document.blocks):
        heading = isinstance(block, Heading)
        if isinstance(block, Heading) and block.level == 2:
            sections.append([])
        part = sections[-1] if sections else lead
        part.append((place, block, next(anchors) if heading else ""))
    return lead, sections


def _names(document: Document) -> list[str]:
    # "Figure 2", "Table 1": by which a reader's opinion refers to them
    return [
        f"{translate(WORDS[block.kind], document.language)} {number}" if number else ""
        for block, number in zip(document.blocks, document.numbers, strict=True)
    ]


def _outline(document: Document) -> Iterator[tuple[Heading, str, list[tuple[Heading, str]]]]:
    # two levels: sections, and what is in each
    entries: list[tuple[Heading, str, list[tuple[Heading, str]]]] = []
    for heading, anchor in zip(document.headings, document.anchors, strict=True):
        if heading.level == 2:
            entries.append((heading, anchor, []))
        elif heading.level == 3:
            entries[-1][2].append((heading, anchor))
    return iter(entries)


@functools.cache
def environment() -> Environment:
    """Return the templates of the room: every text is escaped, a missing one is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["simple_name"] = simple_name
    return made
