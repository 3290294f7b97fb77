"""For each row, the first promise that forbids a purpose to use it, decided on the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import PurposeError, listed
from privlab.gate._admission import REASON, REASONS
from privlab.gate._choices import can_be_objected_to, objectors, people_who_consent
from privlab.gate._retention import START, last_start, latest_of_each, with_start
from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir

    from privlab.gate._catalogue import Catalogue
    from privlab.policy import Consents, Objections, Purpose, Resource

__all__ = ["REASON", "judged_rows", "promises", "started_rows", "tables_consulted"]


def judged_rows(catalogue: Catalogue, resource: Resource, purpose: Purpose) -> ir.Table:
    """Return every row of a table with `privlab_reason`, missing where the purpose may use it.

    With a retention period, `privlab_start` is added too: the day on which it starts.
    """
    import ibis

    table = catalogue.held(resource.name).table
    if purpose.retention is not None:
        table = started_rows(catalogue, resource, purpose, table)
    columns = (*table.columns, REASON)
    found = {
        "objected": _objected(catalogue, resource, purpose, table),
        "unconsented": _unconsented(catalogue, resource, purpose, table),
        "overdue": None,
    }
    if purpose.retention is not None:
        latest = last_start(catalogue.as_of, purpose.retention.active_days)
        found["overdue"] = (table[START] < latest).fill_null(False)  # noqa: FBT003 - a value
    reason = ibis.null("string")
    for key in reversed(REASONS):
        condition = found[key]
        if condition is not None:
            reason = condition.ifelse(key, reason)
    return table.mutate(**{REASON: reason}).select(*columns)


def started_rows(
    catalogue: Catalogue, resource: Resource, purpose: Purpose, table: ir.Table, name: str = START
) -> ir.Table:
    """Return the rows of a table with the day on which their retention for a purpose starts.

    The day is missing where it has not come, or is unknown.
    """
    other, column = _source_of_start(resource, purpose)
    if other is None:
        return table.mutate(**{name: table[column].cast("date")})
    starts = latest_of_each(
        catalogue.held(other).table, str(catalogue.resource(other).person), column
    )
    return with_start(table, starts, str(resource.person), name)


def tables_consulted(catalogue: Catalogue, resource: Resource, purpose: Purpose) -> tuple[str, ...]:
    """Return the other tables whose content decides which rows a purpose may use."""
    records = (
        _objections(catalogue, resource, purpose),
        _consents(catalogue, resource, purpose),
    )
    names = [record.table for record in records if record is not None]
    if purpose.retention is not None:
        other, _ = _source_of_start(resource, purpose)
        names += [] if other is None else [other]
    return tuple(dict.fromkeys(names))


def promises(catalogue: Catalogue, resource: Resource, purpose: Purpose) -> Iterator[Message]:
    """Say in sentences by which promises the rows were chosen."""
    if _objections(catalogue, resource, purpose) is not None:
        yield Message("Objections are those that stand on {day}.", {"day": catalogue.as_of})
    elif not can_be_objected_to(purpose):
        yield Message("The legal basis of this purpose is not open to objection.")
    else:
        yield Message("No record of objections is declared: none could be left out.")
    if purpose.consent is not None:
        yield Message("Consents are those that stand on {day}.", {"day": catalogue.as_of})
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


def _source_of_start(resource: Resource, purpose: Purpose) -> tuple[str | None, str]:
    start = resource.retention_from(purpose.key)
    if start is None:
        message = (
            f"The policy says how long '{resource.name}' is kept for '{purpose.key}' and not from "
            "which date. Give the retention its from."
        )
        raise PurposeError(message)
    return (None if start.resource == resource.name else start.resource, start.column)


def _objections(catalogue: Catalogue, resource: Resource, purpose: Purpose) -> Objections | None:
    """Return the record of objections that counts for a table and a purpose."""
    record = catalogue.policy.records.objections
    if record is None or not can_be_objected_to(purpose):
        return None
    return record if _of_same_people(catalogue, resource, record.table) else None


def _consents(catalogue: Catalogue, resource: Resource, purpose: Purpose) -> Consents | None:
    record = catalogue.policy.records.consents
    if record is None or purpose.consent != "consents":
        return None
    return record if _of_same_people(catalogue, resource, record.table) else None


def _of_same_people(catalogue: Catalogue, resource: Resource, table: str) -> bool:
    """Whether two tables speak of one population: keys of another mean other people."""
    return catalogue.resource(table).population == resource.population


def _objected(
    catalogue: Catalogue, resource: Resource, purpose: Purpose, table: ir.Table
) -> ir.BooleanValue | None:
    conditions = []
    named = purpose.opt_out
    record = _objections(catalogue, resource, purpose)
    if named is not None and named in resource.fields:
        # an answer that is missing is read as an objection
        conditions.append(table[named].fill_null(True))  # noqa: FBT003 - a value
    elif named is not None and record is None:
        message = (
            f"Purpose '{purpose.key}' can be objected to through '{listed([named])}', which is "
            f"neither a column of '{resource.name}' nor a record of objections of the same people: "
            "who objected is unknown. Declare records: objections in the policy."
        )
        raise PurposeError(message)
    if record is not None:
        made = catalogue.held(record.table).table
        person = catalogue.person_of(record)
        people = objectors(made, record, person, purpose.key, catalogue.as_of)
        conditions.append(_among(resource, table, people, unknown=True))
    if not conditions:
        return None
    objected = conditions[0]
    for condition in conditions[1:]:
        objected = objected | condition
    return objected


def _unconsented(
    catalogue: Catalogue, resource: Resource, purpose: Purpose, table: ir.Table
) -> ir.BooleanValue | None:
    named = purpose.consent
    if named is None:
        if not purpose.needs_consent:
            return None
        message = (
            f"Purpose '{purpose.key}' rests on consent and the policy does not say where consents "
            "are kept. Give it consent: a column, or the record 'consents'."
        )
        raise PurposeError(message)
    if named in resource.fields:
        return ~table[named].fill_null(False)  # noqa: FBT003 - a value
    record = _consents(catalogue, resource, purpose)
    if record is None:
        message = (
            f"The consents to '{purpose.key}' are in '{listed([named])}', which is neither a "
            f"column of '{resource.name}' nor the record 'consents' of the same people: who "
            "consented is unknown."
        )
        raise PurposeError(message)
    made = catalogue.held(record.table).table
    person = catalogue.person_of(record)
    people = people_who_consent(made, record, person, purpose.key, catalogue.as_of)
    return ~_among(resource, table, people, unknown=False)


def _among(
    resource: Resource, table: ir.Table, people: ir.Table, *, unknown: bool
) -> ir.BooleanValue:
    """Whether each row is of one of these people; `unknown` for a row of nobody known."""
    if resource.person is None:
        message = (
            f"Choices of people decide which rows of '{resource.name}' may be used, and it has no "
            "person key. Give the table its person in the policy."
        )
        raise PurposeError(message)
    return table[resource.person].isin(people["person"]).fill_null(unknown)
