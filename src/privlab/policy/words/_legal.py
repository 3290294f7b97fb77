"""The words of the GDPR that a policy uses: bases, special categories, safeguards, roles.

Codes are those of the W3C extension of DPV for the GDPR (`eu-gdpr:`): article, paragraph,
letter. Labels are ours, short, and translated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._files import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FORBIDDEN_USES",
    "LEGAL_BASES",
    "RECIPIENT_ROLES",
    "SAFEGUARDS",
    "SPECIAL_ARTICLES",
    "SPECIAL_CATEGORIES",
    "SPECIAL_REASONS",
]

_ROWS = rows_of(__package__, "legal.csv")


def _told(kind: str, column: str = "label_en") -> Mapping[str, str]:
    return {row["code"]: row[column] for row in _ROWS if row["kind"] == kind}


LEGAL_BASES = _told("legal_basis")
SPECIAL_REASONS = _told("special_reason")
SPECIAL_CATEGORIES = _told("special_category")
"""What may not be held without a reason of its own."""

SPECIAL_ARTICLES = _told("special_category", "article")
SAFEGUARDS = _told("safeguard")
"""What a transfer to a third country may rest on."""

RECIPIENT_ROLES = _told("recipient_role")
FORBIDDEN_USES = _told("forbidden_use")
"""Uses that DPV has no word for; any DPV purpose may be forbidden too."""
