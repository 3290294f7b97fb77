"""The duties on what is done with data: contacts, decisions, deductions, sales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._traces import decided_by_machine, over_the_cap, solicited_by_several
from privlab.errors import listed
from privlab.language import Message, counted
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir

    from privlab._gate import Held
    from privlab.duties._rule import Rule
    from privlab.results import Finding

__all__ = [
    "contacts_over_the_cap",
    "cross_group_mailings",
    "sales_of_data",
    "sourceless_columns",
    "unreviewed_decisions",
]

YEAR = 365


def contacts_over_the_cap(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the people contacted for a purpose more often than its frequency cap allows."""
    capped = [p for p in company.policy.purposes.values() if p.frequency_cap is not None]
    if capped and company.policy.records.contacts is None:
        yield rule.finding(
            "not_assessed",
            Message("The policy does not say where {what} are recorded.", {"what": "contacts"}),
        )
        return
    for purpose in capped:
        over, cap = over_the_cap(company, purpose), purpose.frequency_cap
        n = _people(company, over)
        if cap is not None and n:
            yield rule.finding(
                "breach",
                counted(
                    "{n} person was contacted more than {cap} times in {days} days for {purpose}.",
                    "{n} people were contacted more than {cap} times in {days} days for {purpose}.",
                    n,
                    cap=cap.count,
                    days=cap.days,
                    purpose=purpose.key,
                ),
                n,
                {"purpose": purpose.key},
            )


def cross_group_mailings(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the people whom several entities of a group contacted in one campaign, in a year."""
    record = company.policy.records.contacts
    recorded = record is not None and record.entity is not None and record.campaign is not None
    if not recorded:
        if any(each.role == "group-entity" for each in company.policy.recipients):
            yield rule.finding(
                "not_assessed",
                Message("The policy does not say which entity made each contact, and for what."),
            )
        return
    campaign = None if record is None else record.campaign
    n = _people(company, solicited_by_several(company, campaign, YEAR))
    if n:
        yield rule.finding(
            "breach",
            counted(
                "{n} person was contacted by several entities of the group in one campaign.",
                "{n} people were contacted by several entities of the group in one campaign.",
                n,
            ),
            n,
        )


def unreviewed_decisions(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the people about whom a program decided and nobody reviewed it."""
    record = company.policy.records.decisions
    if record is None or record.automated is None:
        if any(purpose.automated_decision for purpose in company.policy.purposes.values()):
            yield rule.finding(
                "not_assessed",
                Message("The policy does not say where decisions are recorded, and who took them."),
            )
        return
    n = _people(company, decided_by_machine(company))
    if n:
        yield rule.finding(
            "breach",
            counted(
                "A program decided about {n} person and nobody reviewed it.",
                "A program decided about {n} people and nobody reviewed it.",
                n,
            ),
            n,
        )


def sourceless_columns(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the columns that are deduced while the policy does not say from what."""
    found = sorted(
        {
            f"{name}.{column.name}"
            for name, resource in company.policy.resources.items()
            for column in resource.fields.values()
            if column.inferred and not column.source
        }
    )
    if found:
        yield rule.finding(
            "breach",
            counted(
                "{n} column is deduced and the policy does not say from what: {columns}.",
                "{n} columns are deduced and the policy does not say from what: {columns}.",
                len(found),
                columns=listed(found),
            ),
            len(found),
            {"columns": found},
        )


def sales_of_data(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the recipients declared for a sale, and say whether any data of people serve it."""
    policy = company.policy
    found = sorted(each.name for each in policy.recipients_of("SellDataToThirdParties"))
    if not found:
        return
    sales = [key for key, each in policy.purposes.items() if each.is_a("SellDataToThirdParties")]
    counts_people = any(
        resource.person is not None and resource.serves(key)
        for resource in policy.resources.values()
        for key in sales
    )
    yield rule.finding(
        "breach",
        counted(
            "{n} recipient is declared for a sale of data: {recipients}.",
            "{n} recipients are declared for a sale of data: {recipients}.",
            len(found),
            recipients=listed(found),
        )
        if counts_people
        else counted(
            "{n} recipient is declared for a sale of data, and no column of the people "
            "measured is declared for it, so that nobody can be counted: {recipients}.",
            "{n} recipients are declared for a sale of data, and no column of the people "
            "measured is declared for it, so that nobody can be counted: {recipients}.",
            len(found),
            recipients=listed(found),
        ),
        len(found),
    )


def _people(company: Held, trace: ir.Table | None) -> int:
    if trace is None:
        return 0
    return int(fetch(trace.aggregate(n=trace.count()), company.connection).to_pylist()[0]["n"])
