"""Weights, a table of the population, and households."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.errors import ColumnError, ParameterError, ReferenceTableError
from privlab.risk import journalist, marketer
from privlab.risk._household import household_risk
from tests.golden import GOLDEN

CASES = [("francdat", "francdat.csv"), ("testdata_kv5_weighted_hh", "testdata.csv.gz")]


def golden_of(name):
    return json.loads((GOLDEN / "sdcmicro.json").read_text())["risk"][name]


@pytest.fixture
def sample():
    return pd.DataFrame({"sex": list("FFM"), "town": ["A", "A", None], "w": [2.0, 3.0, 4.0]})


@pytest.fixture
def population():
    return pd.DataFrame({"town": ["A", "A", None, None, "B", "A"], "sex": list("FFMMFF")})


@pytest.mark.parametrize(("name", "file"), CASES)
@pytest.mark.parametrize("in_memory", [True, False])
def test_counts_and_risks_of_sdcmicro(shared, name, file, in_memory):
    golden, path = golden_of(name), shared / "data" / "sdc" / file
    data = privlab.dataset(pd.read_csv(path) if in_memory else path)
    risk = privlab.score_risk(data, quasi_identifiers=golden["keyVars"], weight=golden["weight"])
    if not in_memory:
        found = risk.records
        assert sorted(found["fk"]) == sorted(golden["fk"])
        assert found["Fk"].sum() == pytest.approx(sum(golden["Fk"]), rel=1e-12)
        assert found["risk"].sum() == pytest.approx(risk.expected_reidentifications, rel=1e-12)
        return
    assert risk.records["fk"].tolist() == golden["fk"]
    np.testing.assert_allclose(risk.records["Fk"], golden["Fk"], rtol=1e-12)
    few = np.array(golden["fk"]) <= 2
    expected = np.array(golden["rk_approx"])
    np.testing.assert_allclose(risk.records["risk"][few], expected[few], rtol=1e-9)
    np.testing.assert_allclose(risk.records["risk"].max(), golden["max_risk"], rtol=1e-9)


def test_expected_reidentifications_of_sdcmicro(shared):
    golden = golden_of("francdat")
    data = privlab.dataset(shared / "data" / "sdc" / "francdat.csv")
    risk = privlab.score_risk(data, quasi_identifiers=golden["keyVars"], weight="w")
    assert risk.expected_reidentifications == pytest.approx(golden["expected_reident"], abs=1e-9)
    plain = privlab.dataset(shared / "data" / "sdc" / "testdata.csv.gz")
    keys = golden_of("testdata_kv5_unweighted")["keyVars"]
    assert privlab.score_risk(plain, quasi_identifiers=keys).expected_reidentifications == 93


def test_household_risks_of_sdcmicro(shared):
    golden = golden_of("testdata_kv5_weighted_hh")
    homes = pd.read_csv(shared / "data" / "sdc" / "testdata.csv.gz")["ori_hid"]
    found = household_risk(golden["rk_approx"], pd.factorize(homes)[0])
    np.testing.assert_allclose(found, golden["hier"], rtol=1e-9)


def test_household_risk_is_that_of_the_member_function(shared):
    frame = pd.read_csv(shared / "data" / "sdc" / "testdata.csv.gz")
    keys = golden_of("testdata_kv5_weighted_hh")["keyVars"]
    risk = privlab.score_risk(
        privlab.dataset(frame),
        quasi_identifiers=keys,
        weight="sampling_weight",
        household="ori_hid",
    )
    homes = pd.factorize(frame["ori_hid"])[0]
    expected = household_risk(risk.records["risk"], homes)
    np.testing.assert_allclose(risk.records["household_risk"], expected, rtol=1e-12)
    assert risk.household_average == pytest.approx(expected.mean(), rel=1e-12)
    assert (risk.records["household_risk"] >= risk.records["risk"] * (1 - 1e-12)).all()


def test_one_unique_member_reveals_the_household_and_nobody_without_one():
    frame = pd.DataFrame({"town": list("AABCC"), "home": ["x", "y", "x", None, None]})
    risk = privlab.score_risk(privlab.dataset(frame), quasi_identifiers=["town"], household="home")
    assert risk.records["household_risk"].tolist() == [1.0, 0.5, 1.0, 0.5, 0.5]


def test_the_household_of_people_with_several_rows(visits):
    frame = visits.assign(home=visits["person"].map({"u": "x", "v": "x", "w": "y"}))
    data = privlab.dataset(frame, person="person", quasi_identifiers=["shop"])
    # highest risks: u 1, v 1/3, w 1/2
    risk = privlab.score_risk(data, household="home")
    assert risk.household_average == pytest.approx((1 + 1 + 1 / 2) / 3)


def test_journalist_and_marketer_by_hand():
    # classes f = 1, 2 and F = 4, 2: sum f/F = 1/4 + 1, n = 3, u / sum F = 2/6
    found = journalist([4, 2], [1, 2], 0.3, classes=[1, 1])
    assert found.at_risk == pytest.approx(2 / 3)
    assert found.highest == 0.5
    assert found.average == pytest.approx(1.25 / 3)
    assert marketer([4, 2], [1, 2], 0.3).average == pytest.approx(1.25 / 3)
    assert journalist([1, 9], [1, 9], 0.3, classes=[5, 1]).average == pytest.approx(6 / 14)


def test_the_population_table_gives_the_sizes(sample, population):
    data = privlab.dataset(sample, quasi_identifiers=["sex", "town"])
    risk = privlab.score_risk(data, population_table=privlab.dataset(population))
    assert risk.records["Fk"].tolist() == [3, 3, 2]
    assert risk.journalist.highest == 0.5
    assert risk.marketer.average == pytest.approx((2 / 3 + 1 / 2) / 3)
    assert risk.prosecutor.highest == 1
    assert risk.expected_reidentifications == pytest.approx(2 / 3 + 1 / 2)
    assert risk.population_uniques["counted"].value == 1


def test_without_a_population_the_three_attackers_succeed_alike(toy):
    risk = privlab.score_risk(privlab.dataset(toy), quasi_identifiers=["sexe", "dep"])
    assert risk.journalist == risk.marketer == risk.prosecutor
    assert risk.population_uniques == {}


def test_a_table_that_lacks_a_class_is_refused_with_counts(sample, population):
    data = privlab.dataset(sample, quasi_identifiers=["sex", "town"])
    with pytest.raises(ReferenceTableError, match="1 of 2 classes are absent from it and 1 have"):
        privlab.score_risk(data, population_table=privlab.dataset(population.iloc[[0, 4]]))


def test_a_table_without_a_column_is_refused(sample, population):
    data = privlab.dataset(sample, quasi_identifiers=["sex", "town"])
    with pytest.raises(ReferenceTableError, match="has no column town"):
        privlab.score_risk(data, population_table=privlab.dataset(population[["sex"]]))


def test_two_sizes_of_the_population_are_refused(sample, population):
    data = privlab.dataset(sample, quasi_identifiers=["sex"])
    table = privlab.dataset(population)
    for extra in ({"weight": "w"}, {"population_size": 50}):
        with pytest.raises(ParameterError, match="both say how large the population is"):
            privlab.score_risk(data, population_table=table, **extra)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([2.0, None, 3.0], "missing, infinite or not above 0 in 1 of 3 rows"),
        ([2.0, 0.0, -1.0], "missing, infinite or not above 0 in 2 of 3 rows"),
        ([0.1, 0.1, 5.0], "sums to less than the records of the table in 1 of 2 classes"),
        (["a", "b", "c"], "does not hold numbers"),
    ],
)
def test_weights_that_cannot_be_right_are_refused(sample, weights, words):
    data = privlab.dataset(sample.assign(w=weights), quasi_identifiers=["sex"])
    with pytest.raises(ColumnError, match=words):
        privlab.score_risk(data, weight="w")


def test_a_column_that_is_not_there_is_refused_with_the_nearest(sample):
    data = privlab.dataset(sample, quasi_identifiers=["sex"])
    with pytest.raises(ColumnError, match="household= names 'twon', which is not a column"):
        privlab.score_risk(data, household="twon")


def test_a_person_with_two_weights_is_refused(visits):
    data = privlab.dataset(visits.assign(w=range(1, 7)), person="person")
    with pytest.raises(ColumnError, match="more than one value of some people"):
        privlab.score_risk(data, quasi_identifiers=["shop"], weight="w")


def test_a_person_weighs_once_a_class(visits):
    frame = pd.concat([visits, visits]).assign(w=5)
    risk = privlab.score_risk(
        privlab.dataset(frame, person="person"), quasi_identifiers=["shop"], weight="w"
    )
    # A holds u, v and w; B u and w; C u
    assert risk.records["Fk"].tolist()[:6] == [15, 10, 5, 15, 15, 10]
    assert risk.marketer.average == pytest.approx((1 / 5 + 1 / 15 + 1 / 10) / 3)


@pytest.mark.parametrize("semantics", ["sdcmicro", "wildcard"])
def test_missing_values_as_any_value(shared, semantics):
    golden = json.loads((GOLDEN / "sdcmicro.json").read_text())["missing"]
    frame = pd.read_csv(shared / "data" / "sdc" / "francdat_na.csv")
    risk = privlab.score_risk(
        privlab.dataset(frame), quasi_identifiers=golden["keyVars"], weight="w", missing=semantics
    )
    assert risk.records["fk"].tolist() == golden["by_alpha"][0]["fk"]
    np.testing.assert_allclose(risk.records["Fk"], golden["by_alpha"][0]["Fk"], rtol=1e-12)
    assert (risk.figure("k").value, risk.figure("k_candidates").value) == (1, 2)
    assert any("no threshold" in message.text("en") for message in risk.assumptions)


def test_missing_values_as_any_value_need_no_population(sample):
    data = privlab.dataset(sample, quasi_identifiers=["sex", "town"])
    with pytest.raises(ParameterError, match="population_size= do not go together"):
        privlab.score_risk(data, missing="wildcard", population_size=10)


def test_the_plot_shows_the_risk_in_the_population(sample):
    data = privlab.dataset(sample, quasi_identifiers=["sex"])
    assert "<svg" in privlab.score_risk(data, weight="w").svg("fr")
