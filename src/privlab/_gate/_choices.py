"""What people chose: who objected to a purpose, who consented to it on a day.

An objection or a refusal counts from when it is recorded, also when it is dated ahead: what is
handed out does not change because a day went by. What is unknown is read in the most restrictive
way: an objection that names no purpose of the policy covers every purpose; a consent must name
its purpose and its day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import ibis.expr.types as ir

    from privlab.policy import Consents, Objections, Purpose

__all__ = [
    "can_be_objected_to",
    "objections",
    "people_who_consent",
    "people_who_refused",
    "purpose_named",
]

_NOT_OPEN = ("eu-gdpr:A6-1-b", "eu-gdpr:A6-1-c", "eu-gdpr:A6-1-d")


def can_be_objected_to(purpose: Purpose) -> bool:
    """Whether an objection stops a purpose.

    GDPR Art. 21(1) covers the bases (e) and (f), 21(2) all direct marketing; an objection to what
    rests on consent is read as its withdrawal, Art. 7(3).
    """
    return purpose.legal_basis not in _NOT_OPEN or purpose.is_a("DirectMarketing")


def purpose_named(column: ir.Column, known: Iterable[str]) -> ir.StringValue:
    """Return the purpose that each value names, in small letters; "" where it names none.

    Spaces around it and capitals do not matter.
    """
    import ibis

    named = column.cast("string").strip().lower()
    words = [key.lower() for key in known]
    return (named.isin(words)).fill_null(False).ifelse(named, ibis.literal(""))


def objections(
    table: ir.Table, record: Objections, person: str, purpose: str, known: Iterable[str]
) -> ir.Table:
    """Return the objections that cover a purpose: `person`, and the day since when, or none.

    An objection that names no known purpose covers all of them.
    """
    import ibis

    if record.purpose is not None:
        named = purpose_named(table[record.purpose], known)
        table = table.filter((named == "") | (named == purpose.lower()))
    table = table.filter(table[person].notnull())
    since = ibis.null("date") if record.date is None else table[record.date].cast("date")
    return table.select(person=table[person], since=since)


def people_who_consent(
    table: ir.Table,
    record: Consents,
    person: str,
    purpose: str,
    *,
    known: Iterable[str],
    as_of: dt.date,
) -> ir.Table:
    """Return the people, once each, whose last choice was to consent to a purpose.

    A consent counts when it was given by `as_of`, a refusal whatever day it bears. A refusal on
    the same day as a consent, without a date, or of no known purpose prevails or covers all.
    Where the record has no dates at all, one refusal is enough.
    """
    import ibis

    dated = record.date is not None
    day = table[record.date].cast("date") if dated else ibis.null("date")
    given, covers = _answers(table, record, purpose, known)
    rows = table.filter(table[person].notnull() & covers)
    made = rows.select(person=table[person], given=given, day=day)
    if not dated:
        answers = made.group_by("person").aggregate(agreed=made["given"].all())
        return answers.filter(answers["agreed"]).select("person")
    made = made.filter(made["day"].isnull() | ~made["given"] | (made["day"] <= as_of))
    last = made.group_by("person").aggregate(
        given_on=made["day"].max(where=made["given"]),
        refused_on=made["day"].max(where=~made["given"]),
        undated=(~made["given"] & made["day"].isnull()).sum(),
    )
    stands = last["refused_on"].isnull() | (last["given_on"] > last["refused_on"])
    held = last.filter(last["given_on"].notnull() & stands & (last["undated"] == 0))
    return held.select("person")


def people_who_refused(
    table: ir.Table, record: Consents, person: str, purpose: str, *, known: Iterable[str]
) -> ir.Table:
    """Return the people, once each, who ever refused a purpose or withdrew a consent to it."""
    given, covers = _answers(table, record, purpose, known)
    refused = table.filter(table[person].notnull() & covers & ~given)
    return refused.select(person=table[person]).distinct()


def _answers(
    table: ir.Table, record: Consents, purpose: str, known: Iterable[str]
) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Return whether each row is a yes, and whether it is about the purpose."""
    named = purpose_named(table[record.purpose], known)
    given = table[record.state].isin(list(record.given)).fill_null(False)
    return given, (named == purpose.lower()) | (~given & (named == ""))
