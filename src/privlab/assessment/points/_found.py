"""Findings as blocks: one by one, or gathered when a point has many of a severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment._saying import say
from privlab.assessment.points._placing import ranked
from privlab.documents import FindingGroup, FindingLine, article_text, finding_block
from privlab.language import NN_, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from privlab.assessment._dossier import Dossier
    from privlab.documents import Block
    from privlab.results import Finding

__all__ = ["finding_blocks", "finding_groups"]

COUNTED: Mapping[str, tuple[str, str]] = {
    "breach": NN_("{n} breach", "{n} breaches"),
    "warning": NN_("{n} warning", "{n} warnings"),
    "note": NN_("{n} note", "{n} notes"),
    "not_assessed": NN_("{n} duty not assessed", "{n} duties not assessed"),
}
MOST_ONE_BY_ONE = 2


def finding_blocks(dossier: Dossier, findings: Iterable[Finding]) -> Iterator[Block]:
    """Yield the findings of a point, worst first."""
    findings = tuple(findings)
    for group in finding_groups(dossier, findings):
        if len(group.items) > MOST_ONE_BY_ONE:
            yield group
        else:
            for finding in findings:
                if finding.severity == group.severity:
                    yield finding_block(finding, dossier.language)


def finding_groups(
    dossier: Dossier, findings: Iterable[Finding], *, place: Callable[[Finding], str] = lambda _: ""
) -> list[FindingGroup]:
    """Return the findings gathered by severity, worst first, each severity counted.

    `place` gives the number of the outline to which a finding leads; none by default.
    """
    groups = []
    for severity, (one, more) in COUNTED.items():
        own = [finding for finding in ranked(findings) if finding.severity == severity]
        if own:
            title = say(dossier, Message(one, {"n": len(own)}, more))
            lines = tuple(_line(dossier, finding, place(finding)) for finding in own)
            groups.append(FindingGroup(severity, title, lines))
    return groups


def _line(dossier: Dossier, finding: Finding, number: str) -> FindingLine:
    return FindingLine(
        text=finding.text(dossier.language),
        article=article_text(finding.article, dossier.language),
        place=f"§ {number}" if number else "",
        anchor=number,
    )
