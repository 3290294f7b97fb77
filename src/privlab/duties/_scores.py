"""The duty to explain: every score that people are given has its documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._traces import bare_scores
from privlab.errors import listed
from privlab.language import Message, counted
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._gate import Held
    from privlab.duties._rule import Rule
    from privlab.results import Finding

__all__ = ["undocumented_scores"]


def undocumented_scores(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the scores that were given to people without a documentation."""
    bare = bare_scores(company)
    if bare is None:
        yield rule.finding(
            "not_assessed",
            Message("The policy does not say where scores and their documentation are recorded."),
        )
        return
    by_score = bare.group_by("score").aggregate(people=bare["who"].nunique())
    found = fetch(by_score.order_by("score"), company.connection).to_pylist()
    if not found:
        return
    # a name that few people carry could say something of them
    k = company.policy.thresholds.k
    names = [str(row["score"]) for row in found if row["people"] >= k]
    rare = len(found) - len(names)
    if rare:
        names.append(f"(+{rare})")
    yield rule.finding(
        "breach",
        counted(
            "{n} score is given to people without documentation: {scores}.",
            "{n} scores are given to people without documentation: {scores}.",
            len(found),
            scores=listed(names),
        ),
        len(found),
        {"scores": names},
    )
