"""What a policy says, in the words of the reader.

Codes become sentences, countries names; columns and purposes go by the title that a person gave
them, their code after it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from privlab.assessment._saying import listing, or_undeclared
from privlab.language import Bilingual, Joined, Message, counted
from privlab.policy import (
    DPV_PURPOSES,
    FORBIDDEN_USES,
    LEGAL_BASES,
    SAFEGUARDS,
    SPECIAL_REASONS,
)
from privlab.results import Columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlab.assessment._dossier import Dossier
    from privlab.language import Listing, Text
    from privlab.policy import Field, Resource

__all__ = [
    "basis_text",
    "column_titles",
    "days_text",
    "duty_text",
    "labelled",
    "listed_columns",
    "purpose_title",
    "reason_text",
    "safeguard_text",
    "spoken",
    "titled",
    "use_text",
]

CODE = re.compile(r"eu-gdpr:A(\d+)-(\d+)-([a-z])")


def basis_text(code: str) -> str | Text:
    """Return a legal basis in words, with its article."""
    return _with_article(LEGAL_BASES, code)


def reason_text(code: str | None) -> str | Text:
    """Return the reason of Art. 9(2) in words, with its article."""
    return _with_article(SPECIAL_REASONS, code or "")


def safeguard_text(code: str | None) -> str | Text:
    """Return what a transfer rests on in words, with its article."""
    return _with_article(SAFEGUARDS, code or "")


def labelled(labels: Mapping[str, str], code: str) -> str | Text:
    """Return a code in the words of a vocabulary; as it is when that does not know it."""
    return Message(labels[code]) if code in labels else code


def use_text(term: str) -> str | Text:
    """Return a purpose of DPV, or a forbidden use, in words."""
    known = DPV_PURPOSES.get(term)
    return labelled(FORBIDDEN_USES, term) if known is None else Message(known.label)


def days_text(days: int) -> Message:
    """Return a number of days."""
    return counted("{n} day", "{n} days", days)


def duty_text(dossier: Dossier, rule: str) -> str | Text:
    """Return what a rule is about in words; its code when no duty has that name."""
    from privlab.duties import RULES

    measured = {
        t.rule: t.title for r in (*dossier.results, *dossier.released) for t in r.thresholds
    }
    return labelled({**measured, **{known.name: known.title for known in RULES}}, rule)


def _with_article(labels: Mapping[str, str], code: str) -> str | Text:
    cited = CODE.fullmatch(code)
    label = labelled(labels, code)
    if isinstance(label, str) or cited is None:
        return or_undeclared(label)
    article = f" {cited[1]}({cited[2]})({cited[3]})"
    return Joined((label, ", ", Message("Art."), article))


def titled(name: str, column: Field | None) -> str | Text:
    """Return the title of a column with its name after it; its name when it has no title."""
    if column is None or not column.title:
        return name
    return Joined((Bilingual(column.title), f" ({name})"))


def purpose_title(dossier: Dossier, key: str) -> str | Text:
    """Return what a purpose is for with its key after it; its key when nothing describes it."""
    declared = {} if dossier.policy is None else dossier.policy.purposes
    told = declared[key].description if key in declared else None
    return Joined((Bilingual(told), f" ({key})")) if told else key


def column_titles(dossier: Dossier, columns: Iterable[str]) -> Mapping[str, str | Text]:
    """Return the columns that a result read, each by its title."""
    return {name: titled(name, column) for name, column in _declared(dossier, columns).items()}


def listed_columns(dossier: Dossier, columns: Iterable[str]) -> Listing:
    """Return the columns that a result read in a row, by title."""
    return listing(column_titles(dossier, columns).values())


def spoken(dossier: Dossier, message: Message) -> Message:
    """Return a message in which columns go by their titles alone, as one would say them."""
    values = {
        name: listing(_titles_alone(dossier, value.names)) if isinstance(value, Columns) else value
        for name, value in message.values.items()
    }
    return replace(message, values=values)


def _titles_alone(dossier: Dossier, columns: Iterable[str]) -> Iterator[str | Text]:
    for name, column in _declared(dossier, columns).items():
        yield Bilingual(column.title) if column is not None and column.title else name


def _declared(dossier: Dossier, columns: Iterable[str]) -> Mapping[str, Field | None]:
    """Return the columns that a result read, each as it is declared.

    A result does not say of which table it is: of those that serve the purpose, the first that
    has every column is meant.
    """
    columns = tuple(columns)
    source = _table_of(dossier, columns)
    held = {} if source is None else source.fields
    return {name: held.get(name) for name in columns}


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
