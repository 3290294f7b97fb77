"""The expected risk of a record in a sample, against sdcMicro 5.8.1 and quadrature."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.integrate import quad

from privlab.errors import ParameterError
from privlab.risk import individual_risk
from tests.golden import GOLDEN


def test_the_published_values():
    # sdcMicro 5.8.1; the third is the exact value, not its approximation 2.79321807e-05
    found = individual_risk([1, 2, 359], [100, 84.5, 35900])
    np.testing.assert_allclose(found[:2], [0.0465168705655363, 0.0220423261832562], rtol=1e-12)
    assert found[2] == pytest.approx(2.79321785e-05, rel=1e-8)


def test_a_sample_that_is_the_population_has_risk_one_over_f():
    sizes = np.array([1, 2, 3, 50, 100_000])
    np.testing.assert_allclose(individual_risk(sizes, sizes), 1 / sizes, rtol=1e-14)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.floats(1e-6, 1))
def test_the_series_is_the_integral(f, p):
    # E[1/F] = p * integral over v in (0, 1) of v^(f-1) / (p + (1 - p) v)
    found = individual_risk([f], [max(f / p, f)])[0]
    p = f / max(f / p, f)
    inner = quad(lambda v: v ** (f - 1) / (p + (1 - p) * v), 0, p, epsabs=0, epsrel=1e-12)[0]
    outer = quad(lambda v: v ** (f - 1) / (p + (1 - p) * v), p, 1, epsabs=0, epsrel=1e-12)[0]
    assert found == pytest.approx(p * (inner + outer), rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 2000), st.floats(1, 1e6))
def test_the_risk_lies_between_one_over_the_population_and_one_over_the_sample(f, factor):
    risk = individual_risk([f], [f * factor])[0]
    assert 1 / (f * factor) * (1 - 1e-9) <= risk <= 1 / f * (1 + 1e-9)


def test_no_record_of_testdata_overflows():
    # the "exact" method of sdcMicro gives NaN or a number outside [0, 1] for 2,614 of these
    golden = json.loads((GOLDEN / "sdcmicro.json").read_text())
    case = golden["risk"]["testdata_kv5_weighted_hh"]
    fk, whole = np.array(case["fk"]), np.array(case["Fk"], dtype=float)
    found = individual_risk(fk, whole)
    assert ((found > 0) & (found <= 1)).all()
    approximate = np.array(case["rk_approx"])
    few = fk <= 2
    np.testing.assert_allclose(found[few], approximate[few], rtol=1e-9)
    # from f = 3 on the peer approximates: p / (f - (1 - p))
    p = fk / whole
    np.testing.assert_allclose((p / (fk - (1 - p)))[~few], approximate[~few], rtol=1e-9)
    assert (found <= approximate + 1e-12).all()


@pytest.mark.parametrize("sizes", [[0], [1.5], [float("nan")]])
def test_a_size_that_is_no_count_is_refused(sizes):
    with pytest.raises(ParameterError, match="not a whole number of at least 1"):
        individual_risk(sizes, [10.0])


def test_a_population_smaller_than_the_sample_is_refused():
    with pytest.raises(ParameterError, match="1 sizes below those of the sample"):
        individual_risk([3, 2], [2, 2])
