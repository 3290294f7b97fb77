"""What a check of anonymity finds broken: people in classes smaller than the policy accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import counted
from privlab.results import Finding

if TYPE_CHECKING:
    from privlab.anonymity._check import AnonymityCheck

__all__ = ["K_RULE", "k_findings"]

K_RULE = "k_below_threshold"
ARTICLE = "GDPR Art. 25(1), WP216"


def k_findings(check: AnonymityCheck) -> tuple[Finding, ...]:
    """Return the finding of people in classes smaller than the k of the policy, if any.

    Parameters
    ----------
    check : AnonymityCheck
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
    >>> k_findings(privlab.check_anonymity(data))
    ()
    """
    if check.data.opened is None:
        return ()
    fewest = check.data.fewest_shown
    n = check.k_violations(fewest)
    if not n:
        return ()
    columns = ", ".join(check.quasi_identifiers)
    if check.data.unit == "people":
        said = counted(
            "{n} person is in a class of fewer than {k}, the smallest that the policy accepts, by "
            "{columns}.",
            "{n} people are in classes of fewer than {k}, the smallest that the policy accepts, by "
            "{columns}.",
            n,
            k=fewest,
            columns=columns,
        )
    else:
        said = counted(
            "{n} record is in a class of fewer than {k}, the smallest that the policy accepts, by "
            "{columns}.",
            "{n} records are in classes of fewer than {k}, the smallest that the policy accepts, "
            "by {columns}.",
            n,
            k=fewest,
            columns=columns,
        )
    details = {
        "data_version": check.data.version,
        "columns": list(check.quasi_identifiers),
        "threshold": fewest,
        "unit": check.data.unit,
        "n_classes": check.classes_below(fewest),
    }
    return (Finding(K_RULE, ARTICLE, "warning", said, n, details),)
