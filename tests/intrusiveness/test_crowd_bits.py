"""Bits of the toy table: every number computed by hand from class sizes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

import privlab
from privlab.classes import equivalence_classes
from privlab.intrusiveness import choquet_steps, crowd_bits, exposure

BOTH = [4, 4, 4, 4, 2, 2, 1, 1]
SIZES = {("sexe",): [6] * 6 + [2] * 2, ("dep",): [5, 5, 5, 5, 3, 3, 5, 3], ("sexe", "dep"): BOTH}


@pytest.mark.parametrize("columns", SIZES)
def test_the_sizes_of_the_classes_of_the_toy_table(toy, columns):
    classes = equivalence_classes(privlab.dataset(toy), quasi_identifiers=columns)
    assert classes.sizes[classes.of_rows()].tolist() == SIZES[columns]


@pytest.mark.parametrize(
    ("sizes", "entropy"),
    [([6] * 6 + [2] * 2, 0.811278), ([5] * 5 + [3] * 3, 0.954434), (BOTH, 1.75)],
    ids=["sexe", "dep", "both"],
)
def test_the_mean_of_the_bits_in_a_crowd_of_everybody_is_the_joint_entropy(sizes, entropy):
    assert crowd_bits(sizes, 8, crowd=8).mean() == pytest.approx(entropy, abs=1e-6)


def test_a_crowd_of_everybody_gives_the_self_information_of_each_person():
    np.testing.assert_allclose(crowd_bits(BOTH, 8, crowd=8), [1, 1, 1, 1, 2, 2, 3, 3], atol=1e-12)


def test_a_crowd_of_four():
    bits = crowd_bits(BOTH, 8, crowd=4)
    np.testing.assert_allclose(bits, [0.8074] * 4 + [1.4854] * 2 + [2] * 2, atol=1e-4)
    assert bits.mean() == pytest.approx(1.275034, abs=1e-6)


def test_exposure_lies_between_nothing_and_one_person_of_the_crowd():
    assert exposure([1], 10_000).item() == 1
    assert exposure([10_000], 10_000).item() == 0


@given(st.integers(2, 10**9), st.data())
def test_bits_stay_between_zero_and_the_logarithm_of_the_crowd(n, data):
    crowd = data.draw(st.integers(2, n))
    size = data.draw(st.integers(1, n))
    bits = crowd_bits(size, n, crowd).item()
    assert -1e-9 <= bits <= math.log2(crowd) + 1e-9
    if size < n:
        assert crowd_bits(size + 1, n, crowd).item() <= bits


def test_published_orders_of_magnitude():
    # Panopticlick (Eckersley 2010): one browser in 286,777 is 18.1 bits, of 470,161 at most 18.8
    assert crowd_bits(1, 286_777, crowd=286_777) == pytest.approx(18.130, abs=1e-3)
    assert crowd_bits(1, 470_161, crowd=470_161) == pytest.approx(18.843, abs=5e-4)
    # 33 bits name a person of the world, 26 one of France
    assert crowd_bits(1, 8_200_000_000, crowd=8_200_000_000) == pytest.approx(32.93, abs=5e-3)
    assert crowd_bits(1, 69_000_000, crowd=69_000_000) == pytest.approx(26.04, abs=5e-3)


def test_the_steps_of_the_integral_add_up_to_the_highest_sensitivity():
    steps = choquet_steps({"a": 0.25, "b": 1.0, "c": 0.5, "d": 0.5})
    assert [(step.weight, step.columns) for step in steps] == [
        (0.25, ("a", "b", "c", "d")),
        (0.25, ("b", "c", "d")),
        (0.5, ("b",)),
    ]
