"""What people chose: who objected to a purpose, who consented to it, on a day.

What is unknown is read in the most restrictive way: an objection without a date holds, a
consent without a date does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    import ibis.expr.types as ir

    from privlab.policy import Consents, Objections, Purpose

__all__ = ["can_be_objected_to", "objections", "objectors", "people_who_consent"]

_NOT_OPEN = ("eu-gdpr:A6-1-b", "eu-gdpr:A6-1-c", "eu-gdpr:A6-1-d")


def can_be_objected_to(purpose: Purpose) -> bool:
    """Whether an objection stops a purpose.

    GDPR Art. 21(1) covers the bases (e) and (f), 21(2) all direct marketing; an objection to what
    rests on consent is read as its withdrawal, Art. 7(3).
    """
    return purpose.legal_basis not in _NOT_OPEN or purpose.is_a("DirectMarketing")


def objections(table: ir.Table, record: Objections, person: str, purpose: str) -> ir.Table:
    """Return the objections that cover a purpose: `person`, and the day since when, or none."""
    import ibis

    if record.purpose is not None:
        named = table[record.purpose]
        table = table.filter(named.isnull() | (named == purpose))
    table = table.filter(table[person].notnull())
    since = ibis.null("date") if record.date is None else table[record.date].cast("date")
    return table.select(person=table[person], since=since)


def objectors(
    table: ir.Table, record: Objections, person: str, purpose: str, as_of: dt.date
) -> ir.Table:
    """Return the people, once each, whose objection to a purpose holds on a day."""
    made = objections(table, record, person, purpose)
    held = made.filter(made["since"].isnull() | (made["since"] <= as_of))
    return held.select("person").distinct()


def people_who_consent(
    table: ir.Table, record: Consents, person: str, purpose: str, as_of: dt.date
) -> ir.Table:
    """Return the people, once each, whose last choice on a day was to consent to a purpose.

    A refusal on the same day as a consent, or without a date, prevails. Where the record has no
    dates at all, one refusal is enough.
    """
    import ibis

    rows = table.filter(table[person].notnull() & (table[record.purpose] == purpose))
    given = rows[record.state].isin(list(record.given)).fill_null(False)  # noqa: FBT003 - a value
    dated = record.date is not None
    day = rows[record.date].cast("date") if dated else ibis.null("date")
    made = rows.select(person=rows[person], given=given, day=day)
    if not dated:
        answers = made.group_by("person").aggregate(agreed=made["given"].all())
        return answers.filter(answers["agreed"]).select("person")
    made = made.filter(made["day"].isnull() | (made["day"] <= as_of))
    last = made.group_by("person").aggregate(
        given_on=made["day"].max(where=made["given"]),
        refused_on=made["day"].max(where=~made["given"]),
        undated=(~made["given"] & made["day"].isnull()).sum(),
    )
    stands = last["refused_on"].isnull() | (last["given_on"] > last["refused_on"])
    held = last.filter(last["given_on"].notnull() & stands & (last["undated"] == 0))
    return held.select("person")
