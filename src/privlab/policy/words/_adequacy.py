"""The countries that the European Commission found to protect data adequately (GDPR 45).

A dated list: decisions are adopted, limited in time, renewed and struck down. Whoever prints a
judgement that rests on it prints `ADEQUACY_DATE` beside it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from privlab._files import rows_of
from privlab.errors import ParameterError, did_you_mean
from privlab.policy.words._countries import COUNTRIES, INSIDE

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ADEQUACY", "ADEQUACY_DATE", "Adequacy", "adequate", "check_country"]


@dataclass(frozen=True)
class Adequacy:
    """A decision of the Commission on one country or organisation.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-2, or EPO.
    name : str
        English name, translated when shown.
    act : str
        Number of the decision.
    adopted : date
    scope : str
        "full", or "partial": only recipients that meet `condition`.
    valid_until : date or None
        Last day, for decisions that end by themselves.
    condition : str or None
        English text, translated when shown.
    """

    code: str
    name: str
    act: str
    adopted: dt.date
    scope: Literal["full", "partial"] = "full"
    valid_until: dt.date | None = None
    condition: str | None = None

    def in_force(self, on: dt.date) -> bool:
        """Return whether the decision holds on a day."""
        return self.adopted <= on and (self.valid_until is None or on <= self.valid_until)


def _decision(row: Mapping[str, str]) -> Adequacy:
    return Adequacy(
        code=row["code"],
        name=row["name_en"],
        act=row["act"],
        adopted=dt.date.fromisoformat(row["adopted"]),
        scope="full" if row["scope"] == "full" else "partial",
        valid_until=dt.date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        condition=row["condition_en"] or None,
    )


ADEQUACY_DATE = dt.date(2026, 2, 20)  # of the list in adequacy.csv
ADEQUACY: Mapping[str, Adequacy] = {
    row["code"]: _decision(row) for row in rows_of(__package__, "adequacy.csv")
}


def check_country(country: str) -> str:
    """Return the code, or raise ParameterError."""
    if country not in COUNTRIES:
        message = (
            f"country='{country}' is not a code of ISO 3166 (two capitals, as FR). "
            f"{did_you_mean(str(country).upper(), COUNTRIES)}"
        )
        raise ParameterError(message)
    return country


def adequate(country: str, on: dt.date, *, partial_scheme_confirmed: bool = False) -> bool:
    """Return whether data may go to a country on a day without any other safeguard.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2 code.
    on : date
        Day of judgement.
    partial_scheme_confirmed : bool
        Whether the recipient was found to meet the condition of a partial decision.

    Returns
    -------
    bool
        True where the rules of the GDPR apply, or where a decision of adequacy is in force.

    Raises
    ------
    ParameterError
        When the code is not one of a country.

    Examples
    --------
    >>> import datetime as dt
    >>> adequate("BR", dt.date(2026, 2, 1)), adequate("BR", dt.date(2025, 2, 1))
    (True, False)
    """
    if check_country(country) in INSIDE:
        return True
    decision = ADEQUACY.get(country)
    if decision is None or not decision.in_force(on):
        return False
    return decision.scope == "full" or partial_scheme_confirmed
