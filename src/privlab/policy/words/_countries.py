"""Where data may be: the countries of ISO 3166, and those where the GDPR itself applies."""

from __future__ import annotations

from privlab._files import rows_of
from privlab.language import LANGUAGES, Country

__all__ = ["COUNTRIES", "INSIDE", "country_names"]

_ROWS = rows_of(__package__, "countries.csv")
COUNTRIES: tuple[str, ...] = tuple(row["code"] for row in _ROWS)
INSIDE: frozenset[str] = frozenset(row["code"] for row in _ROWS if row["gdpr"])


def country_names(code: str) -> tuple[str, ...]:
    """Return the names of a country in French and English.

    Examples
    --------
    >>> country_names("IN")
    ('Inde', 'India')
    """
    return tuple(Country(code).text(language) for language in LANGUAGES)
