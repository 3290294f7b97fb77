"""What a policy says, in the words of the reader: codes become sentences, countries names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlab.assessment.measured._measured import MEASURED_RULES
from privlab.documents import Facts, Table
from privlab.language import N_, Message, counted, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "NOT_DECLARED",
    "basis_text",
    "country_text",
    "days_text",
    "duty_text",
    "facts",
    "listing",
    "or_undeclared",
    "purpose_text",
    "reason_text",
    "role_text",
    "safeguard_text",
    "special_text",
    "table",
    "use_text",
]

NOT_DECLARED = N_("not declared")
CODE = re.compile(r"eu-gdpr:A(\d+)-(\d+)-([a-z])")


def basis_text(code: str, language: str) -> str:
    """Return a legal basis in words, with its article."""
    from privlab.policy import LEGAL_BASES

    return _with_article(LEGAL_BASES, code, language)


def reason_text(code: str | None, language: str) -> str:
    """Return the reason of Art. 9(2) in words, with its article."""
    from privlab.policy import SPECIAL_REASONS

    return _with_article(SPECIAL_REASONS, code or "", language)


def safeguard_text(code: str | None, language: str) -> str:
    """Return what a transfer rests on in words, with its article."""
    from privlab.policy import SAFEGUARDS

    return _with_article(SAFEGUARDS, code or "", language)


def special_text(category: str, language: str) -> str:
    """Return a special category in words."""
    from privlab.policy import SPECIAL_CATEGORIES

    return translate(SPECIAL_CATEGORIES.get(category, category), language)


def role_text(role: str, language: str) -> str:
    """Return the role of a recipient in words."""
    from privlab.policy import RECIPIENT_ROLES

    return translate(RECIPIENT_ROLES.get(role, role), language)


def use_text(term: str, language: str) -> str:
    """Return a purpose of DPV, or a forbidden use, in words."""
    from privlab.policy import DPV_PURPOSES, FORBIDDEN_USES

    if term in DPV_PURPOSES:
        return translate(DPV_PURPOSES[term].label, language)
    return translate(FORBIDDEN_USES.get(term, term), language)


def purpose_text(key: str, dpv: str, language: str) -> str:
    """Return a purpose by its key and in words."""
    return f"{key} — {use_text(dpv, language)}"


def country_text(code: str, language: str) -> str:
    """Return the name of a country in a language; its code when it has none."""
    from babel import Locale

    return str(Locale.parse(language).territories.get(code, code))


def days_text(days: int, language: str) -> str:
    """Return a number of days."""
    return counted("{n} day", "{n} days", days).text(language)


def duty_text(rule: str, language: str) -> str:
    """Return what a rule is about in words; its code when no duty has that name."""
    from privlab.duties import RULES

    titles = {**MEASURED_RULES, **{known.name: known.title for known in RULES}}
    return translate(titles.get(rule) or rule, language)


def or_undeclared(text: str | None, language: str) -> str:
    """Return the text, or say that nothing was declared."""
    return text or translate(NOT_DECLARED, language)


def listing(names: Iterable[str], language: str, *, most: int = 40) -> str:
    """Return names in a row, at most `most` of them, and how many more there are."""
    names = list(names)
    shown = ", ".join(names[:most])
    if len(names) <= most:
        return or_undeclared(shown, language)
    more = {"shown": shown, "n": len(names) - most}
    return Message("{shown} and {n} more", more).text(language)


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    language: str,
    *,
    right: Iterable[int] = (),
) -> Table:
    """Return a table whose caption and columns are marked texts, its cells values or texts."""
    right = set(right)
    return Table(
        caption=translate(caption, language),
        columns=tuple(translate(column, language) for column in columns),
        rows=tuple(tuple(format_value(cell, language) for cell in row) for row in rows),
        alignments=tuple("right" if place in right else "left" for place in range(len(columns))),
    )


def facts(rows: Iterable[tuple[str, object]], language: str) -> Facts:
    """Return facts whose names are marked texts."""
    return Facts(
        tuple((translate(name, language), format_value(value, language)) for name, value in rows)
    )


def _with_article(labels: object, code: str, language: str) -> str:
    if not code:
        return translate(NOT_DECLARED, language)
    label = labels.get(code)  # type: ignore[attr-defined]
    cited = CODE.fullmatch(code)
    if label is None or cited is None:
        return code if label is None else translate(label, language)
    article = f"{translate(N_('Art.'), language)} {cited[1]}({cited[2]})({cited[3]})"
    return f"{translate(label, language)}, {article}"
