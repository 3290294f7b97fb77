"""Each trap of raw tools, by its name, met through what a user of a session calls.

What the raw tools tell is audited in `test_traps_of_raw_tools`; here is what privlab does.
"""

from __future__ import annotations

import threading
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.errors import BudgetError, ParameterError

HUGE = 1e5
"""An epsilon at which noise is 0 with near certainty, to read the bounded figures themselves."""


@pytest.fixture
def rich(register):
    register.set_budget("shoppers", epsilon=10 * HUGE, delta=0.5, reason="to read exact figures")
    return register


def session(frame, register, rows_per_person=1, **options):
    data = privlab.dataset(frame, person="person", population="shoppers")
    return privlab.dp.Session(data, register=register, rows_per_person=rows_per_person, **options)


def people(n, **columns):
    return pd.DataFrame({"person": range(n), **columns})


def told(query, label, epsilon=HUGE):
    return query.release(epsilon, label=label).to_frame()


MEASURES = {
    "sum": lambda s, *bounds: s.sum("x", *bounds),
    "mean": lambda s, *bounds: s.mean("x", *bounds),
    "variance": lambda s, *bounds: s.variance("x", *bounds),
    "quantiles": lambda s, *bounds: s.quantiles("x", [0.5], *bounds),
    "describe": lambda s, *bounds: s.describe("x", *bounds, quantiles=[0.5]),
}


@pytest.mark.parametrize("kind", MEASURES)
def test_bounds_inferred_from_data(rich, kind):
    frame = people(20, x=30.0)
    with pytest.raises(ParameterError, match="bounds that are known without looking at the data"):
        MEASURES[kind](session(frame, rich))
    richest = pd.concat([frame, pd.DataFrame({"person": [99], "x": 1e12})])
    poor, dear = (
        told(session(own, rich).sum("x", 0, 100), str(len(own)))["sum"][0]
        for own in (frame, richest)
    )
    assert dear - poor == pytest.approx(100, abs=0.1)


def test_privacy_unit_is_the_row(rich):
    frame = people(30, x=1.0)
    greedy = pd.concat([frame, pd.DataFrame({"person": [99] * 40, "x": 100.0})])
    few, many = (
        told(session(own, rich, 4).describe("x", 0, 10), str(len(own))).iloc[0]
        for own in (frame, greedy)
    )
    assert many["count"] - few["count"] == 4
    assert many["sum"] - few["sum"] == pytest.approx(4 * 10, abs=0.1)
    alone = session(greedy, rich, 4).count_people()
    assert told(alone, "people")["people"][0] == 31


@pytest.mark.parametrize("kind", ["count", "count_people", "sum"])
def test_count_nonzero_and_sum_clip_output_to_n(register, kind):
    groups = session(people(10, shop="A", x=1.0), register).group_by(
        {"shop": [f"shop {n}" for n in range(200)]}
    )
    query = groups.sum("x", 0, 1) if kind == "sum" else getattr(groups, kind)()
    figures = told(query, "empty", 0.05).iloc[:, 1]
    # nobody is in any of them
    assert figures.min() < 0
    assert figures.max() > 10


def test_nanmean_scales_noise_by_the_full_size(rich):
    known = people(10, x=40.0)
    missing = pd.concat([known, pd.DataFrame({"person": range(10, 70), "x": np.nan})])
    full = people(70, x=40.0)
    width = {}
    for name, frame in {"known": known, "missing": missing, "full": full}.items():
        answer = told(session(frame, rich).mean("x", 0, 100), name, 50.0).iloc[0]
        assert answer["mean"] == pytest.approx(40, abs=5)
        width[name] = answer["high"] - answer["low"]
    assert width["missing"] == pytest.approx(width["known"], rel=0.5)
    assert width["missing"] > 3 * width["full"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("kind", MEASURES)
def test_nan_in_mean_sum_quantile(rich, kind, value):
    frame = people(20, x=30.0)
    odd = pd.concat([frame, pd.DataFrame({"person": [99], "x": [value]})])
    answer = told(MEASURES[kind](session(odd, rich), 0, 100), kind)
    assert np.isfinite(answer.to_numpy(dtype=float)).all()
    if "sum" in answer:
        added = {"inf": 100.0}.get(str(value), 0.0)
        assert answer["sum"][0] == pytest.approx(600 + added, abs=0.1)


@pytest.mark.parametrize("kind", MEASURES)
def test_nan_in_bounds(register, kind):
    asked = session(people(5, x=1.0), register)
    for bounds in ((float("nan"), 1), (0, float("nan")), (0, float("inf")), (float("-inf"), 1)):
        with pytest.raises(ParameterError, match="must be a finite number"):
            MEASURES[kind](asked, *bounds)
    assert register.budget("shoppers").spent_epsilon == 0


def test_histogram_with_weights_keeps_sensitivity_1(rich):
    asked = session(people(5, x=[1.0, 2, 3, 4, 5]), rich)
    with pytest.raises(TypeError, match="weights"):
        asked.histogram("x", [0, 10], weights=[1, 1, 1, 1, 1_000])
    more = pd.DataFrame({"person": [1] * 50, "x": 5.0})
    answer = told(session(more, rich, 3).histogram("x", [0, 10]), "capped")
    assert answer["count"].tolist() == [0, 3, 0]


def test_bins_auto_edges_depend_on_data(rich):
    with pytest.raises(ParameterError, match="known without looking at the data"):
        session(people(5, x=1.0), rich).histogram("x", "auto")
    frame = people(4, x=[-1e9, 1.0, 2.0, 1e9])
    answer = told(session(frame, rich).histogram("x", [0, 10]), "outside")
    assert answer["count"].tolist() == [1, 2, 1]


def test_float_laplace_leaks_through_the_float_lattice(register):
    groups = session(people(10, shop="A", x=0.3), register).group_by({"shop": list("ABCDEFGH")})
    sums = told(groups.sum("x", 0, 1, unit=0.01), "sums", 0.5)["sum"]
    assert all(Decimal(repr(value)) % Decimal("0.01") == 0 for value in sums)
    counts = told(groups.count(), "counts", 0.5)["count"]
    assert all(value == int(value) for value in counts)


def test_geometric_above_2_53_adds_zero_noise(register):
    frame = people(10, x=1e14)
    with pytest.raises(ParameterError, match="Take a coarser unit"):
        session(frame, register).sum("x", 0, 1e15, unit=1)
    query = session(frame, register).sum("x", 0, 1e15)
    # counted in a unit in which a hundred million people stay below 2 ** 52
    assert query.bounds.weight * 100_000_000 <= 2**52
    sums = {told(query, str(n), 0.01)["sum"][0] for n in range(5)}
    assert len(sums) == 5


def test_geometric_draws_53_bits(register):
    frame = people(10, shop="A")
    keys = {"shop": list("ABCD")}
    exact = session(frame, register, 2).group_by(keys).count().release(0.25, label="exact")
    assert exact.figure("delta").value == 0
    finite = session(frame, register, 2, noise="diffprivlib").group_by(keys).count()
    assert finite.forecast(0.25).figure("delta").value == 2.0**-48 * 2 * (2 / 0.25)
    with pytest.raises(BudgetError, match="delta"):
        finite.release(0.25, label="finite")
    register.set_budget("shoppers", epsilon=1.0, delta=1e-6, reason="for diffprivlib")
    finite.release(0.25, label="finite")
    assert register.budget("shoppers").spent_delta >= 2.0**-48 * 16


@pytest.mark.parametrize(("kind", "value"), [("int32", 2**31 - 1), ("int64", 2**62)])
def test_integer_sums_overflow(rich, kind, value):
    frame = people(1_000, x=np.full(1_000, value, dtype=kind))
    asked = session(frame, rich, most_people=1_000)
    high = min(float(value), 4e12)
    answer = told(asked.sum("x", 0, high), "sum", 1e5)["sum"][0]
    assert answer == pytest.approx(1_000 * high, rel=1e-5)


def test_empty_group_raises(rich):
    keys = {"shop": ["A", "nobody"]}
    groups = session(people(20, shop="A", x=30.0), rich).group_by(keys)
    queries = {name: ask(groups, 0, 100) for name, ask in MEASURES.items()}
    queries |= {"count": groups.count(), "people": groups.count_people()}
    queries |= {"histogram": groups.histogram("x", [0, 50])}
    for name, query in queries.items():
        empty = told(query, name).query("shop == 'nobody'")
        assert len(empty) == (3 if name == "histogram" else 1)
        numbers = empty.drop(columns=["shop", "bin_from", "bin_to"], errors="ignore")
        assert np.isfinite(numbers.to_numpy(dtype=float)).all(), name
    assert 0 <= told(groups.mean("x", 0, 100), "again")["mean"][1] <= 100


def test_seed_repeats_the_noise(register):
    groups = session(people(10, shop="A"), register).group_by({"shop": list("ABCDEFGHIJKLMNOP")})
    for word in ("seed", "random_state", "rng"):
        with pytest.raises(TypeError, match=word):
            groups.count().release(0.1, label="x", **{word: 7})
    drawn = []
    for label in "ab":
        np.random.seed(0)  # noqa: NPY002 - what must not help
        drawn.append(told(groups.count(), label, 0.1)["count"].tolist())
    assert drawn[0] != drawn[1]


def test_quantile_crashes_on_1m_rows(register):
    frame = people(1_000_000, x=np.linspace(0, 1, 1_000_000))
    answer = told(session(frame, register).quantiles("x", [0.25, 0.9], 0, 1), "many", 0.5)
    assert answer["p25"][0] == pytest.approx(0.25, abs=0.002)
    assert answer["p90"][0] == pytest.approx(0.9, abs=0.002)


def test_accountant_is_not_thread_or_process_safe_nor_persistent(register):
    frame, answers = people(10, x=1.0), []

    def spend(number):
        own = privlab.Register.open(register.path)
        try:
            answers.append(told(session(frame, own).count(), f"worker {number}", 0.5))
        except BudgetError:
            answers.append(None)

    workers = [threading.Thread(target=spend, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(answer is not None for answer in answers) == 2
    assert privlab.Register.open(register.path).budget("shoppers").left_epsilon == 0
    with pytest.raises(ParameterError, match="has no register"):
        session(frame, None).count().release(0.5, label="without")


def test_linear_regression_uses_one_bound_twice(register):
    asked = session(people(20, x=1.0), register)
    with pytest.raises(ParameterError, match="is no model that is offered"):
        asked.fit_model("linear_regression", {"x": (0, 1)}, people=10, epsilon=0.5, label="x")
    assert register.budget("shoppers").spent_epsilon == 0
