"""How sensitive each kind of personal data is: in law, and as people see it, each with its source.

The two disagree: people rank bank details above religion and the law does the reverse. Both are
kept, and the higher one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.errors import ParameterError
from privlab.policy import SENSITIVITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab.policy import Field

__all__ = ["SENSITIVITY_LEVELS", "SensitivityLevel", "sensitivity_levels"]

PEW = "Pew Research Center 2014, 607 adults, United States"
PAYBACK = "Payback and nhi2, consumers, Germany"
MILNE = "Milne et al. 2017, 52 types in 6 clusters whose order holds across segments"
APCO = "APCO and Lares, religion ranked low by the public"
WP248 = "EDPB, WP 248 rev.01, III.B: data of a highly personal nature"
CNIL = "CNIL, délibération 2018-303: payment cards"
ARTICLE_9 = "GDPR Art. 9(1)"
ARTICLE_10 = "GDPR Art. 10"
ARTICLE_87 = "GDPR Art. 87"
PRIVATE_LIFE = "Charter of Fundamental Rights, Art. 7: private and family life"
ORDINARY = "GDPR Art. 4(1): personal data without further protection"


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


def _level(
    law: float,
    law_source: str,
    perceived: float | None = None,
    perceived_source: str = "",
    share: float | None = None,
) -> SensitivityLevel:
    return SensitivityLevel(law, perceived, law_source, perceived_source, share)


# perceived: the level of the share, ordinary below 40%, private life below 60%, highly personal
# below 85%, else the highest: the bounds lie in the gaps of the published shares. Where none is
# known, that of the nearest kind of the cluster
SENSITIVITY_LEVELS: Mapping[str, SensitivityLevel] = {
    "national_identifier": _level(1.0, ARTICLE_87, 1.0, PEW, 0.90),
    "bank_details": _level(0.75, WP248, 1.0, PAYBACK, 0.89),
    "payment_card": _level(0.75, CNIL, 1.0, MILNE),
    "health": _level(1.0, ARTICLE_9, 1.0, PAYBACK, 0.85),
    "income": _level(0.75, WP248, 0.75, PAYBACK, 0.83),
    "finances": _level(0.75, WP248, 0.75, MILNE),
    "biometric": _level(1.0, ARTICLE_9, 0.75, PAYBACK, 0.82),
    "purchases": _level(0.75, WP248, 0.5, PAYBACK, 0.49),
    "contact": _level(0.5, PRIVATE_LIFE, 0.5, PAYBACK, 0.48),
    "birth_date": _level(0.25, ORDINARY, 0.25, PAYBACK, 0.38),
    "tastes": _level(0.25, ORDINARY, 0.25, PAYBACK, 0.30),
    "location": _level(0.5, PRIVATE_LIFE, 0.5, MILNE),
    "location_traces": _level(0.75, WP248, 0.75, MILNE),
    "communications": _level(0.75, WP248, 0.75, MILNE),
    "family": _level(0.5, PRIVATE_LIFE, 0.5, MILNE),
    "nationality": _level(0.5, PRIVATE_LIFE),
    "demography": _level(0.25, ORDINARY, 0.25, MILNE),
    "belief": _level(1.0, ARTICLE_9, 0.5, APCO),
    "origin": _level(1.0, ARTICLE_9),
    "sex_life": _level(1.0, ARTICLE_9),
    "convictions": _level(1.0, ARTICLE_10),
}

# terms of DPV-PD 2.0
_KINDS: Mapping[str, tuple[str, ...]] = {
    "national_identifier": ("OfficialID", "Passport"),
    "bank_details": ("BankAccount", "FinancialAccountNumber"),
    "payment_card": ("PaymentCard", "PaymentCardNumber"),
    "income": ("Income", "IncomeBracket", "Salary", "Tax"),
    "finances": (
        *("FinancialAccount", "FinancialStatus", "Credit", "CreditCapacity", "CreditRecord"),
        *("CreditScore", "CreditWorthiness", "Insurance", "LoanRecord", "Ownership"),
    ),
    "purchases": ("Purchase", "PurchasesAndSpendingHabit", "Transaction", "Transactional"),
    "contact": ("Contact", "EmailAddress", "PhysicalAddress", "Street", "TelephoneNumber"),
    "birth_date": ("Age", "AgeRange", "BirthDate"),
    "tastes": ("Attitude", "Intention", "Interest", "Opinion", "Preference"),
    "location": ("City", "Locality", "PostalCode"),
    "location_traces": ("GPSCoordinate", "Location", "TravelHistory"),
    "communications": ("BrowsingBehavior", "Communication", "SocialNetwork"),
    "family": (
        *("Acquantaince", "Divorce", "Family", "FamilyStructure", "Friend", "HouseOwned"),
        *("MaritalStatus", "Offspring", "Relationship"),
    ),
    "nationality": ("BirthPlace", "Citizenship", "Nationality"),
    "demography": (
        *("Country", "Demographic", "Education", "Gender", "Job", "Language", "Name"),
        *("Professional", "Region", "SocialStatus"),
    ),
}
_KIND_OF = {term: kind for kind, terms in _KINDS.items() for term in terms}
_KIND_OF_SPECIAL = {
    "racial": "origin",
    "ethnic": "origin",
    "political": "belief",
    "religion": "belief",
    "philosophical": "belief",
    "trade_union": "belief",
    "genetic": "health",
    "biometric": "biometric",
    "health": "health",
    "sex_life": "sex_life",
    "sexual_orientation": "sex_life",
    "offences": "convictions",
    "national_identifier": "national_identifier",
}


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
