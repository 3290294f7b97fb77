"""What an assessment holds, settled and frozen: the plain data that every renderer takes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from privlab.errors import ParameterError, did_you_mean, listed
from privlab.language import Message, check_language, current

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from privlab.anonymise import Recipe
    from privlab.policy import Policy
    from privlab.register import Budget
    from privlab.results import Finding, Result, Threshold

__all__ = ["Dossier"]


@dataclass(frozen=True, repr=False)
class Dossier:
    """Results, findings and declarations, in the language in which they are told.

    `Assessment`, which writes it, says what each field is.
    """

    results: tuple[Result, ...]
    released: tuple[Result, ...] = ()
    findings: tuple[Finding, ...] = ()
    subject: str = ""
    language: str = field(default_factory=current)
    as_of: dt.date | None = None
    policy: Policy | None = None
    purpose: str | None = None
    budget: tuple[Budget, ...] = ()
    head: str = ""
    uses: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        held, after = tuple(self.results), tuple(self.released)
        given, judged = tuple(self.findings), getattr(self.findings, "rules", ())
        measured = [t.rule for r in (*held, *after) if r.judged for t in _stated(r, self.policy)]
        declared = None if self.policy is None else self.policy.as_of
        settled = {
            "language": check_language(self.language or current()),
            "results": held,
            "released": after,
            "budget": tuple(self.budget),
            "findings": (*given, *measured_findings(held, after, given, self.policy)),
            "rules": tuple(dict.fromkeys((*self.rules, *judged, *measured))),
            "as_of": self.as_of or declared,
        }
        for name, value in settled.items():
            object.__setattr__(self, name, value)
        if self.policy is not None and self.purpose is not None:
            known = self.policy.purposes
            if self.purpose not in known:
                message = (
                    f"purpose='{listed([self.purpose])}' is not in the policy. "
                    f"{did_you_mean(self.purpose, known)}"
                )
                raise ParameterError(message)


def measured_findings(
    held: tuple[Result, ...],
    released: tuple[Result, ...],
    known: tuple[Finding, ...],
    policy: Policy | None,
) -> tuple[Finding, ...]:
    """Return what measures find against the policy, and `known` does not already hold.

    What is held is as severe as the measure says. What is released against a threshold breaks
    the promise itself: it is a breach. A policy that does not state a threshold promises nothing
    there.
    """
    told = {_name(finding) for finding in known}
    found = []
    for place, result in enumerate((*held, *released)):
        stated = {threshold.rule: threshold for threshold in _stated(result, policy)}
        for each in result.findings():
            source = result.provenance
            of = {"data_version": source.data_version, "columns": list(source.columns)}
            finding = replace(each, details={**of, **each.details})
            if finding.rule not in stated or _name(finding) in told:
                continue
            told.add(_name(finding))
            if place >= len(held) and stated[finding.rule].key:
                message = Message("After treatment: {what}", {"what": finding.message})
                finding = replace(finding, severity="breach", message=message)
            found.append(finding)
    return tuple(found)


def _stated(result: Result, policy: Policy | None) -> tuple[Threshold, ...]:
    """Return the rules of a measure of which the policy states the threshold, if they need one."""
    return tuple(
        threshold
        for threshold in result.thresholds
        if policy is None or not threshold.key or policy.thresholds.says(threshold.key)
    )


def _name(finding: Finding) -> tuple[str, ...]:
    """Return what makes two findings of a measure the same."""
    details = finding.details
    return (finding.rule, *(str(details.get(k)) for k in ("data_version", "columns", "purpose")))
