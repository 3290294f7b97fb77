"""A gauge is proposed for a release only, by a printed rule; everything else stays undefined."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab
from privlab.assessment.measured._likelihood import proposed_likelihood
from privlab.inventory import Inventory
from privlab.results import Figure, Provenance, Result
from tests.assessment.conftest import answer, item, reading


def result(measure: str, key: str, value: float, *, version: str = "v2", unit: str = "share"):
    figure = Figure(key, value, unit, "Highest risk of being recognised")
    provenance = Provenance(measure, version, "duckdb", ("dep",), "records", 8, 8)
    return Result((figure,), (), provenance)


def inventory(identifiers: int, version: str) -> Inventory:
    roles = ["direct_identifier"] * identifiers + ["ordinary"]
    columns = pd.DataFrame({"column": [f"c{n}" for n in range(len(roles))], "role": roles})
    columns = columns.assign(dimension=None, sensitivity=None, missing=0.0)
    counted = Figure("n_units", 8, "records", "Counted")
    provenance = Provenance("take_inventory", version, "duckdb", ("dep",), "records", 8, 8)
    return Inventory((counted,), (), provenance, columns)


def release(risk: float, identifiers: int = 0, version: str = "v2"):
    return (
        inventory(identifiers, version),
        result("score_risk", "prosecutor_highest", risk, version=version),
    )


@pytest.mark.parametrize(
    ("risk", "gauge"),
    [(0.0, 1), (0.05, 1), (0.0501, 2), (0.2, 2), (0.2001, 3), (0.5, 3), (0.5001, 4), (1.0, 4)],
)
def test_the_bounds_are_those_that_are_printed(risk, gauge):
    assert proposed_likelihood(release(risk)).gauge == gauge


def test_the_gauge_of_the_file_is_the_one_that_the_report_prints():
    assessment = privlab.Assessment((), released=release(0.2), language="en")
    page = item(reading(assessment), "4.2.b")
    said = (
        "Proposed likelihood: 2 (limited), since the highest risk of re-identification is 20%. "
        "The author sets the gauge."
    )
    rule = "up to 5%: 1; up to 20%: 2; up to 50%: 3; above: 4."
    data = answer(assessment.to_cnil(), 326)
    assert data["gauge"] == 2
    for text in (page, data["text"]):
        assert said in text
        assert rule in text


def test_where_direct_identifiers_are_held_the_gauge_stays_undefined():
    held = release(0.01, identifiers=2)
    proposal = proposed_likelihood(held)
    assert proposal.gauge == 0
    assert "holds 2 columns that name people or are their key" in proposal.why.text("en")
    assert answer(privlab.Assessment((), held, language="en").to_cnil(), 326)["gauge"] == 0


def test_where_identifiers_were_not_looked_for_the_gauge_stays_undefined():
    of_another = release(0.01, version="v1")[:1] + release(0.01)[1:]
    for released in (release(0.01)[1:], of_another):
        proposal = proposed_likelihood(released)
        assert proposal.gauge == 0
        assert "was not measured" in proposal.why.text("en")


def test_data_as_held_get_no_gauge():
    assessment = privlab.Assessment(release(0.01), language="en")
    assert answer(assessment.to_cnil(), 326)["gauge"] == 0
    assert "stays undefined" in proposed_likelihood(()).why.text("en")


def test_of_two_releases_the_worst_counts():
    assert proposed_likelihood((*release(0.01), *release(0.3, version="v3"))).gauge == 3
    named = release(0.01, identifiers=1, version="v3")
    assert proposed_likelihood((*release(0.01), *named)).gauge == 0


def test_a_release_of_the_bank_that_keeps_its_key_gets_no_gauge(files):
    assert answer(files["en"], 326)["gauge"] == 0
    assert "stays undefined" in answer(files["en"], 326)["text"]
