"""The rules, in the order in which they are judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.duties._columns import (
    forbidden_columns,
    special_columns_without_reason,
    undeclared_columns,
    unpurposed_columns,
)
from privlab.duties._contacts import contacts_after_objection
from privlab.duties._report import DutyReport
from privlab.duties._retention import overdue_rows
from privlab.duties._scores import undocumented_scores
from privlab.duties._transfers import unsafe_transfers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from privlab.gate import Catalogue
    from privlab.results import Finding

__all__ = ["RULES", "Rule", "check_duties"]


@dataclass(frozen=True)
class Rule:
    """One duty.

    Attributes
    ----------
    name : str
        Stable identifier of its findings.
    article : str
        The text it rests on.
    judge : callable
        Catalogue -> findings; none when the duty is kept.
    """

    name: str
    article: str
    judge: Callable[[Catalogue, Rule], Iterable[Finding]]


RULES = (
    Rule("column_without_purpose", "GDPR Art. 5(1)(b)", unpurposed_columns),
    Rule("undeclared_column", "GDPR Art. 5(2)", undeclared_columns),
    Rule("forbidden_column", "GDPR Art. 5(1)(c)", forbidden_columns),
    Rule("special_category_without_reason", "GDPR Art. 9", special_columns_without_reason),
    Rule("retention_overdue", "GDPR Art. 5(1)(e)", overdue_rows),
    Rule("contact_after_objection", "GDPR Art. 21(3)", contacts_after_objection),
    Rule("undocumented_score", "GDPR Art. 13(2)(f)", undocumented_scores),
    Rule("transfer_without_safeguard", "GDPR Art. 44", unsafe_transfers),
)


def check_duties(catalogue: Catalogue, rules: Iterable[Rule] = RULES) -> DutyReport:
    """Judge every duty on the catalogue's day.

    Returns
    -------
    DutyReport
        `.findings`, worst first; `.breaches`; `.to_frame()`.
    """
    rules = tuple(rules)
    found = [finding for rule in rules for finding in rule.judge(catalogue, rule)]
    return DutyReport.of(found, rules=[rule.name for rule in rules], catalogue=catalogue)
