"""Where data may be: the countries of ISO 3166, and those where the GDPR itself applies."""

from __future__ import annotations

from privlab._files import rows_of

__all__ = ["COUNTRIES", "INSIDE"]

_ROWS = rows_of(__package__, "countries.csv")
COUNTRIES: tuple[str, ...] = tuple(row["code"] for row in _ROWS)
INSIDE: frozenset[str] = frozenset(row["code"] for row in _ROWS if row["gdpr"])
