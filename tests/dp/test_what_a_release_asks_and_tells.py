"""What reaches the sampler, the register and the engine, and in which order."""

from __future__ import annotations

import decimal
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import privlab
from privlab.dp import _passes
from privlab.errors import EngineError, InternalError, ParameterError, SourceError

KEYS = {"shop": ["A", "B", "C"]}
HUGE = 1e3


@pytest.fixture
def draws(monkeypatch):
    """Every call of the sampler: the exact values, epsilon and sensitivity."""
    from privlab.dp.noise._noise import _Guarded

    seen = []
    original = _Guarded.add

    def spied(self, exact, epsilon, sensitivity):
        seen.append((list(exact), epsilon, sensitivity))
        return original(self, exact, epsilon, sensitivity)

    monkeypatch.setattr(_Guarded, "add", spied)
    return seen


@pytest.fixture
def charges(register, monkeypatch):
    """Every charge that is asked of the register."""
    seen = []
    original = type(register).reserve

    def spied(self, **asked):
        seen.append(asked)
        return original(self, **asked)

    monkeypatch.setattr(type(register), "reserve", spied)
    return seen


def sessions(frame, register, cap=1, **options):
    data = privlab.dataset(frame, person="person", population="shoppers")
    return privlab.dp.Session(data, register=register, rows_per_person=cap, **options)


def test_the_noise_is_for_the_epsilon_that_is_charged_and_for_the_cap(session, draws, charges):
    session.group_by(KEYS).count().release(0.25, label="one")
    assert [asked["epsilon"] for asked in charges] == [0.25]
    assert {(epsilon, cap) for _, epsilon, cap in draws} == {(0.25, 2)}
    # on a constant before the charge, on the counts after it
    assert [exact for exact, *_ in draws] == [[0], [3, 8, 0]]


@pytest.mark.parametrize("noise", ["opendp", "diffprivlib"])
def test_the_noise_has_the_scale_of_the_cap_over_epsilon(noise):
    from privlab.dp.noise._noise import noise_named

    assert noise_named(noise).scale(0.5, 3) == pytest.approx(6)
    drawn = np.array(noise_named(noise).add([0] * 4000, 0.5, 3))
    assert np.abs(drawn).mean() == pytest.approx(6, rel=0.1)


def test_the_delta_of_diffprivlib_grows_with_cells_and_scale(purchases):
    def delta(cap, epsilon, keys):
        query = sessions(purchases, None, cap, noise="diffprivlib").group_by(keys).count()
        return query.forecast(epsilon).figure("delta").value

    assert delta(1, 1.0, KEYS) == 2.0**-48
    assert delta(2, 1.0, KEYS) == 2.0**-48 * 2 * 2
    assert delta(5, 1.0, KEYS) == 2.0**-48 * 5 * 3
    assert delta(1, 0.25, KEYS) == 2.0**-48 * 4
    assert delta(1, 4.0, KEYS) == 2.0**-48


def test_purpose_and_actor_reach_the_register(session, charges, register):
    register.set_budget("shoppers", epsilon=0.5, purpose="score")
    session.count().release(0.25, label="one", purpose="score", actor="analyst")
    assert (charges[0]["purpose"], charges[0]["actor"]) == ("score", "analyst")
    assert register.budget("shoppers", purpose="score").spent_epsilon == 0.25


def test_what_the_engine_cannot_do_is_found_before_the_charge(session, register, monkeypatch):
    def refused(*_):
        message = "no"
        raise EngineError(message)

    monkeypatch.setattr(_passes, "fetch", refused)
    with pytest.raises(EngineError):
        session.count().release(0.25, label="one")
    assert register.budget("shoppers").spent_epsilon == 0


def test_what_the_sampler_cannot_do_is_found_before_the_charge(session, register, monkeypatch):
    monkeypatch.setattr("privlab.dp.noise._opendp._OpenDP.add", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        session.count().release(0.25, label="one")
    assert register.budget("shoppers").spent_epsilon == 0


def test_an_error_of_ibis_is_told_without_its_words(session, register, monkeypatch):
    def printing(*_, **__):
        message = "Jeanne Dupont"
        raise TypeError(message)

    monkeypatch.setattr(_passes, "rows_of_each_person", printing)
    with pytest.raises(InternalError) as caught:
        session.count().release(0.25, label="one")
    assert "Jeanne" not in str(caught.value)
    assert caught.value.__suppress_context__
    assert register.budget("shoppers").spent_epsilon == 0


def test_a_scale_beyond_every_count_is_refused_before_the_charge(purchases, register):
    query = sessions(purchases, register, 2**31).count()
    for act in (query.forecast, lambda e: query.release(e, label="one")):
        with pytest.raises(ParameterError, match="needs noise of scale"):
            act(1e-4)
    assert register.budget("shoppers").spent_epsilon == 0


@pytest.mark.parametrize("epsilon", [np.float32(0.5), np.float64(0.5), np.int64(1), 1])
def test_a_number_of_any_library_is_an_epsilon(session, epsilon):
    assert session.count().forecast(epsilon).figure("epsilon").value == float(epsilon)


def test_the_register_knows_the_groups_by_a_digest_only(purchases, register, charges):
    frame = purchases.assign(shop="Jeanne Dupont")
    for label, names in {"one": ["Jeanne Dupont", "B"], "two": ["B", "Jeanne Dupont"]}.items():
        sessions(frame, register).group_by({"shop": names}).count().release(0.1, label=label)
    described = [json.loads(asked["query"]) for asked in charges]
    assert described[0]["columns"] == ["shop"]
    assert described[0]["groups"] == 2
    assert described[0]["keys"] != described[1]["keys"]
    assert "Jeanne" not in "".join(asked["query"] for asked in charges)


def test_the_query_says_all_that_changes_its_answer(purchases, register, charges):
    register.set_budget("shoppers", epsilon=10.0, delta=0.1, reason="for diffprivlib")
    several = [
        sessions(purchases, register, 1),
        sessions(purchases, register, 2),
        sessions(purchases, register, 1, noise="diffprivlib"),
    ]
    for number, session in enumerate(several):
        session.group_by(KEYS).count().release(0.1, label=f"cell {number}")
        session.group_by({"shop": ["A", "B", "D"]}).count().release(0.1, label=f"other {number}")
        session.count().release(0.1, label=f"all {number}")
    assert len({asked["query"] for asked in charges}) == len(charges) == 9


def test_the_interval_lies_about_the_count_by_the_width_that_was_forecast(session):
    query = session.group_by(KEYS).count()
    width = query.forecast(0.25).figure("noise_95").value
    frame = query.release(0.25, label="one").to_frame()
    assert width > 0
    assert (frame["count"] - frame["low"]).tolist() == [width] * 3
    assert (frame["high"] - frame["count"]).tolist() == [width] * 3


def test_which_rows_are_kept_follows_no_order_of_the_groups(register):
    register.set_budget("shoppers", epsilon=10 * HUGE, reason="to read exact counts")
    frame = pd.DataFrame({"person": [*range(400)] * 2, "shop": ["A"] * 400 + ["B"] * 400})
    release = sessions(frame, register).group_by({"shop": ["A", "B"]}).count()
    kept = release.release(HUGE, label="one").to_frame()["count"]
    assert kept.sum() == 400
    # half of 400 by a fair coin: four standard deviations are 40
    assert abs(kept.iloc[0] - 200) <= 40


def test_rows_that_lose_their_key_after_the_session_was_made_take_no_part(register, tmp_path):
    register.set_budget("shoppers", epsilon=10 * HUGE, reason="to read exact counts")
    frame = pd.DataFrame({"person": ["a", "b", "c"], "shop": ["A", "A", "B"]})
    path = tmp_path / "rows.parquet"
    frame.to_parquet(path)
    query = sessions(path, register, 4).group_by({"shop": ["A", "B"]}).count()
    frame.assign(person=["a", None, None]).to_parquet(path)
    answer = query.release(HUGE, label="one")
    assert answer.to_frame()["count"].tolist() == [1, 0]
    assert "Every row had a person key when the session was made." in [
        message.text("en") for message in answer.assumptions
    ]


VALUES = {
    "NaN": ([1.5, None, None], [1.5, float("nan")], [1, 2]),
    "NA": (["a", None, None], ["a", pd.NA], [1, 2]),
    "NaT": (pd.to_datetime(["2026-01-01", None, None]), [pd.NaT], [2]),
    "only what is missing": (["a", None, None], [None], [2]),
    "float32": (np.array([0.1, 0.1, 0.2], np.float32), [0.1, np.float32(0.2)], [2, 1]),
    "numpy": ([1, 2, 2], np.array([1, 2, 3]), [1, 2, 0]),
    "numpy times": (
        pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-02"]),
        np.array(["2026-01-01", "2026-01-02"], dtype="datetime64[ns]"),
        [2, 1],
    ),
    "a time zone": (
        pd.to_datetime(["2026-01-01T12:00Z"] * 3),
        [pd.Timestamp("2026-01-01T13:00", tz="Europe/Paris")],
        [3],
    ),
    "decimals": (
        [decimal.Decimal("1.50")] * 2 + [decimal.Decimal("2.00")],
        [decimal.Decimal("1.5"), 2],
        [2, 1],
    ),
    "the negative zero": ([0.0, -0.0, 1.0], [-0.0, 1], [2, 1]),
    "a float of a whole number": ([1.0, 2.0, 2.0], [1, 2], [1, 2]),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_found_as_the_column_holds_it(register, name):
    register.set_budget("shoppers", epsilon=10 * HUGE, reason="to read exact counts")
    held, keys, expected = VALUES[name]
    frame = pd.DataFrame({"person": [1, 2, 3], "group": held})
    query = sessions(frame, register).group_by({"group": keys}).count()
    assert query.release(HUGE, label="one").to_frame()["count"].tolist() == expected


@pytest.mark.parametrize(
    ("held", "keys", "said"),
    [
        (np.array([0.1, 0.2], np.float32), [0.1, np.float32(0.1)], "2 given, 1 distinct"),
        (np.array([1, 2], np.uint8), [300], "the column holds whole numbers"),
        (pd.to_datetime(["2026-01-01"] * 2), [pd.Timestamp("2026-01-01", tz="UTC")], "no such"),
        (pd.to_datetime(["2026-01-01"] * 2, utc=True), [pd.Timestamp("2026-01-01")], "no such"),
        (
            pd.array([decimal.Decimal("1.50")] * 2, dtype=pd.ArrowDtype(pa.decimal128(5, 2))),
            [decimal.Decimal("1.555")],
            "no such value",
        ),
        (np.array([0.1, 0.2], np.float32), [1e300], "no such value"),
        (["a", "b"], ["\ud800"], "no such value"),
    ],
)
def test_a_value_that_the_column_cannot_hold_is_refused(held, keys, said):
    frame = pd.DataFrame({"person": [1, 2], "group": held})
    with pytest.raises(ParameterError, match=said):
        sessions(frame, None).group_by({"group": keys})


@pytest.mark.parametrize("column", ["count", "low", "high"])
def test_a_group_column_is_not_named_as_a_column_of_the_answer(column):
    frame = pd.DataFrame({"person": [1, 2], column: ["a", "b"]})
    with pytest.raises(privlab.errors.ColumnError, match="Rename it"):
        sessions(frame, None).group_by({column: ["a"]})


def test_an_identifier_makes_no_groups():
    frame = pd.DataFrame({"person": [1, 2], "name": ["a", "b"]})
    data = privlab.dataset(frame, person="person", population="p", identifiers=["name"])
    with pytest.raises(privlab.errors.ColumnError, match="says who a person is"):
        privlab.dp.Session(data, rows_per_person=1).group_by({"name": ["a"]})


def test_a_file_that_changes_while_it_is_counted_gives_no_answer(
    purchases, register, tmp_path, monkeypatch
):
    path = tmp_path / "purchases.parquet"
    purchases.to_parquet(path)
    query = sessions(path, register).count()
    read = _passes.Pass.read

    def disturbed(self):
        found = read(self)
        purchases.iloc[1:].to_parquet(path)
        return found

    monkeypatch.setattr(_passes.Pass, "read", disturbed)
    with pytest.raises(SourceError, match="changed while 'one' was counted"):
        query.release(0.25, label="one")
    assert register.budget("shoppers").spent_epsilon == 0.25


def test_a_recoded_table_that_is_made_again_gets_its_stored_answer(purchases, register):
    def answer():
        data = privlab.dataset(purchases, person="person", population="shoppers")
        rows = [["A", "x"], ["B", "y"]]
        recipe = privlab.Recipe({"shop": 1}, {"shop": privlab.Hierarchy.from_rows(rows)})
        session = privlab.dp.Session(recipe.transform(data), register=register, rows_per_person=1)
        return session.group_by({"shop": ["x", "y"]}).count().release(0.25, label="one")

    assert not answer().stored
    assert answer().stored
    assert register.budget("shoppers").spent_epsilon == 0.25


def test_bounds_that_nothing_can_be_divided_by_are_refused():
    frame = pd.DataFrame({"id": range(9), "x": [0.5] * 9})
    data = privlab.dataset(frame, person="id", population="clients")
    session = privlab.dp.Session(data, rows_per_person=1)
    with pytest.raises(privlab.errors.ParameterError, match="apart; at least 1e-100"):
        session.quantiles("x", [0.5], 0, 1e-306)


def test_caps_beyond_exact_sums_are_refused():
    frame = pd.DataFrame({"id": range(9), "x": [0.5] * 9})
    data = privlab.dataset(frame, person="id", population="clients")
    session = privlab.dp.Session(data, rows_per_person=45_035_997)
    with pytest.raises(privlab.errors.ParameterError, match="can be added up exactly"):
        session.sum("x", 0, 1)
