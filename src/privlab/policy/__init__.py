"""What the company promised: one file, read once, checked whole, frozen.

Holds the vocabularies too (dimensions, legal bases, purposes, adequacy). It opens no data and
knows no table; pydantic and YAML are loaded when a policy is read, not before.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from privlab.policy.words._dimensions import (
    DIMENSION_LABELS,
    DIMENSIONS,
    ROLE_LABELS,
    SENSITIVITIES,
    dimension_label,
)
from privlab.policy.words._signals import USE_HALF, USE_WEIGHTS

if TYPE_CHECKING:
    from privlab.policy._columns import Field, Generalised, Perceived, Resource, TableColumn
    from privlab.policy._policy import Policy, edit
    from privlab.policy._promises import (
        Contact,
        Controller,
        FrequencyCap,
        Notice,
        Promises,
        Purpose,
        Recipient,
        Retention,
        Thresholds,
    )
    from privlab.policy._records import (
        Access,
        Consents,
        Contacts,
        Decisions,
        NoticesGiven,
        Objections,
        PersonRecord,
        Record,
        Records,
        Requests,
        Scores,
    )
    from privlab.policy._transfers import TRANSFER_STATUSES, TransferStatus, transfer_status
    from privlab.policy.file._differences import Change
    from privlab.policy.words._adequacy import ADEQUACY, ADEQUACY_DATE, Adequacy, adequate
    from privlab.policy.words._countries import COUNTRIES, INSIDE
    from privlab.policy.words._dpv import DPV_PURPOSES, DpvTerm, is_a
    from privlab.policy.words._legal import (
        FORBIDDEN_USES,
        LEGAL_BASES,
        RECIPIENT_ROLES,
        SAFEGUARDS,
        SPECIAL_ARTICLES,
        SPECIAL_CATEGORIES,
        SPECIAL_REASONS,
    )
    from privlab.policy.words._personal_data import PERSONAL_DATA, PersonalData

__all__ = [
    "ADEQUACY",
    "ADEQUACY_DATE",
    "COUNTRIES",
    "DIMENSIONS",
    "DIMENSION_LABELS",
    "DPV_PURPOSES",
    "FORBIDDEN_USES",
    "INSIDE",
    "LEGAL_BASES",
    "PERSONAL_DATA",
    "RECIPIENT_ROLES",
    "ROLE_LABELS",
    "SAFEGUARDS",
    "SENSITIVITIES",
    "SPECIAL_ARTICLES",
    "SPECIAL_CATEGORIES",
    "SPECIAL_REASONS",
    "TRANSFER_STATUSES",
    "USE_HALF",
    "USE_WEIGHTS",
    "Access",
    "Adequacy",
    "Change",
    "Consents",
    "Contact",
    "Contacts",
    "Controller",
    "Decisions",
    "DpvTerm",
    "Field",
    "FrequencyCap",
    "Generalised",
    "Notice",
    "NoticesGiven",
    "Objections",
    "Perceived",
    "PersonRecord",
    "PersonalData",
    "Policy",
    "Promises",
    "Purpose",
    "Recipient",
    "Record",
    "Records",
    "Requests",
    "Resource",
    "Retention",
    "Scores",
    "TableColumn",
    "Thresholds",
    "TransferStatus",
    "adequate",
    "dimension_label",
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
