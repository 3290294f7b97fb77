"""Forecasts in the unit of the figure that was asked, from declared numbers alone."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.dp import _passes
from privlab.errors import ParameterError
from privlab.tables import Dataset

N = 10_000


@pytest.fixture
def frame():
    return pd.DataFrame({"person": range(N), "x": np.random.default_rng(0).random(N) * 100})


def session(frame, register=None, **options):
    data = privlab.dataset(frame, person="person", population="shoppers")
    return privlab.dp.Session(data, register=register, **{"rows_per_person": 1, **options})


def half(table):
    return (table["high"] - table["low"]).iloc[0] / 2


@pytest.mark.parametrize(("name", "error"), [("mean", 1.0), ("variance", 20.0)])
def test_the_epsilon_for_a_mean_or_variance_brings_its_own_interval(frame, register, name, error):
    register.set_budget("shoppers", epsilon=100.0, reason="to measure")
    query = getattr(session(frame, register), name)("x", 0, 100)
    epsilon = query.epsilon_for(error, rows=N)
    assert half(query.release(epsilon, label=name).table) == pytest.approx(error, rel=0.25)
    sizes = query.forecast(epsilon, group_sizes=[N]).sizes
    assert sizes["answer"].tolist() == [name]
    assert sizes["error_95"].iloc[0] == pytest.approx(error, rel=0.01)


def test_without_the_rows_a_forecast_is_a_formula_and_epsilon_for_asks_for_them(frame):
    query = session(frame).mean("x", 0, 100)
    with pytest.raises(ParameterError, match=r"depends on the rows of its group.*Pass rows="):
        query.epsilon_for(1.0)
    (told,) = (said for said in query.forecast(0.1).assumptions if "/ n" in said.text("en"))
    # half the range times ln 20, over the half of epsilon that the sum gets
    assert dict(told.values)["error"] == pytest.approx(50 * np.log(20) / 0.05, rel=0.1)
    assert "formula" not in str(query.forecast(0.1).figures)


def test_the_error_of_a_quantile_is_in_rows_and_of_several_figures_one_is_named(frame):
    queries = session(frame)
    epsilon = queries.quantiles("x", [0.25, 0.5], 0, 100).epsilon_for(30)
    assert epsilon == pytest.approx(2 * 2 * 0.75 * np.log(20) / 30, rel=1e-3)
    both = queries.describe("x", 0, 100, quantiles=[0.5])
    with pytest.raises(ParameterError, match=r"different units: count, sum, p50.*figure='count'"):
        both.epsilon_for(30)
    assert both.epsilon_for(30, figure="count") < both.epsilon_for(30, figure="sum")
    with pytest.raises(ParameterError, match="is no figure of this query"):
        both.epsilon_for(30, figure="sums")


@pytest.mark.parametrize("name", ["count", "sum", "mean", "variance", "quantiles", "describe"])
def test_a_forecast_never_counts_the_rows_or_the_people(frame, name, monkeypatch):
    queries = session(frame)
    asked = {"count": (), "quantiles": ("x", [0.5], 0, 100)}.get(name, ("x", 0, 100))
    query = getattr(queries, name)(*asked)

    def read(*_, **__):
        raise AssertionError

    for where in ("n_rows", "n_people", "n_units", "_counts"):
        if hasattr(Dataset, where):
            monkeypatch.setattr(Dataset, where, property(read))
    monkeypatch.setattr(_passes, "fetch", read)
    forecast = query.forecast(7.0, 1e-3)
    assert repr(forecast)
    assert forecast.provenance.n_rows is None
    assert forecast.provenance.n_units is None


def test_a_mean_around_zero_is_drawn_for_each_size_of_group(frame):
    forecast = session(frame).mean("x", -50, 50).forecast(1.0, group_sizes=[100, 1_000])
    first, second, _ = forecast.plot().ax_.get_lines()
    assert first.get_ydata()[3] / second.get_ydata()[3] == pytest.approx(10, rel=0.3)
    assert first.get_label() == "groups of 100 rows"


def test_a_high_epsilon_and_a_high_delta_are_said_before_and_after(frame, register):
    register.set_budget("shoppers", epsilon=100.0, delta=0.6, reason="to see")
    query = session(frame, register).count()
    quiet, loud = query.forecast(5.0, 1e-6), query.forecast(5.1, 0.01)
    assert "Epsilon is" not in repr(quiet)
    assert "Delta is" not in repr(quiet)
    assert "Epsilon is 5.1, above 5" in repr(loud)
    release = query.release(6.0, label="loud")
    assert "Epsilon is 6, above 5" in release._repr_html_().partition("<details")[0]


def test_a_delta_is_held_against_the_people_that_were_declared():
    many = pd.DataFrame({"person": range(50), "shop": range(50)})
    keys = {"shop": list(range(50))}
    caps = {"rows_per_person": 50, "groups_per_person": 50, "rows_per_group": 1}
    wide = session(many, **caps, most_people=20_000).group_by(keys).count()
    assert "above one over the number of people (20,000)" in repr(wide.forecast(1.0, 1e-3))
    assert "number of people" not in repr(wide.forecast(1.0, 1e-5))
    # nothing declared: nothing is counted, and only what no population bears is said
    alone = session(many, **caps).group_by(keys).count()
    assert "number of people" not in repr(alone.forecast(1.0, 1e-4))
    assert "number of people (1,000)" in repr(alone.forecast(1.0, 2e-3))


def test_whole_numbers_and_decimals_of_any_type_are_taken(frame, register):
    register.set_budget("shoppers", epsilon=100.0, delta=0.1, reason="to try")
    options = {"groups_per_person": np.int32(1), "most_people": Decimal(1_000_000)}
    queries = session(frame, register, rows_per_person=np.int64(1), **options)
    assert type(queries.rows_per_person) is int
    query = queries.quantiles(
        "x", [Decimal("0.5"), np.float32(0.25)], 0, 100, n_points=np.int64(11)
    )
    release = query.release(Decimal("0.5"), Decimal(0), label="any")
    assert release.figure("epsilon").value == 0.5
    assert query.release(np.float64(0.5), label="any").stored
    assert queries.count().epsilon_for(Decimal(3)) == queries.count().epsilon_for(np.int64(3))
    bins = queries.histogram("x", [Decimal(0), np.int64(50)])
    assert bins.forecast(1.0).figure("noise_95").value == 3


@pytest.mark.parametrize("wrong", [Decimal("sNaN"), Decimal("NaN"), 10**400, Decimal("Infinity")])
def test_what_is_no_finite_number_is_refused_in_words(frame, wrong):
    query = session(frame).count()
    for ask in (
        lambda: query.forecast(wrong),
        lambda: query.forecast(1.0, wrong),
        lambda: query.epsilon_for(wrong),
        lambda: session(frame, rows_per_person=wrong),
        lambda: session(frame).quantiles("x", [wrong], 0, 1),
        lambda: session(frame).histogram("x", [wrong]),
        lambda: session(frame).sum("x", 0, wrong),
    ):
        with pytest.raises(ParameterError):
            ask()
