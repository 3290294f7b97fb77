"""A figure: one number, its unit, its doubt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.errors import InternalError
from privlab.language import N_, NN_, Joined, Message, Share, current, format_value, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.language import Text

__all__ = ["UNITS", "Figure"]

COUNTED: Mapping[str, tuple[str, str]] = {
    "people": NN_("{n} person", "{n} people"),
    "records": NN_("{n} record", "{n} records"),
    "rows": NN_("{n} row", "{n} rows"),
    "classes": NN_("{n} class", "{n} classes"),
    "columns": NN_("{n} column", "{n} columns"),
    "attacks": NN_("{n} attack", "{n} attacks"),
    "groups": NN_("{n} group", "{n} groups"),
    "values": NN_("{n} value", "{n} values"),
}
SAID: Mapping[str, str] = {
    "bits": N_("{value} bits"),
    "score": N_("{value} on a scale from 0 to 1"),
}
UNITS = (*COUNTED, *SAID, "share", "epsilon", "delta", "ratio")


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Parameters
    ----------
    key : str
        Stable name, the same in every export.
    value : int, float or None
        None when it was not measured, `math.inf` when it was and no number bounds it; `reason`
        then says why.
    unit : str
        One of `UNITS`; a share is between 0 and 1.
    label : str
        English label, marked for translation.
    interval : (float, float) or None
        Bounds in the same unit, at level `confidence`.
    reason : Message or None
        Why there is no value, or what limits it.
    column : str
        The column that the figure speaks of, where a result has the same figure for several.

    Examples
    --------
    >>> figure = Figure("k", 4, "people", "Smallest class (k)")
    >>> figure.line("en")
    'Smallest class (k): 4 people'
    >>> figure.text("fr")
    '4 personnes'
    """

    key: str
    value: float | None
    unit: str
    label: str
    interval: tuple[float, float] | None = None
    confidence: float | None = None
    reason: Message | None = None
    column: str = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            message = f"figure '{self.key}' has the unknown unit '{self.unit}'"
            raise InternalError(message)
        if self.value is None and self.reason is None:
            message = f"figure '{self.key}' has no value and no reason"
            raise InternalError(message)
        if self.infinite:
            if self.reason is None:
                message = f"figure '{self.key}' is infinite and has no reason"
                raise InternalError(message)
        elif self.value is not None and not math.isfinite(self.value):
            message = f"figure '{self.key}' is neither a number nor infinite"
            raise InternalError(message)

    @property
    def infinite(self) -> bool:
        """Whether it was measured and is above every number."""
        return self.value == math.inf

    @property
    def called(self) -> Text:
        """The label, and the column if it speaks of one."""
        return Joined((Message(self.label), f" ({self.column})" if self.column else ""))

    @property
    def bare(self) -> Text:
        """The number alone, or that it is infinite or not assessed."""
        if self.value is None:
            return Message("not assessed")
        return Message("infinite") if self.infinite else Joined((self._shown(self.value),))

    @property
    def unit_said(self) -> Text:
        """What stands after the number: its unit, nothing for a percentage."""
        return _Unit(self)

    def name(self, language: str | None = None) -> str:
        """Return the label in a language, and the column if it speaks of one.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str

        Examples
        --------
        >>> Figure("changed", 0.5, "share", "Share of values changed", column="age").name("en")
        'Share of values changed (age)'
        """
        return self.called.text(language)

    def number(self, language: str | None = None) -> str:
        """Return the bare number, 'infinite' or 'not assessed'.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str

        Examples
        --------
        >>> Figure("share", 0.25, "share", "Share").number("en")
        '25%'
        """
        return self.bare.text(language)

    def text(self, language: str | None = None) -> str:
        """Return the number with its unit and interval; the reason of one that is no number.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str

        Examples
        --------
        >>> Figure("share", 0.25, "share", "Share", interval=(0.2, 0.3)).text("en")
        '25% [20% ; 30%]'
        """
        if self.value is None or self.infinite:
            reason = "" if self.reason is None else self.reason.text(language)
            return f"{self.number(language)} ({reason})"
        said = self._with_unit(self.value).text(language)
        if self.interval is None:
            return said
        low, high = (format_value(self._shown(end), language or current()) for end in self.interval)
        return f"{said} [{low} ; {high}]"

    def line(self, language: str | None = None) -> str:
        """Return the label and the number with its unit; a label that ends in 'from' goes on.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str

        Examples
        --------
        >>> Figure("k", 4, "people", "Smallest class (k)").line("en")
        'Smallest class (k): 4 people'
        """
        name, text = self.name(language), self.text(language)
        return f"{name} {text}" if self.label.endswith(" from") else named(name, text, language)

    def unit_text(self, language: str | None = None) -> str:
        """Return what stands after the number: its unit, nothing for a percentage.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str

        Examples
        --------
        >>> Figure("k", 4, "people", "Smallest class (k)").unit_text("en")
        'people'
        """
        if self.value is None or self.infinite:
            return ""
        said = self._with_unit(self.value).text(language)
        return said.removeprefix(self.number(language)).strip()

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values; nothing is rounded.

        JSON has no infinity: the value of an infinite figure is null there, and `infinite` true.

        Returns
        -------
        dict

        Examples
        --------
        >>> told = Figure("k", 4, "people", "Smallest class (k)").to_dict()
        >>> told["value"], told["unit"]
        (4, 'people')
        """
        return {
            "key": self.key,
            "value": None if self.infinite else self.value,
            "infinite": self.infinite,
            "unit": self.unit,
            "label_en": self.name("en"),
            "label_fr": self.name("fr"),
            "interval": None if self.interval is None else list(self.interval),
            "confidence": self.confidence,
            "reason_en": None if self.reason is None else self.reason.text("en"),
            "reason_fr": None if self.reason is None else self.reason.text("fr"),
        }

    def _with_unit(self, value: float) -> Message:
        if self.unit in COUNTED:
            one, more = COUNTED[self.unit]
            n = int(value) if value == math.floor(value) else value
            return Message(one, {"n": n}, more)
        if self.unit in SAID:
            return Message(SAID[self.unit], {"value": value})
        return Message("{value}", {"value": self._shown(value)})

    def _shown(self, value: float) -> float:
        return Share(value) if self.unit == "share" else value


@dataclass(frozen=True)
class _Unit:
    figure: Figure

    def text(self, language: str | None = None) -> str:
        return self.figure.unit_text(language)
