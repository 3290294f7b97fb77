"""Distinction, separation, Shapley values and the smallest sets of columns."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.errors import ColumnError, ParameterError
from privlab.risk import which_columns_single_out
from privlab.risk.distinction._subsets import shapley_values
from privlab.risk.distinction._which import separation

ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from("ab"), st.integers(0, 2)), min_size=2, max_size=25
)


@pytest.fixture
def book():
    # age x sex x town: the third row is alone by town, the fourth by age and sex together
    return pd.DataFrame(
        {
            "age": [20, 20, 20, 30, 30, 30],
            "sex": list("FFFMFF"),
            "town": list("AABAAA"),
        }
    )


def alone(frame, columns):
    if not columns:
        return int(len(frame) == 1)
    return int((frame.groupby(list(columns)).size() == 1).sum())


def test_separation_by_hand():
    # classes of 3 and 1: 6 of 12 ordered pairs are together
    assert separation([3, 1]) == pytest.approx(0.5)
    assert separation([1]) == 0


def test_the_columns_of_the_book(book):
    found = which_columns_single_out(
        privlab.dataset(book), quasi_identifiers=["age", "sex", "town"]
    )
    columns = found.columns
    assert columns["distinction"].tolist() == pytest.approx([2 / 6] * 3)
    assert columns["separation"].tolist() == pytest.approx([18 / 30, 10 / 30, 10 / 30])
    assert columns["alone_by_itself"].tolist() == pytest.approx([0, 1 / 6, 1 / 6])
    assert columns["lost_without"].tolist() == pytest.approx([0, 1 / 6, 1 / 6])
    assert found.smallest_sets["columns"].tolist() == [("sex",), ("town",)]
    assert found.figure("smallest_set").value == 1


def test_the_mask_names_whom_a_column_makes_recognisable(book):
    frame = book.set_axis(list("uvwxyz"))
    found = which_columns_single_out(
        privlab.dataset(frame), quasi_identifiers=["age", "sex", "town"]
    )
    assert found.mask("town")[lambda s: s].index.tolist() == ["w"]
    assert found.mask("sex")[lambda s: s].index.tolist() == ["x"]
    assert not found.mask("age").any()
    with pytest.raises(ColumnError, match="Did you mean 'town'"):
        found.mask("twon")


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_shapley_values_and_smallest_sets_are_those_of_brute_force(rows):
    names = ["n", "t", "m"]
    frame = pd.DataFrame(rows, columns=names)
    found = which_columns_single_out(privlab.dataset(frame), quasi_identifiers=names)
    orders = list(itertools.permutations(names))
    for name in names:
        gains = [
            alone(frame, order[: order.index(name) + 1]) - alone(frame, order[: order.index(name)])
            for order in orders
        ]
        expected = np.mean(gains) / len(frame)
        assert found.columns.loc[name, "shapley"] == pytest.approx(expected, abs=1e-12)
    assert found.columns["shapley"].sum() == pytest.approx(alone(frame, names) / len(frame))
    sets = [s for r in (1, 2, 3) for s in itertools.combinations(names, r) if alone(frame, s)]
    minimal = {s for s in sets if not any(set(o) < set(s) for o in sets)}
    assert set(found.smallest_sets["columns"]) == minimal
    for columns, n_unique in zip(
        found.smallest_sets["columns"], found.smallest_sets["n_unique"], strict=True
    ):
        assert n_unique == alone(frame, columns)


def test_a_person_with_several_rows_is_alone_once(visits):
    found = which_columns_single_out(
        privlab.dataset(visits, person="person"), quasi_identifiers=["shop", "region"]
    )
    assert found.figure("n_unique").value == 1
    assert found.figure("n_unique").unit == "people"
    assert found.columns["shapley"].tolist() == pytest.approx([1 / 3, 0])


def test_beyond_eight_columns_the_parts_are_sampled_and_repeatable():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.integers(0, 3, (60, 9)), columns=list("abcdefghi"))
    data = privlab.dataset(frame)
    first, again, other = (
        which_columns_single_out(
            data, quasi_identifiers=list(frame), max_size=2, n_orders=20, seed=seed
        )
        for seed in (1, 1, 2)
    )
    assert first.columns["shapley"].tolist() == again.columns["shapley"].tolist()
    assert first.columns["shapley"].tolist() != other.columns["shapley"].tolist()
    assert first.columns["shapley"].sum() == pytest.approx(first.figure("share_unique").value)
    assert (first.columns["shapley_error"] > 0).all()
    assert first.provenance.parameters["seed"] == 1


def test_sampled_shapley_values_come_near_the_exact_ones():
    weights = np.arange(1, 11) / 55
    found, error = shapley_values(
        10, lambda known: sum(weights[list(known)]) ** 2, n_orders=400, seed=0
    )
    # of the square of a sum: w_i times the sum
    np.testing.assert_allclose(found, weights, atol=4 * error.max())


def test_nobody_to_single_out_leaves_no_set_and_a_reason():
    frame = pd.DataFrame({"a": list("xxyy"), "b": list("zzzz")})
    found = which_columns_single_out(privlab.dataset(frame), quasi_identifiers=["a", "b"])
    assert found.smallest_sets.empty
    assert "no set of at most 2" in found.figure("smallest_set").text("en")
    assert found.columns["shapley"].tolist() == [0, 0]


@pytest.mark.parametrize("argument", ["max_size", "n_orders"])
@pytest.mark.parametrize("value", [0, True, 1.5])
def test_a_bound_that_is_no_count_is_refused(toy, argument, value):
    with pytest.raises(ParameterError, match=f"{argument} is {value!r}"):
        which_columns_single_out(
            privlab.dataset(toy), quasi_identifiers=["sexe"], **{argument: value}
        )


def test_the_plot_names_the_columns(book):
    found = which_columns_single_out(
        privlab.dataset(book), quasi_identifiers=["age", "sex", "town"]
    )
    plot = found.plot()
    names = [label.get_text() for label in plot.ax_.get_yticklabels()]
    assert set(names) == {"age", "sex", "town"}
    assert names[-1] == "age"
