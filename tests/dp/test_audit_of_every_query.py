"""Every kind of query at epsilon 1 shows no more loss than it claims; planted faults show more."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from privlab.dp import _passes, _quantiles, _units
from privlab.dp.noise import _noise, _opendp
from tests.dp.mutants import QUERIES, audited

SHORT, LONG = 200, 10_000
# ten kinds are audited in each run of the suite: a false alarm in one of a thousand of these
SURE = 0.9999
FEW = ("count by shop", "quantiles", "selected keys")
OTHERS = tuple(name for name in QUERIES if name not in FEW)


@pytest.mark.parametrize("name", QUERIES)
def test_no_more_than_epsilon_is_lost(name, monkeypatch):
    assert audited(name, monkeypatch, runs=SHORT, confidence=SURE).holds


@pytest.mark.slow
@pytest.mark.parametrize("name", QUERIES)
def test_no_more_than_epsilon_is_lost_in_many_runs(name, monkeypatch):
    assert audited(name, monkeypatch, runs=LONG, confidence=SURE).holds


@pytest.mark.parametrize(
    "name", [*FEW, *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS)]
)
def test_the_audit_sees_every_query_that_is_drawn_at_eight_times_its_cost(name, monkeypatch):
    # a quantile at eight times its cost tells two tables apart in half of the draws only
    runs = 10 * SHORT if name == "quantiles" else 2 * SHORT
    assert not audited(name, monkeypatch, runs=runs, cost=8.0).holds


def refuted(name, monkeypatch, runs=2 * SHORT):
    return not audited(name, monkeypatch, runs=runs).holds


SCALED = [
    "count by shop",
    *(
        pytest.param(name, marks=pytest.mark.slow)
        for name in ("count", "people by shop", "sum by shop", "mean", "histogram")
    ),
]


@pytest.mark.parametrize("name", SCALED)
def test_noise_of_an_eighth_of_its_scale_is_seen(name, monkeypatch):
    add = _noise.Mechanism.add

    def quieter(self, exact):
        return add(dataclasses.replace(self, epsilon=8 * self.epsilon), exact)

    monkeypatch.setattr(_noise.Mechanism, "add", quieter)
    assert refuted(name, monkeypatch)


@pytest.mark.parametrize("name", ["count by shop", "sum by shop"])
def test_a_cap_that_is_missing_is_seen(name, monkeypatch):
    monkeypatch.setattr(_passes, "rows_of_each_person", lambda table, *_, **__: table)
    assert refuted(name, monkeypatch)


def test_clipping_that_is_missing_is_seen(monkeypatch):
    monkeypatch.setattr(_units, "within", lambda column, *_: column)
    assert refuted("sum by shop", monkeypatch)


@pytest.mark.parametrize("name", SCALED)
def test_noise_that_repeats_is_seen(name, monkeypatch):
    def seeded(_, exact):
        return [int(n) for n in np.random.default_rng(7).integers(-3, 4, len(exact)) + exact]

    monkeypatch.setattr(_noise.Mechanism, "add", seeded)
    assert refuted(name, monkeypatch)


def test_answers_clipped_to_the_number_of_rows_are_seen(monkeypatch):
    add = _noise.Mechanism.add

    def clipped(self, exact):
        return [min(noisy, n) for noisy, n in zip(add(self, exact), exact, strict=True)]

    monkeypatch.setattr(_noise.Mechanism, "add", clipped)
    assert refuted("count", monkeypatch)


def test_a_quantile_chosen_too_sharply_is_seen(monkeypatch):
    from privlab.dp import _queries

    draw = _quantiles.draw
    monkeypatch.setattr(
        _queries, "draw", lambda bins, q, epsilon, total: draw(bins, q, 8 * epsilon, total)
    )
    assert refuted("quantiles", monkeypatch, runs=10 * SHORT)


def test_the_exact_sampler_is_the_one_that_is_audited(monkeypatch):
    drawn = []
    real = _opendp.NOISE.add

    def watched(*arguments):
        drawn.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(type(_opendp.NOISE), "add", lambda _, *own: watched(*own))
    audited("count", monkeypatch, runs=100)
    assert len(drawn) >= 200
