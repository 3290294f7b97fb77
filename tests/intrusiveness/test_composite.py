"""The vector first, then one score; Pareto order; the map of people in cells."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import privlab
from privlab.errors import ParameterError
from privlab.intrusiveness import (
    compare_scenarios,
    composite_score,
    dominates,
    measure_inference,
    measure_intrusiveness,
    pareto_layers,
)

axis = st.floats(0, 1)
LEVELS = {"town": ("identity", 0.5), "age": ("identity", 0.25), "secret": ("values", 1.0)}


@given(k=axis, i=axis, u=axis, more=axis)
def test_the_score_is_monotone_and_never_below_an_axis(k, i, u, more):
    score = float(composite_score(k, i, u))
    assert score >= max(k, i, u) - 1e-12
    assert composite_score(max(k, more), i, u) >= score


def test_the_score_by_hand():
    assert float(composite_score(0.2, 0.5, 0.852)) == pytest.approx(1 - 0.8 * 0.5 * 0.148)


def test_an_axis_above_one_is_refused():
    with pytest.raises(ParameterError, match="outside of 0 to 1"):
        composite_score(1.2, 0, 0)


@given(st.lists(st.tuples(axis, axis, axis), min_size=1, max_size=12))
def test_layers_agree_with_peeling_the_points_that_none_dominates(points):
    expected = dict.fromkeys(range(len(points)), 0)
    left, layer = set(expected), 0
    while left:
        front = {a for a in left if not any(dominates(points[b], points[a]) for b in left)}
        expected.update(dict.fromkeys(front, layer))
        left, layer = left - front, layer + 1
    assert pareto_layers(points).tolist() == list(expected.values())


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"town": rng.choice(list("abc"), 400), "age": rng.integers(0, 5, 400)})
    frame["secret"] = frame["town"].map({"a": "x", "b": "y", "c": "x"})
    return frame


@pytest.fixture(scope="module")
def whole(frame):
    data = privlab.dataset(frame, dimensions=LEVELS)
    return measure_intrusiveness(
        data, inference=measure_inference(data, secrets=["secret"], folds=2)
    )


def test_the_vector_comes_before_the_score(whole):
    keys = [figure.key for figure in whole.figures]
    assert [key for key in keys if key in {*whole.vector, "score"}] == [*whole.vector, "score"]
    assert whole.vector["inference"] > 0.9
    assert whole.score is None


def test_without_an_axis_there_is_no_score(frame):
    part = measure_intrusiveness(privlab.dataset(frame, dimensions=LEVELS))
    assert part.score is None
    assert part.figure("score").reason.text("en") == "the three axes were not all measured"


def test_a_treatment_that_lowers_knowledge_is_dominated(frame):
    data = privlab.dataset(frame, dimensions=LEVELS)
    before = measure_intrusiveness(data)
    coarse = frame.assign(age=0)
    treated = privlab.dataset(coarse, dimensions=LEVELS)
    after = measure_intrusiveness(treated)
    table = compare_scenarios({"before": before, "after": after}).set_index("scenario")
    assert table["layer"].tolist() == [0, 1]
    assert table.loc["after", "dominated_by"] == ["before"]
    expected = after.vector["knowledge"] - before.vector["knowledge"]
    assert table.loc["after", "knowledge_change"] == pytest.approx(expected)
    assert expected < 0


def test_profiles_of_other_crowds_are_not_compared(frame):
    data = privlab.dataset(frame, dimensions=LEVELS)
    one, other = (measure_intrusiveness(data, crowd=n) for n in (100, 200))
    with pytest.raises(ParameterError, match="crowd of 100"):
        compare_scenarios({"one": one, "other": other})


def test_scenarios_with_other_axes_are_not_compared(frame, whole):
    part = measure_intrusiveness(privlab.dataset(frame, dimensions=LEVELS))
    with pytest.raises(ParameterError, match="not the same axes"):
        compare_scenarios({"whole": whole, "part": part})


def test_one_scenario_is_compared_with_nothing(whole):
    with pytest.raises(ParameterError, match="at least two"):
        compare_scenarios({"one": whole})


def test_the_map_shows_no_cell_of_few_people(whole):
    cells = whole.people_map(bins=10, fewest=30)
    held = cells.to_numpy()[~np.isnan(cells.to_numpy())]
    assert held.min() >= 30
    hidden = cells.attrs["hidden"]
    assert hidden is None or hidden >= 30
    assert whole.people_map(bins=2, fewest=5).sum().sum() >= held.sum()


def test_the_map_is_drawn_and_said_in_words(whole):
    plot = whole.plot_map(fewest=20)
    assert plot.ax_.patches
    assert "fewer than 20" in plot.description
    assert all("nan" not in text.get_text() for text in plot.ax_.texts)


def test_a_map_of_single_people_is_refused(whole):
    with pytest.raises(ParameterError, match="fewest from 5"):
        whole.people_map(fewest=1)


def test_a_map_needs_both_axes(frame):
    part = measure_intrusiveness(privlab.dataset(frame, dimensions=LEVELS))
    with pytest.raises(ParameterError, match="The map shows knowledge and inference"):
        part.people_map()


def test_the_axis_that_lacks_is_named_with_its_scenario(frame, whole):
    part = measure_intrusiveness(privlab.dataset(frame, dimensions=LEVELS))
    with pytest.raises(ParameterError, match="measured: inference is missing in part"):
        compare_scenarios({"whole": whole, "part": part})


def test_scenarios_without_names_are_refused_with_what_to_write(whole):
    with pytest.raises(ParameterError, match=r"a mapping of name to result, not list.*\{'before'"):
        compare_scenarios([whole, whole])


def test_what_is_no_measure_is_no_scenario(whole):
    with pytest.raises(ParameterError, match="gives 'part' as float; a scenario is what"):
        compare_scenarios({"whole": whole, "part": 0.4})
