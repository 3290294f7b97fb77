"""What an assessment holds, settled and frozen: the plain data that every renderer takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlab.assessment.measured._measured import measured_findings, measured_rules
from privlab.errors import ParameterError, did_you_mean, listed
from privlab.language import check_language, current

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from privlab.anonymise import Recipe
    from privlab.policy import Policy
    from privlab.register import Budget
    from privlab.results import Finding, Result

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
        rules = (*self.rules, *judged, *measured_rules((*held, *after), self.policy))
        declared = None if self.policy is None else self.policy.as_of
        settled = {
            "language": check_language(self.language or current()),
            "results": held,
            "released": after,
            "budget": tuple(self.budget),
            "findings": (*given, *measured_findings(held, after, given, self.policy)),
            "rules": tuple(dict.fromkeys(rules)),
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
