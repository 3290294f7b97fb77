"""A small audit: many releases of two neighbouring tables, and the loss that they prove.

Half of the runs choose the most telling event among the tails of every output, the other half
only count it. Passing is no proof; that planted faults are found is what the test is worth.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

import privlab
from privlab.dp.noise._noise import noise_named

EPSILON = 1.0
RUNS = 20_000
KEYS = {"shop": ["A", "B"]}
CONFIDENCE = 0.9999


def tables():
    """Thirty people with a purchase each; one more with forty, mostly in A."""
    frame = pd.DataFrame({"person": range(30), "shop": ["A", "B"] * 15})
    heavy = pd.DataFrame({"person": [99] * 40, "shop": ["A"] * 39 + ["B"]})
    return frame, pd.concat([frame, heavy], ignore_index=True)


def exact(frame, cap) -> np.ndarray:
    """The bounded counts, as the query itself counts them."""
    data = privlab.dataset(frame, person="person", population="shoppers")
    query = privlab.dp.Session(data, rows_per_person=cap).group_by(KEYS).count()
    return np.array(query._passes(query.keys)[0].read().rows)


def releases(counts, sensitivity, epsilon=EPSILON, runs=RUNS) -> np.ndarray:
    """Outputs, shape (runs, groups), and their sum as one more feature."""
    values = [int(n) for n in np.tile(counts, runs)]
    drawn = np.array(noise_named("opendp").add(values, epsilon, sensitivity)).reshape(runs, -1)
    return np.column_stack([drawn, drawn.sum(axis=1)])


def proven_loss(without: np.ndarray, with_one: np.ndarray) -> float:
    """A lower bound on epsilon that holds 9,999 times in 10,000, from runs on both tables."""
    half = len(without) // 2
    events = []
    for feature in range(without.shape[1]):
        pooled = np.concatenate([without[:half, feature], with_one[:half, feature]])
        for threshold in np.unique(np.quantile(pooled, np.linspace(0.01, 0.99, 99))):
            events += [(feature, threshold, 1), (feature, threshold, -1)]

    def happened(outputs, event):
        feature, threshold, side = event
        return int((side * outputs[:, feature] >= side * threshold).sum())

    def bound(first, second, event, level):
        n = len(first)
        k, m = happened(first, event), happened(second, event)
        low = beta.ppf(level, k, n - k + 1) if k else 0.0
        high = beta.ppf(1 - level, m + 1, n - m) if m < n else 1.0
        return math.log(low / high) if low > 0 else -math.inf

    level = (1 - CONFIDENCE) / 2
    choices = []
    for event in events:
        choices.append((bound(without[:half], with_one[:half], event, level), event, False))
        choices.append((bound(with_one[:half], without[:half], event, level), event, True))
    _, event, turned = max(choices)
    first, second = (with_one, without) if turned else (without, with_one)
    return bound(first[half:], second[half:], event, level)


def loss(cap, *, sensitivity=None, capped=True, change=lambda outputs: outputs) -> float:
    counts = [exact(frame, cap if capped else 10_000) for frame in tables()]
    outputs = [change(releases(found, sensitivity or cap)) for found in counts]
    return proven_loss(*outputs)


@pytest.mark.parametrize("cap", [1, 4])
def test_no_more_than_epsilon_is_lost(cap):
    # with a real loss of at least 0.5 to be seen: an audit that sees nothing would pass too
    assert 0.5 < loss(cap) <= EPSILON


def test_the_audit_sees_a_cap_that_is_missing():
    assert loss(4, capped=False) > EPSILON


def test_the_audit_sees_half_of_the_sensitivity():
    assert loss(4, sensitivity=2) > EPSILON


def test_the_audit_sees_outputs_clipped_to_the_number_of_rows():
    without, with_one = (exact(frame, 4) for frame in tables())
    outputs = [np.minimum(releases(found, 4), found.sum()) for found in (without, with_one)]
    assert proven_loss(*outputs) > EPSILON


def test_the_audit_sees_noise_that_repeats():
    without, with_one = (exact(frame, 4) for frame in tables())
    drawn = releases(np.zeros(2), 4, runs=1)
    shown = [np.tile(drawn[0] + [*found, found.sum()], (RUNS, 1)) for found in (without, with_one)]
    assert proven_loss(*shown) > EPSILON
