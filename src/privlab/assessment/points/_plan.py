"""What answers what: the points of the assessment, and where each result and finding stands.

One structure for every format: the report and the CNIL file read the same points, so that no
figure differs between them.
"""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

from privlab.assessment.points._described import DESCRIBED
from privlab.assessment.points._duties import DUTIES
from privlab.assessment.points._risks import RISKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.assessment.points._point import Point

__all__ = [
    "OF_RULE_POINT",
    "POINTS",
    "known_rule",
    "point_of_measure",
    "point_of_rule",
    "points_at",
    "questions_of",
]

POINTS: Mapping[str, Point] = {point.key: point for point in (*DESCRIBED, *DUTIES, *RISKS)}
# results and findings that no point names
REST = "principles"

OF_RULE_POINT: Mapping[str, str] = {
    rule: point.key for point in POINTS.values() for rule in point.rules
}
OF_ARTICLE: Mapping[str, str] = {
    article: point.key for point in POINTS.values() for article in point.articles
}
# findings that answer another question of the CNIL file than the rest of their point
ASKED: Mapping[str, tuple[int, ...]] = {
    "forbidden_column": (121,),
    "undocumented_score": (211,),
}
CITED = re.compile(r"\bGDPR\b.*?\b(?:Art\. ?)?(\d+)((?:\(\w+\))*)")


def points_at(number: str) -> tuple[Point, ...]:
    """Return the points that stand under a number of the outline."""
    return tuple(point for point in POINTS.values() if point.edpb == number)


def point_of_measure(measure: str) -> Point:
    """Return the point where the results of a call stand.

    Examples
    --------
    >>> point_of_measure("score_risk").edpb, point_of_measure("release_sum").edpb
    ('4.1.a', '4.2.a')
    """
    for point in POINTS.values():
        if any(fnmatch.fnmatchcase(measure, name) for name in point.measures):
            return point
    return POINTS[REST]


def known_rule(rule: str) -> bool:
    """Say whether a point names the rule."""
    return rule in OF_RULE_POINT


def point_of_rule(rule: str, article: str) -> Point:
    """Return the point where the findings of a rule stand: the nearest by article if no point does.

    Examples
    --------
    >>> point_of_rule("retention_overdue", "").edpb
    '2.2.a'
    >>> point_of_rule("a_rule_to_come", "GDPR Art. 33(1)").key
    'illegitimate_access'
    """
    if rule in OF_RULE_POINT:
        return POINTS[OF_RULE_POINT[rule]]
    for number, letters in CITED.findall(article):
        cited = f"{number}{letters}"
        while cited:
            if cited in OF_ARTICLE:
                return POINTS[OF_ARTICLE[cited]]
            cited = cited[: cited.rindex("(")] if "(" in cited else ""
    return POINTS[REST]


def questions_of(rule: str, point: Point) -> tuple[int, ...]:
    """Return the questions of the CNIL file that the findings of a rule answer."""
    return ASKED.get(rule, point.cnil or POINTS[REST].cnil)
