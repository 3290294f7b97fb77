"""A report takes up what its measures find against the policy, once and at its place."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import privlab
from privlab.policy import Policy
from privlab.tables import Opened
from tests.assessment.conftest import POLICY, answer, item, reading

FRAME = pd.DataFrame({"id": range(9), "town": list("AAAAABBBC"), "ill": list("xyxyxzzzz")})
RULES = ("k_below_threshold", "reidentification_above_threshold")


def opened(k=5, risk=0.3):
    data = privlab.dataset(FRAME, person="id", quasi_identifiers=["town"], sensitive=["ill"])
    return dataclasses.replace(data, opened=Opened("crm", "analyst", k, risk))


def measures(data):
    return privlab.check_anonymity(data), privlab.score_risk(data)


def test_what_measures_find_stands_at_its_place_once():
    results = measures(opened())
    report = privlab.Assessment((*results, *results), language="en")
    assert [finding.rule for finding in report.findings] == list(RULES)
    own = item(reading(report), "4.1.a")
    assert own.count("4 people are in classes of fewer than 5") == 1
    assert own.count("4 people would be recognised by town") == 1
    assert "4 people are in classes" in answer(report.to_cnil(), 326)["text"]
    again = dataclasses.replace(report)
    assert again.findings == report.findings


def test_what_was_handed_over_is_not_found_again():
    results = measures(opened())
    report = privlab.Assessment(results, findings=results[0].findings(), language="en")
    assert [finding.rule for finding in report.findings] == list(RULES)


def test_what_is_released_against_the_policy_is_a_breach():
    data = opened()
    coarse = privlab.Recipe({}).transform(data)
    report = privlab.Assessment(measures(data), released=measures(coarse), language="en")
    assert [finding.severity for finding in report.findings] == [
        "warning",
        "warning",
        "breach",
        "breach",
    ]
    assert report.findings[2].text("en").startswith("After treatment: 4 people are in classes")


def test_a_rule_that_found_nothing_is_said_to_be_judged():
    report = privlab.Assessment(measures(opened(k=1, risk=1.0)), language="en")
    assert report.findings == ()
    assert report.rules == RULES
    own = item(reading(report), "4.1.a")
    assert "Size of the classes, against the policy" in own
    assert "k_below_threshold" not in own


def test_tables_without_a_policy_judge_no_threshold():
    data = privlab.dataset(FRAME, person="id", quasi_identifiers=["town"])
    report = privlab.Assessment(measures(data), language="en")
    assert (report.findings, report.rules) == ((), ())


@pytest.mark.parametrize(("stated", "rules"), [("k: 5", RULES[:1]), ("epsilon: 2", ())])
def test_a_threshold_that_the_policy_does_not_state_is_not_judged(tmp_path, stated, rules):
    text = POLICY.replace("  purposes:\n", f"  thresholds: {{{stated}}}\n  purposes:\n", 1)
    policy = Policy.parse(text, tmp_path / "datapackage.yaml")
    report = privlab.Assessment(measures(opened()), policy=policy, language="en")
    assert tuple(finding.rule for finding in report.findings) == rules
    assert report.rules == rules


def test_an_infinite_figure_is_not_said_to_be_not_assessed():
    report = privlab.Assessment((privlab.check_anonymity(opened()),), language="en")
    own = item(reading(report), "4.1.a")
    assert "infinite" in own
    assert "a class lacks a value that the table has" in own
    (figure,) = (
        figure
        for result in report.to_dict()["results"]
        for figure in result["figures"]
        if figure["key"] == "delta_disclosure[ill]"
    )
    assert (figure["value"], figure["infinite"]) == (None, True)
    assert "Largest logarithm of a change of share (delta) (ill) — " not in reading(report)


def test_a_report_shows_the_breaches_that_the_check_finds_and_no_other(tmp_path):
    from privlab_bank import write_bank

    lab = privlab.open(write_bank(tmp_path, people=1_500).package)
    found = {(f.rule, f.article, f.count) for f in lab.check_duties().breaches}
    shown = lab.assess(purpose="score").findings
    assert len(found) > 10
    assert {(f.rule, f.article, f.count) for f in shown if f.severity == "breach"} == found
