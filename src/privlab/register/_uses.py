"""Uses: who opened what, for which purpose, how many people it was about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._checks import whole
from privlab.errors import ParameterError
from privlab.register._checking import checked_name, time_of
from privlab.register._entries import Draft, append, entries
from privlab.register._subjects import written_actor

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from privlab.register.disk._connection import Database

__all__ = ["Use", "checked_use", "uses", "write_use"]


@dataclass(frozen=True)
class Use:
    """One opening of a table through the gate.

    Attributes
    ----------
    number : int
        Of its entry in the register.
    time : datetime
        In UTC.
    resource, purpose, actor : str
        `actor` is empty once it was forgotten.
    columns : tuple of str
        Columns handed out.
    n_people : int or None
        People in what was handed out; None when it names no person.
    n_rows : int
    as_of : str
        Day of judgement by which rows were chosen, YYYY-MM-DD; empty when there was none.
    """

    number: int
    time: dt.datetime
    resource: str
    purpose: str
    actor: str
    columns: tuple[str, ...]
    n_people: int | None
    n_rows: int
    as_of: str = ""


def checked_use(
    resource: str,
    columns: Iterable[str],
    n_people: int | None,
    n_rows: int,
    as_of: dt.date | None,
) -> dict[str, object]:
    """Return the payload of a use, or ParameterError with what is wrong."""
    if isinstance(columns, str):
        message = "columns must be a list of names, not one text."
        raise ParameterError(message)
    return {
        "resource": checked_name("resource", resource),
        "columns": [checked_name("A column", column) for column in columns],
        "n_people": None if n_people is None else whole("n_people", n_people),
        "n_rows": whole("n_rows", n_rows),
        "as_of": "" if as_of is None else as_of.isoformat(),
    }


def write_use(
    db: Database, payload: dict[str, object], purpose: str, actor: str, now: dt.datetime | None
) -> int:
    """Write a use and return the number of its entry."""
    number = written_actor(db, actor, now)
    return append(db, Draft("use", payload, purpose=purpose, actor=number), now).number


def uses(
    db: Database,
    *,
    resource: str | None,
    purpose: str | None,
    actor: str | None,
    since: dt.datetime | None,
) -> tuple[Use, ...]:
    """Return the uses that answer to all that is given, in their order."""
    where, values = ["entry.kind = 'use'"], []
    if purpose is not None:
        where.append("entry.purpose = ?")
        values.append(purpose)
    if since is not None:
        where.append("entry.time >= ?")
        values.append(time_of(since))
    found = []
    for entry in entries(db, where=" AND ".join(where), values=tuple(values)):
        kept = entry.payload or {}
        use = Use(
            number=entry.number,
            time=entry.time,
            resource=kept["resource"],
            purpose=entry.purpose,
            actor=entry.actor,
            columns=tuple(kept["columns"]),
            n_people=kept["n_people"],
            n_rows=kept["n_rows"],
            as_of=kept.get("as_of", ""),
        )
        if resource in {None, use.resource} and actor in {None, use.actor}:
            found.append(use)
    return tuple(found)
