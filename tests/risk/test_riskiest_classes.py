"""The riskiest people are told in classes of at least the policy's k, never smaller."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab
from privlab._gate import Catalogue
from privlab.errors import ParameterError
from privlab.policy import Policy
from privlab.register import Register
from privlab.risk import riskiest_classes
from tests.companies import AS_OF, write_company

DECADES = privlab.Recipe({"age": 1}, {"age": privlab.Hierarchy.intervals(10)})


@pytest.fixture
def frame():
    # thirties: six ages met once each; forties: 41 six times; fifties: 55 twice
    return pd.DataFrame({"age": [30, 31, 32, 33, 34, 35, *[41] * 6, 55, 55], "sex": ["F"] * 14})


def scored(frame, **roles):
    return privlab.score_risk(privlab.dataset(frame, quasi_identifiers=["age", "sex"], **roles))


def test_classes_are_coarse_and_their_risk_is_that_of_before(frame):
    found = riskiest_classes(scored(frame), recipe=DECADES)
    assert found["n_records"].tolist() == [6, 6]
    assert found["average_risk"].tolist() == pytest.approx([1, 1 / 6])
    assert ["3" in decade for decade, _ in found.index] == [True, False]


def test_without_a_recipe_only_large_classes_are_left(frame):
    found = riskiest_classes(scored(frame))
    assert found.index.tolist() == [(41, "F")]
    assert found["average_risk"].tolist() == pytest.approx([1 / 6])


def test_a_table_of_small_classes_shows_nothing(frame):
    assert riskiest_classes(scored(frame.head(6))).empty


def test_people_count_once_in_a_class_by_their_riskiest_row(frame):
    keyed = frame.assign(id=[0, 0, 1, 2, 3, 4, *range(5, 11), 11, 12])
    found = riskiest_classes(scored(keyed, person="id"), recipe=DECADES)
    assert found["n_people"].tolist() == [5, 6]
    assert found["average_risk"].tolist() == pytest.approx([1, 1 / 6])


def test_at_most_n_are_shown_and_a_missing_value_is_a_class(frame):
    missing = pd.concat([frame, pd.DataFrame({"age": [None] * 5, "sex": ["F"] * 5})])
    missing = missing.astype({"age": "Int64"})
    score = scored(missing)
    assert len(riskiest_classes(score, recipe=DECADES)) == 3
    (only,) = riskiest_classes(score, n=1).index
    assert pd.isna(only[0])


def test_one_column_and_weights_give_the_risk_in_the_population(frame):
    data = privlab.dataset(frame.assign(w=10), quasi_identifiers=["age"])
    found = riskiest_classes(privlab.score_risk(data, weight="w"), recipe=DECADES)
    assert found["average_risk"].iloc[0] == pytest.approx(0.2558427881104495)


@pytest.mark.parametrize("options", [{"k": 4}, {"k": True}, {"n": 0}, {"n": 1.5}])
def test_a_class_size_below_the_policys_is_refused(frame, options):
    with pytest.raises(ParameterError, match=r"whole number of at least [15]\."):
        riskiest_classes(scored(frame), recipe=DECADES, **options)


def test_the_policy_says_how_small_a_class_may_be(tmp_path):
    catalogue = Catalogue(
        Policy.load(write_company(tmp_path)), Register.create(tmp_path / "r.sqlite"), AS_OF
    )
    score = privlab.score_risk(
        catalogue.dataset("clients", purpose="crm", actor="analyst"), quasi_identifiers=["town"]
    )
    with pytest.raises(ParameterError, match="k is 1; it must be a whole number of at least 2"):
        riskiest_classes(score, k=1)
    assert (riskiest_classes(score)["n_people"] >= 2).all()
