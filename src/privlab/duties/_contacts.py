"""The duty to stop: nobody is contacted for a purpose after objecting to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._traces import late_contacts, of_one_population
from privlab.errors import listed
from privlab.language import Message, counted
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._gate import Held
    from privlab.duties._rule import Rule
    from privlab.results import Finding

__all__ = ["contacts_after_objection"]


def contacts_after_objection(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the people contacted after they objected, up to the day of judgement."""
    records = company.policy.records
    missing = [name for name in ("objections", "contacts") if getattr(records, name) is None]
    if missing:
        yield rule.finding(
            "not_assessed",
            Message(
                "The policy does not say where {what} are recorded.", {"what": listed(missing)}
            ),
        )
        return
    late = late_contacts(company) if of_one_population(company) else None
    if late is None:
        yield rule.finding(
            "not_assessed",
            Message("Objections and contacts are not recorded for one population: no match."),
        )
        return
    totals = late.aggregate(
        people=(late["n"] > 0).sum(), contacts=late["n"].sum(), undated=late["undated"].sum()
    )
    (row,) = fetch(totals, company.connection).to_pylist()
    found = {name: int(n or 0) for name, n in row.items()}
    if found["people"]:
        yield rule.finding(
            "breach",
            counted(
                "{n} person was contacted after objecting, {contacts} times in all.",
                "{n} people were contacted after objecting, {contacts} times in all.",
                found["people"],
                contacts=found["contacts"],
            ),
            found["people"],
            {"contacts": found["contacts"]},
        )
    if found["undated"]:
        yield rule.finding(
            "not_assessed",
            counted(
                "{n} contact of someone who objected has no date.",
                "{n} contacts of people who objected have no date.",
                found["undated"],
            ),
        )
