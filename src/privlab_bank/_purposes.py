"""What the bank uses its data for: the promises that its policy file makes, one a purpose.

The clean bank keeps every one of them; a flaw breaks one. Terms of the W3C Data Privacy
Vocabulary 2.0 (dpv) and of its extension for the GDPR (eu-gdpr).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ANALYST", "END_OF_RELATION", "NOTICES", "PURPOSES", "Notice", "Purpose", "purpose_of"]

ANALYST = "analyst"
"""Who works at the bench; every other actor is a department of the bank."""

END_OF_RELATION = "clients.date_fin_relation"
_FIVE_YEARS, _THREE_YEARS, _ONE_YEAR = 1825, 1095, 365


@dataclass(frozen=True)
class Purpose:
    """One purpose and the promises that go with it.

    Attributes
    ----------
    key, label_fr, label_en : str
    dpv : str
        A purpose of the Data Privacy Vocabulary.
    owner : str
        The department that answers for it.
    legal_basis : str
        The letter of Article 6(1) of the GDPR.
    active_days, archive_days : int
        Days in the active base, then in the intermediate archive.
    start : str
        The date from which they run: a column of the table, or of another one of the same people.
    actors : tuple of str
        Departments and roles that may open data for it.
    archive_reason, balancing, documented, reason_special, consent, opt_out : str
        Empty when the purpose has none.
    frequency_cap : tuple of two ints or None
        Contacts at most, within so many days.
    """

    key: str
    label_fr: str
    label_en: str
    dpv: str
    owner: str
    legal_basis: str
    active_days: int
    start: str
    actors: tuple[str, ...]
    archive_days: int = 0
    archive_reason: str = ""
    balancing: str = ""
    documented: str = ""
    reason_special: str = ""
    consent: str = ""
    opt_out: str = ""
    frequency_cap: tuple[int, int] | None = None


@dataclass(frozen=True)
class Notice:
    """One version of the notice, given at the start of the relation or sent when it changed."""

    key: str
    date: str
    means: str


PURPOSES: tuple[Purpose, ...] = (
    Purpose(
        "crm",
        "Tenue des comptes et relation client",
        "Accounts and customer relationship",
        "CustomerRelationshipManagement",
        "Relation client",
        "b",
        _FIVE_YEARS,
        END_OF_RELATION,
        ("agence", "relation client", ANALYST),
        archive_days=_FIVE_YEARS,
        archive_reason="prescription",
    ),
    Purpose(
        "score",
        "Calcul de scores sur les clients",
        "Scores of customers",
        "ScoringOfIndividuals",
        "Risques",
        "f",
        _THREE_YEARS,
        END_OF_RELATION,
        ("risques", "marketing", ANALYST),
        balancing="https://example.org/score/mise-en-balance",
        documented="https://example.org/score",
        opt_out="objections",
    ),
    Purpose(
        "prospect",
        "Offres commerciales aux clients",
        "Offers to customers",
        "DirectMarketing",
        "Marketing",
        "a",
        _THREE_YEARS,
        END_OF_RELATION,
        ("marketing", "agence", "relation client", ANALYST),
        consent="consents",
        opt_out="objections",
        frequency_cap=(24, _ONE_YEAR),
    ),
    Purpose(
        "conquete",
        "Prospection de nouveaux clients",
        "Search for new customers",
        "Advertising",
        "Marketing",
        "a",
        _THREE_YEARS,
        "date_dernier_contact",
        ("marketing", ANALYST),
        consent="ok_prospection",
        opt_out="liste_opposition",
    ),
    Purpose(
        "credit",
        "Étude des demandes de crédit",
        "Examination of loan applications",
        "CreditChecking",
        "Risques",
        "b",
        _FIVE_YEARS,
        END_OF_RELATION,
        ("agence", "risques", ANALYST),
    ),
    Purpose(
        "recouvrement",
        "Recouvrement des impayés",
        "Recovery of unpaid debts",
        "CustomerSolvencyMonitoring",
        "Recouvrement",
        "b",
        _FIVE_YEARS,
        END_OF_RELATION,
        ("recouvrement", "risques", ANALYST),
    ),
    Purpose(
        "fraude",
        "Lutte contre la fraude",
        "Fight against fraud",
        "FraudPreventionAndDetection",
        "Conformité",
        "f",
        _FIVE_YEARS,
        END_OF_RELATION,
        ("conformité", ANALYST),
        balancing="https://example.org/fraude/mise-en-balance",
    ),
    Purpose(
        "obligation_legale",
        "Connaissance du client et lutte contre le blanchiment",
        "Knowledge of the customer and fight against money laundering",
        "CounterMoneyLaundering",
        "Conformité",
        "c",
        _FIVE_YEARS,
        END_OF_RELATION,
        ("conformité", "agence", ANALYST),
        archive_days=_FIVE_YEARS,
        archive_reason="code monétaire et financier, article L. 561-12",
    ),
    Purpose(
        "etude",
        "Enquêtes auprès de clients volontaires",
        "Surveys of volunteers",
        "CommercialResearch",
        "Études",
        "a",
        _THREE_YEARS,
        END_OF_RELATION,
        ("études", ANALYST),
        reason_special="a",
        consent="consents",
    ),
    Purpose(
        "personnalisation",
        "Espace client et application personnalisés",
        "Personalised online space and application",
        "UserInterfacePersonalisation",
        "Banque à distance",
        "a",
        _THREE_YEARS,
        END_OF_RELATION,
        ("banque à distance", ANALYST),
        consent="consents",
    ),
    Purpose(
        "droits",
        "Réponse aux demandes de droits et preuve des choix",
        "Answers to people's rights and proof of their choices",
        "RightsFulfillment",
        "Délégué à la protection des données",
        "c",
        _FIVE_YEARS,
        END_OF_RELATION,
        ("protection des données", "relation client", ANALYST),
    ),
    Purpose(
        "securite",
        "Sécurité et traçabilité des accès",
        "Security and log of accesses",
        "EnforceAccessControl",
        "Informatique",
        "f",
        _ONE_YEAR,
        "horodatage",
        ("informatique", "protection des données", ANALYST),
        balancing="https://example.org/securite/mise-en-balance",
    ),
    Purpose(
        "registre",
        "Registre des traitements, des copies et des destinataires",
        "Register of processing, copies and recipients",
        "RecordManagement",
        "Délégué à la protection des données",
        "c",
        _FIVE_YEARS,
        "date",
        ("protection des données", "informatique", ANALYST),
    ),
)

NOTICES: tuple[Notice, ...] = (
    Notice("n1", "1919-01-02", "conditions générales"),
    Notice("n2", "2018-05-25", "courrier"),
    Notice("n3", "2024-11-15", "courriel"),
)
"""In the order of time; each covers every purpose, and the last one replaces those before."""


def purpose_of(key: str) -> Purpose:
    """Return the purpose with this key.

    Examples
    --------
    >>> purpose_of("crm").legal_basis
    'b'
    """
    return next(purpose for purpose in PURPOSES if purpose.key == key)
