"""Columns and purposes by the name that a person gives them, their code after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment._saying import listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab.assessment._dossier import Dossier
    from privlab.policy import Field, Resource

__all__ = [
    "column_titles",
    "in_language",
    "listed_columns",
    "purpose_title",
    "spoken_columns",
    "titled",
]

BETWEEN_LANGUAGES = " / "
LANGUAGES = ("fr", "en")


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


def purpose_title(dossier: Dossier, key: str, description: str | None) -> str:
    """Return what a purpose is for with its key after it; its key when nothing describes it."""
    return f"{in_language(description, dossier.language)} ({key})" if description else key


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


def spoken_columns(dossier: Dossier, columns: Iterable[str]) -> str:
    """Return the columns that a result read in a row, as one would say them: titles alone."""
    titles = column_titles(dossier, columns)
    spoken = [title.removesuffix(f" ({name})") for name, title in titles.items()]
    return listing(dossier, spoken)


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
