"""What a policy says, in the words of the reader: codes become sentences, countries names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlab.assessment._saying import NOT_DECLARED, say
from privlab.assessment.measured._measured import MEASURED_RULES
from privlab.language import N_, counted

if TYPE_CHECKING:
    from privlab.assessment._dossier import Dossier

__all__ = [
    "basis_text",
    "country_text",
    "days_text",
    "duty_text",
    "purpose_text",
    "reason_text",
    "role_text",
    "safeguard_text",
    "special_text",
    "use_text",
]

CODE = re.compile(r"eu-gdpr:A(\d+)-(\d+)-([a-z])")


def basis_text(dossier: Dossier, code: str) -> str:
    """Return a legal basis in words, with its article."""
    from privlab.policy import LEGAL_BASES

    return _with_article(dossier, LEGAL_BASES, code)


def reason_text(dossier: Dossier, code: str | None) -> str:
    """Return the reason of Art. 9(2) in words, with its article."""
    from privlab.policy import SPECIAL_REASONS

    return _with_article(dossier, SPECIAL_REASONS, code or "")


def safeguard_text(dossier: Dossier, code: str | None) -> str:
    """Return what a transfer rests on in words, with its article."""
    from privlab.policy import SAFEGUARDS

    return _with_article(dossier, SAFEGUARDS, code or "")


def special_text(dossier: Dossier, category: str) -> str:
    """Return a special category in words."""
    from privlab.policy import SPECIAL_CATEGORIES

    return say(dossier, SPECIAL_CATEGORIES.get(category, category))


def role_text(dossier: Dossier, role: str) -> str:
    """Return the role of a recipient in words."""
    from privlab.policy import RECIPIENT_ROLES

    return say(dossier, RECIPIENT_ROLES.get(role, role))


def use_text(dossier: Dossier, term: str) -> str:
    """Return a purpose of DPV, or a forbidden use, in words."""
    from privlab.policy import DPV_PURPOSES, FORBIDDEN_USES

    if term in DPV_PURPOSES:
        return say(dossier, DPV_PURPOSES[term].label)
    return say(dossier, FORBIDDEN_USES.get(term, term))


def purpose_text(dossier: Dossier, key: str, dpv: str) -> str:
    """Return a purpose by its key and in words."""
    return f"{key} — {use_text(dossier, dpv)}"


def country_text(dossier: Dossier, code: str) -> str:
    """Return the name of a country in a language; its code when it has none."""
    from babel import Locale

    return str(Locale.parse(dossier.language).territories.get(code, code))


def days_text(dossier: Dossier, days: int) -> str:
    """Return a number of days."""
    return say(dossier, counted("{n} day", "{n} days", days))


def duty_text(dossier: Dossier, rule: str) -> str:
    """Return what a rule is about in words; its code when no duty has that name."""
    from privlab.duties import RULES

    titles = {**MEASURED_RULES, **{known.name: known.title for known in RULES}}
    return say(dossier, titles.get(rule) or rule)


def _with_article(dossier: Dossier, labels: object, code: str) -> str:
    if not code:
        return say(dossier, NOT_DECLARED)
    label = labels.get(code)  # type: ignore[attr-defined]
    cited = CODE.fullmatch(code)
    if label is None or cited is None:
        return code if label is None else say(dossier, label)
    article = f"{say(dossier, N_('Art.'))} {cited[1]}({cited[2]})({cited[3]})"
    return f"{say(dossier, label)}, {article}"
