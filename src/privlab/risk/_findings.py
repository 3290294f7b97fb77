"""What a score of risk finds broken: people above the risk that the policy accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import Share, counted
from privlab.results import Finding
from privlab.risk._attackers import prosecutor

if TYPE_CHECKING:
    from privlab.risk._score import RiskScore

__all__ = ["RISK_RULE", "risk_findings"]

RISK_RULE = "reidentification_above_threshold"
ARTICLE = "GDPR Art. 32(1), WP216"


def risk_findings(score: RiskScore) -> tuple[Finding, ...]:
    """Return the finding of people above the highest risk that the policy accepts, if any.

    The attacker is the one who knows that the person is in the table, and a missing value is a
    category of its own, whatever the score was asked: no other reading of a class proves less.

    Parameters
    ----------
    score : RiskScore
        Its own threshold is not looked at: the policy's is.

    Returns
    -------
    tuple of Finding
        At most one, a warning; none for a table that was not opened through a policy.

    References
    ----------
    Article 29 Working Party, Opinion 05/2014 on anonymisation techniques (WP216): singling out.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> data = privlab.dataset(pd.DataFrame({"sex": list("FFM")}), quasi_identifiers=["sex"])
    >>> risk_findings(privlab.score_risk(data))
    ()
    """
    opened = score.data.opened
    if opened is None:
        return ()
    highest = opened.max_reidentification
    sizes = score.sizes
    n = round(prosecutor(sizes.sizes, sizes.units, highest).at_risk * sizes.n_units)
    if not n:
        return ()
    columns = ", ".join(score.quasi_identifiers)
    if score.data.unit == "people":
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
        "data_version": score.data.version,
        "columns": list(score.quasi_identifiers),
        "threshold": highest,
        "unit": score.data.unit,
    }
    return (Finding(RISK_RULE, ARTICLE, "warning", said, n, details),)
