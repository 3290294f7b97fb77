"""Where the results and findings of a dossier stand, and findings as blocks, worst first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlab._documents import FindingGroup, FindingLine, finding_block
from privlab.assessment.points._plan import OF_ARTICLE, OF_PART, OF_RULE, POINTS, REST
from privlab.language import NN_, Message
from privlab.results import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.assessment.points._point import Point
    from privlab.results import Figure, Finding, HeldColumn, Result

__all__ = [
    "columns_held",
    "counts_held",
    "finding_blocks",
    "finding_groups",
    "findings_at",
    "kept_rules",
    "point_of_finding",
    "point_of_result",
    "questions_of",
    "ranked",
    "results_at",
    "rules_at",
]

# findings that answer another question of the CNIL file than the rest of their point
ASKED: Mapping[str, tuple[int, ...]] = {
    "forbidden_column": (121,),
    "undocumented_score": (211,),
}
CITED = re.compile(r"\bGDPR\b.*?\b(?:Art\. ?)?(\d+)((?:\(\w+\))*)")
COUNTED: Mapping[str, tuple[str, str]] = {
    "breach": NN_("{n} breach", "{n} breaches"),
    "warning": NN_("{n} warning", "{n} warnings"),
    "note": NN_("{n} note", "{n} notes"),
    "not_assessed": NN_("{n} duty not assessed", "{n} duties not assessed"),
}
MOST_ONE_BY_ONE = 2


def point_of_result(result: Result) -> Point:
    """Return the point where a result stands: as it says, or among the principles."""
    return POINTS.get(OF_PART.get(result.point, result.point), POINTS[REST])


def results_at(dossier: Dossier, key: str) -> tuple[Result, ...]:
    """Return the results of the data as held that stand at a point."""
    return tuple(result for result in dossier.results if point_of_result(result).key == key)


def rules_at(dossier: Dossier) -> Mapping[str, str]:
    """Return the point of each rule: those of duties, and those of the measures at hand."""
    measured = {
        threshold.rule: point_of_result(result).key
        for result in (*dossier.results, *dossier.released)
        for threshold in result.thresholds
    }
    return {**OF_RULE, **measured}


def point_of_finding(dossier: Dossier, finding: Finding) -> Point:
    """Return the point where a finding stands: that of its rule, else the nearest by article."""
    of_rule = rules_at(dossier)
    if finding.rule in of_rule:
        return POINTS[of_rule[finding.rule]]
    for number, letters in CITED.findall(finding.article):
        cited = f"{number}{letters}"
        while cited:
            if cited in OF_ARTICLE:
                return POINTS[OF_ARTICLE[cited]]
            cited = cited[: cited.rindex("(")] if "(" in cited else ""
    return POINTS[REST]


def questions_of(finding: Finding, point: Point) -> tuple[int, ...]:
    """Return the questions of the CNIL file that a finding of a point answers."""
    return ASKED.get(finding.rule, point.cnil or POINTS[REST].cnil)


def findings_at(dossier: Dossier, key: str) -> tuple[Finding, ...]:
    """Return the findings that stand at a point, worst first."""
    return tuple(
        finding
        for finding in ranked(dossier.findings)
        if point_of_finding(dossier, finding).key == key
    )


def kept_rules(dossier: Dossier, key: str) -> tuple[str, ...]:
    """Return the rules of a point that were judged and found nothing."""
    spoke, of_rule = {finding.rule for finding in dossier.findings}, rules_at(dossier)
    return tuple(r for r in dossier.rules if r not in spoke and of_rule.get(r) == key)


def columns_held(dossier: Dossier) -> tuple[HeldColumn, ...]:
    """Return the columns of the tables as held, of which an inventory was taken."""
    return tuple(column for result in dossier.results for column in result.held_columns())


def counts_held(dossier: Dossier, *keys: str) -> tuple[Figure, ...]:
    """Return how many people, rows or columns the inventories of the tables as held count."""
    held = [result for result in dossier.results if result.held_columns()]
    return tuple(figure for result in held for figure in result.figures if figure.key in keys)


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings worst first, each severity in the order in which it was found."""
    order = list(SEVERITIES)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))


def finding_blocks(findings: Iterable[Finding]) -> Iterator[Block]:
    """Yield the findings of a point, worst first."""
    findings = tuple(findings)
    for group in finding_groups(findings):
        if len(group.items) > MOST_ONE_BY_ONE:
            yield group
        else:
            for finding in findings:
                if finding.severity == group.severity:
                    yield finding_block(finding)


def finding_groups(
    findings: Iterable[Finding], *, place: Callable[[Finding], str] = lambda _: ""
) -> tuple[FindingGroup, ...]:
    """Return the findings gathered by severity, worst first, each severity counted.

    `place` gives the number of the outline to which a finding leads; none by default.
    """
    groups = []
    for severity, (one, more) in COUNTED.items():
        own = [finding for finding in ranked(findings) if finding.severity == severity]
        if own:
            lines = tuple(_line(finding, place(finding)) for finding in own)
            groups.append(FindingGroup(severity, Message(one, {"n": len(own)}, more), lines))
    return tuple(groups)


def _line(finding: Finding, number: str) -> FindingLine:
    return FindingLine(
        text=finding,
        article=finding.article_said,
        place=f"§ {number}" if number else "",
        anchor=number,
    )
