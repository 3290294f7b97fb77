"""What measures find against the thresholds that a policy states, and where a report says it."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import privlab
from privlab.tables import Opened

FRAME = pd.DataFrame({"id": range(9), "town": list("AAAAABBBC")})


def opened(k=5, risk=0.3, frame=FRAME, person="id"):
    data = privlab.dataset(frame, person=person, quasi_identifiers=["town"])
    return dataclasses.replace(data, opened=Opened("crm", "analyst", k, risk))


def test_people_in_classes_below_the_policys_k_are_found():
    (found,) = privlab.check_anonymity(opened()).findings()
    assert (found.rule, found.severity, found.count) == ("k_below_threshold", "warning", 4)
    assert found.text("en") == (
        "4 people are in classes of fewer than 5, the smallest that the policy accepts, by town."
    )
    assert found.article == "GDPR Art. 25(1), WP216"
    assert found.details["n_classes"] == 2


def test_people_above_the_policys_risk_are_found():
    (found,) = privlab.score_risk(opened()).findings()
    assert (found.rule, found.count) == ("reidentification_above_threshold", 4)
    assert "above the 30% that the policy accepts" in found.text("en")


def test_one_person_and_records_have_their_own_words():
    (one,) = privlab.check_anonymity(opened(k=3)).findings()
    assert one.text("en").startswith("1 person is in a class of fewer than 3")
    records = opened(frame=FRAME[["town"]], person=None)
    (found,) = privlab.score_risk(records).findings()
    assert found.text("en").startswith("4 records would be recognised by town")


def test_the_policy_is_judged_and_not_what_the_call_asks():
    data = opened()
    asked, usual = privlab.check_anonymity(data, k=1), privlab.check_anonymity(data)
    assert asked.findings() == usual.findings()
    (found,) = privlab.score_risk(data, threshold=1.0).findings()
    assert found.count == 4


@pytest.mark.parametrize("data", [opened(k=1, risk=1.0), privlab.dataset(FRAME[["town"]])])
def test_nothing_is_found_within_the_policy_or_without_one(data):
    assert privlab.check_anonymity(data, quasi_identifiers=["town"]).findings() == ()
    assert privlab.score_risk(data, quasi_identifiers=["town"]).findings() == ()
