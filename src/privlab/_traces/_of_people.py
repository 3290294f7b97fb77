"""What the traces of a company say of each person: counted on the engine, one row a person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from privlab._gate import (
    START,
    UNKNOWN,
    can_be_objected_to,
    objections,
    purpose_named,
    same_person,
    started_rows,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from privlab._gate import Held
    from privlab.policy import Purpose, Resource

__all__ = [
    "bare_scores",
    "contacts_of_people",
    "decided_by_machine",
    "late_contacts",
    "of_one_population",
    "overdue_days",
    "over_the_cap",
    "scored_without_sheet",
    "solicited_by_several",
]

WHO = "who"


def _contacts(company: Held, days: int | None) -> ir.Table | None:
    """Return the contacts of the last days, or all until today and those without a date."""
    record = company.policy.records.contacts
    if record is None:
        return None
    import ibis

    rows = company.held(record.table).table
    purpose = (
        ibis.literal("")
        if record.purpose is None
        else purpose_named(rows[record.purpose], company.policy.purposes)
    )
    entity = ibis.null("string") if record.entity is None else rows[record.entity].cast("string")
    made = rows.mutate(
        who=rows[company.person_of(record)],
        day=rows[record.date].cast("date"),
        privlab_purpose=purpose,
        privlab_entity=entity,
    )
    made = made.filter(made[WHO].notnull())
    if days is None:
        return made.filter(made["day"].isnull() | (made["day"] <= company.as_of))
    first = company.as_of - dt.timedelta(days=days)
    return made.filter((made["day"] <= company.as_of) & (made["day"] > first))


def contacts_of_people(company: Held, days: int) -> ir.Table | None:
    """Return the contacts of each person in the days before the day of judgement."""
    made = _contacts(company, days)
    return None if made is None else made.group_by(WHO).aggregate(n=made.count())


def over_the_cap(company: Held, purpose: Purpose) -> ir.Table | None:
    """Return the people contacted for a purpose more often than it allows, in the last period."""
    cap = purpose.frequency_cap
    made = None if cap is None else _contacts(company, cap.days)
    if cap is None or made is None:
        return None
    own = made.filter(made["privlab_purpose"] == purpose.key.lower())
    counts = own.group_by(WHO).aggregate(n=own.count())
    return counts.filter(counts["n"] > cap.count)


def late_contacts(company: Held) -> ir.Table | None:
    """Return the contacts of each person for a purpose after objecting to it.

    A contact on the very day of the objection is not late; an objection without a date holds
    since ever; purposes that are not open to objection in the table of contacts are left out. A
    contact for no known purpose falls under the objections to every purpose only. `undated` counts
    the contacts without a date of those who objected: nothing says whether they are late.

    None when either is not recorded, or not for one population.
    """
    import ibis

    record, choices = company.policy.records.contacts, company.policy.records.objections
    if record is None or choices is None or not of_one_population(company):
        return None
    made = _contacts(company, None)
    if made is None:
        return None
    held, objector = company.held(choices.table).table, company.person_of(choices)
    known, own_purposes = company.policy.purposes, company.resource(record.table).purposes
    parts = []
    for key in (*(k for k, p in known.items() if can_be_objected_to(own_purposes.get(k, p))), ""):
        own = made.filter(made["privlab_purpose"] == key.lower())
        objected = objections(held, choices, objector, key, known)
        since = objected.group_by("person").aggregate(
            since=objected["since"].min(), undated=objected["since"].isnull().sum()
        )
        joined = own.inner_join(since, same_person(own[WHO], since["person"]))
        late = (joined["undated"] > 0) | (joined["day"] > joined["since"])
        parts.append(joined.select(WHO, late=late, unknown=late.isnull()))
    every = ibis.union(*parts)
    return every.group_by(WHO).aggregate(
        n=every["late"].sum().fill_null(0), undated=every["unknown"].sum().fill_null(0)
    )


def of_one_population(company: Held) -> bool:
    """Say whether contacts and objections are recorded for one population, named."""
    records = company.policy.records
    people = {
        company.resource(record.table).population
        for record in (records.objections, records.contacts)
        if record is not None
    }
    return len(people) == 1 and None not in people


def solicited_by_several(company: Held, campaign: str | None, days: int) -> ir.Table | None:
    """Return the people whom several entities of the group contacted in one campaign."""
    made = _contacts(company, days)
    record = company.policy.records.contacts
    if made is None or record is None or record.entity is None or campaign is None:
        return None
    named = made.filter(made[campaign].notnull())
    by_campaign = named.group_by([WHO, campaign]).aggregate(n=named["privlab_entity"].nunique())
    several = by_campaign.filter(by_campaign["n"] > 1)
    return several.group_by(WHO).aggregate(n=several.count())


def bare_scores(company: Held) -> ir.Table | None:
    """Return the scores given without documentation: `score`, and `who` was given it."""
    record = company.policy.records.scores
    if record is None or record.documentation is None:
        return None
    rows = company.held(record.table).table
    sheet = rows[record.documentation]
    bare = rows.filter(sheet.isnull() | (sheet.cast("string").strip() == ""))
    return bare.select(score=bare[record.name], who=bare[company.person_of(record)])


def scored_without_sheet(company: Held) -> ir.Table | None:
    """Return the people who were given a score without documentation."""
    bare = bare_scores(company)
    return None if bare is None else bare.group_by(WHO).aggregate(n=bare.count())


def decided_by_machine(company: Held) -> ir.Table | None:
    """Return the people about whom a program decided and nobody reviewed it (GDPR 22)."""
    record = company.policy.records.decisions
    if record is None or record.automated is None:
        return None
    rows = company.held(record.table).table
    alone = rows[record.automated].cast("boolean").fill_null(True)
    if record.review is not None:
        alone = alone & ~rows[record.review].cast("boolean").fill_null(False)
    rows = rows.filter(alone)
    named = rows.select(who=rows[company.person_of(record)])
    return named.group_by(WHO).aggregate(n=named.count())


def overdue_days(company: Held, name: str) -> ir.Table | None:
    """Return by how many days the rows of each person outlived every purpose of a table.

    None when a purpose of the table has no end: such a table is not judged here.
    """
    import ibis

    resource = company.resource(name)
    purposes = [p for key, p in resource.purposes.items() if resource.serves(key)]
    if not purposes or resource.person is None or not all(_ends(p, resource) for p in purposes):
        return None
    table = company.held(name).table
    places: dict[object, str] = {}
    for purpose in purposes:
        known = _place(purpose, resource)
        if known not in places:
            places[known] = f"_{len(places)}"
            table = started_rows(company, resource, purpose, table, places[known])
    today = ibis.literal(company.as_of)
    spent = []
    for purpose in purposes:
        place = places[_place(purpose, resource)]
        start, lost = table[f"{START}{place}"], table[f"{UNKNOWN}{place}"]
        since = today.delta(start, unit="day").cast("int64")
        retention = purpose.retention
        allowed = 0 if retention is None else retention.active_days + retention.archive_days
        # without a start, the time of the purpose goes on or is unknown: not overdue
        spent.append((lost | start.isnull()).ifelse(ibis.literal(-1), since - allowed))
    late = table.select(who=table[resource.person], late=ibis.least(*spent))
    late = late.filter(late[WHO].notnull() & (late["late"] > 0))
    return late.group_by(WHO).aggregate(n=late["late"].max())


def _ends(purpose: Purpose, resource: Resource) -> bool:
    return purpose.retention is not None and resource.retention_from(purpose.key) is not None


def _place(purpose: Purpose, resource: Resource) -> tuple[object, bool]:
    retention = purpose.retention
    return resource.retention_from(purpose.key), retention is not None and retention.open_ended
