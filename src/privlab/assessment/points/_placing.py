"""Which results and findings of an assessment stand at which point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment.points._plan import OF_RULE_POINT, point_of_measure, point_of_rule
from privlab.inventory import Inventory
from privlab.results import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlab.assessment._dossier import Dossier
    from privlab.assessment.points._point import Point
    from privlab.results import Figure, Finding, Result

__all__ = ["figures_of", "findings_at", "inventories", "kept_rules", "ranked", "results_at"]


def results_at(dossier: Dossier, point: Point) -> tuple[Result, ...]:
    """Return the results of the data as held that stand at a point."""
    return tuple(
        result
        for result in dossier.results
        if point_of_measure(result.provenance.measure).key == point.key
    )


def findings_at(dossier: Dossier, point: Point) -> tuple[Finding, ...]:
    """Return the findings that stand at a point, worst first."""
    return tuple(
        finding
        for finding in ranked(dossier.findings)
        if point_of_rule(finding.rule, finding.article).key == point.key
    )


def kept_rules(dossier: Dossier, point: Point) -> tuple[str, ...]:
    """Return the rules of a point that were judged and found nothing."""
    spoke = {finding.rule for finding in dossier.findings}
    return tuple(
        rule for rule in dossier.rules if rule not in spoke and OF_RULE_POINT.get(rule) == point.key
    )


def inventories(dossier: Dossier) -> tuple[Inventory, ...]:
    """Return the inventories of the data as held."""
    return tuple(result for result in dossier.results if isinstance(result, Inventory))


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings worst first, each severity in the order in which it was found."""
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    return tuple(sorted(findings, key=lambda finding: order[finding.severity]))


def figures_of(dossier: Dossier) -> Iterator[tuple[str, Figure]]:
    """Yield every figure with a name of its own: before or after, measure, turn, key."""
    for when, results in (("held", dossier.results), ("released", dossier.released)):
        turns: dict[str, int] = {}
        for result in results:
            measure = result.provenance.measure
            turns[measure] = turns.get(measure, 0) + 1
            turn = "" if turns[measure] == 1 else f"[{turns[measure]}]"
            for figure in result.figures:
                of_column = f"[{figure.column}]" if figure.column else ""
                yield f"{when}.{measure}{turn}.{figure.key}{of_column}", figure
