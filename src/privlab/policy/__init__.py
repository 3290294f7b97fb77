"""What the company promised: one file, read once, checked whole, frozen.

Holds the vocabularies too (dimensions, legal bases, purposes, adequacy). It opens no data and
knows no table; pydantic and YAML are loaded when a policy is read, not before.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from privlab.policy.words._dimensions import (
    DIMENSION_LABELS as DIMENSION_LABELS,
    DIMENSIONS,
    ROLE_LABELS as ROLE_LABELS,
    SENSITIVITIES,
    dimension_label as dimension_label,
)
from privlab.policy.words._signals import USE_HALF as USE_HALF, USE_WEIGHTS as USE_WEIGHTS

if TYPE_CHECKING:
    from privlab.policy._columns import (
        Field,
        Generalised as Generalised,
        Perceived as Perceived,
        Resource,
        TableColumn as TableColumn,
    )
    from privlab.policy._policy import Policy, edit
    from privlab.policy._promises import (
        Contact as Contact,
        Controller as Controller,
        FrequencyCap as FrequencyCap,
        Notice as Notice,
        Promises as Promises,
        Purpose,
        Recipient,
        Retention as Retention,
        Thresholds as Thresholds,
    )
    from privlab.policy._records import (
        Access as Access,
        Consents as Consents,
        Contacts as Contacts,
        Decisions as Decisions,
        NoticesGiven as NoticesGiven,
        Objections as Objections,
        PersonRecord as PersonRecord,
        Record as Record,
        Records as Records,
        Requests as Requests,
        Scores as Scores,
    )
    from privlab.policy._transfers import (
        TRANSFER_STATUSES as TRANSFER_STATUSES,
        TransferStatus as TransferStatus,
        transfer_status,
    )
    from privlab.policy.file._differences import Change
    from privlab.policy.words._adequacy import (
        ADEQUACY as ADEQUACY,
        ADEQUACY_DATE as ADEQUACY_DATE,
        Adequacy as Adequacy,
        adequate,
    )
    from privlab.policy.words._countries import COUNTRIES as COUNTRIES, INSIDE as INSIDE
    from privlab.policy.words._dpv import DPV_PURPOSES as DPV_PURPOSES, DpvTerm as DpvTerm, is_a
    from privlab.policy.words._legal import (
        FORBIDDEN_USES as FORBIDDEN_USES,
        LEGAL_BASES as LEGAL_BASES,
        RECIPIENT_ROLES as RECIPIENT_ROLES,
        SAFEGUARDS as SAFEGUARDS,
        SPECIAL_ARTICLES as SPECIAL_ARTICLES,
        SPECIAL_CATEGORIES as SPECIAL_CATEGORIES,
        SPECIAL_REASONS as SPECIAL_REASONS,
    )
    from privlab.policy.words._personal_data import (
        PERSONAL_DATA as PERSONAL_DATA,
        PersonalData as PersonalData,
    )

__all__ = [
    "DIMENSIONS",
    "SENSITIVITIES",
    "Change",
    "Field",
    "Policy",
    "Purpose",
    "Recipient",
    "Resource",
    "adequate",
    "edit",
    "is_a",
    "transfer_status",
]

_FILES = {
    "ADEQUACY": "words._adequacy",
    "ADEQUACY_DATE": "words._adequacy",
    "COUNTRIES": "words._countries",
    "DPV_PURPOSES": "words._dpv",
    "FORBIDDEN_USES": "words._legal",
    "INSIDE": "words._countries",
    "LEGAL_BASES": "words._legal",
    "PERSONAL_DATA": "words._personal_data",
    "RECIPIENT_ROLES": "words._legal",
    "SAFEGUARDS": "words._legal",
    "SPECIAL_ARTICLES": "words._legal",
    "SPECIAL_CATEGORIES": "words._legal",
    "SPECIAL_REASONS": "words._legal",
    "TRANSFER_STATUSES": "_transfers",
    "Access": "_records",
    "Adequacy": "words._adequacy",
    "Change": "file._differences",
    "Consents": "_records",
    "Contact": "_promises",
    "Contacts": "_records",
    "Controller": "_promises",
    "Decisions": "_records",
    "DpvTerm": "words._dpv",
    "Field": "_columns",
    "FrequencyCap": "_promises",
    "Generalised": "_columns",
    "Notice": "_promises",
    "NoticesGiven": "_records",
    "Objections": "_records",
    "Perceived": "_columns",
    "PersonRecord": "_records",
    "PersonalData": "words._personal_data",
    "Policy": "_policy",
    "Promises": "_promises",
    "Purpose": "_promises",
    "Recipient": "_promises",
    "Record": "_records",
    "Records": "_records",
    "Requests": "_records",
    "Resource": "_columns",
    "Retention": "_promises",
    "Scores": "_records",
    "TableColumn": "_columns",
    "Thresholds": "_promises",
    "TransferStatus": "_transfers",
    "adequate": "words._adequacy",
    "edit": "_policy",
    "is_a": "words._dpv",
    "transfer_status": "_transfers",
}


def __getattr__(name: str) -> object:
    if name not in _FILES:
        message = f"module 'privlab.policy' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"privlab.policy.{_FILES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
