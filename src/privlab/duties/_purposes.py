"""Duties about purposes: each is allowed, rests on something, and is the one that people named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._gate import consent_source, purpose_named
from privlab.errors import PurposeError, listed
from privlab.language import counted
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._gate import Held
    from privlab.duties._rule import Rule
    from privlab.policy import Purpose, Resource
    from privlab.results import Finding

__all__ = [
    "choices_of_unknown_purposes",
    "forbidden_purposes",
    "unbalanced_purposes",
    "unrecorded_consents",
]


def forbidden_purposes(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the purposes that are a use which the policy itself forbids."""
    policy = company.policy
    names = [key for key in policy.purposes if policy.forbids(key) is not None]
    if names:
        message = counted(
            "{n} purpose is a use that the policy forbids: {purposes}.",
            "{n} purposes are uses that the policy forbids: {purposes}.",
            len(names),
            purposes=listed(names),
        )
        yield rule.finding("breach", message, len(names), {"purposes": names})


def unbalanced_purposes(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the legitimate interests whose balance with those of the people stands nowhere."""
    names = [
        key
        for key, purpose in company.policy.purposes.items()
        if purpose.legal_basis == "eu-gdpr:A6-1-f" and purpose.balancing is None
    ]
    if names:
        message = counted(
            "{n} purpose rests on a legitimate interest whose balancing is written nowhere: "
            "{purposes}.",
            "{n} purposes rest on a legitimate interest whose balancing is written nowhere: "
            "{purposes}.",
            len(names),
            purposes=listed(names),
        )
        yield rule.finding("warning", message, len(names), {"purposes": names})


def unrecorded_consents(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the purposes that rest on a consent which is recorded nowhere the gate can read."""
    names = [
        key
        for key in company.policy.purposes
        if not all(
            _can_be_read(company, resource, resource.purposes[key])
            for resource in company.policy.resources.values()
            if resource.serves(key)
        )
    ]
    if names:
        message = counted(
            "{n} purpose rests on consent, and the policy does not say where the consents are "
            "kept: {purposes}.",
            "{n} purposes rest on consent, and the policy does not say where the consents are "
            "kept: {purposes}.",
            len(names),
            purposes=listed(names),
        )
        yield rule.finding("breach", message, len(names), {"purposes": names})


def _can_be_read(company: Held, resource: Resource, purpose: Purpose) -> bool:
    try:
        consent_source(company, resource, purpose)
    except PurposeError:
        return False
    return True


def choices_of_unknown_purposes(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the objections and consents to purposes that the policy does not know.

    An objection or refusal then covers every purpose, a consent covers none.
    """
    records = company.policy.records
    known = list(company.policy.purposes)
    unmatched: dict[str, int] = {}
    for record in (records.objections, records.consents):
        if record is None or record.purpose is None:
            continue
        table = company.held(record.table).table
        named = table[record.purpose]
        lost = table.filter(named.notnull() & (purpose_named(named, known) == ""))
        found = fetch(lost.aggregate(n=lost.count()), company.connection).to_pylist()[0]
        if found["n"]:
            unmatched[record.table] = int(found["n"])
    if unmatched:
        message = counted(
            "{n} recorded choice names no purpose of the policy: {tables}.",
            "{n} recorded choices name no purpose of the policy: {tables}.",
            sum(unmatched.values()),
            tables=listed(f"{table} {n}" for table, n in unmatched.items()),
        )
        yield rule.finding(
            "warning",
            message,
            sum(unmatched.values()),
            {"tables": unmatched},
        )
