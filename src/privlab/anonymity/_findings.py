"""What a check of anonymity says to readers: its worst class, and what is below the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import N_, Message, counted
from privlab.results import Columns, Finding, Threshold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlab.classes import ClassSizes
    from privlab.tables import Dataset

__all__ = ["K_RULE", "found_below_k", "k_sentence"]

K_RULE = Threshold("k_below_threshold", N_("Size of the classes, against the policy"), "k")
ARTICLE = "GDPR Art. 25(1), WP216"


def k_sentence(k: int, columns: tuple[str, ...]) -> Message:
    """Return what the size of the smallest class means.

    Examples
    --------
    >>> k_sentence(3, ("sex", "town")).text("en")
    'By sex, town, everyone looks like at least 2 others.'
    """
    if k == 1:
        return Message(
            "At least one is alone with these values: whoever knows {columns} recognises that one.",
            {"columns": Columns(columns)},
        )
    return counted(
        "By {columns}, everyone looks like at least {n} other.",
        "By {columns}, everyone looks like at least {n} others.",
        k - 1,
        columns=Columns(columns),
    )


def found_below_k(
    data: Dataset, quasi_identifiers: Sequence[str], sizes: ClassSizes
) -> tuple[Finding, ...]:
    """Return the finding of people in classes smaller than the k of the policy, if any.

    References
    ----------
    Article 29 Working Party, Opinion 05/2014 on anonymisation techniques (WP216): singling out.
    """
    if data.opened is None:
        return ()
    fewest = data.fewest_shown
    n = sizes.units_below(fewest)
    if not n:
        return ()
    columns = ", ".join(quasi_identifiers)
    if data.unit == "people":
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
        "data_version": data.version,
        "columns": list(quasi_identifiers),
        "threshold": fewest,
        "unit": data.unit,
        "n_classes": sizes.classes_below(fewest),
    }
    return (Finding(K_RULE.rule, ARTICLE, "warning", said, n, details),)
