"""What a policy says, in the words of the reader.

Codes become sentences, countries names; columns and purposes go by the title that a person gave
them, their code after it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from privlab.assessment._saying import NOT_DECLARED, listing, say
from privlab.language import N_, Message, counted
from privlab.policy import (
    DPV_PURPOSES,
    FORBIDDEN_USES,
    LEGAL_BASES,
    RECIPIENT_ROLES,
    SAFEGUARDS,
    SPECIAL_CATEGORIES,
    SPECIAL_REASONS,
)
from privlab.results import Columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlab.assessment._dossier import Dossier
    from privlab.policy import Field, Resource

__all__ = [
    "basis_text",
    "column_titles",
    "country_text",
    "days_text",
    "duty_text",
    "in_language",
    "listed_columns",
    "purpose_text",
    "purpose_title",
    "reason_text",
    "role_text",
    "safeguard_text",
    "special_text",
    "spoken",
    "titled",
    "use_text",
]

BETWEEN_LANGUAGES = " / "
LANGUAGES = ("fr", "en")
CODE = re.compile(r"eu-gdpr:A(\d+)-(\d+)-([a-z])")


def basis_text(dossier: Dossier, code: str) -> str:
    """Return a legal basis in words, with its article."""
    return _with_article(dossier, LEGAL_BASES, code)


def reason_text(dossier: Dossier, code: str | None) -> str:
    """Return the reason of Art. 9(2) in words, with its article."""
    return _with_article(dossier, SPECIAL_REASONS, code or "")


def safeguard_text(dossier: Dossier, code: str | None) -> str:
    """Return what a transfer rests on in words, with its article."""
    return _with_article(dossier, SAFEGUARDS, code or "")


def special_text(dossier: Dossier, category: str) -> str:
    """Return a special category in words."""
    return say(dossier, SPECIAL_CATEGORIES.get(category, category))


def role_text(dossier: Dossier, role: str) -> str:
    """Return the role of a recipient in words."""
    return say(dossier, RECIPIENT_ROLES.get(role, role))


def use_text(dossier: Dossier, term: str) -> str:
    """Return a purpose of DPV, or a forbidden use, in words."""
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


def days_text(days: int) -> Message:
    """Return a number of days."""
    return counted("{n} day", "{n} days", days)


def duty_text(dossier: Dossier, rule: str) -> str:
    """Return what a rule is about in words; its code when no duty has that name."""
    from privlab.duties import RULES

    measured = {
        t.rule: t.title for r in (*dossier.results, *dossier.released) for t in r.thresholds
    }
    titles = {**measured, **{known.name: known.title for known in RULES}}
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


def in_language(text: str, language: str) -> str:
    """Return the part of a text "French / English" that is in a language, else the whole text.

    Examples
    --------
    >>> in_language("Code postal / Postcode", "en")
    'Postcode'
    >>> in_language("Postcode", "fr")
    'Postcode'
    """
    parts = [part.strip() for part in text.split(BETWEEN_LANGUAGES)]
    return parts[LANGUAGES.index(language)] if len(parts) == len(LANGUAGES) else text


def titled(dossier: Dossier, name: str, column: Field | None) -> str:
    """Return the title of a column with its name after it; its name when it has no title."""
    if column is None or not column.title:
        return name
    return f"{in_language(column.title, dossier.language)} ({name})"


def purpose_title(dossier: Dossier, key: str) -> str:
    """Return what a purpose is for with its key after it; its key when nothing describes it."""
    declared = {} if dossier.policy is None else dossier.policy.purposes
    told = declared[key].description if key in declared else None
    return f"{in_language(told, dossier.language)} ({key})" if told else key


def column_titles(dossier: Dossier, columns: Iterable[str]) -> Mapping[str, str]:
    """Return the columns that a result read, each by its title.

    A result does not say of which table it is: of those that serve the purpose, the first that
    has every column is meant.
    """
    columns = tuple(columns)
    source = _table_of(dossier, columns)
    held = {} if source is None else source.fields
    return {name: titled(dossier, name, held.get(name)) for name in columns}


def listed_columns(dossier: Dossier, columns: Iterable[str]) -> str:
    """Return the columns that a result read in a row, by title."""
    return listing(dossier, column_titles(dossier, columns).values())


def spoken(dossier: Dossier, message: Message) -> str:
    """Return a message in which columns go by their titles alone, as one would say them."""
    values = {
        name: listing(dossier, _titles_alone(dossier, value.names))
        if isinstance(value, Columns)
        else value
        for name, value in message.values.items()
    }
    return say(dossier, replace(message, values=values))


def _titles_alone(dossier: Dossier, columns: tuple[str, ...]) -> Iterator[str]:
    for name, title in column_titles(dossier, columns).items():
        yield title.removesuffix(f" ({name})")


def _table_of(dossier: Dossier, columns: tuple[str, ...]) -> Resource | None:
    policy, wanted = dossier.policy, dossier.purpose
    if policy is None:
        return None
    return next(
        (
            resource
            for resource in policy.resources.values()
            if (wanted is None or resource.serves(wanted)) and set(columns) <= set(resource.fields)
        ),
        None,
    )
