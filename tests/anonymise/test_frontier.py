"""Loss against risk over k and suppression, and levels judged from the class table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import privlab
from privlab.anonymise import ClassTable, Criteria, frontier
from privlab.anonymise._frontier import non_dominated
from privlab.errors import ParameterError
from privlab.hierarchies import Hierarchy

HIERARCHIES = {"age": Hierarchy.intervals(5, 10, 20), "sex": Hierarchy.suppression()}


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(3)
    ages = rng.normal(45, 12, 400).round().astype(int)
    frame = pd.DataFrame({"age": ages, "sex": rng.choice(["F", "M"], 400)})
    return privlab.dataset(frame, quasi_identifiers=["age", "sex"])


@pytest.fixture(scope="module")
def found(data):
    return frontier(data, ks=(2, 5), suppression_limits=(0.0, 0.05), hierarchies=HIERARCHIES)


def test_each_setting_has_the_optimum_that_the_anonymiser_finds(data, found):
    assert found.frame[["k", "limit"]].to_numpy().tolist() == [
        [2, 0],
        [2, 0.05],
        [5, 0],
        [5, 0.05],
    ]
    for row in found.frame.itertuples():
        fitted = privlab.Anonymiser(
            k=row.k, suppression_limit=row.limit, hierarchies=HIERARCHIES
        ).fit(data)
        assert (row.loss, row.suppressed, row.levels) == (
            fitted.loss_,
            fitted.n_suppressed_,
            fitted.levels_,
        )
        assert found.recipe(row.k, row.limit) == fitted.recipe_


def test_the_risks_are_those_of_the_released_table(data, found):
    assert len(found.frame) > 0
    for row in found.frame.itertuples():
        released = found.recipe(row.k, row.limit).release(data).data
        score = privlab.score_risk(released)
        assert row.average_risk == pytest.approx(score.prosecutor.average)
        assert row.highest_risk == pytest.approx(score.prosecutor.highest)


def test_the_best_settings_are_those_that_no_other_betters(found):
    points = found.frame[["average_risk", "loss"]].to_numpy()
    for own, best in zip(points, found.frame["best"], strict=True):
        bettered = any((other <= own).all() and (other < own).any() for other in points)
        assert best == (not bettered)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12))
def test_non_dominated_points_cover_all_others(points):
    first, second = np.array(points, dtype=float).T
    best = non_dominated(first, second)
    assert best.any()
    for x, y in points:
        assert any((first[best] <= x) & (second[best] <= y))


def test_a_setting_that_is_not_reached_is_a_row_without_loss(data):
    found = frontier(
        data, ks=(2, 390), suppression_limits=(0.0,), hierarchies=HIERARCHIES, levels={"sex": 0}
    )
    frame = found.to_frame().set_index("k")
    assert frame["loss"].isna().to_dict() == {2: False, 390: True}
    assert not frame.loc[390, "best"]
    assert frame["level of age"].isna().to_dict() == {2: False, 390: True}
    with pytest.raises(ParameterError, match="There is no recipe for k=390"):
        found.recipe(390, 0.0)
    assert found.plot().ax_.lines


def test_what_no_setting_reaches_is_refused(data):
    with pytest.raises(ParameterError, match="No generalisation"):
        frontier(
            data, ks=(390,), suppression_limits=(0,), hierarchies=HIERARCHIES, levels={"sex": 0}
        )


@pytest.mark.parametrize("option", ["k", "suppression_limit", "recoding", "k_map"])
def test_options_that_the_frontier_varies_are_refused(data, option):
    with pytest.raises(ParameterError, match="give ks= and suppression_limits="):
        frontier(data, hierarchies=HIERARCHIES, **{option: 1})


def test_no_setting_is_refused(data):
    with pytest.raises(ParameterError, match="at least one value each"):
        frontier(data, ks=(), hierarchies=HIERARCHIES)


def test_the_plot_marks_the_best_settings(found):
    axes = found.plot().ax_
    assert len(axes.lines[0].get_xdata()) <= found.frame["best"].sum()
    assert axes.get_ylabel() == "Loss"


def test_levels_are_judged_as_a_release_finds_them(data):
    table = ClassTable(data, HIERARCHIES)
    for levels in ({"age": 1, "sex": 0}, {"age": 2, "sex": 1}, {"age": 0, "sex": 0}):
        judged = table.judge(levels, Criteria(k=4))
        recipe = privlab.Recipe(levels, HIERARCHIES)
        coarse = privlab.check_anonymity(recipe.transform(data))
        assert judged.k == coarse.k
        release = privlab.Recipe(levels, HIERARCHIES, Criteria(k=4)).release(data)
        assert judged.n_suppressed == release.n_suppressed
        assert judged.n_records == 400
        assert judged.counted(np.array([1, 4])).tolist() == [
            release.n_suppressed,
            release.data.n_rows,
        ]
        assert judged.n_alone == judged.counted(np.array([1, 2]))[0]


def test_levels_are_judged_with_the_loss_of_the_anonymiser(data):
    fitted = privlab.Anonymiser(k=5, hierarchies=HIERARCHIES, suppression_limit=0.05).fit(data)
    judged = ClassTable(data, HIERARCHIES).judge(fitted.levels_, Criteria(k=5))
    assert judged.loss == pytest.approx(fitted.loss_, abs=1e-12)


def test_levels_that_are_not_there_are_refused(data):
    table = ClassTable(data, HIERARCHIES)
    with pytest.raises(ParameterError, match="from 0 to 1"):
        table.judge({"age": 0, "sex": 2})
    with pytest.raises(ParameterError, match="no level for"):
        table.judge({"age": 0})
    with pytest.raises(ParameterError, match="levels= names"):
        table.judge({"age": 0, "sex": 0, "town": 0})
