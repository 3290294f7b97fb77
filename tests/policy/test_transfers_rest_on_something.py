"""Data may go to a country when something that holds on that day allows it."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from privlab.errors import ParameterError
from privlab.policy import (
    ADEQUACY,
    ADEQUACY_DATE,
    COUNTRIES,
    INSIDE,
    SAFEGUARDS,
    adequate,
    transfer_status,
)

FACTS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "adequacy.csv"
DAY = dt.date(2026, 3, 1)
CLAUSES = "eu-gdpr:A46-2-c"


def status(country, on=DAY, safeguard=None, **others):
    return transfer_status(country, safeguard=safeguard, on=on, **others)


@pytest.mark.parametrize("country", ["FR", "DE", "IS", "LI", "NO", "GP", "RE", "YT", "NC", "PF"])
def test_inside_there_is_no_transfer(country):
    assert status(country).status == "inside"
    assert status(country).allowed


def test_india_without_safeguard_rests_on_nothing():
    found = status("IN")
    assert (found.status, found.allowed, bool(found)) == ("none", False, False)
    assert found.reason.text("en") == "IN: transfer without any safeguard."


def test_clauses_hold_only_with_a_dated_assessment():
    assert status("IN", safeguard=CLAUSES).status == "safeguard_without_assessment"
    assert not status("IN", safeguard=CLAUSES)
    assert status("IN", safeguard=CLAUSES, transfer_assessment=DAY).status == "safeguarded"
    assert status("IN", safeguard=CLAUSES, transfer_assessment=DAY).allowed


def test_an_assessment_of_tomorrow_does_not_hold_today():
    found = status("IN", safeguard=CLAUSES, transfer_assessment=DAY + dt.timedelta(days=1))
    assert found.status == "safeguard_without_assessment"
    assert "after the day of judgement" in found.reason.text("en")


def test_the_united_states_need_a_confirmed_recipient():
    assert status("US").status == "none"
    assert "it was not confirmed that this recipient is covered" in status("US").reason.text("en")
    assert status("US", safeguard="adequacy").status == "none"
    confirmed = status("US", partial_scheme_confirmed=True)
    assert (confirmed.status, confirmed.allowed) == ("adequate_partial", True)


def test_an_unconfirmed_recipient_may_still_have_clauses():
    found = status("US", safeguard=CLAUSES, transfer_assessment=DAY)
    assert found.status == "safeguarded"


def test_the_united_kingdom_is_adequate_until_its_decision_ends():
    last = dt.date(2031, 12, 27)
    assert status("GB", on=last).status == "adequate"
    after = status("GB", on=last + dt.timedelta(days=1))
    assert (after.status, after.allowed) == ("expired", False)
    assert "ended on" in after.reason.text("en")


def test_clauses_take_over_when_a_decision_ends():
    after = dt.date(2032, 1, 1)
    found = status("GB", on=after, safeguard=CLAUSES, transfer_assessment=DAY)
    assert found.status == "safeguarded"


def test_brazil_is_adequate_since_its_decision():
    assert status("BR").status == "adequate"
    before = status("BR", on=dt.date(2026, 1, 25), safeguard="adequacy")
    assert before.status == "none"
    assert "was adopted on" in before.reason.text("en")


def test_adequacy_that_nobody_decided_is_not_adequacy():
    found = status("IN", safeguard="adequacy")
    assert found.status == "none"
    assert "adequacy is claimed, and no decision is on the list of" in found.reason.text("en")


def test_a_derogation_does_not_carry_a_standing_recipient():
    found = status("IN", safeguard="eu-gdpr:A49-1-a", transfer_assessment=DAY)
    assert found.status == "none"
    assert "covers occasional transfers" in found.reason.text("en")


def test_the_day_of_the_list_is_told():
    assert status("BR").list_date == ADEQUACY_DATE == dt.date(2026, 2, 20)


def test_adequate_says_the_same_in_one_word():
    assert adequate("BR", DAY)
    assert adequate("FR", DAY)
    assert not adequate("IN", DAY)
    assert not adequate("US", DAY)
    assert adequate("US", DAY, partial_scheme_confirmed=True)
    assert not adequate("GB", dt.date(2032, 1, 1))


def test_a_country_that_does_not_exist_is_refused():
    with pytest.raises(ParameterError, match=r"^country='UK' is not a code of ISO 3166"):
        status("UK")
    with pytest.raises(ParameterError, match=r"Did you mean 'FR'\?"):
        adequate("fr", DAY)


def test_a_safeguard_that_is_not_known_is_refused():
    with pytest.raises(ParameterError, match=r"^safeguard='eu-gdpr:A46-2-z' is not known\."):
        status("IN", safeguard="eu-gdpr:A46-2-z")


def test_the_list_says_what_the_reference_says():
    if not FACTS.exists():
        pytest.skip("the reference list (../shared/reference/adequacy.csv) is not here")
    with FACTS.open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(ADEQUACY)
    for code, decision in ADEQUACY.items():
        row = rows[code]
        until = row["valid_until"]
        assert decision.name == row["name_en"]
        assert decision.adopted == dt.date.fromisoformat(row["adopted"])
        assert decision.valid_until == (dt.date.fromisoformat(until) if until else None)
        assert (decision.scope == "partial") == (row["scope"] == "partial")
        assert row["decision"].startswith(decision.act)
        assert (decision.condition is not None) == (decision.scope == "partial")


@given(
    country=st.sampled_from(COUNTRIES),
    safeguard=st.none() | st.sampled_from(sorted(SAFEGUARDS)),
    on=st.dates(dt.date(2018, 5, 25), dt.date(2040, 1, 1)),
    assessed=st.none() | st.dates(dt.date(2018, 5, 25), dt.date(2040, 1, 1)),
    confirmed=st.booleans(),
)
def test_more_ground_never_takes_a_transfer_away(country, safeguard, on, assessed, confirmed):
    bare = transfer_status(country, safeguard=None, on=on)
    found = transfer_status(
        country,
        safeguard=safeguard,
        on=on,
        transfer_assessment=assessed,
        partial_scheme_confirmed=confirmed,
    )
    assert found.allowed >= bare.allowed
    assert found.allowed == found.status.startswith(("inside", "adequate", "safeguarded"))
    assert (found.status == "inside") == (country in INSIDE)
    assert adequate(country, on) == bare.allowed
    assert found.reason.text("en").endswith(".")
