"""For each row, the first promise that forbids a purpose to use it, decided on the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._gate._admission import REASON, REASONS
from privlab._gate._choices import can_be_objected_to
from privlab._gate._coarsening import coarsened_columns
from privlab._gate._retention import START, UNKNOWN, last_start, latest_of_each, with_start
from privlab._gate._sources import consent_source, objection_sources
from privlab.errors import PurposeError, listed
from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir

    from privlab._gate._held import Held
    from privlab.policy import Purpose, Resource

__all__ = ["judged_rows", "promises", "started_rows", "tables_consulted"]


def judged_rows(company: Held, resource: Resource, purpose: Purpose) -> ir.Table:
    """Return every row of a table with `privlab_reason`, missing where the purpose may use it.

    With a retention period, `privlab_start` is added too: the day on which it starts.
    """
    import ibis

    table = company.held(resource.name).table
    columns = list(table.columns)
    if purpose.retention is not None:
        table = started_rows(company, resource, purpose, table)
        columns.append(START)
    found: dict[str, ir.BooleanValue] = {}
    for source in objection_sources(company, resource, purpose):
        objected = source.objected(company, resource, purpose, table)
        found["objected"] = found["objected"] | objected if "objected" in found else objected
    consent = consent_source(company, resource, purpose)
    if consent is not None:
        found["unconsented"] = ~consent.consented(company, resource, purpose, table)
    if purpose.retention is not None:
        latest = last_start(company.as_of, purpose.retention.active_days)
        found["unstarted"] = table[UNKNOWN]
        found["overdue"] = (table[START] < latest).fill_null(False)
    reason = ibis.null("string")
    for key in reversed(REASONS):
        if key in found:
            reason = found[key].ifelse(key, reason)
    return table.mutate(**{REASON: reason}).select(*columns, REASON)


def started_rows(
    company: Held, resource: Resource, purpose: Purpose, table: ir.Table, place: str = ""
) -> ir.Table:
    """Return the rows of a table with the day on which their retention for a purpose starts.

    Adds `privlab_start`, and `privlab_unknown`: whether nothing says when the time starts. A day
    that is missing means that it has not come yet where the purpose says `open_ended`, and is
    unknown elsewhere; so is that of a person who is not in the table that holds it. `place` is
    added to both names.
    """
    other, column = _source_of_start(resource, purpose)
    start, unknown = f"{START}{place}", f"{UNKNOWN}{place}"
    if other is None:
        table = table.mutate(**{start: table[column].cast("date")})
        missing = table[start].isnull()
    else:
        starts = latest_of_each(
            company.held(other).table, str(company.resource(other).person), column
        )
        table = with_start(table, starts, str(resource.person), start, unknown)
        if _open_ended(purpose):
            return table
        missing = table[start].isnull()
        return table.mutate(**{unknown: table[unknown] | missing})
    import ibis

    return table.mutate(**{unknown: ibis.literal(False) if _open_ended(purpose) else missing})


def tables_consulted(company: Held, resource: Resource, purpose: Purpose) -> tuple[str, ...]:
    """Return the other tables whose content decides which rows a purpose may use."""
    sources = [
        *objection_sources(company, resource, purpose),
        consent_source(company, resource, purpose),
    ]
    names = [source.table for source in sources if source is not None and source.table]
    if purpose.retention is not None:
        other, _ = _source_of_start(resource, purpose)
        names += [] if other is None else [other]
    return tuple(name for name in dict.fromkeys(names) if name != resource.name)


def promises(company: Held, resource: Resource, purpose: Purpose) -> Iterator[Message]:
    """Say in sentences by which promises the rows were chosen."""
    if objection_sources(company, resource, purpose):
        yield Message("An objection counts from when it is recorded, whatever day it bears.")
    elif not can_be_objected_to(purpose):
        yield Message("The legal basis of this purpose is not open to objection.")
    else:
        yield Message("No record of objections is declared: none could be left out.")
    if consent_source(company, resource, purpose) is not None:
        yield Message("Consents are those that stand on {day}.", {"day": company.as_of})
    coarse = coarsened_columns(resource, purpose, resource.fields_for(purpose.key))
    if coarse:
        yield Message("Handed out more coarsely than held: {columns}.", {"columns": listed(coarse)})
    if purpose.retention is None:
        yield Message("No retention period is declared for this purpose.")
    else:
        yield Message(
            "Rows are used for {days} days from {start}, the last day included.",
            {
                "days": purpose.retention.active_days,
                "start": str(resource.retention_from(purpose.key)),
            },
        )


def _open_ended(purpose: Purpose) -> bool:
    return purpose.retention is not None and purpose.retention.open_ended


def _source_of_start(resource: Resource, purpose: Purpose) -> tuple[str | None, str]:
    start = resource.retention_from(purpose.key)
    if start is None:
        message = (
            f"The policy says how long '{resource.name}' is kept for '{purpose.key}' and not from "
            "which date. Give the retention its from."
        )
        raise PurposeError(message)
    return (None if start.resource == resource.name else start.resource, start.column)
