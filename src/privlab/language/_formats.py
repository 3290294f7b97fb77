"""Numbers and dates as each language writes them."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from typing import Protocol, runtime_checkable

__all__ = ["Share", "Text", "format_value"]

_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_SIGNIFICANT = 4


class Share(float):
    """A share between 0 and 1, shown as a percentage."""


@runtime_checkable
class Text(Protocol):
    """What can be said in either language: a message, a figure, a finding, texts in a row."""

    def text(self, language: str | None = None) -> str:
        """Return it in a language (the one in use by default)."""
        ...


def format_value(value: object, language: str) -> str:
    """Return a value as text in a language: digits grouped, shares as percentages.

    Parameters
    ----------
    value : Text, int, float, Share, date, str or None
        Floats keep four significant digits; None and NaN become an em dash.
    language : {"fr", "en"}

    Examples
    --------
    >>> format_value(12345, "en"), format_value(Share(0.0213), "en")
    ('12,345', '2.13%')
    """
    locale = _LOCALES[language]
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "—"
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, Text):
        return value.text(language)
    from babel import dates, numbers as babel_numbers

    if isinstance(value, dt.date):
        day = str(dates.format_date(value, format="long", locale=locale))
        # French counts the first day of a month and names the others
        return f"1er {day[2:]}" if language == "fr" and day.startswith("1 ") else day
    if isinstance(value, numbers.Integral):
        return str(babel_numbers.format_decimal(int(value), locale=locale))
    if isinstance(value, Share):
        return str(
            babel_numbers.format_percent(value, format=_percent(value, locale), locale=locale)
        )
    if isinstance(value, numbers.Real):
        number = float(value)
        if math.isinf(number):
            return "∞" if number > 0 else "-∞"
        return str(babel_numbers.format_decimal(number, format=_decimal(number), locale=locale))
    return str(value)


def _decimal(number: float) -> str:
    whole = 0 if number == 0 else math.floor(math.log10(abs(number)))
    return "#,##0." + "#" * min(9, max(1, _SIGNIFICANT - 1 - whole))


def _percent(share: Share, locale: str) -> str:
    from babel import Locale

    # a share that rounds to 0% or 100% without being it keeps more digits
    points = min(abs(share), abs(1 - share)) * 100
    digits = 2 if points == 0 else min(6, max(2, 1 - math.floor(math.log10(points))))
    whole: str = Locale.parse(locale).percent_formats[None].pattern
    return whole.replace("##0", "##0." + "#" * digits)
