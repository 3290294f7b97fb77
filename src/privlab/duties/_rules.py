"""The rules, in the order in which they are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.duties._budgets import budgets_over_the_promise
from privlab.duties._columns import (
    forbidden_columns,
    special_columns_without_reason,
    undeclared_columns,
    undimensioned_columns,
    unpurposed_columns,
)
from privlab.duties._contacts import contacts_after_objection
from privlab.duties._purposes import (
    choices_of_unknown_purposes,
    forbidden_purposes,
    unbalanced_purposes,
    unrecorded_consents,
)
from privlab.duties._report import DutyReport
from privlab.duties._retention import overdue_rows
from privlab.duties._rule import Rule
from privlab.duties._scores import undocumented_scores
from privlab.duties._transfers import unsafe_transfers
from privlab.duties._use import (
    contacts_over_the_cap,
    cross_group_mailings,
    sales_of_data,
    sourceless_columns,
    unreviewed_decisions,
)
from privlab.language import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlab._gate import Held

__all__ = ["RULES", "Rule", "check_duties"]


RULES = (
    Rule(
        "forbidden_use", "GDPR Art. 5(1)(b)", forbidden_purposes, N_("Uses that the policy forbids")
    ),
    Rule("consent_not_recorded", "GDPR Art. 7(1)", unrecorded_consents, N_("Record of consents")),
    Rule(
        "balancing_missing",
        "GDPR Art. 6(1)(f)",
        unbalanced_purposes,
        N_("Balancing of legitimate interests"),
    ),
    Rule(
        "column_without_purpose",
        "GDPR Art. 5(1)(b)",
        unpurposed_columns,
        N_("Purpose of each column"),
    ),
    Rule(
        "undeclared_column", "GDPR Art. 5(2)", undeclared_columns, N_("Declaration of each column")
    ),
    Rule("forbidden_column", "GDPR Art. 5(1)(c)", forbidden_columns, N_("Forbidden columns")),
    Rule(
        "special_category_without_reason",
        "GDPR Art. 9",
        special_columns_without_reason,
        N_("Reason for each special category"),
    ),
    Rule(
        "column_without_dimension",
        "GDPR Art. 35(7)",
        undimensioned_columns,
        N_("Life dimension of each column"),
    ),
    Rule(
        "choice_of_unknown_purpose",
        "GDPR Art. 21",
        choices_of_unknown_purposes,
        N_("Choices that name a purpose"),
    ),
    Rule("retention_overdue", "GDPR Art. 5(1)(e)", overdue_rows, N_("Length of retention")),
    Rule(
        "contact_after_objection",
        "GDPR Art. 21(3)",
        contacts_after_objection,
        N_("Contact after an objection"),
    ),
    Rule(
        "contacts_over_the_cap",
        "GDPR Art. 5(1)(a)",
        contacts_over_the_cap,
        N_("Contacts, against the frequency that was promised"),
    ),
    Rule(
        "cross_group_mailing",
        "",
        cross_group_mailings,
        N_("Campaigns of several entities of the group"),
    ),
    Rule(
        "undocumented_score",
        "GDPR Art. 13(2)(f)",
        undocumented_scores,
        N_("Documentation of scores"),
    ),
    Rule(
        "automated_decision",
        "GDPR Art. 22",
        unreviewed_decisions,
        N_("Decisions that a program takes alone"),
    ),
    Rule(
        "deduced_without_source",
        "GDPR Art. 14(2)(f)",
        sourceless_columns,
        N_("Where deduced data come from"),
    ),
    Rule("data_sale", "", sales_of_data, N_("Sale of data")),
    Rule(
        "transfer_without_safeguard", "GDPR Art. 44", unsafe_transfers, N_("Safeguard of transfers")
    ),
    Rule(
        "budget_over_promise",
        "GDPR Art. 25(1)",
        budgets_over_the_promise,
        N_("Budget of each population"),
    ),
)


def check_duties(catalogue: Held, rules: Iterable[Rule] = RULES) -> DutyReport:
    """Judge every duty on the day of what is held: a catalogue, or what it stands on.

    Parameters
    ----------
    catalogue : Catalogue, or what it stands on
        `lab.catalogue`: the policy, the tables and the day of judgement.
    rules : iterable of Rule
        All of `RULES` by default.

    Returns
    -------
    DutyReport
        `.findings`, worst first; `.breaches`; `.to_frame()`.

    Raises
    ------
    PolicyError
        A file that the policy names is not there, or lacks a column that it declares.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import privlab
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> written = '''
    ... name: shop
    ... privacy: {purposes: {care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}}}
    ... resources:
    ... - name: clients
    ...   path: clients.csv
    ...   privacy: {person: id, population: clients}
    ...   schema:
    ...     fields:
    ...     - {name: id, privacy: {role: direct_identifier, purposes: [care]}}
    ...     - {name: faith, privacy: {role: sensitive, special: religion, forbidden: true}}
    ... '''
    >>> _ = (folder / "datapackage.yaml").write_text(written)
    >>> _ = (folder / "clients.csv").write_text("id,faith")
    >>> report = check_duties(privlab.open(folder / "datapackage.yaml").catalogue)
    >>> [finding.rule for finding in report.findings if finding.severity == "breach"]
    ['forbidden_column']
    """
    rules = tuple(rules)
    found = [finding for rule in rules for finding in rule.judge(catalogue, rule)]
    return DutyReport.of(found, rules=[rule.name for rule in rules], company=catalogue)
