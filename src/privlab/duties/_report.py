"""What the rules found, worst first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab import _display as display
from privlab.language import N_, Message, counted, translate
from privlab.results import SEVERITIES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from privlab._gate import Held
    from privlab.results import Finding

__all__ = ["DutyReport"]

TITLE = N_("What the company owes")


@dataclass(frozen=True, repr=False)
class DutyReport:
    """The findings of a check.

    Attributes
    ----------
    findings : tuple of Finding
        Breaches first, then warnings, notes, and what was not assessed.
    rules : tuple of str
        The rules that were judged: one without a finding was found kept.
    policy : str
        Name of the policy file.
    as_of : date
        Day of judgement.

    Examples
    --------
    >>> import datetime as dt
    >>> from privlab.language import Message
    >>> from privlab.results import Finding
    >>> late = Finding("late_answer", "GDPR Art. 12(3)", "breach", Message("Late."), 2)
    >>> report = DutyReport((late,), ("late_answer",), "datapackage.yaml", dt.date(2026, 1, 1))
    >>> report.count("late_answer"), len(report.breaches)
    (2, 1)
    """

    findings: tuple[Finding, ...]
    rules: tuple[str, ...]
    policy: str
    as_of: dt.date

    @classmethod
    def of(cls, found: Iterable[Finding], *, rules: Iterable[str], company: Held) -> DutyReport:
        """Put findings in order.

        Parameters
        ----------
        found : iterable of Finding
        rules : iterable of str
            Names of the rules that were judged.
        company : Catalogue, or what it stands on
            Whose policy and day of judgement the report bears.

        Returns
        -------
        DutyReport
        """
        order = list(SEVERITIES)
        ordered = sorted(found, key=lambda finding: order.index(finding.severity))
        return cls(tuple(ordered), tuple(rules), company.policy.path.name, company.as_of)

    @property
    def breaches(self) -> tuple[Finding, ...]:
        """The duties that are broken."""
        return tuple(f for f in self.findings if f.severity == "breach")

    def count(self, rule: str) -> int:
        """Return the sum of the counts of a rule's findings; 0 when it found nothing.

        Parameters
        ----------
        rule : str
            Name of a rule.

        Returns
        -------
        int

        Examples
        --------
        >>> import datetime as dt
        >>> report = DutyReport((), ("late_answer",), "datapackage.yaml", dt.date(2026, 1, 1))
        >>> report.count("late_answer")
        0
        """
        return sum(f.count or 0 for f in self.findings if f.rule == rule)

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values.

        Returns
        -------
        dict
            Key findings.
        """
        return {"findings": [finding.to_dict() for finding in self.findings]}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a finding: severity, rule, article, count, text.

        Returns
        -------
        pandas frame, one row a finding

        Examples
        --------
        >>> import datetime as dt
        >>> report = DutyReport((), ("late_answer",), "datapackage.yaml", dt.date(2026, 1, 1))
        >>> report.to_frame().columns.tolist()
        ['severity', 'rule', 'article', 'count', 'text']
        """
        import pandas as pd

        columns = ["severity", "rule", "article", "count", "text"]
        rows = [(f.severity, f.rule, f.article, f.count, f.text()) for f in self.findings]
        return pd.DataFrame(rows, columns=columns).astype({"count": "Int64"})

    def lines(self, language: str | None = None) -> Iterator[str]:
        """Yield one line a finding, then what was judged.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Yields
        ------
        str
        """
        for finding in self.findings:
            severity = finding.severity_text(language)
            article = finding.article_said.text(language)
            cited = f" ({article})" if article else ""
            yield f"[{severity}] {finding.text(language)}{cited}"
        yield self._summary().text(language)

    def _summary(self) -> Message:
        unknown = {f.rule for f in self.findings if f.severity == "not_assessed"}
        judged = len(self.rules) - len(unknown)
        return counted(
            "{n} breach; {judged} duties judged by {policy} as of {day}, {unknown} not assessed.",
            "{n} breaches; {judged} duties judged by {policy} as of {day}, {unknown} not assessed.",
            len(self.breaches),
            judged=judged,
            unknown=len(unknown),
            policy=self.policy,
            day=self.as_of,
        )

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def _repr_html_(self) -> str:
        return display.card(
            title=translate(TITLE),
            rows=[
                (f"{f.severity_text()} · {f.article_said.text()}", f.text()) for f in self.findings
            ],
            notes=[],
            footer=self._summary().text(),
        )

    def __repr__(self) -> str:
        return "\n".join(["<DutyReport>", *(f"  {line}" for line in self.lines())])
