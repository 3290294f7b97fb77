"""Dates of birth and of the relation with the bank, all before the reference day.

Ages are those of 1 January 2026, so a person of age a was born in the year 2025 - a; birthdays
are spread evenly over the year. The length of the relation is exponential, cut at the age of
18 (at birth for accounts opened by a parent). Closed relations ended less than three years ago.
These are choices of the sample, not figures of a source.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags

__all__ = ["NEVER", "REFERENCE_DAY", "TODAY", "Relation", "draw_births", "draw_relation"]

REFERENCE_DAY = dt.date(2026, 1, 1)
"""The day on which the bank is seen; no date of the sample is later."""

NEVER = np.iinfo(np.int64).min
TODAY = (REFERENCE_DAY - dt.date(1970, 1, 1)).days
"""The reference day, in days since 1970-01-01."""

_DAYS_TO_ADULT = 6_575
_MEAN_RELATION_DAYS = 5_500.0
_MEAN_DAYS_SINCE_UPDATE = 400.0
_OPENED_BY_PARENT = 0.22
_CLOSED = 0.07
_CLOSED_WITHIN_DAYS = 1_090


@dataclass(frozen=True)
class Relation:
    """Days since 1970-01-01, shape (people,).

    Attributes
    ----------
    entry, update : array of int
    end : array of int
        `NEVER` for the clients of today.
    """

    entry: Codes
    end: Codes
    update: Codes

    @property
    def closed(self) -> Flags:
        """Who is no longer a client."""
        ended: Flags = self.end != NEVER
        return ended

    def open_on(self, day: Codes, person: Codes) -> Flags:
        """Return, for each day, whether the relation of that person was open on it."""
        end = self.end[person]
        within: Flags = (self.entry[person] <= day) & ((end == NEVER) | (day <= end))
        return within

    def held_since(self, days: int) -> Flags:
        """Who was already a client so many days before the reference day."""
        return self.entry <= TODAY - days

    def closed_before(self, days: int) -> Flags:
        """Whose relation had ended so many days before the reference day."""
        return self.closed & (self.end <= TODAY - days)


def draw_births(rng: np.random.Generator, age: Codes) -> tuple[Codes, Codes]:
    """Return the year of birth and the day of birth (days since 1970-01-01)."""
    year = REFERENCE_DAY.year - 1 - age
    first = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    after = (year - 1969).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return year, first + np.floor(rng.random(len(age)) * (after - first)).astype(np.int64)


def draw_relation(rng: np.random.Generator, age: Codes, birth: Codes) -> Relation:
    """Return when each relation began, ended and was last updated."""
    people = len(age)
    adult_only = (age >= ADULT) & (rng.random(people) >= _OPENED_BY_PARENT)
    longest = np.maximum(TODAY - birth - np.where(adult_only, _DAYS_TO_ADULT, 0), 1)
    cut = -np.expm1(-longest / _MEAN_RELATION_DAYS)
    length = -_MEAN_RELATION_DAYS * np.log1p(-rng.random(people) * cut)
    entry = TODAY - np.minimum(length.astype(np.int64), longest)
    closed = (rng.random(people) < _CLOSED) & (age >= ADULT)
    ago = np.floor(rng.random(people) * np.minimum(TODAY - entry, _CLOSED_WITHIN_DAYS))
    end = np.where(closed, TODAY - ago.astype(np.int64), NEVER)
    fresh = rng.exponential(_MEAN_DAYS_SINCE_UPDATE, people).astype(np.int64)
    update = np.where(closed, end, np.maximum(TODAY - fresh, entry))
    return Relation(entry=entry, end=end, update=update)
