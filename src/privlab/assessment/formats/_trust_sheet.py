"""The first page: what a reader must know without asking, worst first.

Nothing here is green: what was not looked at is listed, and silence is said not to be proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment._saying import say
from privlab.assessment.measured._key_figures import key_figures
from privlab.assessment.points._found import finding_groups
from privlab.assessment.points._outline import OUTLINE
from privlab.assessment.points._plan import point_of_rule
from privlab.documents import (
    Note,
    Paragraph,
    Points,
    Tally,
    not_assessed_points,
)
from privlab.language import N_, Message, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.assessment._content import Contents
    from privlab.assessment._dossier import Dossier
    from privlab.documents import Block

__all__ = ["trust_sheet"]


def trust_sheet(dossier: Dossier, contents: Contents) -> Iterator[Block]:
    """Yield the blocks of the first page."""
    groups = finding_groups(
        dossier,
        dossier.findings,
        place=lambda finding: point_of_rule(finding.rule, finding.article).edpb,
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
    yield Paragraph(say(dossier, _opening(dossier)))
    if groups and dossier.policy is not None and dossier.purpose is not None:
        yield Note(_of_the_whole(dossier))
    yield from groups
    figures = key_figures(dossier)
    if figures is not None:
        yield figures
    yield from _unchecked(dossier, contents)
    yield Paragraph(
        say(
            dossier,
            N_(
                "Left to people: severity, the balance of interests, the opinion of the data "
                "protection officer, the views of the people concerned, the decision."
            ),
        )
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
        numbers = {item.number for item in section.items}
        titles = dict.fromkeys(
            f"{content.point.edpb} {say(dossier, content.point.title)}"
            for content in contents.points.values()
            if content.state == "unknown" and content.point.edpb in numbers
        )
        if titles:
            lines.append(" · ".join(titles))
    if lines:
        yield Points(
            say(dossier, N_("Points of the assessment on which nothing is known")),
            tuple(lines),
        )
