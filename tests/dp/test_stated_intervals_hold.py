"""Stated 95 % intervals hold as often as they say, at every size of group: the reduced pass.

`python3 dev.py bench dp_coverage` measures all sizes and queries through releases. Here the exact
answers of a group are given, and a thousand releases of each are drawn: seeded, in seconds.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.dp import _quantiles
from privlab.dp._passes import Grid

GROUPS = 1_000
LOW, HIGH = 0.0, 500.0
SHAPES = {
    "skewed": lambda rng, n: np.minimum(rng.gamma(1.5, 60.0, n), HIGH),
    "even": lambda rng, n: rng.uniform(LOW, HIGH, n),
    "two values": lambda rng, n: rng.choice([0.0, 500.0], n),
}
SIZES = [1, 3, 10, 100, 1_000]


def bench():
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "dp_coverage.py"
    spec = importlib.util.spec_from_file_location("dp_coverage", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def query_of(name):
    data = privlab.dataset(
        pd.DataFrame({"person": [0], "x": [1.0]}), person="person", population="p"
    )
    return getattr(privlab.dp.Session(data, rows_per_person=1), name)("x", LOW, HIGH)


def released(query, values, epsilon, seed):
    """Return the released table of groups of these values, shape (n_groups, n)."""
    held = query.bounds
    plan = query._plan(epsilon, 0.0)
    n = np.full(len(values), values.shape[1])
    units = values / held.unit
    exact = {"count": n, "sums": units.sum(axis=1)}
    exact["centred"] = exact["sums"] - held.middle * n
    if query.name == "variance":
        squares = query._squares
        from_middle = (values - held.middle * held.unit) ** 2 / squares.unit
        exact["squares"] = from_middle.sum(axis=1) - squares.reach * n
    noisy = []
    for k, (answer, mechanism) in enumerate(zip(query._answers(), plan.mechanisms, strict=True)):
        own = exact["count" if answer.of == "rows" else answer.of]
        drawn = mechanism.drawn((len(own),), 1_000_003 * (seed + 1) + k)
        noisy.append((np.rint(own) + drawn).astype(int).tolist())
    return pd.DataFrame(query._tell(query.keys, noisy, plan))


@pytest.mark.parametrize("name", ["sum", "mean", "variance"])
@pytest.mark.parametrize("epsilon", [0.1, 1.0])
@pytest.mark.parametrize("shape", SHAPES)
def test_an_interval_holds_the_exact_figure_95_times_in_100(name, epsilon, shape):
    rng = np.random.default_rng(20_261_130)
    query = query_of(name)
    measure = bench()
    far = float("inf")
    ends = {"sum": (-far, far), "mean": (LOW, HIGH), "variance": (0.0, (HIGH - LOW) ** 2 / 4)}
    for size in SIZES:
        values = SHAPES[shape](rng, (GROUPS, size))
        truth = {"sum": values.sum, "mean": values.mean, "variance": values.var}[name](axis=1)
        table = released(query, values, epsilon, seed=size)
        found = measure.of_intervals(table, truth, ends[name], name)
        assert measure.faults(found) == [], (size, found)


def test_a_count_holds_95_times_in_100():
    from privlab.dp.noise._noise import half_width

    for scale in (0.5, 1.0, 10.0, 40.0):
        a = np.exp(-1 / scale)
        t = half_width(scale, 0.95)
        inside = 1 - 2 * a ** (t + 1) / (1 + a)
        assert 0.95 <= inside <= 0.99


@pytest.mark.parametrize("epsilon", [0.1, 1.0])
def test_the_rank_error_of_a_described_group_holds(epsilon):
    # the count is released beside the quantile, and says how far a small group may be off
    data = privlab.dataset(
        pd.DataFrame({"person": [0], "x": [1.0]}), person="person", population="p"
    )
    session = privlab.dp.Session(data, rows_per_person=1)
    query = session.describe("x", LOW, HIGH, quantiles=[0.5])
    (q,) = query.quantiles
    plan = query._plan(epsilon, 0.0)
    rng = np.random.default_rng(1)
    grid = Grid(LOW, HIGH, 1_001)
    for size in (3, 10, 100, 1_000):
        values = SHAPES["skewed"](rng, (GROUPS, size))
        places = np.rint(values / (HIGH - LOW) * (grid.n_points - 1)).astype(int)
        bins = np.array([np.bincount(row, minlength=grid.n_points) for row in places])
        drawn = _quantiles.draw(bins, q, plan.share, 1)
        off = _quantiles.scores(bins, q)[np.arange(GROUPS), drawn] / q.denominator
        counts = size + plan.mechanisms[0].drawn((GROUPS,), size)
        noisy = [counts.astype(int).tolist(), [0] * GROUPS, drawn.tolist()]
        said = np.array(query._tell(query.keys, noisy, plan)["p50_rank_error"])
        assert np.mean(off <= said) >= 0.93, size
