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
    """Find the rows whose every purpose has had its time, archive included.

    The last day allowed is the start plus the active days plus the archive days. The rows of a
    table that names no person are not judged.
    """
    overdue: dict[str, int] = {}
    unstarted: dict[str, int] = {}
    endless: dict[str, list[str]] = {}
    for name, resource in catalogue.policy.resources.items():
        purposes = [p for key, p in resource.purposes.items() if resource.serves(key)]
        if resource.person is None or not purposes:
            continue
        unlimited = [purpose.key for purpose in purposes if purpose.retention is None]
        if unlimited:
            endless[name] = unlimited
            continue
        overdue[name], unstarted[name] = _counts(catalogue, resource, purposes)
    late = {name: n for name, n in overdue.items() if n}
    if late:
        worst = sorted(late, key=late.__getitem__, reverse=True)
        yield Finding(
            rule.name,
            rule.article,
            "breach",
            counted(
                "{n} row is kept longer than any of its purposes allows: {tables}.",
                "{n} rows are kept longer than any of their purposes allows: {tables}.",
                sum(late.values()),
                tables=listed(f"{name} {late[name]}" for name in worst),
            ),
            sum(late.values()),
            {"tables": late, "rows_without_start": unstarted},
        )
    if endless:
        purposes_named = sorted({key for keys in endless.values() for key in keys})
        yield Finding(
            rule.name,
            rule.article,
            "not_assessed",
            Message(
                "How long {tables} may be kept is not declared for {purposes}.",
                {"tables": listed(endless), "purposes": listed(purposes_named)},
            ),
            details={"tables": endless},
        )


def _counts(catalogue: Catalogue, resource: Resource, purposes: list[Purpose]) -> tuple[int, int]:
    """Return the rows that every purpose has finished with, and those that none has started."""
    table = catalogue.held(resource.name).table
    names: dict[object, str] = {}
    for purpose in purposes:
        start = resource.retention_from(purpose.key)
        if start not in names:
            names[start] = f"privlab_start_{len(names)}"
            table = started_rows(catalogue, resource, purpose, table, names[start])
    overdue: ir.BooleanValue | None = None
    unstarted: ir.BooleanValue | None = None
    for purpose in purposes:
        if purpose.retention is None:
            continue
        since = table[names[resource.retention_from(purpose.key)]]
        days = purpose.retention.active_days + purpose.retention.archive_days
        past = (since < last_start(catalogue.as_of, days)).fill_null(False)  # noqa: FBT003
        overdue = past if overdue is None else overdue & past
        unstarted = since.isnull() if unstarted is None else unstarted & since.isnull()
    if overdue is None or unstarted is None:
        return 0, 0
    totals = table.aggregate(
        overdue=overdue.sum().fill_null(0), unstarted=unstarted.sum().fill_null(0)
    )
    found = fetch(totals, catalogue.connection).to_pylist()[0]
    return int(found["overdue"]), int(found["unstarted"])
