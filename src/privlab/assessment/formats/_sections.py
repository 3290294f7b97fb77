"""The body of the report: every number of the EDPB outline, filled or said to be open."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from privlab.assessment._saying import say
from privlab.assessment.points._outline import OUTLINE
from privlab.assessment.points._plan import points_at
from privlab.documents import Heading, Note, Paragraph, article_text
from privlab.language import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.assessment._content import Content, Contents
    from privlab.assessment._dossier import Dossier
    from privlab.assessment.points._outline import Item
    from privlab.documents import Block

__all__ = ["MARKS", "item_title", "sections"]

MARKS = {"known": "", "unknown": N_("point not assessed"), "human": N_("judged by people")}


def sections(dossier: Dossier, contents: Contents) -> Iterator[Block]:
    """Yield the blocks of the whole outline."""
    for section in OUTLINE:
        title = f"{section.number} {say(dossier, section.title)}"
        yield Heading(title, 2, f"section-{section.number}")
        said = {"article": article_text(section.article, dossier.language)}
        yield Note(say(dossier, Message("Asked for by {article}.", said)))
        for item in section.items:
            # a chapter of one item has its number already
            alone = item.number == section.number
            yield from _item(dossier, item, contents, numbered=not alone)


def item_title(dossier: Dossier, item: Item) -> str:
    """Return a number of the outline with its title."""
    return f"{item.number} {say(dossier, item.title)}"


def _item(dossier: Dossier, item: Item, contents: Contents, *, numbered: bool) -> Iterator[Block]:
    found = [contents.points[point.key] for point in points_at(item.number)]
    title = item_title(dossier, item) if numbered else say(dossier, item.title)
    yield Heading(title, 3, item.number, _mark(dossier, found))
    several = len(found) > 1
    for content in found:
        if several:
            yield Heading(say(dossier, content.point.title), 4)
        for block in content.blocks:
            if isinstance(block, Heading) and not several:
                yield dataclasses.replace(block, level=4)
            else:
                yield block
        yield from _after(dossier, content)


def _after(dossier: Dossier, content: Content) -> Iterator[Block]:
    point = content.point
    if content.state != "known":
        return
    if point.see:
        titles = {item.number: item for section in OUTLINE for item in section.items}
        named = " · ".join(item_title(dossier, titles[number]) for number in point.see)
        yield Paragraph(say(dossier, Message("See also {items}.", {"items": named})))
    if point.limit:
        yield Note(say(dossier, point.limit))


def _mark(dossier: Dossier, found: list[Content]) -> str:
    states = {content.state for content in found}
    if "known" in states:
        return ""
    mark = MARKS["unknown" if "unknown" in states else "human"]
    return say(dossier, mark)
