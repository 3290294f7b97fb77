"""What diffprivlib's tools tell at a claimed epsilon of 1, beside what privlab does instead.

Each trap stands in two tests or in two halves of one: the raw tool refuted by an audit, and the
refusal or the bound that keeps privlab out of it.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.dp import audit, fit_model
from privlab.dp.noise._noise import noise_named
from privlab.errors import BudgetError, ParameterError

HUGE = 1e4
"""An epsilon at which noise is 0 with near certainty, to read the bounded figures themselves."""


@pytest.fixture
def rich(register):
    register.set_budget("shoppers", epsilon=100 * HUGE, delta=0.5, reason="to read exact figures")
    return register


def tools():
    from diffprivlib import tools

    return tools


def refuted(raw, neighbours, runs=400):
    """Whether an audit refutes the claim of epsilon 1 of a tool as it comes."""

    def mechanism(given):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return raw(np.array(given, dtype=float))

    return not audit(mechanism, neighbours, epsilon=1.0, runs=runs).holds


def counted(frame, register, *, keys=None, rows_per_person=1, epsilon=HUGE, label="x"):
    """Return released counts."""
    data = privlab.dataset(frame, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=register, rows_per_person=rows_per_person)
    query = session.group_by(keys).count() if keys else session.count()
    return query.release(epsilon, label=label).to_frame()["count"].tolist()


def people(n, **columns):
    return pd.DataFrame({"person": range(n), **columns})


def test_bounds_inferred_from_the_data_tell_the_richest():
    raw, others = tools().mean, (1, 2, 3, 4, 5)
    assert refuted(lambda x: raw(x, epsilon=1.0), (others, (*others, 1e6)))


@pytest.mark.parametrize("bounds", [None, (0, None), (float("nan"), 1), (0, float("inf")), (1, 0)])
def test_bounds_are_mandatory_and_declared(register, bounds):
    data = privlab.dataset(people(20, age=30.0), person="person", population="shoppers")
    session = privlab.dp.Session(data, register=register, rows_per_person=1)
    with pytest.raises(ParameterError, match=r"bounds|finite number|low must be below high"):
        fit_model(session, "pca", {"age": bounds}, people=10, epsilon=0.1, label="x")
    assert register.budget("shoppers").spent_epsilon == 0


def test_the_row_as_unit_tells_a_customer_of_forty_rows(rich):
    raw = tools().count_nonzero
    few, more = [1.0] * 30 + [0.0] * 40, [1.0] * 70
    assert refuted(lambda x: raw(x, epsilon=1.0), (few, more))
    frame = people(30, shop="A")
    greedy = pd.concat([frame, pd.DataFrame({"person": [99] * 40, "shop": "A"})])
    (one,), (other,) = (
        counted(own, rich, rows_per_person=4, label=str(len(own))) for own in (frame, greedy)
    )
    assert (one, other) == (30, 34)


def test_outputs_clipped_to_the_number_of_rows_tell_it(register):
    raw = tools().count_nonzero
    assert refuted(lambda x: raw(x, epsilon=1.0), ([1.0] * 10, [1.0] * 11), runs=1_000)
    shops = [f"shop {n}" for n in range(200)]
    answers = counted(people(10, shop="A"), register, keys={"shop": shops}, epsilon=0.05)
    # nobody is in any of them
    assert min(answers) < 0
    assert max(answers) > 10


def test_nanmean_s_noise_forgets_who_is_missing():
    raw = tools().nanmean
    one = [np.nan] * 60 + [0.0]
    other = [np.nan] * 60 + [1.0]
    assert refuted(lambda x: raw(x, epsilon=1.0, bounds=(0, 1)), (one, other))


@pytest.mark.parametrize("tool", ["mean", "sum", "quantile"])
def test_a_nan_shows_through_the_raw_tool(tool):
    raw = getattr(tools(), tool)
    extra = {"quant": 0.5} if tool == "quantile" else {}
    plain, odd = [0.5] * 10, [0.5] * 9 + [np.nan]
    assert refuted(lambda x: raw(x, epsilon=1.0, bounds=(0, 1), **extra), (plain, odd))


def test_a_missing_value_never_reaches_the_noise(rich):
    frame = people(6, shop=["A", "A", "B", None, None, "A"])
    assert counted(frame, rich, keys={"shop": ["A", "B"]}) == [3, 1]
    frame = people(6, level=[1.0, np.nan, 2.0, float("inf"), np.nan, 1.0])
    assert counted(frame, rich, keys={"level": [1.0, 2.0]}, label="floats") == [2, 1]


def test_weights_of_a_raw_histogram_are_not_covered():
    raw = tools().histogram
    one, other = [0.5] * 5, [0.5] * 6

    def weighted(x):
        weights = np.where(np.arange(len(x)) == 5, 1_000.0, 1.0)
        counts, _ = raw(x, epsilon=1.0, bins=2, range=(0, 1), weights=weights)
        return counts

    assert refuted(weighted, (one, other))


def test_no_query_takes_weights_or_a_seed():
    import inspect

    from privlab.dp import GroupedSession, Session

    asked = {
        name
        for holder in (Session, GroupedSession)
        for method in vars(holder).values()
        if callable(method)
        for name in inspect.signature(method).parameters
    }
    asked |= set(inspect.signature(fit_model).parameters)
    told = {"seed", "random_state", "rng", "weights"}
    assert not told & asked
    query = Session(
        privlab.dataset(people(3), person="person", population="shoppers"), rows_per_person=1
    ).count()
    assert not told & set(inspect.signature(query.release).parameters)


def test_floating_point_laplace_shows_the_value_under_the_noise():
    from diffprivlib.mechanisms import Laplace

    mechanism = Laplace(epsilon=1.0, sensitivity=1.0)
    result = audit(mechanism.randomise, (0.0, 1.0), epsilon=1.0, runs=2_000)
    assert not result.holds
    assert "finest bit" in result.event.text("en")


@pytest.mark.parametrize("noise", ["opendp", "diffprivlib"])
def test_our_noise_is_a_whole_number_on_whole_numbers_only(noise):
    drawn = noise_named(noise).add([0] * 500, 0.1, 1)
    assert all(isinstance(n, int) and not isinstance(n, bool) for n in drawn)
    assert {n % 2 for n in drawn} == {0, 1}
    for value in (0.5, float("nan"), True):
        with pytest.raises(ParameterError, match="whole numbers"):
            noise_named(noise).add([value], 1.0, 1)


@pytest.mark.parametrize("noise", ["opendp", "diffprivlib"])
def test_numbers_beyond_the_exact_floats_are_refused(noise):
    from diffprivlib.mechanisms import Geometric

    raw = Geometric(epsilon=1.0, sensitivity=1)
    assert {raw.randomise(2**60) for _ in range(20)} == {2**60}
    for value in (2**52 + 1, -(2**52) - 1, 2**60):
        with pytest.raises(ParameterError, match="below 2"):
            noise_named(noise).add([value], 1.0, 1)


def test_integer_sums_that_wrap_around_show_one_person():
    one, other = np.array([2**31 - 1], dtype=np.int32), np.array([2**31 - 1, 1], dtype=np.int32)
    with np.errstate(over="ignore"):
        assert one.sum(dtype=np.int32) > 0 > other.sum(dtype=np.int32)


@pytest.mark.parametrize("rows", [["A"], ["B", "A"]])
def test_an_empty_group_is_an_answer_and_no_error(rich, rows):
    raw = tools().mean
    assert refuted(lambda x: raw(x, epsilon=1.0, bounds=(0, 1)), ([], [0.5]))
    assert counted(people(len(rows), shop=rows), rich, keys={"shop": ["A", "B", "C"]})[2] == 0


def test_a_seed_repeats_raw_noise_and_never_ours(session):
    raw = tools().count_nonzero
    assert len({raw([1] * 9, epsilon=0.1, random_state=7) for _ in range(5)}) == 1
    shops = {"shop": [f"shop {n}" for n in range(50)]}
    drawn = []
    for label in "ab":
        np.random.seed(0)  # noqa: NPY002 - what must not help
        release = session.group_by(shops).count().release(0.1, label=label)
        drawn.append(release.to_frame()["count"].tolist())
    assert drawn[0] != drawn[1]


def test_a_raw_quantile_stops_on_a_million_rows():
    rows = np.repeat([0.25, 0.75], 500_000)
    with np.errstate(all="ignore"), pytest.raises(RuntimeError, match="find a candidate"):
        tools().quantile(rows, 0.9, epsilon=1.0, bounds=(0, 1))


def test_a_raw_accountant_is_optional_and_forgets(register, session):
    from diffprivlib import BudgetAccountant

    accountant = BudgetAccountant(epsilon=1.0)
    tools().count_nonzero([1], epsilon=1.0, accountant=accountant)
    # another one, or none, and the budget is fresh
    tools().count_nonzero([1], epsilon=1.0, accountant=BudgetAccountant(epsilon=1.0))
    session.count().release(1.0, label="all of it")
    again = privlab.Register.open(register.path)
    with pytest.raises(BudgetError):
        privlab.dp.Session(session.data, register=again, rows_per_person=1).count().release(
            1e-9, label="more"
        )


def test_linear_regression_which_uses_one_bound_twice_is_not_offered(session):
    from privlab.dp.models._fit import KINDS

    assert not any("linear" in kind for kind in KINDS)
    with pytest.raises(ParameterError, match="is no model that is offered"):
        fit_model(session, "linear_regression", {}, people=10, epsilon=0.1, label="x")
