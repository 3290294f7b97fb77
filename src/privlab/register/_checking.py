"""What is handed to a register, checked before the file is opened."""

from __future__ import annotations

import datetime as dt

from privlab.errors import ParameterError

__all__ = ["checked_name", "checked_text", "moment_of", "time_of", "written_time"]

LONGEST_NAME = 200
FURTHEST = dt.timedelta(days=1)


def time_of(now: dt.datetime | None) -> str:
    """Return a moment as text whose order is that of time: UTC, with microseconds."""
    if now is None:
        now = dt.datetime.now(tz=dt.UTC)
    if not isinstance(now, dt.datetime) or now.utcoffset() is None:
        message = f"now is {now!r}; it must be a datetime with a time zone, or left out."
        raise ParameterError(message)
    try:
        plain = now.astimezone(dt.UTC).replace(tzinfo=None)
    except OverflowError:
        message = f"now is {now!r}, which is in no year from 1 to 9999 in UTC."
        raise ParameterError(message) from None
    return f"{plain.isoformat(timespec='microseconds')}Z"


def written_time(now: dt.datetime | None) -> str:
    """Return the moment of a new entry, which the clock may not be far behind.

    The register never goes back: one entry of a far day would date all that follow.
    """
    time = time_of(now)
    if now is not None and time > time_of(dt.datetime.now(tz=dt.UTC) + FURTHEST):
        message = (
            f"now is {now.isoformat()}, more than a day after the clock of this machine: every "
            "later entry would carry that date. Leave it out, or set the clock right."
        )
        raise ParameterError(message)
    return time


def moment_of(time: str) -> dt.datetime:
    """Return the moment that such a text names."""
    return dt.datetime.fromisoformat(time)


def checked_name(what: str, name: object, *, empty: bool = False) -> str:
    """Return a name that may stand in the register: printable, not too long."""
    if isinstance(name, str) and empty and not name:
        return ""
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        message = f"{what} must be a printable text; {type(name).__name__} given does not fit."
        raise ParameterError(message)
    if len(name) > LONGEST_NAME:
        message = f"{what} has {len(name)} signs; at most {LONGEST_NAME} are kept."
        raise ParameterError(message)
    return name


def checked_text(what: str, text: object, *, empty: bool = False) -> str:
    """Return a text of any length."""
    if not isinstance(text, str) or not (text or empty):
        message = f"{what} must be a text{'' if empty else ' that says something'}."
        raise ParameterError(message)
    return text
