"""How sensitive each kind of personal data is: in law, and as people see it, each with its source.

The two disagree: people rank bank details above religion and the law does the reverse. Both are
kept, and the higher one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._files import rows_of
from privlab.errors import ParameterError
from privlab.policy import SENSITIVITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab.policy import Field

__all__ = ["SENSITIVITY_LEVELS", "SensitivityLevel", "sensitivity_levels"]


@dataclass(frozen=True)
class SensitivityLevel:
    """How sensitive a column is, in law and as people see it.

    Parameters
    ----------
    law : float
        0.25 ordinary, 0.5 private life, 0.75 highly personal, 1 special category.
    perceived : float or None
        The same four levels; None where no survey is known.
    law_source, perceived_source : str
    share : float or None
        Share of the people asked who would rather not give it, when a survey gives one.

    Examples
    --------
    >>> level = SENSITIVITY_LEVELS["bank_details"]
    >>> level.law, level.perceived, level.used
    (0.75, 1.0, 1.0)
    """

    law: float
    perceived: float | None = None
    law_source: str = ""
    perceived_source: str = ""
    share: float | None = None

    def __post_init__(self) -> None:
        allowed = (*SENSITIVITIES, None)
        if self.law not in SENSITIVITIES or self.perceived not in allowed:
            message = (
                "law and perceived are levels of sensitivity. Allowed: 0.25 ordinary, 0.5 private "
                "life, 0.75 highly personal, 1 special category; perceived may be None."
            )
            raise ParameterError(message)

    @property
    def used(self) -> float:
        """The level that counts: the higher one."""
        return self.law if self.perceived is None else max(self.law, self.perceived)


def _maybe(number: str) -> float | None:
    return float(number) if number else None


_ROWS = rows_of("privlab.intrusiveness", "sensitivity_levels.csv")
SENSITIVITY_LEVELS: Mapping[str, SensitivityLevel] = {
    row["kind"]: SensitivityLevel(
        law=float(row["law"]),
        perceived=_maybe(row["perceived"]),
        law_source=row["law_source"],
        perceived_source=row["perceived_source"],
        share=_maybe(row["share"]),
    )
    for row in _ROWS
}
_KIND_OF = {term: row["kind"] for row in _ROWS for term in row["categories"].split()}
_KIND_OF_SPECIAL = {special: row["kind"] for row in _ROWS for special in row["special"].split()}


def sensitivity_levels(fields: Iterable[Field]) -> dict[str, SensitivityLevel]:
    """Return the level of each column of a policy that has one, in law and as people see it.

    Parameters
    ----------
    fields : iterable of Field
        For instance `policy.resources["clients"].fields.values()`. What the policy says of the
        sensitivity of a column replaces the level in law, with the line that says it; what it
        says of how people see it (`perceived`) replaces the published one.

    Returns
    -------
    dict of column to SensitivityLevel
        As `measure_intrusiveness(..., sensitivity=...)` takes it. Columns without a life
        dimension are left out.

    Examples
    --------
    >>> from privlab.policy import Policy
    >>> policy = Policy.parse(
    ...     '''
    ... name: shop
    ... privacy: {purposes: {pay: {dpv: PaymentManagement, legal_basis: eu-gdpr:A6-1-b}}}
    ... resources:
    ... - name: clients
    ...   path: clients.csv
    ...   schema:
    ...     fields:
    ...     - {name: salary, privacy: {role: sensitive, dimension: income}}
    ... ''',
    ...     "datapackage.yaml",
    ... )
    >>> sensitivity_levels(policy.resources["clients"].fields.values())["salary"].used
    0.75
    """
    found = {}
    for column in fields:
        if column.dimension is None or column.sensitivity is None:
            continue
        known = SENSITIVITY_LEVELS.get(_kind(column.special, column.category))
        if column.privacy.says("sensitivity"):
            law, source = column.sensitivity, f"policy, line {column.line}"
        elif known is None:
            law, source = column.sensitivity, f"life dimension: {column.dimension}"
        else:
            law, source = known.law, known.law_source
        told = column.perceived
        seen: tuple[float | None, str, float | None] = (None, "", None)
        if told is not None:
            seen = (told.level, f"{told.source} (policy, line {told.line})", told.share)
        elif known is not None:
            seen = (known.perceived, known.perceived_source, known.share)
        found[column.name] = SensitivityLevel(law, seen[0], source, seen[1], seen[2])
    return found


def _kind(special: str | None, category: str | None) -> str:
    if special is not None:
        return _KIND_OF_SPECIAL[special]
    return _KIND_OF.get(category or "", "")
