"""How long rows may be used: when their time starts, and the last day on which it may have."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from privlab._gate._people import same_person

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["START", "UNKNOWN", "last_start", "latest_of_each", "with_start"]

START = "privlab_start"
UNKNOWN = "privlab_unknown"
_PERSON = "privlab_person"


def last_start(as_of: dt.date, days: int) -> dt.date:
    """Return the earliest day at which a period of `days` that still runs may have started.

    The last day of the period is `days` after its start, that day included: a row whose period
    started before the returned day is overdue.

    Examples
    --------
    >>> last_start(dt.date(2026, 1, 1), 365)
    datetime.date(2025, 1, 1)
    """
    try:
        return as_of - dt.timedelta(days=days)
    except OverflowError:
        return dt.date.min


def with_start(
    table: ir.Table, starts: ir.Table, person: str, start: str, unknown: str
) -> ir.Table:
    """Return the rows with the day at which the period of their person starts.

    Parameters
    ----------
    table : ibis Table
    starts : ibis Table
        One row a person (see `latest_of_each`).
    person : str
        The person key of `table`.
    start, unknown : str
        Of the columns that are added: the day, and whether the person is not in `starts`.
    """
    # Ibis cannot join one expression twice unless each is a view of its own
    starts = starts.view()
    joined = table.left_join(starts, same_person(table[person], starts[_PERSON]))
    kept = {column: table[column] for column in table.columns}
    return joined.select(**kept, **{start: starts[START], unknown: starts[_PERSON].isnull()})


def latest_of_each(table: ir.Table, person: str, column: str) -> ir.Table:
    """Return one row a person with the latest day of a column; none when one has not come yet."""
    import ibis

    named = table.filter(table[person].notnull())
    days = named.select(**{_PERSON: named[person], "day": named[column].cast("date")})
    grouped = days.group_by(_PERSON).aggregate(
        latest=days["day"].max(), rows=days.count(), known=days["day"].count()
    )
    start = (grouped["rows"] == grouped["known"]).ifelse(grouped["latest"], ibis.null("date"))
    return grouped.select(_PERSON, **{START: start})
