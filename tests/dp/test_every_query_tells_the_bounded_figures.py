"""Every query, at an epsilon at which noise is almost nothing: the bounded figures themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab

HUGE = 1e5
KEYS = {"shop": ["A", "B", "Z"]}


@pytest.fixture
def rich(register):
    register.set_budget("shoppers", epsilon=9e5, delta=0.5, reason="to read exact figures")
    return register


@pytest.fixture
def frame():
    """Two hundred people with two purchases each, in shops A and B."""
    rng = np.random.default_rng(3)
    amounts = rng.integers(0, 101, 400).astype(float)
    return pd.DataFrame({"person": [*range(200)] * 2, "shop": ["A", "B"] * 200, "x": amounts})


def session(frame, register=None, rows=2, **options):
    data = privlab.dataset(frame, person="person", population="shoppers")
    return privlab.dp.Session(data, register=register, rows_per_person=rows, **options)


def told(query, name="one", epsilon=HUGE, **options):
    return query.release(epsilon, label=name, **options).to_frame()


def test_sums_and_means_and_variances_are_those_of_the_rows(frame, rich):
    groups = session(frame, rich).group_by(KEYS)
    exact = frame.groupby("shop")["x"]
    sums = told(groups.sum("x", 0, 100), "sum")["sum"]
    assert sums[:2].tolist() == pytest.approx(exact.sum().tolist(), abs=0.1)
    assert sums[2] == pytest.approx(0, abs=0.1)
    means = told(groups.mean("x", 0, 100), "mean")["mean"]
    assert means[:2].tolist() == pytest.approx(exact.mean().tolist(), abs=0.01)
    variances = told(groups.variance("x", 0, 100), "variance")["variance"]
    assert variances[:2].tolist() == pytest.approx(exact.var(ddof=0).tolist(), rel=0.01)


def test_values_outside_the_bounds_are_moved_to_the_nearer_one(rich):
    frame = pd.DataFrame({"person": range(4), "x": [-1e300, float("inf"), 50.0, float("-inf")]})
    answer = told(session(frame, rich, 1).sum("x", -10, 100))
    assert answer["sum"].iloc[0] == pytest.approx(-10 + 100 + 50 - 10, abs=0.1)


def test_missing_values_are_left_out_before_the_cap(rich):
    frame = pd.DataFrame(
        {"person": [1, 1, 1, 2], "x": [float("nan"), None, 30.0, 10.0], "n": [None, None, 5, 1]}
    )
    queries = session(frame, rich, 1)
    assert told(queries.sum("x", 0, 100), "x")["sum"].iloc[0] == pytest.approx(40, abs=0.1)
    assert told(queries.sum("n", 0, 100), "n")["sum"].iloc[0] == pytest.approx(6, abs=0.1)
    assert told(queries.mean("x", 0, 100), "mean")["mean"].iloc[0] == pytest.approx(20, abs=0.1)


def test_sums_of_whole_numbers_do_not_overflow(rich):
    frame = pd.DataFrame({"person": range(1_000), "x": np.full(1_000, 2**62)})
    answer = told(session(frame, rich, 1, most_people=1_000).sum("x", 0, 4e12))
    assert answer["sum"].iloc[0] == pytest.approx(4e15, rel=1e-6)


def test_the_middle_of_the_bounds_stands_for_the_mean_of_nobody(frame, rich):
    groups = session(frame, rich).group_by({"shop": ["Z"]})
    answer = told(groups.mean("x", 0, 100), epsilon=50)
    assert 0 <= answer["low"][0] <= answer["mean"][0] <= answer["high"][0] <= 100


def test_a_mean_of_no_noisy_rows_is_the_middle(frame):
    query = session(frame).mean("x", 20, 100)
    plan = query._plan(1.0, 0.0)
    answer = query._tell(query.keys, [[-3, 0], [50, 60]], plan)
    assert answer["mean"] == [60, 60]
    assert (answer["low"], answer["high"]) == ([20, 20], [100, 100])


def test_people_are_counted_once_in_a_group_and_once_in_all(rich):
    frame = pd.DataFrame({"person": [1, 1, 1, 2, 3], "shop": ["A", "A", "B", "A", None]})
    queries = session(frame, rich, 5)
    assert told(queries.count_people(), "all")["people"].tolist() == [3]
    grouped = queries.group_by(KEYS).count_people()
    assert told(grouped, "groups")["people"].tolist() == [2, 1, 0]


def test_all_people_have_sensitivity_one_whatever_the_cap(frame):
    query = session(frame, rows=50).count_people()
    assert query._plan(0.5, 0).mechanisms[0].l1 == 1


def test_quantiles_are_points_of_the_grid_next_to_those_of_the_rows(frame, rich):
    query = session(frame, rich).group_by(KEYS).quantiles("x", [0.5, 0.9], 0, 100)
    answer = told(query)
    exact = frame.groupby("shop")["x"].agg(p50="median", p90=lambda x: x.quantile(0.9))
    assert answer["p50"][:2].tolist() == pytest.approx(exact["p50"].tolist(), abs=2.1)
    assert answer["p90"][:2].tolist() == pytest.approx(exact["p90"].tolist(), abs=2.1)
    assert 0 <= answer["p50"][2] <= 100


def test_the_error_of_a_quantile_is_told_in_rows(frame, rich):
    query = session(frame, rich).group_by(KEYS).quantiles("x", [0.5, 0.9], 0, 100)
    release = query.release(2.0, label="rows")
    answer = release.to_frame()
    for name in ("p50", "p90"):
        (figure,) = (f for f in release.figures if (f.key, f.column) == ("rank_95", name))
        assert answer[f"{name}_rank_error"].tolist() == [np.ceil(figure.value)] * 3
    assert answer["p90_rank_error"][0] > answer["p50_rank_error"][0]
    assert "in rows between" in " ".join(said.text("en") for said in release.assumptions)
    assert "their errors in rows: 11 at most" in release.plot().ax_.get_xlabel()


def test_a_histogram_has_bins_for_what_lies_outside(rich):
    frame = pd.DataFrame({"person": range(6), "x": [-5.0, 0.0, 9.9, 10.0, 20.0, None]})
    answer = told(session(frame, rich, 1).histogram("x", [0, 10, 20]))
    assert answer["count"].tolist() == [1, 2, 1, 1]
    assert answer["bin_from"].tolist() == [-np.inf, 0, 10, 20]
    assert answer["bin_to"].tolist() == [0, 10, 20, np.inf]


def test_a_histogram_by_groups_has_every_bin_of_every_group(frame, rich):
    answer = told(session(frame, rich).group_by(KEYS).histogram("x", [50]))
    exact = [
        ((frame["shop"] == shop) & side).sum()
        for shop in "ABZ"
        for side in (frame["x"] < 50, frame["x"] >= 50)
    ]
    assert answer["count"].tolist() == exact
    assert answer["shop"].tolist() == list("AABBZZ")


def test_marginals_are_counted_each_with_its_share(frame, rich):
    keys = {"shop": ["A", "B"], "sex": ["F", "M"]}
    frame = frame.assign(sex=np.where(frame["person"] % 4 == 0, "F", "M"))
    grouped = session(frame, rich).group_by(keys)
    query = grouped.marginals([[], ["shop"], ["sex", "shop"]])
    answer = told(query)
    assert answer["table"].tolist() == ["total", "shop", "shop", *["shop x sex"] * 4]
    both = [((frame["shop"] == a) & (frame["sex"] == b)).sum() for a in "AB" for b in "FM"]
    assert answer["count"].tolist() == [400, 200, 200, *both]
    assert query._plan(0.9, 0).share == 0.3
    tables = [{}, {"shop": ["A", "B"]}, keys]
    again = session(frame, rich).marginals(tables)
    assert told(again, "again")["count"].tolist() == answer["count"].tolist()


def test_one_pass_describes_a_column(frame, rich):
    groups = session(frame, rich).group_by(KEYS)
    answer = told(groups.describe("x", 0, 100, quantiles=[0.5]))
    assert answer["count"].tolist() == [200, 200, 0]
    exact = frame.groupby("shop")["x"].sum().tolist()
    assert answer["sum"][:2].tolist() == pytest.approx(exact, abs=0.2)
    assert answer.columns.tolist() == [
        "shop",
        "count",
        "count_low",
        "count_high",
        "sum",
        "sum_low",
        "sum_high",
        "p50",
        "p50_rank_error",
    ]


@pytest.mark.parametrize(
    ("caps", "kept"),
    [
        ({"rows": 100}, {"A": 4, "B": 4}),
        ({"rows": 3}, None),
        ({"rows": 100, "rows_per_group": 1}, {"A": 1, "B": 1}),
        ({"rows": 100, "groups_per_person": 1, "rows_per_group": 3}, None),
    ],
)
def test_caps_hold_in_all_and_by_group(rich, caps, kept):
    frame = pd.DataFrame({"person": [1] * 8, "shop": ["A", "B"] * 4})
    options = dict(caps)
    rows = options.pop("rows")
    query = session(frame, rich, rows, **options).group_by({"shop": ["A", "B"]}).count()
    counts = told(query)["count"].tolist()
    if kept is None:
        assert sum(counts) == 3
    else:
        assert counts == list(kept.values())


def test_which_values_are_kept_is_chosen_evenly(rich):
    # a person with one small purchase and nine equal large ones: the cap is fair to rows
    small = pd.DataFrame({"person": range(500), "x": 0.0})
    large = pd.DataFrame({"person": [*range(500)] * 9, "x": 1.0})
    answer = told(session(pd.concat([small, large]), rich, 1).sum("x", 0, 1))
    assert answer["sum"].iloc[0] == pytest.approx(450, abs=30)


def test_the_order_of_rows_changes_no_sum(frame, rich):
    seen = set()
    for seed in range(3):
        shuffled = frame.sample(frac=1, random_state=seed)
        query = session(shuffled, rich, 1).group_by(KEYS).sum("x", 0, 100)
        seen.add(tuple(query._passes(query.keys)[0].read().sums))
    assert len(seen) == 1


@pytest.mark.parametrize("noise", ["opendp", "diffprivlib"])
def test_a_sum_has_noise_for_the_bound_times_the_cap(frame, noise):
    query = session(frame, noise=noise).sum("x", -50, 100)
    mechanism = query._plan(0.5, 0).mechanisms[0]
    assert mechanism.l1 * query.bounds.unit == 200
    drawn = np.array(mechanism.add([0] * 2_000)) * query.bounds.unit
    assert np.abs(drawn).mean() == pytest.approx(400, rel=0.1)
    assert query.forecast(0.5).figure("noise_sd").value == pytest.approx(400 * 2**0.5, rel=1e-3)


def test_the_interval_of_a_sum_holds_the_bounded_sum(frame, rich):
    exact = frame.groupby("shop")["x"].sum()
    held = 0
    for n in range(40):
        answer = told(session(frame, rich).group_by(KEYS).sum("x", 0, 100), str(n), 1.0)
        held += sum(answer["low"][k] <= exact[s] <= answer["high"][k] for k, s in enumerate("AB"))
    assert held >= 66


def test_the_interval_of_a_mean_holds_the_bounded_mean(frame, rich):
    exact = frame.groupby("shop")["x"].mean()
    held = 0
    for n in range(40):
        answer = told(session(frame, rich).group_by(KEYS).mean("x", 0, 100), str(n), 2.0)
        held += sum(answer["low"][k] <= exact[s] <= answer["high"][k] for k, s in enumerate("AB"))
    assert held >= 66


def test_a_release_draws_its_figures_with_their_intervals(frame, rich):
    query = session(frame, rich).group_by(KEYS).describe("x", 0, 100, quantiles=[0.5])
    release = query.release(1.0, label="drawn")
    plot = release.plot()
    assert len(plot.ax_.patches) == 3
    release = session(frame, rich).group_by(KEYS).sum("x", 0, 100).release(1.0, label="sum")
    assert "sum" in release.plot().ax_.get_xlabel()
