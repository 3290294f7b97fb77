"""Values as YAML in the flow style, on one line."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Value = (
        str | int | float | dt.date | Sequence["Value"] | Mapping[str, "Value"]
    )  # a bool is an int

__all__ = ["flow", "given"]

_PLAIN = re.compile(r"[A-Za-z][\w-]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def flow(value: Value) -> str:
    """Return a value as YAML reads it back.

    Examples
    --------
    >>> flow({"from": "clients.date", "days": 30, "ok": True, "of": ["a", "no"]})
    '{from: "clients.date", days: 30, ok: true, of: [a, "no"]}'
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | dt.date):
        return value.isoformat() if isinstance(value, dt.date) else str(value)
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
        return value if plain else json.dumps(value, ensure_ascii=False)
    if hasattr(value, "items"):
        return "{" + ", ".join(f"{flow(key)}: {flow(one)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]"


def given(**entries: Value | None) -> dict[str, Value]:
    """Return the entries that say something: neither None nor empty; a final '_' is cut off."""
    return {
        key.rstrip("_"): value
        for key, value in entries.items()
        if value is not None and value is not False and value not in ("", ())
    }
