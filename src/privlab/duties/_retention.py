"""The duty to delete: rows that no purpose may keep any longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.gate import last_start, started_rows
from privlab.language import Message, counted
from privlab.results import Finding
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir

    from privlab.duties._rules import Rule
    from privlab.gate import Catalogue
    from privlab.policy import Purpose, Resource

__all__ = ["overdue_rows"]


def overdue_rows(catalogue: Catalogue, rule: Rule) -> Iterator[Finding]:
    """Find, table by table, the rows whose every purpose has had its time, archive included.

    The last day allowed is the start plus the active days plus the archive days.
    """
    for resource in catalogue.policy.resources.values():
        served = {key for field in resource.fields.values() for key in field.purposes}
        purposes = [p for key, p in resource.purposes.items() if key in served]
        if resource.person is None or not purposes:
            continue
        endless = [purpose.key for purpose in purposes if purpose.retention is None]
        if endless:
            yield Finding(
                rule.name,
                rule.article,
                "not_assessed",
                Message(
                    "How long '{table}' may be kept is not declared for {purposes}.",
                    {"table": resource.name, "purposes": listed(endless)},
                ),
                details={"table": resource.name, "purposes": endless},
            )
            continue
        found = _counts(catalogue, resource, purposes)
        if found["overdue"]:
            yield Finding(
                rule.name,
                rule.article,
                "breach",
                counted(
                    "{n} row of '{table}' is kept longer than any of its purposes allows.",
                    "{n} rows of '{table}' are kept longer than any of their purposes allows.",
                    found["overdue"],
                    table=resource.name,
                ),
                found["overdue"],
                {"table": resource.name, "rows_without_start": found["unstarted"]},
            )


def _counts(catalogue: Catalogue, resource: Resource, purposes: list[Purpose]) -> dict[str, int]:
    table = catalogue.held(resource.name).table
    overdue: ir.BooleanValue | None = None
    unstarted: ir.BooleanValue | None = None
    names = []
    for place, purpose in enumerate(purposes):
        names.append(f"privlab_start_{place}")
        table = started_rows(catalogue, resource, purpose, table, names[-1])
    for name, purpose in zip(names, purposes, strict=True):
        if purpose.retention is None:
            continue
        days = purpose.retention.active_days + purpose.retention.archive_days
        past = (table[name] < last_start(catalogue.as_of, days)).fill_null(False)  # noqa: FBT003
        unknown = table[name].isnull()
        overdue = past if overdue is None else overdue & past
        unstarted = unknown if unstarted is None else unstarted & unknown
    if overdue is None or unstarted is None:
        return {"overdue": 0, "unstarted": 0}
    counted_rows = table.aggregate(
        overdue=overdue.sum().fill_null(0), unstarted=unstarted.sum().fill_null(0)
    )
    return {k: int(v) for k, v in fetch(counted_rows, catalogue.connection).to_pylist()[0].items()}
