"""Sentences written once, in English, and shown in either language."""

from __future__ import annotations

import contextvars
import functools
import gettext
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from privlab.errors import ParameterError, did_you_mean
from privlab.language._formats import format_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "LANGUAGES",
    "Message",
    "N_",
    "check_language",
    "counted",
    "current",
    "named",
    "speaking",
    "translate",
    "use",
]

LANGUAGES = ("fr", "en")
# French signs of two parts stand after a space that no line breaks at
_BEFORE_SIGN = re.compile(r" (?=[:;?!»])|(?<=«) ")
_language: contextvars.ContextVar[str] = contextvars.ContextVar("privlab_language", default="en")


def N_(text: str) -> str:  # noqa: N802 - the gettext convention for "translate later"
    """Mark a text for translation and return it unchanged."""
    return text


def NN_(one: str, more: str) -> tuple[str, str]:  # noqa: N802 - the gettext convention, plural
    """Mark the two forms of a counted text for translation and return them unchanged."""
    return one, more


def check_language(language: str) -> str:
    """Return the language, or raise ParameterError with the allowed ones."""
    if language not in LANGUAGES:
        message = f"language '{language}' is not available. {did_you_mean(language, LANGUAGES)}"
        raise ParameterError(message)
    return language


def use(language: str) -> None:
    """Choose the language in which notebooks show results from now on: "fr" or "en".

    Parameters
    ----------
    language : {"fr", "en"}
        For this context only: another thread or task keeps its own.

    Raises
    ------
    ParameterError
        Another language.

    Examples
    --------
    >>> use("fr")
    >>> translate("Alone in a class")
    'Seuls dans leur classe'
    >>> use("en")
    """
    _language.set(check_language(language))


def current() -> str:
    """Return the language in which results are shown: "en" until `use` says otherwise."""
    return _language.get()


@contextmanager
def speaking(language: str | None = None) -> Iterator[None]:
    """Use a language inside the block, and the one before it afterwards.

    Parameters
    ----------
    language : {"fr", "en"} or None
        None keeps the language in use.

    Examples
    --------
    >>> with speaking("fr"):
    ...     current()
    'fr'
    >>> current()
    'en'
    """
    before = current()
    if language is not None:
        use(language)
    try:
        yield
    finally:
        use(before)


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    folder = Path(__file__).parent / "locales"
    return gettext.translation("privlab", folder, languages=[language])


def _set_as(language: str, text: str) -> str:
    """Return a text with the spaces that its language sets."""
    return _BEFORE_SIGN.sub("\N{NO-BREAK SPACE}", text) if language == "fr" else text


def translate(text: str, language: str | None = None) -> str:
    """Return a marked text in a language (the one in use by default)."""
    # gettext answers the empty string with the catalogue's own header
    language = check_language(language or current())
    return _set_as(language, _catalogue(language).gettext(text)) if text else ""


@dataclass(frozen=True)
class Message:
    """A sentence with its figures, not yet in any language.

    Parameters
    ----------
    template : str
        English text with `{name}` fields.
    values : mapping
        What the fields stand for. Numbers and dates are written as the language writes them;
        a Message or another Text among them is said in it too.
    plural : str or None
        English plural; then `n` among the values chooses.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None

    def text(self, language: str | None = None) -> str:
        """Return the sentence in a language (the one in use by default)."""
        language = check_language(language or current())
        catalogue = _catalogue(language)
        if self.plural is None:
            template = translate(self.template, language)
        else:
            n = self.values["n"]
            chosen = catalogue.ngettext(self.template, self.plural, int(n))  # type: ignore[call-overload]
            template = _set_as(language, chosen)
        shown = {name: format_value(value, language) for name, value in self.values.items()}
        # a text without values is no template: braces in it stay
        return template.format(**shown) if shown else template

    def __str__(self) -> str:
        return self.text()


def counted(singular: str, plural: str, n: int, **values: object) -> Message:
    """Return a message whose form follows the count `n`.

    Examples
    --------
    >>> counted("{n} person", "{n} people", 2).text("en")
    '2 people'
    """
    return Message(singular, {"n": n, **values}, plural)


def named(name: str, value: object, language: str | None = None) -> str:
    """Return a name and what it is, with the colon as the language spaces it.

    Examples
    --------
    >>> named("Age", "42", "en")
    'Age: 42'
    """
    return Message("{source}: {value}", {"source": name, "value": value}).text(language)
