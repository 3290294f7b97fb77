"""The body of the report: every number of the EDPB outline, filled or said to be open."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from privlab.assessment.points._outline import OUTLINE
from privlab.assessment.points._plan import points_at
from privlab.documents import Heading, Note, Paragraph, article_text
from privlab.language import N_, Message, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.assessment._content import Content, Contents
    from privlab.assessment.points._outline import Item
    from privlab.documents import Block

__all__ = ["MARKS", "item_title", "sections"]

MARKS = {"known": "", "unknown": N_("point not assessed"), "human": N_("judged by people")}


def sections(contents: Contents, language: str) -> Iterator[Block]:
    """Yield the blocks of the whole outline."""
    for section in OUTLINE:
        title = f"{section.number} {translate(section.title, language)}"
        yield Heading(title, 2, f"section-{section.number}")
        said = {"article": article_text(section.article, language)}
        yield Note(Message("Asked for by {article}.", said).text(language))
        for item in section.items:
            # a chapter of one item has its number already
            alone = item.number == section.number
            yield from _item(item, contents, language, numbered=not alone)


def item_title(item: Item, language: str) -> str:
    """Return a number of the outline with its title."""
    return f"{item.number} {translate(item.title, language)}"


def _item(item: Item, contents: Contents, language: str, *, numbered: bool) -> Iterator[Block]:
    found = [contents.points[point.key] for point in points_at(item.number)]
    title = item_title(item, language) if numbered else translate(item.title, language)
    yield Heading(title, 3, item.number, _mark(found, language))
    several = len(found) > 1
    for content in found:
        if several:
            yield Heading(translate(content.point.title, language), 4)
        for block in content.blocks:
            if isinstance(block, Heading) and not several:
                yield dataclasses.replace(block, level=4)
            else:
                yield block
        yield from _after(content, language)


def _after(content: Content, language: str) -> Iterator[Block]:
    point = content.point
    if content.state != "known":
        return
    if point.see:
        titles = {item.number: item for section in OUTLINE for item in section.items}
        named = " · ".join(item_title(titles[number], language) for number in point.see)
        yield Paragraph(Message("See also {items}.", {"items": named}).text(language))
    if point.limit:
        yield Note(translate(point.limit, language))


def _mark(found: list[Content], language: str) -> str:
    states = {content.state for content in found}
    if "known" in states:
        return ""
    mark = MARKS["unknown" if "unknown" in states else "human"]
    return translate(mark, language)
