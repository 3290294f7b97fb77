"""What is handed to a register, checked: names, texts, moments.

Two names may be one name written twice: by case, blanks, Unicode form, or a slip.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

from privlab.errors import ParameterError, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "check_new_name",
    "checked_name",
    "checked_text",
    "is_slip",
    "moment_of",
    "spelling_of",
    "time_of",
    "written_time",
]

LONGEST_NAME = 200
FURTHEST = dt.timedelta(days=1)
SHORTEST = 4


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


def spelling_of(text: str) -> str:
    """Return what is left of a text without case, blanks and Unicode form.

    Examples
    --------
    >>> spelling_of(" Score")
    'score'
    """
    if text.isascii():
        return "".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(folded.split())


def is_slip(one: str, other: str) -> bool:
    """Whether one letter is missing, too many or exchanged with its neighbour; digits count.

    Examples
    --------
    >>> is_slip("score", "scroe"), is_slip("score", "scores"), is_slip("team1", "team12")
    (True, True, False)
    """
    short, long = sorted((spelling_of(one), spelling_of(other)), key=len)
    if len(short) < SHORTEST or re.findall(r"\d", short) != re.findall(r"\d", long):
        return False
    if len(short) == len(long):
        swaps = (
            short[:n] + short[n + 1] + short[n] + short[n + 2 :] for n in range(len(short) - 1)
        )
        return short != long and long in swaps
    return len(short) + 1 == len(long) and any(
        short == long[:n] + long[n + 1 :] for n in range(len(long))
    )


def check_new_name(what: str, name: str, known: Iterable[str], *, told: bool = False) -> None:
    """Refuse a name that is a known one written differently: it would escape what is kept of it.

    Parameters
    ----------
    what : str
        "population", "purpose" or "actor".
    name : str
    known : iterable of str
    told : bool
        Whether it was said, with a reason, that a name with one slip is another one.
    """
    known = set(known)
    if not name or name in known:
        return
    same = sorted(own for own in known if spelling_of(own) == spelling_of(name))
    near = same or ([] if told else sorted(own for own in known if is_slip(own, name)))
    if not near:
        return
    other = (
        "Write it in the same way."
        if same
        else f"If it is another {what}, say so once: register.set_budget(..., reason='...')."
    )
    message = (
        f"There is no {what} '{listed([name])}' in this register. Did you mean "
        f"'{listed(near[:1])}'? {other}"
    )
    raise ParameterError(message)
