"""Which noise is drawn, how it is said, and what a forecast tells for nothing."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.dp import _quantiles
from privlab.dp._choosing import selection
from privlab.dp.noise import _gaussian
from privlab.errors import ParameterError

HUGE = 1e5


@pytest.fixture
def wide(register):
    """A session in which a person may be in each of fifty groups."""
    register.set_budget("shoppers", epsilon=9e5, delta=0.5, reason="to read exact figures")
    frame = pd.DataFrame({"person": np.repeat(range(40), 50), "shop": [*range(50)] * 40, "x": 1.0})
    data = privlab.dataset(frame, person="person", population="shoppers")
    return privlab.dp.Session(
        data, register=register, rows_per_person=50, groups_per_person=50, rows_per_group=1
    )


def grouped(session, n=50):
    return session.group_by({"shop": list(range(n))})


def test_the_gaussian_is_taken_where_it_is_smaller_and_said(wide, register):
    many = grouped(wide).count()
    forecast = many.forecast(1.0, 1e-6)
    # sigma is about 4.53 for one row; fifty groups of one row are sqrt(50) times as much
    assert forecast.figure("noise_sd").value == pytest.approx(4.53 * math.sqrt(50), rel=0.01)
    assert many.forecast(1.0).figure("noise_sd").value == pytest.approx(70.7, abs=0.1)
    before = register.budget("shoppers").spent_delta
    release = many.release(1.0, 1e-6, label="many")
    assert register.budget("shoppers").spent_delta - before == pytest.approx(1e-6)
    assert "Gaussian" in " ".join(said.text("en") for said in release.assumptions)


def test_the_laplace_is_taken_in_few_groups_and_its_delta_is_not_charged(wide, register):
    few = grouped(wide, 4).count()
    release = few.release(1.0, 1e-6, label="few")
    assert register.budget("shoppers").spent_delta == 0
    assert release.figure("delta").value == 0
    assert "Laplace" in " ".join(said.text("en") for said in release.assumptions)


def test_the_gaussian_noise_has_the_spread_that_was_forecast(wide):
    query = grouped(wide).count()
    mechanism = query._plan(1.0, 1e-6).mechanisms[0]
    drawn = np.array(mechanism.add([7] * 4_000)) - 7
    assert drawn.std() == pytest.approx(
        query.forecast(1.0, 1e-6).figure("noise_sd").value, rel=0.08
    )
    inside = np.mean(np.abs(drawn) <= mechanism.half_width(0.95))
    assert 0.93 < inside < 0.97


@pytest.mark.parametrize(("epsilon", "delta"), [(1.0, 1e-6), (0.1, 1e-9), (3.0, 1e-5)])
def test_the_loss_of_the_gaussian_is_the_one_that_opendp_finds(epsilon, delta):
    import opendp.prelude as dp

    dp.enable_features("contrib")
    sigma = _gaussian.sigma_for(_gaussian.rho_for(epsilon, delta), 1)
    space = dp.atom_domain(T="i64"), dp.absolute_distance(T="f64")
    made = dp.c.make_zCDP_to_approxDP(dp.m.make_gaussian(*space, scale=sigma))
    assert made.map(1.0).epsilon(delta) == pytest.approx(epsilon, rel=1e-3)


def test_a_quantile_is_drawn_as_the_exponential_mechanism_says():
    histogram = np.array([[3, 0, 2, 5]])
    q, epsilon, cap = Fraction(9, 10), 1.0, 2
    # 9 rows of 10 are wanted; below and at or below: 0 and 3, 3 and 3, 3 and 5, 5 and 10
    weights = np.exp(-epsilon * np.array([6, 6, 4, 0]) / (2 * cap * 0.9))
    drawn = _quantiles.draw(np.repeat(histogram, 40_000, axis=0), q, epsilon, cap)
    found = np.bincount(drawn, minlength=4) / 40_000
    assert found == pytest.approx(weights / weights.sum(), abs=0.012)


def test_a_draw_near_a_boundary_is_decided_with_more_digits(monkeypatch):
    asked = []
    original = _quantiles.decided

    def spied(*arguments):
        asked.append(arguments)
        return original(*arguments)

    monkeypatch.setattr(_quantiles, "decided", spied)
    monkeypatch.setattr(_quantiles, "MARGIN", 2.0)
    drawn = _quantiles.draw(np.repeat([[3, 0, 2]], 3_000, axis=0), Fraction(1, 2), 1.0, 1)
    assert len(asked) == 3_000
    weights = np.exp(-np.array([0, 0.5, 0.5]))
    found = np.bincount(drawn, minlength=3) / 3_000
    assert found == pytest.approx(weights / weights.sum(), abs=0.04)


def test_a_word_on_a_boundary_falls_on_one_side_or_the_other():
    # two equal weights: the word in the middle is decided by its further digits
    assert _quantiles.decided([0, 0], Fraction(1), 2**63 - 1) == 0
    assert _quantiles.decided([0, 0], Fraction(1), 2**63) == 1
    assert _quantiles.decided([0, 10**6], Fraction(1), 2**64 - 1) == 0


def test_a_group_of_one_person_is_chosen_with_probability_delta_at_most():
    for epsilon, delta, touched in ((1.0, 1e-6, 1), (0.5, 1e-4, 5), (3.0, 1e-9, 20)):
        a = math.exp(-epsilon / touched)
        t = selection(epsilon, delta, touched).threshold - 1
        assert touched * a**t / (1 + a) <= delta < touched * a ** (t - 1) / (1 + a)


def test_groups_of_enough_people_are_chosen_and_others_left_out(register):
    register.set_budget("shoppers", epsilon=100.0, delta=0.1, reason="for keys")
    shops = ["big"] * 200 + ["other"] * 150 + [f"small{n}" for n in range(50)] + [None] * 300
    frame = pd.DataFrame({"person": range(700), "shop": shops, "x": 2.0})
    data = privlab.dataset(frame, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=register, rows_per_person=1)
    groups = session.group_by("shop", keys="private")
    query = groups.sum("x", 0, 10)
    assert (
        query.forecast(2.0, 1e-6).figure("threshold").value == selection(1, 1e-6 / 2, 1).threshold
    )
    release = query.release(2.0, 1e-6, label="one")
    assert release.to_frame()["shop"].tolist() == ["big", "other"]
    assert 0 < register.budget("shoppers").spent_delta <= 1e-6
    again = query.release(2.0, 1e-6, label="one")
    assert again.stored
    pd.testing.assert_frame_equal(again.to_frame(), release.to_frame())
    assert "small" not in str(register.entries("charge")[0].payload)


def test_no_group_is_chosen_of_a_table_of_lonely_people(register):
    register.set_budget("shoppers", epsilon=100.0, delta=0.1, reason="for keys")
    frame = pd.DataFrame({"person": range(50), "shop": range(50), "x": 2.0})
    data = privlab.dataset(frame, person="person", population="shoppers")
    groups = privlab.dp.Session(data, register=register, rows_per_person=1).group_by(
        "shop", keys="private"
    )
    release = groups.describe("x", 0, 10, quantiles=[0.5]).release(1.0, 1e-9, label="one")
    assert release.to_frame().empty
    assert release.figure("n_groups").value == 0
    needed = release.figure("threshold").value
    told = "No group was large enough to be released"
    said = [message.text("en") for message in release.assumptions]
    assert any(told in each and f"{needed:,} people" in each and "spent" in each for each in said)
    assert told in repr(release)
    # outside of what is folded
    assert told in release._repr_html_().partition("<details")[0]


def test_a_forecast_says_which_groups_will_not_appear(wide):
    forecast = wide.group_by("shop", keys="private").count().forecast(1.0, 1e-6)
    told = f"fewer than {forecast.figure('threshold').value:,} people probably do not appear"
    assert any(told in message.text("en") for message in forecast.assumptions)
    assert told in repr(forecast)
    assert told in forecast._repr_html_().partition("<details")[0]
    assert "\n  \n" not in repr(forecast)
    assert "probably" not in repr(grouped(wide).count().forecast(1.0))


@pytest.mark.parametrize("name", ["mean", "variance", "sum"])
def test_a_forecast_says_whose_noise_it_shows(wide, name):
    forecast = getattr(grouped(wide), name)("x", 0, 9).forecast(1.0)
    said = any("not of the result itself" in message.text("en") for message in forecast.assumptions)
    assert said == (name != "sum")


def test_a_forecast_reads_and_spends_nothing(wide, register, monkeypatch):
    def read(*_):
        raise AssertionError

    monkeypatch.setattr("privlab.dp._queries.fetch", read)
    monkeypatch.setattr("privlab.dp._passes.fetch", read)
    groups = grouped(wide)
    for query in (
        groups.sum("x", 0, 9),
        groups.quantiles("x", [0.5], 0, 9),
        groups.mean("x", 0, 9),
    ):
        query.forecast(0.5, 1e-6)
    assert register.budget("shoppers").spent_epsilon == 0


def test_a_forecast_gives_the_relative_error_of_typical_groups(wide):
    forecast = grouped(wide).count().forecast(1.0, group_sizes=[100, 1_000])
    width = forecast.figure("noise_95").value
    assert forecast.sizes["relative_error"].tolist() == [width / 100, width / 1_000]
    with pytest.raises(ParameterError, match="group_sizes is 0"):
        grouped(wide).count().forecast(1.0, group_sizes=[0])


def test_a_forecast_is_drawn_by_epsilon_and_by_size_of_group(wide):
    forecast = grouped(wide).count().forecast(0.5, group_sizes=[100, 10_000])
    plot = forecast.plot()
    lines = plot.ax_.get_lines()[:2]
    assert [line.get_label() for line in lines] == ["groups of 100 rows", "groups of 10,000 rows"]
    assert len({(line.get_marker(), line.get_linestyle()) for line in lines}) == 2
    small, large = (line.get_ydata() for line in lines)
    assert small / large == pytest.approx(np.full(7, 100.0))
    assert lines[0].get_xdata() == pytest.approx([0.05, 0.1, 0.25, 0.5, 1, 2.5, 5])
    assert (np.diff(small) < 0).all()
    width = forecast.figure("noise_95").value
    assert small[3] == pytest.approx(width / 100)
    assert "<svg" in forecast.svg("fr")


def test_a_forecast_without_typical_size_is_drawn_in_the_unit_of_the_answer(wide):
    forecast = grouped(wide).sum("x", -10, 10).forecast(1.0)
    (line, chosen) = forecast.plot().ax_.get_lines()
    assert line.get_label() == "every group"
    assert line.get_ydata()[3] == pytest.approx(forecast.figure("noise_95").value)
    assert chosen.get_xdata()[0] == 1.0


def test_a_forecast_shows_what_each_cap_leaves_out(wide):
    forecast = wide.count().forecast(1.0, activity={1: 900, 100: 100})
    at = forecast.caps.set_index("rows_per_person")
    assert at.loc[10, "rows_kept"] == pytest.approx((900 + 1_000) / 10_900)
    assert at.loc[100, "rows_left_out"] == 0
    assert at["noise_95"].is_monotonic_increasing
    for wrong in ({}, {0: 1}, {1: -1}, {1: float("nan")}, {True: 1}, "1"):
        with pytest.raises(ParameterError, match="activity says"):
            wide.count().forecast(1.0, activity=wrong)


def test_the_epsilon_for_an_error_is_the_least_that_reaches_it(wide):
    query = grouped(wide).sum("x", 0, 9)
    epsilon = query.epsilon_for(2_000.0)
    assert query.forecast(epsilon).figure("noise_95").value <= 2_000
    assert query.forecast(epsilon * 0.99).figure("noise_95").value > 2_000
    for wrong in (0, -1, float("nan"), "1", True):
        with pytest.raises(ParameterError, match="error is"):
            query.epsilon_for(wrong)
    with pytest.raises(ParameterError, match="No epsilon"):
        query.epsilon_for(1e-9)
