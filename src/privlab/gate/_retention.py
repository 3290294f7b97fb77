"""How long rows may be used: when their time starts, and the last day on which it may have."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["START", "last_start", "latest_of_each", "with_start"]

START = "privlab_start"
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


def with_start(table: ir.Table, starts: ir.Table, person: str, name: str) -> ir.Table:
    """Return the rows with the day at which the period of their person starts.

    Parameters
    ----------
    table : ibis Table
    starts : ibis Table
        One row a person (see `latest_of_each`).
    person : str
        The person key of `table`.
    name : str
        Of the column that is added.
    """
    # Ibis cannot join one expression twice unless each is a view of its own
    starts = starts.view()
    joined = table.left_join(starts, table[person] == starts[_PERSON])
    kept = {column: table[column] for column in table.columns}
    return joined.select(**kept, **{name: starts[START]})


def latest_of_each(table: ir.Table, person: str, column: str) -> ir.Table:
    """Return one row a person with the latest day of a column; none when one has not come yet.

    A person with an end that is missing is still there: the period has not started.
    """
    days = table.select(**{_PERSON: table[person], "day": table[column].cast("date")})
    grouped = days.group_by(_PERSON).aggregate(
        latest=days["day"].max(), rows=days.count(), known=days["day"].count()
    )
    import ibis

    start = (grouped["rows"] == grouped["known"]).ifelse(grouped["latest"], ibis.null("date"))
    return grouped.select(_PERSON, **{START: start})
