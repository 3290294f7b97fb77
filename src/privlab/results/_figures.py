"""A figure: one number, its unit, its doubt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from privlab.errors import InternalError
from privlab.language import N_, Message, Share, counted, current, format_value, translate

__all__ = ["UNITS", "Figure"]

UNITS = ("people", "records", "classes", "columns", "bits", "share", "score")


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Parameters
    ----------
    key : str
        Stable name, the same in every export.
    value : int, float or None
        None when it was not measured; `reason` then says why.
    unit : str
        One of `UNITS`; a share is between 0 and 1.
    label : str
        English label, marked for translation.
    interval : (float, float) or None
        Bounds in the same unit, at level `confidence`.
    reason : Message or None
        Why there is no value, or what limits it.
    """

    key: str
    value: float | None
    unit: str
    label: str
    interval: tuple[float, float] | None = None
    confidence: float | None = None
    reason: Message | None = None

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            message = f"figure '{self.key}' has the unknown unit '{self.unit}'"
            raise InternalError(message)
        if self.value is None and self.reason is None:
            message = f"figure '{self.key}' has no value and no reason"
            raise InternalError(message)
        if self.value is not None and not math.isfinite(self.value):
            message = f"figure '{self.key}' is not finite"
            raise InternalError(message)

    def name(self, language: str | None = None) -> str:
        """Return the label in a language."""
        return translate(self.label, language)

    def number(self, language: str | None = None) -> str:
        """Return the bare number, or 'not assessed'."""
        if self.value is None:
            return translate(N_("not assessed"), language)
        return self._shown(self.value, language)

    def text(self, language: str | None = None) -> str:
        """Return the number with its unit and interval, or 'not assessed' with the reason."""
        if self.value is None:
            reason = "" if self.reason is None else self.reason.text(language)
            return f"{self.number(language)} ({reason})"
        said = self._with_unit(self.value).text(language)
        if self.interval is None:
            return said
        low, high = (self._shown(bound, language) for bound in self.interval)
        return f"{said} [{low} ; {high}]"

    def unit_text(self, language: str | None = None) -> str:
        """Return what stands after the number: its unit, nothing for a percentage."""
        if self.value is None:
            return ""
        said = self._with_unit(self.value).text(language)
        return said.removeprefix(self.number(language)).strip()

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values; nothing is rounded."""
        return {
            "key": self.key,
            "value": self.value,
            "unit": self.unit,
            "label_en": self.name("en"),
            "label_fr": self.name("fr"),
            "interval": None if self.interval is None else list(self.interval),
            "confidence": self.confidence,
            "reason_en": None if self.reason is None else self.reason.text("en"),
            "reason_fr": None if self.reason is None else self.reason.text("fr"),
        }

    def _with_unit(self, value: float) -> Message:
        if self.unit == "people":
            return counted("{n} person", "{n} people", int(value))
        if self.unit == "records":
            return counted("{n} record", "{n} records", int(value))
        if self.unit == "classes":
            return counted("{n} class", "{n} classes", int(value))
        if self.unit == "columns":
            return counted("{n} column", "{n} columns", int(value))
        if self.unit == "bits":
            return Message("{value} bits", {"value": value})
        if self.unit == "score":
            return Message("{value} on a scale from 0 to 1", {"value": value})
        return Message("{value}", {"value": Share(value)})

    def _shown(self, value: float, language: str | None) -> str:

        shown = Share(value) if self.unit == "share" else value
        return format_value(shown, language or current())
