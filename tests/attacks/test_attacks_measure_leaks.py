"""Attacks on releases of Adult into which a known share of the people was leaked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.attacks import attack

LEAKS = (0.0, 0.25, 0.5, 1.0)
INFERENCE = {"kind": "inference", "secret": "occupation"}
ATTACKS = {
    "multivariate": {"kind": "singling_out"},
    "univariate": {"kind": "singling_out", "predicates": "univariate"},
    "linkability": {"kind": "linkability"},
    "nearest": INFERENCE,
    "linear": INFERENCE | {"model": "linear"},
    "boosting": INFERENCE | {"model": "boosting"},
}
# what each sees of the original itself; a linear model hardly learns single people by heart
LEAST_OF_ALL = {
    "multivariate": 0.95,
    "univariate": 0.6,
    "linkability": 0.9,
    "nearest": 0.7,
    "linear": 0.1,
    "boosting": 0.3,
}


@pytest.fixture(scope="module")
def people(adult) -> pd.DataFrame:
    return pd.read_csv(adult, sep=";")


def tables(people, leak, seed, n=1_500, *, keyed=False):
    rows = people.iloc[np.random.default_rng(seed).permutation(len(people))]
    original, control, others = rows[:n], rows[n : 2 * n], rows[2 * n : 3 * n]
    released = pd.concat([original[: int(leak * n)], others[: n - int(leak * n)]])
    parts = original, released, control
    if not keyed:
        return [privlab.dataset(each) for each in parts]
    return [privlab.dataset(each.rename_axis("id").reset_index(), person="id") for each in parts]


@pytest.mark.parametrize("name", ATTACKS)
def test_the_residual_risk_grows_with_the_leak(people, name):
    # the growth of a weak attack drowns in the noise of a single draw
    seeds = (1, 2, 3) if name == "linear" else (2,)
    found = [
        [attack(*tables(people, leak, seed), **ATTACKS[name]) for seed in seeds] for leak in LEAKS
    ]
    risks = [np.mean([each.residual.value for each in own]) for own in found]
    assert risks == sorted(risks)
    assert {each.residual.low for each in found[0]} == {0}
    assert risks[-1] >= LEAST_OF_ALL[name]
    # the last release is the original
    assert [each.residual for each in found[-1]] == [each.full_leak for each in found[0]]


def covered(people, name, seeds, leak=0.0):
    """Number of releases of which the interval of the residual risk reaches down to none."""
    lows = [
        attack(*tables(people, leak, seed), seed=seed, **ATTACKS[name]).residual.low
        for seed in seeds
    ]
    return sum(low == 0 for low in lows)


@pytest.mark.parametrize("name", ["univariate", "linkability", "nearest"])
def test_without_a_leak_the_interval_holds_nothing(people, name):
    assert covered(people, name, range(100, 110)) >= 9


@pytest.mark.parametrize("name", ["multivariate", "linear", "boosting"])
def test_without_a_leak_the_interval_of_a_slower_attack_holds_nothing(people, name):
    assert covered(people, name, range(100, 102)) == 2


@pytest.mark.parametrize("name", ["multivariate", "linkability", "nearest"])
def test_with_half_leaked_the_interval_holds_more_than_nothing(people, name):
    assert covered(people, name, range(100, 102), leak=0.5) == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_without_a_leak_nine_intervals_of_ten_hold_nothing(people, name):
    assert covered(people, name, range(200, 240)) >= 36


@pytest.mark.parametrize("name", ["multivariate", "linkability", "nearest"])
def test_over_the_limit_of_rows_a_leak_stays_as_large(people, name):
    found = [
        attack(*tables(people, leak, 7, n=3_000, keyed=True), max_rows=1_000, n_attacks=300, **case)
        for leak in (0.0, 0.5, 1.0)
        for case in (ATTACKS[name],)
    ]
    none, half, whole = (each.residual for each in found)
    assert none.low == 0
    assert half.low > 0.25
    assert half.high < 0.75
    assert whole == found[-1].full_leak
    assert whole.value >= LEAST_OF_ALL[name]
    assert found[0].provenance.parameters["sampled"]["released"] == pytest.approx(1 / 3)
    assert any("smaller crowds" in each.text("en") for each in found[0].assumptions)


def test_a_weak_attacker_is_said_to_show_no_safety(people):
    weak = attack(*tables(people, 0.5, 2), **ATTACKS["linear"])
    strong = attack(*tables(people, 0.5, 2), **ATTACKS["nearest"])
    assert weak.figure("full_leak_risk").value == weak.full_leak.value < 0.5
    said = [any("no sign of safety" in m.text("en") for m in f.assumptions) for f in (weak, strong)]
    assert said == [True, False]


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
    found = attack(original, released, control, **ATTACKS["nearest"])
    assert found.residual.low == 0
    assert found.residual.value < 0.08
