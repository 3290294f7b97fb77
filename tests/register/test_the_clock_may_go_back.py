"""Times never go back in the register, whatever the clock does."""

from __future__ import annotations

import datetime as dt

import pytest

from privlab.errors import ParameterError
from privlab.register import Register

from .conftest import NOON


@pytest.fixture
def register(path):
    return Register.create(path, now=NOON)


def test_an_entry_has_the_time_that_was_given_in_utc(register):
    paris = dt.timezone(dt.timedelta(hours=2))
    register.append("note", {}, now=dt.datetime(2026, 7, 1, 0, 30, tzinfo=paris))
    (entry,) = register.entries("note")
    assert entry.time == dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)
    assert entry.time.utcoffset() == dt.timedelta(0)
    assert entry.clock_behind == dt.timedelta(0)


def test_a_clock_set_back_is_recorded_and_does_not_turn_time(register):
    register.append("note", {}, now=NOON - dt.timedelta(days=3, microseconds=1))
    register.append("note", {}, now=NOON + dt.timedelta(hours=1))
    first, second = register.entries("note")
    assert first.time == NOON
    assert first.clock_behind == dt.timedelta(days=3, microseconds=1)
    assert (second.time, second.clock_behind) == (NOON + dt.timedelta(hours=1), dt.timedelta(0))
    assert register.verify().ok


def test_without_a_time_it_is_the_clock_s(path):
    register = Register.create(path)
    (entry,) = register.entries()
    assert abs(dt.datetime.now(tz=dt.UTC) - entry.time) < dt.timedelta(minutes=1)


@pytest.mark.parametrize("now", [dt.datetime(2026, 1, 1), dt.date(2026, 1, 1), "2026-01-01", 0])  # noqa: DTZ001 - refused
def test_a_time_without_its_zone_is_refused(register, now):
    with pytest.raises(ParameterError, match="must be a datetime with a time zone"):
        register.append("note", {}, now=now)


def test_a_time_more_than_a_day_ahead_of_the_clock_is_refused(register):
    soon = dt.datetime.now(tz=dt.UTC) + dt.timedelta(hours=23)
    register.append("note", {}, now=soon)
    with pytest.raises(ParameterError, match="more than a day after the clock"):
        register.append("note", {}, now=soon + dt.timedelta(hours=2))
    assert len(register.entries("note")) == 1


@pytest.mark.parametrize(("year", "month", "day", "hours"), [(9999, 12, 31, -14), (1, 1, 1, 14)])
def test_a_time_outside_the_calendar_is_refused_in_plain_words(register, year, month, day, hours):
    zone = dt.timezone(dt.timedelta(hours=hours))
    now = dt.datetime(year, month, day, 12, tzinfo=zone)
    with pytest.raises(ParameterError, match="in no year from 1 to 9999"):
        register.append("note", {}, now=now)
    with pytest.raises(ParameterError, match="in no year"):
        register.uses(since=now)
