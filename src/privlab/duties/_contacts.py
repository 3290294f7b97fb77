"""The duty to stop: nobody is contacted for a purpose after objecting to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.gate import can_be_objected_to, objections, purpose_named
from privlab.language import Message, counted
from privlab.results import Finding
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.duties._rules import Rule
    from privlab.gate import Catalogue

__all__ = ["contacts_after_objection"]


def contacts_after_objection(catalogue: Catalogue, rule: Rule) -> Iterator[Finding]:
    """Find the people contacted after they objected, up to the day of judgement.

    A contact on the very day of the objection is not counted; an objection without a date holds
    since ever; purposes that are not open to objection are left out.
    """
    records = catalogue.policy.records
    missing = [name for name in ("objections", "contacts") if getattr(records, name) is None]
    if missing:
        yield _not_assessed(
            rule,
            Message(
                "The policy does not say where {what} are recorded.", {"what": listed(missing)}
            ),
        )
        return
    people = {
        catalogue.resource(record.table).population
        for record in (records.objections, records.contacts)
        if record is not None
    }
    if len(people) > 1 or None in people:
        yield _not_assessed(
            rule,
            Message("Objections and contacts are not recorded for one population: no match."),
        )
        return
    found = _counts(catalogue)
    if found["people"]:
        yield Finding(
            rule.name,
            rule.article,
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
        yield _not_assessed(
            rule,
            counted(
                "{n} contact of someone who objected has no date.",
                "{n} contacts of people who objected have no date.",
                found["undated"],
            ),
        )


def _not_assessed(rule: Rule, message: Message) -> Finding:
    return Finding(rule.name, rule.article, "not_assessed", message)


def _counts(catalogue: Catalogue) -> dict[str, int]:
    import ibis

    record, choices = catalogue.policy.records.contacts, catalogue.policy.records.objections
    if record is None or choices is None:
        return {"people": 0, "contacts": 0, "undated": 0}
    known = catalogue.policy.purposes
    made, objector = catalogue.held(choices.table).table, catalogue.person_of(choices)
    resource = catalogue.resource(record.table)
    rows = catalogue.held(record.table).table
    # a contact for no known purpose falls under the objections to every purpose only
    purpose = (
        ibis.literal("") if record.purpose is None else purpose_named(rows[record.purpose], known)
    )
    contacts = rows.select(
        who=rows[catalogue.person_of(record)], day=rows[record.date].cast("date"), purpose=purpose
    )
    contacts = contacts.filter(
        contacts["who"].notnull()
        & (contacts["day"].isnull() | (contacts["day"] <= catalogue.as_of))
    )
    open_to = [key for key, p in known.items() if can_be_objected_to(resource.purposes.get(key, p))]
    after = []
    for key in (*open_to, ""):
        own = contacts.filter(contacts["purpose"] == key.lower())
        objected = objections(made, choices, objector, key, known)
        since = objected.group_by("person").aggregate(
            since=objected["since"].min(), undated=objected["since"].isnull().sum()
        )
        joined = own.inner_join(since, own["who"] == since["person"])
        late = (joined["undated"] > 0) | (joined["day"] > joined["since"])
        after.append(joined.select("who", late=late, unknown=late.isnull()))
    every = ibis.union(*after)
    totals = every.aggregate(
        people=every["who"].nunique(where=every["late"]),
        contacts=every["late"].sum(),
        undated=every["unknown"].sum(),
    )
    found = fetch(totals, catalogue.connection).to_pylist()[0]
    return {name: int(n or 0) for name, n in found.items()}
