"""The countries that the European Commission found to protect data adequately (GDPR 45).

A dated list: decisions are adopted, limited in time, renewed and struck down. Whoever prints a
judgement that rests on it prints `ADEQUACY_DATE` beside it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from privlab.errors import ParameterError, did_you_mean
from privlab.language import N_
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


def _listed(*decisions: Adequacy) -> Mapping[str, Adequacy]:
    return {decision.code: decision for decision in decisions}


# The list as it stood that day, gathered from published overviews of law firms; numbers and days
# of the acts are to be checked on EUR-Lex before they are relied on in a dispute.
ADEQUACY_DATE = dt.date(2026, 2, 20)
ADEQUACY: Mapping[str, Adequacy] = _listed(
    Adequacy("AD", N_("Andorra"), "2010/625/EU", dt.date(2010, 10, 19)),
    Adequacy("AR", N_("Argentina"), "2003/490/EC", dt.date(2003, 6, 30)),
    Adequacy("BR", N_("Brazil"), "(EU) 2026/179", dt.date(2026, 1, 26)),
    Adequacy(
        "CA",
        N_("Canada"),
        "2002/2/EC",
        dt.date(2001, 12, 20),
        "partial",
        condition=N_("commercial organisations under the federal act PIPEDA"),
    ),
    Adequacy("CH", N_("Switzerland"), "2000/518/EC", dt.date(2000, 7, 26)),
    Adequacy("EPO", N_("European Patent Organisation"), "(EU) 2025/1382", dt.date(2025, 7, 15)),
    Adequacy("FO", N_("Faroe Islands"), "2010/146/EU", dt.date(2010, 3, 5)),
    Adequacy(
        "GB",
        N_("United Kingdom"),
        "(EU) 2021/1772",
        dt.date(2021, 6, 28),
        # renewed on 2025-12-19 for six years
        valid_until=dt.date(2031, 12, 27),
    ),
    Adequacy("GG", N_("Guernsey"), "2003/821/EC", dt.date(2003, 11, 21)),
    Adequacy(
        "IL",
        N_("Israel"),
        "2011/61/EU",
        dt.date(2011, 1, 31),
        "partial",
        condition=N_("automated transfers, and what is automated once there"),
    ),
    Adequacy("IM", N_("Isle of Man"), "2004/411/EC", dt.date(2004, 4, 28)),
    Adequacy("JE", N_("Jersey"), "2008/393/EC", dt.date(2008, 5, 8)),
    Adequacy(
        "JP",
        N_("Japan"),
        "(EU) 2019/419",
        dt.date(2019, 1, 23),
        "partial",
        condition=N_("businesses under the act APPI"),
    ),
    Adequacy(
        "KR",
        N_("Republic of Korea"),
        "(EU) 2022/254",
        dt.date(2021, 12, 17),
        "partial",
        condition=N_(
            "organisations under the act PIPA, without credit information that the financial "
            "supervisor oversees, nor political and religious missions"
        ),
    ),
    Adequacy("NZ", N_("New Zealand"), "2013/65/EU", dt.date(2012, 12, 19)),
    Adequacy(
        "US",
        N_("United States"),
        "(EU) 2023/1795",
        dt.date(2023, 7, 10),
        "partial",
        condition=N_("organisations on the list of the Data Privacy Framework"),
    ),
    Adequacy("UY", N_("Uruguay"), "2012/484/EU", dt.date(2012, 8, 21)),
)


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
    partial_scheme_confirmed : bool
        Whether the recipient was found to meet the condition of a partial decision.

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
