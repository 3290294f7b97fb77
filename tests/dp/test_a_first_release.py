"""Counts by public groups: bounded, noisy, charged once."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import privlab
from privlab.errors import BudgetError, ColumnError, EngineError, ParameterError, RegisterError

KEYS = {"shop": ["A", "B", "C"]}
HUGE = 1e3
"""An epsilon at which noise is 0 with near certainty, to read the bounded counts themselves."""


@pytest.fixture
def rich(register):
    register.set_budget("shoppers", epsilon=100 * HUGE, delta=0.5, reason="to read exact counts")
    return register


def counts(release) -> dict[str, int]:
    return dict(zip(release.to_frame()["shop"], release.to_frame()["count"], strict=True))


@pytest.mark.parametrize("noise", ["opendp", "diffprivlib"])
def test_each_person_counts_for_at_most_the_cap(purchases, rich, noise):
    data = privlab.dataset(purchases, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=rich, rows_per_person=2, noise=noise)
    release = session.group_by(KEYS).count().release(HUGE, label="first")
    assert counts(release) == {"A": 3, "B": 8, "C": 0}


def test_the_cap_keeps_the_same_rows_whatever_their_order(purchases, rich):
    seen = set()
    for seed in range(4):
        shuffled = purchases.sample(frac=1, random_state=seed)
        data = privlab.dataset(shuffled, person="person", population="shoppers")
        session = privlab.dp.Session(data, register=rich, rows_per_person=1)
        release = session.group_by(KEYS).count().release(HUGE, label=f"order {seed}")
        seen.add(tuple(counts(release).items()))
    assert len(seen) == 1


def test_the_whole_table_is_counted_without_groups(rich, purchases):
    data = privlab.dataset(purchases, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=rich, rows_per_person=1)
    frame = session.count().release(HUGE, label="all").to_frame()
    assert frame["count"].tolist() == [10]


def test_a_missing_value_is_a_group_when_it_is_declared(rich):
    frame = pd.DataFrame({"person": range(6), "shop": ["A", None, None, "B", None, "Z"]})
    data = privlab.dataset(frame, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=rich, rows_per_person=1)
    release = session.group_by({"shop": ["A", None]}).count().release(HUGE, label="missing")
    assert release.to_frame()["count"].tolist() == [1, 3]


def test_several_columns_release_every_combination(rich):
    frame = pd.DataFrame({"person": range(4), "sex": list("FFMM"), "shop": list("ABAA")})
    data = privlab.dataset(frame, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=rich, rows_per_person=1)
    release = session.group_by({"sex": ["F", "M"], "shop": ["A", "B"]}).count()
    assert release.release(HUGE, label="both").to_frame()["count"].tolist() == [1, 1, 2, 0]


@pytest.mark.parametrize("noise", ["opendp", "diffprivlib"])
def test_the_noise_has_the_spread_that_was_forecast(purchases, noise):
    data = privlab.dataset(purchases, person="person", population="shoppers")
    from privlab.dp.noise._noise import noise_named

    session = privlab.dp.Session(data, rows_per_person=2, noise=noise)
    forecast = session.group_by(KEYS).count().forecast(epsilon=0.5)
    drawn = np.array(noise_named(noise).add([100] * 4000, 0.5, 2)) - 100
    assert drawn.std() == pytest.approx(forecast.figure("noise_sd").value, rel=0.08)
    inside = np.mean(np.abs(drawn) <= forecast.figure("noise_95").value)
    assert 0.93 < inside < 0.98
    assert abs(drawn.mean()) < 4 * drawn.std() / np.sqrt(len(drawn))


def test_a_release_spends_and_a_second_run_of_the_cell_does_not(session, register):
    first = session.group_by(KEYS).count().release(0.25, label="cell 12")
    assert register.budget("shoppers").left_epsilon == 0.75
    assert first.figure("epsilon_left").value == 0.75
    again = session.group_by(KEYS).count().release(0.25, label="cell 12")
    assert again.stored
    assert not first.stored
    pd.testing.assert_frame_equal(again.to_frame(), first.to_frame())
    assert register.budget("shoppers").left_epsilon == 0.75


def test_the_same_label_for_anything_else_is_refused(session, purchases, register):
    session.group_by(KEYS).count().release(0.25, label="cell 12")
    with pytest.raises(RegisterError, match="another epsilon"):
        session.group_by(KEYS).count().release(0.5, label="cell 12")
    with pytest.raises(RegisterError, match="another query"):
        session.group_by({"shop": ["A"]}).count().release(0.25, label="cell 12")
    other = privlab.dataset(purchases.iloc[1:], person="person", population="shoppers")
    with pytest.raises(RegisterError, match="another content of the table"):
        privlab.dp.Session(other, register=register, rows_per_person=2).group_by(
            KEYS
        ).count().release(0.25, label="cell 12")


def test_every_table_of_a_population_spends_one_budget(session, purchases, register):
    session.group_by(KEYS).count().release(0.6, label="one")
    other = privlab.dataset(
        purchases.assign(extra=1).iloc[1:], person="person", population="shoppers"
    )
    query = privlab.dp.Session(other, register=register, rows_per_person=1).count()
    with pytest.raises(BudgetError, match=r"of epsilon 1 there is epsilon 0\.4 left"):
        query.release(0.5, label="two")
    query.release(0.4, label="three")
    assert register.budget("shoppers").left_epsilon == 0


def test_a_forecast_spends_nothing_and_reads_nothing(session, register, monkeypatch):
    monkeypatch.setattr("privlab.dp._queries.fetch", None)
    session.group_by(KEYS).count().forecast(epsilon=0.5)
    assert register.budget("shoppers").spent_epsilon == 0


def test_the_finite_tail_of_diffprivlib_is_charged_as_delta(purchases, register):
    data = privlab.dataset(purchases, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=register, rows_per_person=2, noise="diffprivlib")
    with pytest.raises(BudgetError, match="delta"):
        session.group_by(KEYS).count().release(0.5, label="no delta")
    register.set_budget("shoppers", epsilon=1.0, delta=1e-6, reason="for diffprivlib")
    session.group_by(KEYS).count().release(0.5, label="with delta")
    assert 0 < register.budget("shoppers").spent_delta < 1e-10


def test_an_exact_sampler_charges_no_delta(session, register):
    session.group_by(KEYS).count().release(0.5, label="exact")
    assert register.budget("shoppers").spent_delta == 0


def test_a_population_without_a_budget_releases_nothing(purchases, register):
    data = privlab.dataset(purchases, person="person", population="others")
    with pytest.raises(BudgetError, match="set_budget"):
        privlab.dp.Session(data, register=register, rows_per_person=1).count().release(
            0.1, label="x"
        )


def test_a_failing_count_leaves_the_charge_spent(session, register, monkeypatch):
    monkeypatch.setattr("privlab.dp._passes.Pass.read", _fail)
    with pytest.raises(EngineError, match="stays spent"):
        session.count().release(0.25, label="fails")
    assert register.budget("shoppers").spent_epsilon == 0.25


def _fail(*_):
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"rows_per_person": None}, "how many rows of a person"),
        ({"rows_per_person": 0}, "whole number of at least 1"),
        ({"rows_per_person": True}, "whole number of at least 1"),
        ({"rows_per_person": 2**31 + 1}, "at most 2147483648"),
        ({"rows_per_person": 1, "noise": "numpy"}, "Allowed: opendp, diffprivlib"),
    ],
)
def test_a_session_says_what_it_lacks(purchases, arguments, said):
    data = privlab.dataset(purchases, person="person", population="shoppers")
    with pytest.raises(ParameterError, match=said):
        privlab.dp.Session(data, **arguments)


@pytest.mark.parametrize(
    ("roles", "said"),
    [({}, "no person key"), ({"person": "person"}, "belongs to a population")],
)
def test_a_table_without_person_or_population_is_refused(purchases, roles, said):
    with pytest.raises(ParameterError, match=said):
        privlab.dp.Session(privlab.dataset(purchases, **roles), rows_per_person=1)


@pytest.mark.parametrize(
    "epsilon", [0, -1, float("nan"), float("inf"), True, "0.5", None, 1e-10, 1.1e6]
)
def test_an_epsilon_that_is_none_is_refused(session, register, epsilon):
    for act in (session.count().forecast, lambda e: session.count().release(e, label="x")):
        with pytest.raises(ParameterError, match="epsilon is"):
            act(epsilon)
    assert register.budget("shoppers").spent_epsilon == 0


@pytest.mark.parametrize(
    ("keys", "error", "said"),
    [
        ({"shp": ["A"]}, ColumnError, "Did you mean 'shop'"),
        ({"shop": "A"}, ParameterError, "list of values"),
        ({"shop": []}, ParameterError, "must be there and differ"),
        ({"shop": ["A", "A"]}, ParameterError, "must be there and differ"),
        ({"shop": list(map(str, range(1_000_001)))}, ParameterError, "at most"),
        ({"shop": [1]}, ParameterError, "type int, and the column holds text"),
        ({"shop": [None, float("nan")]}, ParameterError, "2 given, 1 distinct"),
        ({"shop": [["A"]]}, ParameterError, "a list among its values"),
        ({"shop": {"A", "B"}}, ParameterError, "list of values"),
        ({"shop": b"AB"}, ParameterError, "list of values"),
        ({"person": ["p1"]}, ColumnError, "says who a person is"),
        (["shop"], ParameterError, "takes the values of each column"),
    ],
)
def test_key_sets_are_checked_before_anything_is_read(session, keys, error, said):
    with pytest.raises(error, match=said):
        session.group_by(keys)


def test_without_register_nothing_is_released(purchases):
    data = privlab.dataset(purchases, person="person", population="shoppers")
    with pytest.raises(ParameterError, match="has no register"):
        privlab.dp.Session(data, rows_per_person=1).count().release(0.1, label="x")


def test_neither_rows_nor_people_of_the_table_stand_in_a_release(session):
    release = session.count().release(0.5, label="hidden")
    provenance = release.to_dict()["provenance"]
    assert provenance["n_rows"] is None
    assert provenance["n_units"] is None
    told = release.origin("en").replace(release.provenance.data_version, "")
    assert "40" not in told


@pytest.mark.parametrize(
    ("values", "allowed", "refused"),
    [
        ([1, 2], [1], ["1", True, 1.0]),
        ([1.5, 2.0], [1.5, 2], ["1.5", True, 2**53 + 1]),
        ([True, False], [True], [1, "true"]),
        (
            pd.array([dt.date(2026, 1, 1)] * 2, dtype=pd.ArrowDtype(pa.date32())),
            [dt.date(2026, 1, 1)],
            ["2026-01-01", pd.Timestamp("2026-01-01")],
        ),
        ([pd.Timestamp("2026-01-01")] * 2, [pd.Timestamp("2026-01-01")], [dt.date(2026, 1, 1)]),
    ],
)
def test_a_group_must_be_a_value_that_the_column_can_hold(rich, values, allowed, refused):
    frame = pd.DataFrame({"person": [1, 2], "group": values})
    data = privlab.dataset(frame, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=rich, rows_per_person=1)
    answer = session.group_by({"group": allowed}).count().release(HUGE, label="allowed")
    assert len(answer.to_frame()) == len(allowed)
    spent = rich.budget("shoppers").spent_epsilon
    for value in refused:
        with pytest.raises(ParameterError, match="Nothing was read or spent"):
            session.group_by({"group": [value]})
    assert rich.budget("shoppers").spent_epsilon == spent


def test_a_table_opened_for_a_purpose_is_charged_to_it_and_to_no_other(tmp_path, register):
    from privlab._gate import Catalogue
    from privlab.policy import Policy
    from tests.companies import AS_OF, write_company

    register.set_budget("clients", epsilon=1.0)
    register.set_budget("clients", epsilon=0.3, purpose="score")
    catalogue = Catalogue(Policy.load(write_company(tmp_path)), register, AS_OF)
    view = catalogue.dataset("clients", purpose="score", actor="analyst")
    query = privlab.dp.Session(view, register=register, rows_per_person=1).count()
    query.release(0.25, label="first")
    assert register.budget("clients", purpose="score").spent_epsilon == 0.25
    with pytest.raises(BudgetError, match="purpose 'score'"):
        query.release(0.25, label="second")
    with pytest.raises(ParameterError, match="not the purpose for which this table was opened"):
        query.release(0.01, label="third", purpose="mail")
    with pytest.raises(ParameterError, match="not the actor for which this table was opened"):
        query.release(0.01, label="fourth", actor="someone")
