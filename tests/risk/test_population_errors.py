"""What the estimators are worth on a table taken as the population."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import privlab
from privlab.errors import ParameterError
from privlab.risk import estimator_errors, population_uniques


@pytest.fixture
def data():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"a": rng.zipf(1.5, 3000) % 900, "b": rng.integers(0, 3, 3000)})
    return privlab.dataset(frame, quasi_identifiers=["a", "b"])


def test_the_truth_is_counted_and_the_errors_are_relative_to_it(data):
    found = estimator_errors(data, shares=[0.1, 0.3], draws=3)
    assert found.truth == privlab.score_risk(data).n_unique
    assert len(found.draws) == 2 * 3 * 4
    np.testing.assert_allclose(found.draws["error"], found.draws["estimate"] / found.truth - 1)
    own = found.draws.query("share == 0.3 and estimator == 'zayatz'")["error"]
    assert found.errors.loc[0.3, "zayatz"] == own.median()
    figure = found.figure("ratio_zayatz_2")
    assert figure.value == pytest.approx(1 + own.median())
    assert figure.interval == pytest.approx((1 + own.min(), 1 + own.max()))
    assert figure.name("en") == "Estimate by Zayatz over the truth (n = 900)"


def test_samples_of_rows_err_as_samples_of_class_sizes_do(data):
    found = estimator_errors(data, shares=[0.2], draws=30)
    labels = privlab.equivalence_classes(data).of_rows()
    rng = np.random.default_rng(9)
    by_row = []
    for _ in range(30):
        sizes = np.bincount(rng.choice(labels, 600, replace=False))
        drawn = population_uniques(*np.unique(sizes[sizes > 0], return_counts=True), 3000)
        by_row.append(drawn["zayatz"].value)
    own = found.draws.query("estimator == 'zayatz'")["estimate"]
    assert own.median() == pytest.approx(np.median(by_row), rel=0.05)


def test_the_seed_decides_the_samples(data):
    first, again, other = (
        estimator_errors(data, shares=[0.2], draws=2, seed=seed).draws for seed in (3, 3, 4)
    )
    pd.testing.assert_frame_equal(first, again)
    assert not first["estimate"].equals(other["estimate"])


def test_samples_too_small_to_say_leave_no_error(data):
    found = estimator_errors(data, shares=[0.002], draws=2)
    assert found.errors.isna().all(axis=None)
    figure = found.figure("ratio_pitman_1")
    assert figure.value is None
    assert "were large enough to say" in figure.text("en")
    found.plot()


def test_each_estimator_has_its_line_beside_the_truth(data):
    ax = Figure().subplots()
    found = estimator_errors(data, shares=[0.1, 0.3], draws=2)
    found.plot(ax)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["Zayatz", "Pitman", "Shifted negative binomial", "Rule of Dankar"]
    drawn = ax.containers
    middle = [container[0].get_ydata() for container in drawn]
    np.testing.assert_allclose(np.transpose(middle), 1 + found.errors)
    assert len({container[0].get_marker() for container in drawn}) == 4
    assert [label.get_text() for label in ax.get_xticklabels()] == ["10%", "30%"]


@pytest.mark.parametrize("shares", [[], [0], [1], [0.1, 0.1], ["a"], [True], [float("nan")]])
def test_shares_that_are_none_are_refused(data, shares):
    with pytest.raises(ParameterError, match="must list different shares of the population"):
        estimator_errors(data, shares=shares)


@pytest.mark.parametrize("argument", [{"draws": 0}, {"draws": 1.5}, {"seed": -1}, {"seed": True}])
def test_counts_that_are_none_are_refused(data, argument):
    with pytest.raises(ParameterError, match="must be a whole number of at least"):
        estimator_errors(data, **argument)


def test_a_table_without_uniques_has_no_relative_error():
    data = privlab.dataset(pd.DataFrame({"a": [1, 1, 2, 2]}))
    with pytest.raises(ParameterError, match="Nobody is alone in a class of the table"):
        estimator_errors(data, quasi_identifiers=["a"])


def test_people_with_several_rows_are_refused(visits):
    data = privlab.dataset(visits, person="person")
    with pytest.raises(ParameterError, match="needs one row a person"):
        estimator_errors(data, quasi_identifiers=["shop"])
