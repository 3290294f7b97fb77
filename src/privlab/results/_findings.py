"""A finding: a duty that is broken, or could not be judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlab.errors import InternalError
from privlab.language import N_, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.language import Message

__all__ = ["SEVERITIES", "Finding"]

SEVERITIES: Mapping[str, str] = {
    "breach": N_("breach"),
    "warning": N_("warning"),
    "note": N_("note"),
    "not_assessed": N_("not assessed"),
}


@dataclass(frozen=True)
class Finding:
    """What a rule found, with its article and its count.

    Parameters
    ----------
    rule : str
        Stable identifier, for instance "k_below_threshold".
    article : str
        The text it rests on, for instance "GDPR Art. 32(1)"; empty when it is a house rule.
    severity : str
        One of `SEVERITIES`.
    message : Message
        The sentence, in both languages.
    count : int or None
        How many (people, rows, columns: the sentence says which); None when not assessed.
    details : mapping
        Further plain values for exports; never a value of a record.
    """

    rule: str
    article: str
    severity: str
    message: Message
    count: int | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            message = f"finding '{self.rule}' has the unknown severity '{self.severity}'"
            raise InternalError(message)

    def text(self, language: str | None = None) -> str:
        """Return the sentence in a language."""
        return self.message.text(language)

    def severity_text(self, language: str | None = None) -> str:
        """Return the severity as a word in a language."""
        return translate(SEVERITIES[self.severity], language)

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values."""
        return {
            "rule": self.rule,
            "article": self.article,
            "count": self.count,
            "severity": self.severity,
            "text_fr": self.text("fr"),
            "text_en": self.text("en"),
            "details": dict(self.details),
        }
