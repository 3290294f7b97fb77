"""Days drawn within each person's window: when they were contacted, looked up, heard."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._calendar import TODAY

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags, Floats

__all__ = ["YEAR_AGO", "day_number", "in_order", "on_weekdays", "spread", "within"]

_EPOCH = dt.date(1970, 1, 1)
_WEEK, _FRIDAY = 7, 4
_FIRST_WEEKDAY = _EPOCH.weekday()


def day_number(day: dt.date) -> int:
    """Return the days since 1970-01-01.

    Examples
    --------
    >>> day_number(dt.date(1970, 2, 1))
    31
    """
    return (day - _EPOCH).days


YEAR_AGO = TODAY - 365


def within(uniform: Floats, first: Codes, until: Codes) -> Codes:
    """Return a day of [first, until) for each uniform number; `first` where it is empty."""
    later: Codes = np.floor(uniform * np.maximum(until - first, 0)).astype(np.int64)
    return first + later


def spread(
    rng: np.random.Generator, counts: Codes, first: Codes, until: Codes
) -> tuple[Codes, Codes]:
    """Return so many days for each person, in the order of people and of time.

    Parameters
    ----------
    rng : Generator
    counts, first, until : array of int, shape (people,)
        Nobody has a day in an empty window.

    Returns
    -------
    tuple of two arrays of int
        The position of the person, and the day, first <= day < until.
    """
    who = np.repeat(np.arange(len(counts)), np.where(until > first, counts, 0))
    day = within(rng.random(len(who)), first[who], until[who])
    order = in_order(who, day)
    return who[order], day[order]


def in_order(who: Codes, day: Codes) -> Codes:
    """Return the order of people, then of time; equal days keep theirs."""
    order: Codes = np.lexsort((day, who))
    return order


def on_weekdays(day: Codes) -> Flags:
    """Return which days are neither Saturdays nor Sundays.

    Examples
    --------
    >>> friday = day_number(dt.date(2025, 1, 3))
    >>> on_weekdays(np.array([friday, friday + 1, friday + 3])).tolist()
    [True, False, True]
    """
    weekday: Flags = (day + _FIRST_WEEKDAY) % _WEEK <= _FRIDAY
    return weekday
