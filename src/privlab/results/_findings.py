"""A finding: a duty that is broken, or could not be judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlab.errors import InternalError
from privlab.language import N_, Message, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SEVERITIES", "Article", "Finding"]

ABBREVIATED = re.compile(r"\bGDPR\b|\bArt\.")
SHORT = {"GDPR": N_("GDPR"), "Art.": N_("Art.")}

SEVERITIES: Mapping[str, str] = {
    "breach": N_("breach"),
    "warning": N_("warning"),
    "note": N_("note"),
    "not_assessed": N_("not assessed"),
}


@dataclass(frozen=True)
class Article:
    """An article of law; `cited` as a finding holds it, in English.

    Examples
    --------
    >>> Article("GDPR Art. 5(1)(e)").text("fr")
    'RGPD art. 5(1)(e)'
    """

    cited: str

    def text(self, language: str | None = None) -> str:
        """Return the article as a language abbreviates it (the one in use by default)."""
        return ABBREVIATED.sub(lambda match: translate(SHORT[match[0]], language), self.cited)


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

    Examples
    --------
    >>> from privlab.language import Message
    >>> said = Message("An answer is late.")
    >>> finding = Finding("late_answer", "GDPR Art. 12(3)", "breach", said, 1)
    >>> finding.text("en"), finding.severity_text("fr")
    ('An answer is late.', 'écart')
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
        """Return the sentence in a language.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str

        Examples
        --------
        >>> from privlab.language import Message
        >>> Finding("late", "", "note", Message("{n} are late.", {"n": 2})).text("en")
        '2 are late.'
        """
        return self.message.text(language)

    @property
    def severity_said(self) -> Message:
        """The severity as a word."""
        return Message(SEVERITIES[self.severity])

    @property
    def article_said(self) -> Article:
        """The article, to be abbreviated as a language does."""
        return Article(self.article)

    def severity_text(self, language: str | None = None) -> str:
        """Return the severity as a word in a language.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str

        Examples
        --------
        >>> from privlab.language import Message
        >>> Finding("late", "", "warning", Message("Late.")).severity_text("fr")
        'alerte'
        """
        return self.severity_said.text(language)

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values.

        Returns
        -------
        dict

        Examples
        --------
        >>> from privlab.language import Message
        >>> Finding("late", "", "note", Message("Late."), 2).to_dict()["count"]
        2
        """
        return {
            "rule": self.rule,
            "article": self.article,
            "count": self.count,
            "severity": self.severity,
            "text_fr": self.text("fr"),
            "text_en": self.text("en"),
            "details": dict(self.details),
        }
