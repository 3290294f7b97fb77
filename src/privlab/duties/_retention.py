"""The duty to delete: rows that no purpose may keep any longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._gate import START, UNKNOWN, last_start, started_rows
from privlab.errors import listed
from privlab.language import Message, counted
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._gate import Held
    from privlab.duties._rule import Rule
    from privlab.policy import Purpose, Resource
    from privlab.results import Finding

__all__ = ["overdue_rows"]


def overdue_rows(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the rows whose every purpose has had its time, archive included.

    The last day allowed is the start plus the active days plus the archive days. Rows of which
    nothing says when their time started cannot be judged, and are counted apart.
    """
    overdue: dict[str, int] = {}
    unknown: dict[str, int] = {}
    endless: dict[str, list[str]] = {}
    for name, resource in company.policy.resources.items():
        purposes = [p for key, p in resource.purposes.items() if resource.serves(key)]
        if not purposes:
            continue
        unlimited = [
            p.key for p in purposes if p.retention is None or resource.retention_from(p.key) is None
        ]
        if unlimited:
            endless[name] = unlimited
            continue
        overdue[name], unknown[name] = _counts(company, resource, purposes)
    late = {name: n for name, n in overdue.items() if n}
    if late:
        worst = sorted(late, key=late.__getitem__, reverse=True)
        yield rule.finding(
            "breach",
            counted(
                "{n} row is kept longer than any of its purposes allows: {tables}.",
                "{n} rows are kept longer than any of their purposes allows: {tables}.",
                sum(late.values()),
                tables=listed(f"{name} {late[name]}" for name in worst),
            ),
            sum(late.values()),
            {"tables": late},
        )
    unjudged = {name: n for name, n in unknown.items() if n}
    if unjudged:
        yield rule.finding(
            "not_assessed",
            counted(
                "Nothing says when the time of {n} row started: {tables}.",
                "Nothing says when the time of {n} rows started: {tables}.",
                sum(unjudged.values()),
                tables=listed(f"{name} {n}" for name, n in unjudged.items()),
            ),
            details={"rows": unjudged},
        )
    if endless:
        purposes_named = sorted({key for keys in endless.values() for key in keys})
        yield rule.finding(
            "not_assessed",
            Message(
                "How long {tables} may be kept is not declared for {purposes}.",
                {"tables": listed(endless), "purposes": listed(purposes_named)},
            ),
            details={"tables": endless},
        )


def _counts(company: Held, resource: Resource, purposes: list[Purpose]) -> tuple[int, int]:
    """Return the rows that every purpose has finished with, and those that cannot be judged."""
    import ibis

    table = company.held(resource.name).table
    places: dict[object, str] = {}
    for purpose in purposes:
        known = (resource.retention_from(purpose.key), _open_ended(purpose))
        if known not in places:
            places[known] = f"_{len(places)}"
            table = started_rows(company, resource, purpose, table, places[known])
    # a row goes on while one purpose goes on; it is unjudged when none goes on for sure
    going_on, unknown = ibis.literal(value=False), ibis.literal(value=False)
    for purpose in purposes:
        if purpose.retention is None:
            continue
        place = places[resource.retention_from(purpose.key), _open_ended(purpose)]
        start, lost = table[f"{START}{place}"], table[f"{UNKNOWN}{place}"]
        days = purpose.retention.active_days + purpose.retention.archive_days
        past = (start < last_start(company.as_of, days)).fill_null(False)
        going_on = going_on | (~lost & ~past)
        unknown = unknown | lost
    judged = table.select(over=~going_on & ~unknown, lost=~going_on & unknown)
    totals = judged.aggregate(over=judged["over"].sum(), lost=judged["lost"].sum())
    found = fetch(totals, company.connection).to_pylist()[0]
    return int(found["over"] or 0), int(found["lost"] or 0)


def _open_ended(purpose: Purpose) -> bool:
    return purpose.retention is not None and purpose.retention.open_ended
