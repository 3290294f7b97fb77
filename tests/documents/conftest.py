"""A document with every kind of block, and a reader of the page made from it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from privlab import _display as display
from privlab._documents import (
    Blank,
    Block,
    Code,
    Document,
    Facts,
    FindingBlock,
    FindingGroup,
    FindingLine,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Picture,
    Points,
    Table,
    Tally,
    Unknown,
)

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """Tags in order with their attributes and whole texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[int] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        assert self.elements[self._open.pop()][0] == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        for place in self._open:
            self.elements[place][2].append(data)

    def all(self, *tags: str):
        return [(tag, attrs, "".join(text)) for tag, attrs, text in self.elements if tag in tags]

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs, _ in self.elements if name in attrs]

    def texts(self, *tags: str) -> list[str]:
        return [text for _, _, text in self.all(*tags)]


def drawn(text: str) -> str:
    def draw(ax):
        display.share_bars(ax, [text, "age"], [0.4, 0.2])

    return display.draw_svg(draw, title=text, description=text)


def every_block(text: str) -> tuple[Block, ...]:
    """One block of each kind with `text` in each of its fields."""
    return (
        Tally(tuple((word, text) for word in SEVERITY_WORDS)),
        FindingGroup("breach", text, (FindingLine(text, text, text, anchor=text),)),
        KeyFigures((KeyFigure(text, text, text, text, text),)),
        Points(text, (text,)),
        Heading(text, anchor=text, mark=text),
        Paragraph(text),
        Code(text),
        Facts(((text, text),)),
        Table(text, (text, text), ((text, text),), ("left", "right")),
        Heading(text, 3),
        Picture(drawn(text), text, text),
        *(FindingBlock(word, text, text, text) for word in SEVERITY_WORDS),
        Unknown(text, text),
        Blank(text, (text,)),
        Note(text),
    )


SEVERITY_WORDS = ("breach", "warning", "note", "not_assessed")


def whole(text: str, language: str = "en") -> Document:
    return Document(text, text, language, every_block(text), ((text, text),))


@pytest.fixture
def document() -> Document:
    return whole("A plain text")
