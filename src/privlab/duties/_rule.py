"""A duty: what is owed, the text it rests on, and who judges it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.results import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from privlab._gate import Held
    from privlab.language import Message

__all__ = ["Rule"]


@dataclass(frozen=True)
class Rule:
    """One duty: one name, one article, one count.

    Attributes
    ----------
    name : str
        Stable identifier of its findings.
    article : str
        The text it rests on.
    judge : callable
        Held -> findings; none when the duty is kept.
    title : str
        What it is about, in English, marked for translation; its name is shown without one.

    Examples
    --------
    >>> from privlab.language import Message
    >>> rule = Rule("no_owner", "GDPR Art. 5(2)", lambda held, rule: ())
    >>> rule.finding("note", Message("A purpose has no owner."), 1).rule
    'no_owner'
    """

    name: str
    article: str
    judge: Callable[[Held, Rule], Iterable[Finding]]
    title: str = ""

    def finding(
        self,
        severity: str,
        message: Message,
        count: int | None = None,
        details: Mapping[str, object] | None = None,
    ) -> Finding:
        """Return what the judge found, under the name and the article of the rule.

        Parameters
        ----------
        severity : {"breach", "warning", "note", "not_assessed"}
        message : Message
        count : int, optional
            How many; the sentence says of what.
        details : mapping, optional
            Further plain values for exports; never a value of a record.

        Returns
        -------
        Finding
        """
        return Finding(self.name, self.article, severity, message, count, details or {})
