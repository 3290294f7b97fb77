"""A session opens on what it can prove: no value decides a type, and nothing mixes people."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import privlab
from privlab.errors import ParameterError, SourceError
from privlab.treatments import Microaggregation

ENOUGH = 1e3


@pytest.fixture
def rich(register):
    register.set_budget("shoppers", epsilon=1e5, delta=0.5, reason="to read exact figures")
    return register


def opened(source, **options):
    return privlab.dataset(source, person="person", population="shoppers", **options)


def session(source, register=None, rows=1, **options):
    data = source if isinstance(source, privlab.Dataset) else opened(source)
    return privlab.dp.Session(data, register=register, rows_per_person=rows, **options)


def told(query, label, epsilon=ENOUGH, delta=0.0):
    return query.release(epsilon, delta, label=label).to_frame()


def ages(values, kind="uint8"):
    frame = pd.DataFrame({"person": range(len(values)), "age": pd.array(values, dtype=kind)})
    return ibis.duckdb.connect().create_table("people", frame)


NARROW = {
    "a subtraction below 0": ("uint8", lambda t: t.age - 18),
    "a sum of two": ("int8", lambda t: t.age + t.age),
    "a product": ("int16", lambda t: t.age * 100),
    "a sum": ("int32", lambda t: t.age + 1),
    "a difference the other way": ("uint8", lambda t: 1 - t.age),
    "half of the widest": ("uint64", lambda t: t.age // 2),
    "decimals beside whole numbers": ("int64", lambda t: t.age == t.age.try_cast("decimal(38,37)")),
    "the greatest of two kinds": (
        "int64",
        lambda t: ibis.greatest(t.age, t.age.try_cast("decimal(38,37)")),
    ),
    "a null for a value of another kind": (
        "int64",
        lambda t: t.age.nullif(t.age.try_cast("decimal(38,37)")),
    ),
}


@pytest.mark.parametrize("name", NARROW)
def test_what_overflows_in_the_width_of_its_operands_is_refused(name):
    kind, make = NARROW[name]
    table = ages([30, 40], kind)
    with pytest.raises(ParameterError, match="this one holds"):
        session(table.mutate(since=make(table)))


def test_floats_are_added_whatever_they_hold(rich):
    table = ages([30, 17, 250])
    made = table.mutate(since=table.age.cast("float64") - 18)
    assert told(session(made, rich).sum("since", -18, 100, unit=1), "x")["sum"][0] == 111


@pytest.mark.parametrize("take", ["truncate", "iso_year", "week_of_year"])
def test_a_day_far_from_ours_never_stops_the_engine(take):
    connection = ibis.duckdb.connect()
    connection.raw_sql("CREATE TABLE rows AS SELECT 1 AS person, DATE '5881580-07-10' AS day")
    table = connection.table("rows")
    value = table.day.truncate("M") if take == "truncate" else getattr(table.day, take)()
    with pytest.raises(ParameterError, match=r"Take \.year\(\), \.quarter\(\)"):
        session(table.mutate(part=value))
    session(table.mutate(year=table.day.year(), month=table.day.month()))


def test_two_frames_are_not_joined_by_what_is_no_person_key():
    people = opened(pd.DataFrame({"person": range(9), "town": ["A"] * 9}))
    cards = privlab.dataset(
        pd.DataFrame({"who": [1, 2], "town": ["A", "Y"], "fraud": [1.0, 0.0]}),
        person="who",
        population="shoppers",
    )
    joined = people.table.left_join(cards.table, people.table.town == cards.table.town)
    with pytest.raises(ParameterError, match="this one holds a join"):
        session(opened(joined.select("person", "town", "fraud")))


def test_a_cast_in_the_predicate_of_a_join_is_refused():
    connection = ibis.duckdb.connect()
    frame = pd.DataFrame({"person": range(9), "code": ["12"] * 9})
    table = connection.create_table("rows", frame)
    zone = privlab.dataset(pd.DataFrame({"k": [12], "zone": ["x"]})).table
    joined = table.left_join(zone, table.code.cast("int64") == zone.k)
    with pytest.raises(ParameterError, match="this one holds"):
        session(joined.select("person", "zone"))


def test_a_treatment_that_mixes_people_is_no_leaf():
    data = opened(pd.DataFrame({"person": range(100), "income": [10.0] * 99 + [1e6]}))
    treated = Microaggregation(columns=["income"], k=50).fit(data).transform(data)
    with pytest.raises(ParameterError, match="made by microaggregation"):
        session(treated)
    with pytest.raises(ParameterError, match="the rows of another dataset"):
        session(_bound(treated))


def _bound(data):
    """Return the rows of a dataset beside a table of an engine, which binds them to it."""
    connection = ibis.duckdb.connect()
    frame = pd.DataFrame({"person": [1], "income": [1.0]})
    own = connection.create_table("own", frame)
    return own.union(data.table)


@pytest.mark.parametrize(("kind", "said"), [("view", "a view"), ("cached", "a cached table")])
def test_a_view_and_a_cached_table_are_no_leaves(kind, said):
    connection = ibis.duckdb.connect()
    table = connection.create_table("rows", pd.DataFrame({"person": range(9), "x": range(9)}))
    first = table.limit(5)
    made = connection.create_view("first", first) if kind == "view" else first.cache()
    with pytest.raises(ParameterError, match=f"this one holds {said}"):
        session(made)
    session(table)


def csv(folder, last):
    path = folder / "rows.csv"
    rows = [f"{n},{n % 90},7500{n % 2 + 1}" for n in range(100)]
    path.write_text("\n".join(["person,x,code", *rows, *last]) + "\n")
    return path


@pytest.mark.parametrize("last", [[], ["bob,37.5,2A004"], ["bob,,"], ["bob,much,75001"]])
def test_no_value_decides_the_type_of_a_csv_column(tmp_path, rich, last):
    made = session(csv(tmp_path, last), rich)
    total = made.sum("x", 0, 100)
    assert total.bounds.unit == 1e-4
    assert made.group_by({"code": ["75001", "2A004"]}).count().forecast(1.0)
    frame = told(made.group_by({"code": [75001, 75002]}).count(), "codes")
    assert frame["count"].tolist() == [50 + (last == ["bob,much,75001"]), 50]
    chosen = told(made.group_by("code", keys="private").count(), "chosen", 100.0, 1e-6)
    assert chosen["code"].tolist() == ["75001", "75002"]
    whole = made.group_by("code", keys="private", kind="integer").count()
    assert told(whole, "whole", 100.0, 1e-6)["code"].tolist() == [75001, 75002]


def test_a_number_that_is_not_whole_is_no_whole_key(tmp_path, rich):
    path = tmp_path / "rows.csv"
    path.write_text("person,n\na,1\nb,1.5\nc,2\nd,two\n")
    frame = told(session(path, rich).group_by({"n": [1, 2]}).count(), "n")
    assert frame["count"].tolist() == [1, 1]


def test_python_objects_are_read_as_text_whatever_they_hold(rich):
    days = [dt.date(2026, 1, 1), dt.date(2026, 1, 2)]
    for n, last in enumerate(([], [None], [days[0]])):
        own = [*days, *last]
        frame = pd.DataFrame({"person": range(len(own)), "day": pd.Series(own, dtype=object)})
        made = session(frame, rich)
        assert made.data.untyped == ("day",)
        counts = told(made.group_by({"day": days}).count(), str(n))["count"].tolist()
        assert counts == [1 + (last == [days[0]]), 1]


def test_a_unit_comes_from_the_bounds_and_never_from_a_type():
    whole = pd.DataFrame({"person": range(5), "x": range(5)})
    units = {
        session(whole.astype({"x": kind})).sum("x", 0, 100).bounds.unit
        for kind in ("int64", "uint8", "float64", "Int64")
    }
    assert units == {1e-4}
    assert session(whole).sum("x", 0, 100, unit=1).bounds.unit == 1


def test_rows_without_a_person_key_are_left_out_and_never_looked_at(rich):
    for n, keys in enumerate((["a", "b", "c"], ["a", "b", None], [None, None, None])):
        frame = pd.DataFrame({"person": pd.array(keys, dtype="str"), "x": [1.0, 2.0, 3.0]})
        count = told(session(frame, rich).count(), str(n))["count"][0]
        assert count == 3 - keys.count(None)


def test_an_empty_table_and_an_empty_selection_are_answered_like_any_other(tmp_path, rich):
    frame = pd.DataFrame({"person": range(9), "x": 1.0})
    table = ibis.duckdb.connect().create_table("rows", frame)
    path = tmp_path / "rows.csv"
    path.write_text("person,x\n")
    sources = [frame.iloc[:0], table.filter(table.x > 5), path]
    for n, source in enumerate(sources):
        made = session(source, rich)
        assert told(made.count(), f"{n}")["count"][0] == 0
        assert told(made.sum("x", 0, 10, unit=1), f"sum {n}")["sum"][0] == 0
    assert told(session(frame, rich).filter(lambda t: t.x > 5).count(), "none")["count"][0] == 0


def test_an_expression_runs_on_no_row_before_it_was_walked():
    table = ages([300], "int64")
    with pytest.raises(ParameterError, match="this one holds Cast"):
        session(table.mutate(age=table.age.cast("int8")))


MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
KEYS = {
    "the widest whole numbers": (pa.uint64(), [2**63 + 7, 2**64 - 1, 1]),
    "moments with a zone": (
        pa.timestamp("us", "UTC"),
        [MOMENT, MOMENT + dt.timedelta(hours=1), MOMENT + dt.timedelta(days=1)],
    ),
    "nanoseconds": (
        pa.timestamp("ns"),
        [pd.Timestamp(0), pd.Timestamp(1), pd.Timestamp(10**9 + 1)],
    ),
    "days": (pa.date32(), [dt.date(2026, 1, n) for n in (1, 2, 3)]),
}


@pytest.mark.parametrize("name", KEYS)
def test_keys_of_every_type_are_found(name, rich):
    kind, values = KEYS[name]
    rows = pa.table({"person": range(90), "key": pa.array(values * 30, kind)})
    made = session(rows, rich)
    for n in (1, 2, 3):
        counts = told(made.group_by({"key": values[:n]}).count(), f"{name} {n}")["count"]
        assert counts.tolist() == [30] * n


def test_the_widest_whole_numbers_are_chosen_privately(rich):
    rows = pa.table({"person": range(200), "key": pa.array([2**63 + 7] * 200, pa.uint64())})
    frame = told(session(rows, rich).group_by("key", keys="private").count(), "u", 100.0, 1e-6)
    assert frame["key"].tolist() == [2**63 + 7]


@pytest.mark.parametrize("n_edges", [2, 33, 1_001, 20_000])
def test_a_histogram_takes_any_number_of_edges(n_edges, rich):
    values = np.linspace(-1, n_edges, 3_000)
    edges = np.arange(n_edges)
    frame = pd.DataFrame({"person": range(3_000), "x": values})
    counts = told(session(frame, rich).histogram("x", edges), "h")["count"].to_numpy()
    expected = np.bincount(np.searchsorted(edges, values, side="right"), minlength=n_edges + 1)
    assert counts.tolist() == expected.tolist()


@pytest.mark.parametrize("classes", [[True, False], [False, True]])
def test_the_row_of_a_model_is_drawn_evenly(classes, rich):
    frame = pd.DataFrame(
        {
            "person": np.repeat(np.arange(1_000), 2),
            "age": np.tile([30.0, 60.0], 1_000),
            "left": np.tile([True, False], 1_000),
        }
    )
    model = session(frame, rich).fit_model(
        "gaussian_nb", {"age": (18, 90)}, {"left": classes}, people=1_000, epsilon=50.0, label="m"
    )
    assert model.parameters["shares"] == pytest.approx([0.5, 0.5], abs=0.1)


MOMENTS = {"s": 2**60, "ms": -(2**61), "us": -(2**63), "ns": -(2**63)}


@pytest.mark.parametrize("make", [pa.timestamp, pa.duration])
@pytest.mark.parametrize("unit", MOMENTS)
def test_a_moment_that_the_engine_cannot_hold_is_missing(rich, unit, make):
    when = pa.array([0] * 9 + [MOMENTS[unit]], make(unit))
    frame = pa.table({"person": [f"p{n}" for n in range(10)], "when": when})
    asked = session(frame, rich)
    assert told(asked.count(), "rows")["count"][0] == 10
    if make is pa.timestamp:
        keys = {"when": [dt.datetime(1970, 1, 1), None]}  # noqa: DTZ001 - as the column
        assert told(asked.group_by(keys).count(), "keys")["count"].tolist() == [9, 1]


def test_half_a_character_is_refused_without_being_shown():
    texts = pd.Series(["a", "\ud800"], dtype=object)
    with pytest.raises(SourceError, match="holds half a character") as said:
        opened(pd.DataFrame({"person": [1, 2], "said": texts}))
    assert "ud800" not in str(said.value)
