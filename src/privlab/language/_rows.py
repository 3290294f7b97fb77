"""Names and texts put together, in no language yet."""

from __future__ import annotations

from dataclasses import dataclass

from privlab.language._formats import format_value
from privlab.language._messages import LANGUAGES, N_, Message, check_language, current

__all__ = ["NOT_DECLARED", "Bilingual", "Country", "Joined", "Listing"]

NOT_DECLARED = N_("not declared")
_BETWEEN_LANGUAGES = " / "


@dataclass(frozen=True)
class Joined:
    """Texts and values one after the other; what says nothing is left out.

    Examples
    --------
    >>> Joined((Message("{n} rows", {"n": 1_200}), "", "all of them"), " · ").text("en")
    '1,200 rows · all of them'
    """

    parts: tuple[object, ...]
    between: str = ""

    def text(self, language: str | None = None) -> str:
        """Return the row in a language (the one in use by default)."""
        language = check_language(language or current())
        said = (format_value(part, language) for part in self.parts)
        return self.between.join(filter(None, said))


@dataclass(frozen=True)
class Listing:
    """Names in a row, at most `most` of them, and how many more there are.

    Examples
    --------
    >>> Listing(("a", "b", "c"), most=2).text("en"), Listing(()).text("en")
    ('a, b and 1 more', 'not declared')
    """

    names: tuple[object, ...]
    most: int = 40

    def text(self, language: str | None = None) -> str:
        """Return the names in a language (the one in use by default)."""
        language = check_language(language or current())
        shown = ", ".join(format_value(name, language) for name in self.names[: self.most])
        left = len(self.names) - self.most
        if left <= 0:
            return shown or Message(NOT_DECLARED).text(language)
        return Message("{shown} and {n} more", {"shown": shown, "n": left}).text(language)


@dataclass(frozen=True)
class Bilingual:
    """A text that a company wrote as "French / English", or in one language alone.

    Examples
    --------
    >>> Bilingual("Code postal / Postcode").text("en"), Bilingual("Postcode").text("fr")
    ('Postcode', 'Postcode')
    """

    written: str

    def text(self, language: str | None = None) -> str:
        """Return the part in a language (the one in use by default), else the whole."""
        language = check_language(language or current())
        parts = [part.strip() for part in self.written.split(_BETWEEN_LANGUAGES)]
        whole = len(parts) != len(LANGUAGES)
        return self.written if whole else parts[LANGUAGES.index(language)]


@dataclass(frozen=True)
class Country:
    """A country by its ISO code.

    Examples
    --------
    >>> Country("DE").text("fr"), Country("??").text("fr")
    ('Allemagne', '??')
    """

    code: str

    def text(self, language: str | None = None) -> str:
        """Return its name in a language (the one in use by default); its code if it has none."""
        from babel import Locale

        named = Locale.parse(check_language(language or current())).territories
        return str(named.get(self.code, self.code))
