"""Findings of the measures themselves: what they find against the thresholds of the policy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from privlab.anonymity import AnonymityCheck, k_findings
from privlab.language import N_, Message
from privlab.risk import RiskScore, risk_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab.policy import Policy
    from privlab.results import Finding, Result

__all__ = ["MEASURED_RULES", "measured_findings", "measured_rules"]

MEASURED_RULES: Mapping[str, str] = {
    "k_below_threshold": N_("Size of the classes, against the policy"),
    "reidentification_above_threshold": N_("Risk of re-identification, against the policy"),
}
THRESHOLDS: Mapping[str, str] = {
    "k_below_threshold": "k",
    "reidentification_above_threshold": "max_reidentification",
}


def measured_findings(
    held: Iterable[Result],
    released: Iterable[Result],
    known: Iterable[Finding],
    policy: Policy | None,
) -> tuple[Finding, ...]:
    """Return what measures find against the policy, and `known` does not already hold.

    What is held is a warning. What is released breaks the promise itself: it is a breach. A
    policy that does not state a threshold promises nothing there.
    """
    known = tuple(known)
    told = {_name(finding) for finding in known if finding.rule in MEASURED_RULES}
    found = []
    for result, of_release in (
        *((result, False) for result in held),
        *((result, True) for result in released),
    ):
        for finding in _findings(result):
            if _name(finding) in told or not _states(policy, finding.rule):
                continue
            told.add(_name(finding))
            if of_release and finding.rule in THRESHOLDS:
                message = Message("After treatment: {what}", {"what": finding.message})
                found.append(replace(finding, severity="breach", message=message))
            else:
                found.append(finding)
    return tuple(found)


def measured_rules(results: Iterable[Result], policy: Policy | None) -> tuple[str, ...]:
    """Return the rules that the measures judged, with or without a finding."""
    judged = dict.fromkeys(rule for result in results for rule in _rules(result))
    return tuple(rule for rule in judged if _states(policy, rule))


def _findings(result: Result) -> tuple[Finding, ...]:
    if isinstance(result, AnonymityCheck):
        return k_findings(result)
    return risk_findings(result) if isinstance(result, RiskScore) else ()


def _rules(result: Result) -> tuple[str, ...]:
    if not isinstance(result, AnonymityCheck | RiskScore) or result.data.opened is None:
        return ()
    is_check = isinstance(result, AnonymityCheck)
    return ("k_below_threshold" if is_check else "reidentification_above_threshold",)


def _states(policy: Policy | None, rule: str) -> bool:
    """Whether the policy states the threshold that a rule judges against; others need none."""
    return policy is None or rule not in THRESHOLDS or policy.thresholds.says(THRESHOLDS[rule])


def _name(finding: Finding) -> tuple[str, ...]:
    """Return what makes two findings of a measure the same."""
    details = finding.details
    return (finding.rule, *(str(details.get(k)) for k in ("data_version", "columns", "purpose")))
