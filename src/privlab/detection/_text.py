"""Identifiers inside a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlab.detection._formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["identifiers_in"]

_INSIDE: Mapping[str, re.Pattern[str]] = {
    "French social security number": re.compile(
        r"(?<![0-9])[1-478](?:[ .]?[0-9]){4}[ .]?(?:[0-9]{2}|2[AB])(?:[ .]?[0-9]){8}(?![0-9])"
    ),
    "IBAN": re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"),
    "payment card number": re.compile(
        r"(?<![0-9])[0-9]{4}(?:[ -]?[0-9]{4}){2}[ -]?[0-9]{3,4}(?![0-9])"
    ),
    "e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "telephone number": re.compile(
        r"(?<![0-9])(?:\+33 ?|0)[1-9](?:[ .-]?[0-9]{2}){4}(?![0-9])"
        r"|\+?1?[ .-]?\(?[2-9][0-9]{2}\)?[ .-]?[0-9]{3}[ .-][0-9]{4}(?![0-9])"
    ),
}


def identifiers_in(text: str) -> set[str]:
    """Return the kinds of identifiers that a text holds.

    Examples
    --------
    >>> sorted(identifiers_in("write to ana@example.org, or 06 39 98 20 87"))
    ['e-mail address', 'telephone number']
    """
    found = set()
    for kind, pattern in _INSIDE.items():
        test = FORMATS[kind][0]
        if any(test(match.group().strip(" .")) for match in pattern.finditer(text)):
            found.add(kind)
    return found
