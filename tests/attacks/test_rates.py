"""Rates of success, their intervals, and what a release adds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from privlab.attacks._rates import residual_risk, wilson
from privlab.attacks._singling_out import at_size


def test_the_published_check_of_the_residual_risk():
    found = residual_risk(wilson(100, 500), wilson(50, 500))
    assert found.value == pytest.approx(0.11063887, abs=1e-8)
    assert found.low == pytest.approx(0.06366, abs=1e-5)
    assert found.high == pytest.approx(0.15761, abs=1e-5)


def test_an_attack_no_better_than_its_control_leaves_nothing():
    found = residual_risk(wilson(10, 500), wilson(50, 500))
    assert (found.value, found.low) == (0, 0)


def test_a_control_that_always_succeeds_divides_by_nothing():
    found = residual_risk(wilson(500, 500), wilson(500, 500))
    assert (found.value, found.low) == (0, 0)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.just(n), st.floats(0, n))))
def test_an_interval_holds_its_rate_and_stays_a_share(drawn):
    n, successes = drawn
    rate = wilson(successes, n)
    low, high = rate.interval
    assert 0 <= low <= rate.value + 1e-12
    assert rate.value - 1e-12 <= high <= 1


def test_a_larger_table_leaves_fewer_large_crowds_single():
    # Poisson matches with gamma means, shape 0.5 and rate 0.5, counted at twice the size
    rng = np.random.default_rng(0)
    means = rng.gamma(0.5, 2.0, 40_000)
    counts, double = rng.poisson(means), rng.poisson(2 * means)
    assert at_size(counts, 2.0) == pytest.approx((double == 1).mean(), abs=0.01)
    assert at_size(double, 0.5) == pytest.approx((counts == 1).mean(), abs=0.01)
