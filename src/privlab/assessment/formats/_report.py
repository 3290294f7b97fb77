"""The report: a first page, then every number of the EDPB outline, filled or said to be open.

The first page holds what a reader must know without asking, worst first. Nothing there is green:
what was not looked at is listed, and silence is said not to be proof.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from privlab._documents import (
    Heading,
    Note,
    Points,
    Tally,
    article_text,
    not_assessed_points,
)
from privlab.assessment._saying import note, paragraph, say
from privlab.assessment.measured._results import key_figures
from privlab.assessment.points._placing import finding_groups, point_of_finding
from privlab.assessment.points._plan import ITEMS, OUTLINE
from privlab.language import N_, Message, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._documents import Block
    from privlab.assessment._content import Content, Contents
    from privlab.assessment._dossier import Dossier
    from privlab.assessment.points._plan import Item

__all__ = ["item_title", "sections", "trust_sheet"]


def trust_sheet(dossier: Dossier, contents: Contents) -> Iterator[Block]:
    """Yield the blocks of the first page."""
    groups = finding_groups(
        dossier,
        dossier.findings,
        place=lambda finding: point_of_finding(dossier, finding).edpb,
    )
    unknown = [c for c in contents.points.values() if c.state == "unknown"]
    all_points = [c for c in contents.points.values() if c.point.fill]
    points = counted(
        "{n} point of {all} not assessed",
        "{n} points of {all} not assessed",
        len(unknown),
        all=len(all_points),
    )
    yield Tally(
        (
            *((group.severity, group.title) for group in groups),
            ("not_assessed", say(dossier, points)),
        )
    )
    yield paragraph(dossier, _opening(dossier))
    if groups and dossier.policy is not None and dossier.purpose is not None:
        yield Note(_of_the_whole(dossier))
    yield from groups
    figures = key_figures(dossier)
    if figures is not None:
        yield figures
    yield from _unchecked(dossier, contents)
    yield paragraph(
        dossier,
        N_(
            "Left to people: severity, the balance of interests, the opinion of the data "
            "protection officer, the views of the people concerned, the decision."
        ),
    )


def _of_the_whole(dossier: Dossier) -> str:
    said = {"purpose": dossier.purpose}
    return say(
        dossier,
        Message(
            "Findings of the whole policy; the figures below are of the purpose {purpose}.", said
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


def _unchecked(dossier: Dossier, contents: Contents) -> Iterator[Block]:
    """Yield what nobody looked at: figures without a value, points without anything."""
    figures = not_assessed_points((*dossier.results, *dossier.released), dossier.language)
    if figures is not None:
        yield figures
    lines = []
    for section in OUTLINE:
        own = [contents.points[point.key] for item in section.items for point in item.points]
        titles = dict.fromkeys(
            f"{content.point.edpb} {say(dossier, content.point.title)}"
            for content in own
            if content.state == "unknown"
        )
        if titles:
            lines.append(" · ".join(titles))
    if lines:
        yield Points(
            say(dossier, N_("Points of the assessment on which nothing is known")),
            tuple(lines),
        )


MARKS = {"known": "", "unknown": N_("point not assessed"), "human": N_("judged by people")}


def sections(dossier: Dossier, contents: Contents) -> Iterator[Block]:
    """Yield the blocks of the whole outline."""
    for section in OUTLINE:
        title = f"{section.number} {say(dossier, section.title)}"
        yield Heading(title, 2, f"section-{section.number}")
        said = {"article": article_text(section.article, dossier.language)}
        yield note(dossier, Message("Asked for by {article}.", said))
        for item in section.items:
            # a chapter of one item has its number already
            alone = item.number == section.number
            yield from _item(dossier, item, contents, numbered=not alone)


def item_title(dossier: Dossier, item: Item) -> str:
    """Return a number of the outline with its title."""
    return f"{item.number} {say(dossier, item.title)}"


def _item(dossier: Dossier, item: Item, contents: Contents, *, numbered: bool) -> Iterator[Block]:
    found = [contents.points[point.key] for point in item.points]
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
        named = " · ".join(item_title(dossier, ITEMS[number]) for number in point.see)
        yield paragraph(dossier, Message("See also {items}.", {"items": named}))
    if point.limit:
        yield note(dossier, point.limit)


def _mark(dossier: Dossier, found: list[Content]) -> str:
    states = {content.state for content in found}
    if "known" in states:
        return ""
    mark = MARKS["unknown" if "unknown" in states else "human"]
    return say(dossier, mark)
