"""The risk of being recognised by someone who knows that the person is in the table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.errors import ParameterError
from privlab.risk import prosecutor


def test_the_three_figures_by_hand():
    # classes of 1, 2 and 5 records: risks 1, 1/2 twice, 1/5 five times
    found = prosecutor([1, 2, 5], [1, 2, 5], threshold=0.2)
    assert found.at_risk == pytest.approx(3 / 8)
    assert found.highest == 1
    assert found.average == pytest.approx((1 + 1 + 1) / 8)


def test_the_threshold_is_strict():
    assert prosecutor([5], [5], threshold=0.2).at_risk == 0
    assert prosecutor([4], [4], threshold=0.2).at_risk == 1


def test_uniques_of_the_sdcmicro_test_data(shared):
    # sdcMicro 5.8.1, unweighted global risk of testdata on five keys: 93 classes / 4,580 records
    path = shared / "data" / "sdc" / "testdata.csv.gz"
    data = privlab.dataset(path)
    keys = ["urbrur", "roof", "walls", "water", "sex"]
    risk = privlab.score_risk(data, quasi_identifiers=keys)
    assert risk.prosecutor.average == pytest.approx(0.0203056768558952, abs=1e-15)
    assert risk.prosecutor.highest == 1


def test_records_are_in_input_order_with_the_inputs_index(toy):
    frame = toy.set_axis([f"r{n}" for n in range(8)])
    risk = privlab.score_risk(privlab.dataset(frame, quasi_identifiers=["sexe", "dep"]))
    assert risk.records["fk"].tolist() == [4, 4, 4, 4, 2, 2, 1, 1]
    assert risk.records["risk"].tolist() == [0.25] * 4 + [0.5] * 2 + [1.0] * 2
    assert risk.records.index.tolist() == frame.index.tolist()
    assert risk.n_unique == 2


def test_a_person_with_several_rows_is_recognised_by_the_rarest(visits):
    data = privlab.dataset(visits, person="person", quasi_identifiers=["shop"])
    risk = privlab.score_risk(data, threshold=0.4)
    # u is alone in C; w shares B with u; v shares A with u and w
    assert risk.n_unique == 1
    assert risk.prosecutor.average == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    assert risk.prosecutor.at_risk == pytest.approx(2 / 3)
    assert risk.figure("n_unique").unit == "people"


@pytest.mark.parametrize("threshold", [-0.1, 1.5, True, float("nan")])
def test_a_threshold_that_is_no_risk_is_refused(toy, threshold):
    with pytest.raises(ParameterError, match="from 0 to 1"):
        privlab.score_risk(privlab.dataset(toy), quasi_identifiers=["sexe"], threshold=threshold)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ab")), min_size=1, max_size=30))
def test_coarsening_never_raises_a_risk(rows):
    frame = pd.DataFrame(rows, columns=["n", "t"])
    data = privlab.dataset(frame, quasi_identifiers=["n", "t"])
    coarse = privlab.Recipe({"n": 1}, {"n": privlab.Hierarchy.intervals(5)}).transform(data)
    before, after = privlab.score_risk(data), privlab.score_risk(coarse)
    assert (after.records["risk"] <= before.records["risk"]).all()
    assert after.n_unique <= before.n_unique
    np.testing.assert_allclose(before.records["risk"].mean(), before.prosecutor.average)
