"""The duty to stop: nobody is contacted for a purpose after objecting to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.gate import can_be_objected_to, objections
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
    if records.objections is None or records.contacts is None:
        yield Finding(
            rule.name,
            rule.article,
            "not_assessed",
            Message("The policy does not say where objections and contacts are recorded."),
        )
        return
    people, contacts = _counts(catalogue)
    if people:
        yield Finding(
            rule.name,
            rule.article,
            "breach",
            counted(
                "{n} person was contacted after objecting, {contacts} times in all.",
                "{n} people were contacted after objecting, {contacts} times in all.",
                people,
                contacts=contacts,
            ),
            people,
            {"contacts": contacts},
        )


def _counts(catalogue: Catalogue) -> tuple[int, int]:
    import ibis

    record, choices = catalogue.policy.records.contacts, catalogue.policy.records.objections
    if record is None or choices is None:
        return 0, 0
    made, objector = catalogue.held(choices.table).table, catalogue.person_of(choices)
    rows = catalogue.held(record.table).table
    # a contact for no stated purpose falls under the objections to every purpose only
    purpose = ibis.literal("") if record.purpose is None else rows[record.purpose].fill_null("")
    contacts = rows.select(
        who=rows[catalogue.person_of(record)], day=rows[record.date].cast("date"), purpose=purpose
    )
    contacts = contacts.filter(contacts["day"] <= catalogue.as_of)
    open_to = [key for key, p in catalogue.policy.purposes.items() if can_be_objected_to(p)]
    after = []
    for key in (*open_to, ""):
        own = contacts.filter(contacts["purpose"] == key)
        objected = objections(made, choices, objector, key)
        since = objected.group_by("person").aggregate(
            since=objected["since"].min(), undated=objected["since"].isnull().sum()
        )
        joined = own.inner_join(since, own["who"] == since["person"])
        found = joined.filter((joined["undated"] > 0) | (joined["day"] > joined["since"]))
        after.append(found.select("who"))
    every = ibis.union(*after)
    totals = every.aggregate(people=every["who"].nunique(), contacts=every.count())
    found = fetch(totals, catalogue.connection).to_pylist()[0]
    return int(found["people"]), int(found["contacts"])
