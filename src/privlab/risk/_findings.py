"""What a score of risk says to readers: who is alone, and who is above the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import N_, Message, Share, counted
from privlab.results import Finding, Threshold
from privlab.risk._attackers import prosecutor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlab.classes import ClassSizes
    from privlab.tables import Dataset

__all__ = ["RISK_RULE", "found_above_risk", "unique_sentence"]

RISK_RULE = Threshold(
    "reidentification_above_threshold",
    N_("Risk of re-identification, against the policy"),
    "max_reidentification",
)
ARTICLE = "GDPR Art. 32(1), WP216"


def unique_sentence(n: int, unit: str) -> Message:
    """Return how many are alone with their values."""
    if n == 0:
        return Message("Nobody is alone with these values.")
    if unit == "people":
        return counted(
            "{n} person is alone with these values.", "{n} people are alone with these values.", n
        )
    return counted(
        "{n} record is alone with these values.", "{n} records are alone with these values.", n
    )


def found_above_risk(
    data: Dataset, quasi_identifiers: Sequence[str], sizes: ClassSizes
) -> tuple[Finding, ...]:
    """Return the finding of people above the highest risk that the policy accepts, if any.

    References
    ----------
    Article 29 Working Party, Opinion 05/2014 on anonymisation techniques (WP216): singling out.
    """
    opened = data.opened
    if opened is None:
        return ()
    highest = opened.max_reidentification
    n = round(prosecutor(sizes.sizes, sizes.units, highest).at_risk * sizes.n_units)
    if not n:
        return ()
    columns = ", ".join(quasi_identifiers)
    if data.unit == "people":
        said = counted(
            "{n} person would be recognised by {columns} with a probability above the {risk} that "
            "the policy accepts.",
            "{n} people would be recognised by {columns} with a probability above the {risk} that "
            "the policy accepts.",
            n,
            risk=Share(highest),
            columns=columns,
        )
    else:
        said = counted(
            "{n} record would be recognised by {columns} with a probability above the {risk} that "
            "the policy accepts.",
            "{n} records would be recognised by {columns} with a probability above the {risk} that "
            "the policy accepts.",
            n,
            risk=Share(highest),
            columns=columns,
        )
    details = {
        "data_version": data.version,
        "columns": list(quasi_identifiers),
        "threshold": highest,
        "unit": data.unit,
    }
    return (Finding(RISK_RULE.rule, ARTICLE, "warning", said, n, details),)
