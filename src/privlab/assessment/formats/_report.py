"""The report: a first page, then every number of the EDPB outline, filled or said to be open.

The first page holds what a reader must know without asking, worst first. Nothing there is green:
what was not looked at is listed, and silence is said not to be proof.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from privlab._documents import Heading, Note, Points, Tally
from privlab.assessment._saying import note, paragraph
from privlab.assessment.points._plan import ITEMS, OUTLINE
from privlab.language import N_, Joined, Message, counted
from privlab.results import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._documents import Block
    from privlab.assessment._content import Content, Contents
    from privlab.assessment._dossier import Dossier
    from privlab.assessment.points._plan import Item, Section
    from privlab.language import Text

__all__ = ["sections", "trust_sheet"]


def trust_sheet(dossier: Dossier, contents: Contents) -> Iterator[Block]:
    """Yield the blocks of the first page."""
    groups = contents.findings
    points = [content for content in contents.points.values() if content.point.fill]
    unknown = counted(
        "{n} point of {all} not assessed",
        "{n} points of {all} not assessed",
        sum(content.state == "unknown" for content in points),
        all=len(points),
    )
    counts = ((group.severity, group.title) for group in groups)
    yield Tally((*counts, ("not_assessed", unknown)))
    yield paragraph(_opening(dossier))
    if groups and dossier.policy is not None and dossier.purpose is not None:
        yield Note(
            Message(
                "Findings of the whole policy; the figures below are of the purpose {purpose}.",
                {"purpose": dossier.purpose},
            )
        )
    yield from groups
    if contents.figures is not None:
        yield contents.figures
    yield from _unchecked(contents)
    yield paragraph(
        N_(
            "Left to people: severity, the balance of interests, the opinion of the data "
            "protection officer, the views of the people concerned, the decision."
        ),
    )


def _opening(dossier: Dossier) -> str:
    if not dossier.findings and not dossier.rules:
        return N_("No finding was handed to this report: no duty counts as assessed.")
    if not dossier.findings:
        return N_("The duties that were judged gave no finding; the others count as not assessed.")
    return N_(
        "What is not listed here is not thereby shown to be in order: only what was looked at can "
        "be found."
    )


def _unchecked(contents: Contents) -> Iterator[Block]:
    """Yield what nobody looked at: figures without a value, points without anything."""
    if contents.unmeasured is not None:
        yield contents.unmeasured
    lines = []
    for section in OUTLINE:
        own = [contents.points[point.key] for item in section.items for point in item.points]
        open_ = (content.point for content in own if content.state == "unknown")
        titles = dict.fromkeys((point.edpb, point.title) for point in open_)
        if titles:
            named = (Joined((number, Message(title)), " ") for number, title in titles)
            lines.append(Joined(tuple(named), " · "))
    if lines:
        title = Message("Points of the assessment on which nothing is known")
        yield Points(title, tuple(lines))


def sections(contents: Contents) -> Iterator[Block]:
    """Yield the blocks of the whole outline."""
    for section in OUTLINE:
        yield Heading(_numbered(section), 2, f"section-{section.number}")
        said = {"article": Article(section.article)}
        yield note(Message("Asked for by {article}.", said))
        for item in section.items:
            # a chapter of one item has its number already
            alone = item.number == section.number
            yield from _item(item, contents, Message(item.title) if alone else _numbered(item))


def _numbered(placed: Item | Section) -> Joined:
    return Joined((placed.number, Message(placed.title)), " ")


def _item(item: Item, contents: Contents, title: Text) -> Iterator[Block]:
    found = [contents.points[point.key] for point in item.points]
    yield Heading(title, 3, item.number, _mark(found))
    several = len(found) > 1
    for content in found:
        if several:
            yield Heading(Message(content.point.title), 4)
        for block in content.blocks:
            if isinstance(block, Heading) and not several:
                yield dataclasses.replace(block, level=4)
            else:
                yield block
        yield from _after(content)


def _after(content: Content) -> Iterator[Block]:
    point = content.point
    if content.state != "known":
        return
    if point.see:
        named = Joined(tuple(_numbered(ITEMS[number]) for number in point.see), " · ")
        yield paragraph(Message("See also {items}.", {"items": named}))
    if point.limit:
        yield note(point.limit)


def _mark(found: list[Content]) -> str | Message:
    states = {content.state for content in found}
    if "known" in states:
        return ""
    if "unknown" in states:
        return Message("point not assessed")
    return Message("judged by people")
