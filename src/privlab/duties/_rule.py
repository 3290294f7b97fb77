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
        """Return what the judge found, under the name and the article of the rule."""
        return Finding(self.name, self.article, severity, message, count, details or {})
