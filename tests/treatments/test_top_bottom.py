"""Extremes are replaced, and never by what would tell of fewer than k people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.errors import ColumnError, ParameterError, RecipeError
from privlab.treatments._top_bottom import TopBottom

INCOMES = [1.0, 2.0, 20.0, 21.0, 22.0, 23.0, 90.0, 110.0, 250.0, None]


def dataset(values=INCOMES, **roles):
    return privlab.dataset(pd.DataFrame({"income": values, "sex": ["F"] * len(values)}), **roles)


def released(treatment, data=None):
    data = dataset() if data is None else data
    return treatment.fit(data).transform(data).memory["income"].to_pylist()


def test_a_fixed_bound_replaces_what_is_beyond_it():
    found = released(TopBottom(columns={"income": (10, 100)}))
    assert found == [10.0, 10.0, 20.0, 21.0, 22.0, 23.0, 90.0, 100.0, 100.0, None]


def test_one_side_may_stay_as_it_is():
    assert released(TopBottom(columns={"income": (None, 100)}))[:2] == [1.0, 2.0]
    assert released(TopBottom(columns={"income": (10, None)}))[-2] == 250.0


def test_beyond_a_bound_values_become_their_mean():
    found = released(TopBottom(columns={"income": (None, 50)}, replace_by="mean"))
    assert found == [1.0, 2.0, 20.0, 21.0, 22.0, 23.0, 150.0, 150.0, 150.0, None]


def test_a_share_of_the_people_chooses_the_bound():
    # nine values: a third beyond is three of them
    treatment = TopBottom(shares={"income": (None, 0.34)})
    found = released(treatment)
    assert found == [1.0, 2.0, 20.0, 21.0, 22.0, 23.0, 23.0, 23.0, 23.0, None]
    assert treatment.result_.figure("n_high").value == 3


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=12, max_size=60),
    st.floats(0.05, 0.45),
    st.sampled_from(["bound", "mean"]),
    st.integers(1, 4),
)
def test_whatever_is_chosen_from_the_data_is_carried_by_k(values, share, replace_by, k):
    data = dataset([float(v) for v in values])
    treatment = TopBottom(shares={"income": (share, share)}, replace_by=replace_by, k=k)
    try:
        found = np.array(released(treatment, data))
    except ParameterError as error:
        assert "Fewer than k" in str(error)  # noqa: PT017 - ties may leave nobody beyond
        return
    changed = found[found != np.array(values)]
    assert all((found == value).sum() >= k for value in changed)
    if replace_by == "mean":
        assert found.sum() == pytest.approx(sum(values))
    ranks = np.argsort(values, kind="stable")
    assert (np.diff(found[ranks]) >= -1e-9).all()


def test_the_loss_is_the_squared_change_over_the_sum_of_squares():
    treatment = TopBottom(columns={"income": (None, 3)}, k=1)
    released(treatment, dataset([1.0, 2.0, 3.0, 6.0]))
    # change 3, and 4 + 1 + 0 + 9 around the mean 3
    assert treatment.result_.figure("loss").value == pytest.approx(9 / 14)


def test_how_few_are_beyond_a_bound_is_withheld():
    treatment = TopBottom(columns={"income": (10, 50)})
    released(treatment)
    result = treatment.result_
    assert result.figure("n_low").value is None
    assert result.figure("n_high").value == 3
    assert result.figure("loss").value is None
    assert result.shares == (0.3,)


def test_fewer_than_k_beyond_a_bound_from_the_data_are_refused():
    with pytest.raises(ParameterError, match="Fewer than k=3 records are above the high bound"):
        TopBottom(shares={"income": (None, 0.2)}).fit(dataset())


def test_fewer_than_k_have_no_mean():
    with pytest.raises(ParameterError, match="Fewer than k=3 records are below the low bound"):
        TopBottom(columns={"income": (10, None)}, replace_by="mean").fit(dataset())


def test_nobody_beyond_a_fixed_bound_is_no_mistake():
    found = released(TopBottom(columns={"income": (0, 900)}, replace_by="mean"))
    assert found == INCOMES


def test_a_person_with_several_rows_is_refused():
    frame = pd.DataFrame({"who": [1, 1, 2, 3], "income": [1, 2, 3, 4]})
    with pytest.raises(ParameterError, match="Make one row per person first"):
        TopBottom(columns={"income": (2, None)}).fit(privlab.dataset(frame, person="who"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "No column is named"),
        ({"columns": {"income": (5, 5)}}, "leave nothing between them"),
        ({"columns": {"income": (None, None)}}, "leave both sides as they are"),
        ({"columns": {"income": 5}}, r"must be two, \(low, high\)"),
        ({"columns": {"income": (None, float("nan"))}}, "a finite number or None"),
        ({"columns": {"income": (True, None)}}, "a finite number or None"),
        ({"shares": {"income": (None, 1)}}, "above 0 and below 1"),
        ({"shares": {"income": (0.5, 0.5)}}, "leave nothing between them"),
        ({"columns": {"income": (1, 2)}, "replace_by": "median"}, "Allowed: bound, mean"),
        ({"columns": {"income": (1, 2)}, "k": 0}, "whole number of at least 1"),
        ({"columns": {"income": (1, 2)}, "k": 11}, "k is 11 and the table has 10 records"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ParameterError, match=message):
        TopBottom(**options).fit(dataset())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": {"incom": (1, 2)}}, "Did you mean 'income'"),
        ({"columns": {"sex": (1, 2)}}, "not numbers"),
        ({"columns": {"income": (1, 2)}, "shares": {"income": (0.1, 0.1)}}, "bounds and shares"),
    ],
)
def test_bad_columns_are_refused(options, message):
    with pytest.raises(ColumnError, match=message):
        TopBottom(**options).fit(dataset())


def test_only_missing_values_have_no_bound():
    data = privlab.dataset(pd.DataFrame({"income": pd.Series([None] * 5, dtype="Float64")}))
    with pytest.raises(ColumnError, match="only missing values"):
        TopBottom(shares={"income": (None, 0.3)}).fit(data)


def test_it_is_fitted_on_the_table_it_transforms():
    treatment = TopBottom(columns={"income": (10, None)})
    with pytest.raises(RecipeError, match="is not fitted"):
        treatment.transform(dataset())
    with pytest.raises(RecipeError, match="another version"):
        treatment.fit(dataset()).transform(dataset())


def test_the_result_draws_and_names_what_was_done():
    treatment = TopBottom(columns={"income": (10, 100)}).fit(dataset())
    assert treatment.result_.plot().ax_.patches
    assert treatment.result_.to_dict()["provenance"]["parameters"]["bounds"] == {
        "income": [10, 100]
    }
