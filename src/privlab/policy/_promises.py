"""What a company promises: to whom, for which purposes, for how long, with which recipients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping  # noqa: TC003 - pydantic reads the annotations
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from privlab.language import translate
from privlab.policy._records import Records
from privlab.policy.file._entry import Count, Day, Days, Entry, Flag, Real, Text, said, word_of
from privlab.policy.words._countries import COUNTRIES, country_names
from privlab.policy.words._dpv import DPV_PURPOSES, bare_term, is_a
from privlab.policy.words._legal import (
    FORBIDDEN_USES,
    LEGAL_BASES,
    RECIPIENT_ROLES,
    SAFEGUARDS,
    SPECIAL_REASONS,
)
from privlab.policy.words._signals import USE_HALF, USE_WEIGHTS

__all__ = [
    "Contact",
    "Controller",
    "FrequencyCap",
    "Notice",
    "Promises",
    "Purpose",
    "Recipient",
    "Retention",
    "Thresholds",
]

PLAIN = ("dpv", "as_of", "controller", "dpo", "charter", "use_weights", "use_half")
ADDED = ("notices", "recipients", "forbidden_uses")
T = TypeVar("T")


def in_both(label: str) -> tuple[str, ...]:
    """Return a label in English and in French."""
    return translate(label, "en"), translate(label, "fr")


Country = Annotated[Text, word_of(COUNTRIES, called=country_names)]
DpvPurpose = Annotated[
    Text,
    AfterValidator(bare_term),
    word_of(DPV_PURPOSES, called=lambda term: in_both(DPV_PURPOSES[term].label)),
]
SpecialReason = Annotated[
    Text, word_of(SPECIAL_REASONS, called=lambda code: in_both(SPECIAL_REASONS[code]))
]
UseSignal = Annotated[Text, word_of(USE_WEIGHTS)]
UseWeight = Annotated[Real, Field(ge=0, lt=1)]
ForbiddenUse = Annotated[Text, AfterValidator(bare_term), word_of((*FORBIDDEN_USES, *DPV_PURPOSES))]


def _vocabulary(written: str) -> str:
    if not written.startswith("https://w3id.org/dpv"):
        message = 'expected the address of the vocabulary, dpv: "https://w3id.org/dpv#".'
        raise said(message)
    return written


class Controller(Entry):
    """The company that answers for the data (GDPR 4(7))."""

    name: Text
    country: Country | None = None
    address: Text | None = None
    email: Text | None = None


class Contact(Entry):
    """The data protection officer (GDPR 37)."""

    name: Text
    email: Text | None = None
    phone: Text | None = None
    address: Text | None = None


class Notice(Entry):
    """A notice that people received, and the purposes it told them of (GDPR 13, 14)."""

    id: Text
    date: Day
    means: Text | None = None
    covers: tuple[Text, ...] = ()
    document: Text | None = None


class Retention(Entry):
    """How long the data of a purpose are kept: in use, then archived.

    `start` (written `from`) is a date column of the table that is read, or "table.column" of
    a table of the same population. With `open_ended` a missing date means that the time has not
    started yet, as the end of a relation that goes on; otherwise it is unknown, and what is
    unknown is not used.
    """

    active_days: Days
    archive_days: Days = 0
    archive_reason: Text | None = None
    start: Text | None = Field(default=None, alias="from")
    open_ended: Flag = False


class FrequencyCap(Entry):
    """At most `count` solicitations of a person in any `days` days."""

    count: Count
    days: Count


class Purpose(Entry):
    """A purpose for which personal data are used, and what was promised about it.

    Attributes
    ----------
    dpv : str
        DPV term, without prefix.
    legal_basis : str
        "eu-gdpr:A6-1-a" to "eu-gdpr:A6-1-f".
    balancing : str or None
        Where the balancing of a legitimate interest is written down; None when it is nowhere.
    reason_special : str or None
        "eu-gdpr:A9-2-a" to "eu-gdpr:A9-2-j": why special categories may be used.
    consent, opt_out : str or None
        A yes/no column of the table, or the key of an entry of `records`.
    actors : tuple of str or None
        Who may use the data for it; None: everyone of the company.

    Examples
    --------
    >>> purpose = Purpose(dpv="dpv:DirectMarketing", legal_basis="eu-gdpr:A6-1-a")
    >>> purpose.dpv, purpose.is_a("Marketing")
    ('DirectMarketing', True)
    """

    dpv: DpvPurpose
    legal_basis: Annotated[
        Text, word_of(LEGAL_BASES, called=lambda code: in_both(LEGAL_BASES[code]))
    ]
    owner: Text | None = None
    description: Text | None = None
    balancing: Text | None = None
    reason_special: SpecialReason | None = None
    consent: Text | None = None
    opt_out: Text | None = None
    retention: Retention | None = None
    frequency_cap: FrequencyCap | None = None
    documented: Text | None = None
    automated_decision: Flag = False
    actors: tuple[Text, ...] | None = None

    @property
    def needs_consent(self) -> bool:
        """Whether the purpose rests on consent."""
        return self.legal_basis == "eu-gdpr:A6-1-a"

    def is_a(self, term: str) -> bool:
        """Return whether the purpose is a DPV purpose or a kind of it.

        Parameters
        ----------
        term : str
            A term of the DPV, with or without prefix.

        Returns
        -------
        bool

        Examples
        --------
        >>> Purpose(dpv="DirectMarketing", legal_basis="eu-gdpr:A6-1-a").is_a("dpv:Marketing")
        True
        """
        return is_a(self.dpv, bare_term(term))


class Recipient(Entry):
    """Someone who receives data: under which role, in which country, with which safeguard.

    `partial_scheme_confirmed` says that the recipient was found to be covered by a decision
    that covers only some (the Data Privacy Framework list for the United States).

    Attributes
    ----------
    name : str
    role : str
        For instance "processor", or "third-party".
    country : str
        ISO 3166-1 alpha-2 code.
    safeguard : str or None
        What a transfer there rests on: a key of `SAFEGUARDS`.
    transfer_assessment : date or None
        Day when the law and practice of the country were assessed.
    partial_scheme_confirmed : bool
    purposes : tuple of str
        Keys of the purposes that it serves.

    Examples
    --------
    >>> Recipient(name="Printer", role="processor", country="FR", purposes=("mail",)).country
    'FR'
    """

    name: Text
    role: Annotated[Text, word_of(RECIPIENT_ROLES)]
    country: Country
    safeguard: Annotated[Text, word_of(SAFEGUARDS)] | None = None
    transfer_assessment: Day | None = None
    partial_scheme_confirmed: Flag = False
    purposes: tuple[Text, ...] = ()


class Thresholds(Entry):
    """What may leave: k people at least, a risk at most, a budget at most.

    k = 11 and 0.09 are those of the European Medicines Agency for the publication of clinical
    data (Policy 0070, guidance of 2018, section 3.3).
    """

    k: Annotated[Count, Field(ge=2, le=1_000_000)] = 11
    max_reidentification: Annotated[Real, Field(gt=0, le=1)] = 0.09
    epsilon: Annotated[Real, Field(gt=0, le=1000)] = 1.0

    @property
    def highest_risk(self) -> float:
        """The risk that nobody may exceed.

        0.09 is 1 / 11 in two decimals: where the two thresholds are one, written twice, a class
        of k people breaks neither.
        """
        if round(1 / self.max_reidentification) == self.k:
            return max(self.max_reidentification, 1 / self.k)
        return self.max_reidentification


class Promises(Entry):
    """What a policy says once for the package, or a table for itself.

    `use_weights` says what each use of a person's data weighs in the measure of use, from 0 to
    below 1 (over `USE_WEIGHTS`), and `use_half` how many contacts of a year weigh one half.
    """

    dpv: Annotated[Text, AfterValidator(_vocabulary)] | None = None
    as_of: Day | None = None
    controller: Controller | None = None
    dpo: Contact | None = None
    charter: Text | None = None
    notices: tuple[Notice, ...] = ()
    purposes: Mapping[Text, Purpose] = Field(default_factory=dict)
    recipients: tuple[Recipient, ...] = ()
    forbidden_uses: tuple[ForbiddenUse, ...] = ()
    thresholds: Thresholds = Field(default_factory=Thresholds)
    records: Records = Field(default_factory=Records)
    use_weights: Mapping[UseSignal, UseWeight] = Field(default_factory=dict)
    use_half: Annotated[Real, Field(gt=0)] = USE_HALF

    @model_validator(mode="after")
    def _name_purposes(self) -> Self:
        for key, purpose in self.purposes.items():
            purpose._key = key
        return self

    def over(self, base: Promises) -> Promises:
        """Return these promises where they are given, those of `base` elsewhere.

        Purposes, thresholds and records are taken key by key; notices, recipients and
        forbidden uses are added.
        """
        given = {name: getattr(self, name) for name in PLAIN if self.says(name)}
        given |= {name: once(getattr(base, name) + getattr(self, name)) for name in ADDED}
        given["purposes"] = {**base.purposes, **self.purposes}
        given["thresholds"] = self.thresholds.over(base.thresholds)
        given["records"] = self.records.over(base.records)
        return base.model_copy(update=given)


def once(entries: Iterable[T]) -> tuple[T, ...]:
    """Return the entries in order, equal ones once."""
    kept: list[T] = []
    for entry in entries:
        if entry not in kept:
            kept.append(entry)
    return tuple(kept)
