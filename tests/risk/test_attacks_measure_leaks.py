"""Attacks on releases of Adult into which a known share of the people was leaked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.risk import attack

LEAKS = (0.0, 0.25, 0.5, 1.0)
ATTACKS = {
    "singling_out": {},
    "linkability": {},
    "inference": {"secret": "occupation"},
}


@pytest.fixture(scope="module")
def people(adult) -> pd.DataFrame:
    return pd.read_csv(adult, sep=";")


def tables(people, leak, seed, n=1_500):
    rows = people.iloc[np.random.default_rng(seed).permutation(len(people))]
    original, control, others = rows[:n], rows[n : 2 * n], rows[2 * n : 3 * n]
    released = pd.concat([original[: int(leak * n)], others[: n - int(leak * n)]])
    return [privlab.dataset(each) for each in (original, released, control)]


@pytest.mark.parametrize("kind", ATTACKS)
def test_the_residual_risk_grows_with_the_leak(people, kind):
    found = [attack(*tables(people, leak, 1), kind=kind, **ATTACKS[kind]) for leak in LEAKS]
    risks = [each.residual.value for each in found]
    assert risks == sorted(risks)
    assert risks[0] < 0.1
    assert risks[-1] > 0.6


def covered(people, kind, seeds):
    lows = [
        attack(*tables(people, 0, seed), kind=kind, seed=seed, **ATTACKS[kind]).residual.low
        for seed in seeds
    ]
    return np.mean([low == 0 for low in lows])


@pytest.mark.parametrize("kind", ATTACKS)
def test_without_a_leak_the_interval_holds_nothing(people, kind):
    assert covered(people, kind, range(100, 108)) >= 0.85


@pytest.mark.slow
@pytest.mark.parametrize("kind", ATTACKS)
def test_without_a_leak_nine_intervals_of_ten_hold_nothing(people, kind):
    assert covered(people, kind, range(200, 240)) >= 0.9


def test_the_data_released_as_they_are_link_nearly_everyone(people):
    original, released, control = tables(people.drop_duplicates(), 1.0, 3)
    found = attack(original, released, control, kind="linkability", n_neighbours=1)
    assert found.attack_rate.value >= 0.99
    assert found.residual.value >= 0.9


def test_a_shuffled_secret_tells_nothing(people):
    original, _, control = tables(people, 1.0, 4)
    frame = original.connection.to_pandas(original.table)
    secret = np.random.default_rng(5).permutation(frame["occupation"].to_numpy())
    released = privlab.dataset(frame.assign(occupation=secret))
    found = attack(original, released, control, kind="inference", **ATTACKS["inference"])
    assert found.residual.low == 0
    assert found.residual.value < 0.08
