"""What answers what: the points of the assessment, in the order of the report.

One structure for every format: the report and the CNIL file read the same points, so that no
figure differs between them. The order and the numbers are those of the EDPB template for impact
assessments (version 1.0, adopted on 10 March 2026 for consultation); titles are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.assessment.points._point import POINTS
from privlab.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.assessment.points._point import Point

__all__ = [
    "ITEMS",
    "OF_ARTICLE",
    "OF_PART",
    "OF_RULE",
    "OUTLINE",
    "POINTS",
    "REST",
    "Item",
    "Section",
]

# results and findings that no point names
REST = "principles"

OF_RULE: Mapping[str, str] = {rule: point.key for point in POINTS.values() for rule in point.rules}
OF_ARTICLE: Mapping[str, str] = {
    article: point.key for point in POINTS.values() for article in point.articles
}
OF_PART: Mapping[str, str] = {part: point.key for point in POINTS.values() for part in point.parts}

CHAPTERS = (
    (N_("Overview of the processing"), "GDPR Art. 35(1)"),
    (N_("Systematic description"), "GDPR Art. 35(7)(a)"),
    (N_("Analysis"), "GDPR Art. 35(7)(b)"),
    (N_("Necessity and proportionality"), "GDPR Art. 35(7)(b)"),
    (N_("Risks and how they are treated"), "GDPR Art. 35(7)(c), Art. 35(7)(d)"),
    (N_("Interested parties"), "GDPR Art. 35(2), Art. 35(9)"),
    (N_("Conclusion"), "GDPR Art. 36"),
)
# numbers that hold several points; the others are called as their one point
SHARED: Mapping[str, str] = {
    "2.2.a": N_("Minimisation and retention"),
    "2.3.b": N_("Measures: rights of people"),
    "2.3.c": N_("Measures: consent, processors, transfers"),
    "4.1.a": N_("Feared events"),
    "4.1.c": N_("Inherent risk"),
}


@dataclass(frozen=True)
class Item:
    """A numbered place of the report, and the points that stand there."""

    number: str
    title: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Section:
    """A chapter of the report; `article` is the text that asks for it."""

    number: str
    title: str
    article: str
    items: tuple[Item, ...]


def _item(number: str) -> Item:
    own = tuple(point for point in POINTS.values() if point.edpb == number)
    return Item(number, SHARED.get(number, own[0].title), own)


ITEMS: Mapping[str, Item] = {point.edpb: _item(point.edpb) for point in POINTS.values()}
OUTLINE = tuple(
    Section(
        number,
        title,
        article,
        tuple(item for item in ITEMS.values() if item.number.split(".")[0] == number),
    )
    for number, (title, article) in zip(map(str, range(len(CHAPTERS))), CHAPTERS, strict=True)
)
