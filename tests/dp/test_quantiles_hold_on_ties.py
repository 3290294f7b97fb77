"""Quantiles of rows that say the same, and what is said of their error."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.dp import _quantiles
from privlab.dp._passes import Grid


def asked(values, register, epsilon=1e4, *, low=0, high=100, quantiles=(0.5,), **options):
    frame = pd.DataFrame({"person": range(len(values)), "x": values})
    data = privlab.dataset(frame, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=register, rows_per_person=1)
    query = session.quantiles("x", list(quantiles), low, high, **options)
    return query.release(epsilon, label=f"{values[:3]} {epsilon} {low} {quantiles}").table


@pytest.fixture
def rich(register):
    register.set_budget("shoppers", epsilon=9e5, delta=0.5, reason="to read exact figures")
    return register


@pytest.mark.parametrize("constant", [30, 0, 100, 0.1, 99.97])
def test_the_median_of_a_constant_is_the_constant(constant, rich):
    # 99.97 is no point of the grid: the nearest one stands for it
    found = asked([constant] * 1_000, rich)["p50"].iloc[0]
    assert found == pytest.approx(constant, abs=0.05 + 1e-9)
    if constant != 99.97:
        assert found == constant


def test_a_share_of_ties_is_found_where_it_lies(rich):
    zeros = [0.0] * 600 + list(np.linspace(0.01, 1, 400))
    table = asked(zeros, rich, low=0, high=1, quantiles=(0.3, 0.59, 0.8))
    assert table[["p30", "p59"]].iloc[0].tolist() == [0, 0]
    assert table["p80"].iloc[0] == pytest.approx(0.5, abs=0.01)
    assert asked([0] * 1_492 + [1], rich, low=0, high=1)["p50"].iloc[0] == 0


def test_values_are_counted_at_the_nearest_point_of_the_grid():
    import ibis

    values = ibis.memtable({"x": [0.0, 0.04, 0.06, 0.29, 0.999, 5.0, -5.0]})
    grid = Grid(0.0, 1.0, 11)
    assert values.select(n=grid.place(values.x)).to_pandas()["n"].tolist() == [
        0,
        0,
        1,
        3,
        10,
        10,
        0,
    ]


@given(
    rows=st.lists(st.integers(0, 6), min_size=0, max_size=12),
    more=st.integers(0, 6),
    q=st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50),
)
@settings(max_examples=300, deadline=None)
def test_one_row_more_moves_every_score_by_the_larger_share_at_most(rows, more, q):
    before = np.bincount(rows, minlength=7)[None, :] if rows else np.zeros((1, 7), dtype=np.int64)
    after = before.copy()
    after[0, more] += 1
    moved = np.abs(_quantiles.scores(after, q) - _quantiles.scores(before, q))
    assert moved.max() <= max(q.numerator, q.denominator - q.numerator)
    assert _quantiles.scores(before, q).min() == 0


@pytest.mark.parametrize(("epsilon", "n"), [(0.1, 1_000), (1.0, 1_000)])
def test_the_rank_error_is_that_of_95_draws_in_100(epsilon, n):
    # rows that lie evenly, one at every other point
    histogram = np.tile([0, 1], n)[None, :]
    q = Fraction(1, 2)
    claimed = np.ceil(_quantiles.rank_error(q, epsilon, 1, 0.95))
    drawn = _quantiles.draw(np.repeat(histogram, 4_000, axis=0), q, epsilon, 1)
    off = _quantiles.scores(histogram, q)[0][drawn] / q.denominator
    assert 0.93 <= np.mean(off <= claimed) <= 0.985
    assert claimed == {0.1: 30, 1.0: 3}[epsilon]


def test_the_sure_bound_is_reached_by_rows_at_one_point():
    q, epsilon, n_points = Fraction(1, 2), 1.0, 1_001
    bound = _quantiles.rank_bound(n_points, q, epsilon, 1, 0.95)
    histogram = np.zeros((1, n_points), dtype=np.int64)
    needed = _quantiles.rows_needed(n_points, q, epsilon, 1, 0.95)
    assert needed == np.ceil(2 * bound)
    histogram[0, 500] = needed
    drawn = _quantiles.draw(np.repeat(histogram, 4_000, axis=0), q, epsilon, 1)
    assert np.mean(drawn == 500) == pytest.approx(0.95, abs=0.03)


def test_a_small_group_is_told_the_error_of_all_its_rows(rich):
    frame = pd.DataFrame({"person": range(2_010), "shop": ["A"] * 2_000 + ["B"] * 10, "x": 30.0})
    data = privlab.dataset(frame, person="person", population="shoppers")
    groups = privlab.dp.Session(data, register=rich, rows_per_person=1).group_by(
        {"shop": ["A", "B"]}
    )
    release = groups.describe("x", 0, 100, quantiles=[0.5]).release(3.0, label="both")
    large, small = release.table["p50_rank_error"]
    assert large == 3
    assert small == max(np.ceil(release.table["count_high"][1] / 2), 1)
    told = " ".join(said.text("en") for said in release.assumptions)
    assert "fewer than 20 rows any point" in told
    assert "at most 10 rows" in told
