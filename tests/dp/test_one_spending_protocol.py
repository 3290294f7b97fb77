"""Nothing is read before the charge; whatever fails after it keeps the charge and says no why."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa
import pytest

import privlab
from privlab.dp import _spend
from privlab.errors import (
    BudgetError,
    EngineError,
    ParameterError,
    RegisterError,
    SourceError,
)
from privlab.tables import emptied, fetch

SOURCE = Path(privlab.__file__).parent
OF_THE_PROTOCOL = {"charge", "content_mark", "fail", "reserve", "settle", "stored"}
FEATURES = {"x": (0, 10)}


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.DataFrame({"person": range(20), "x": [1.0, 2.0] * 10, "left": ["no", "yes"] * 10})


def opened(source, register, **options):
    data = privlab.dataset(source, person="person", population="shoppers")
    return privlab.dp.Session(data, register=register, rows_per_person=1, **options)


def count(session, label="cell", epsilon=0.25):
    return session.count().release(epsilon, label=label)


def model(session, label="cell", epsilon=0.25):
    told = {"people": 10, "epsilon": epsilon, "label": label}
    return session.fit_model("gaussian_nb", FEATURES, {"left": ["no", "yes"]}, **told)


READS = {
    count: "privlab.dp._passes.Pass.read",
    model: "privlab.dp.models._fit._Asked.arrays",
}


def called(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found.add(getattr(node.func, "attr", getattr(node.func, "id", "")))
    return found


def test_no_other_file_of_the_bench_spends():
    elsewhere = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "register" not in path.parts and called(ast.parse(path.read_text())) & OF_THE_PROTOCOL
    ]
    # the rooms of tables define the mark, and use it nowhere
    assert elsewhere == ["dp/_spend.py"]


def failing(kind):
    def failed(*_):
        message = "Jeanne Dupont"
        raise kind(message)

    return failed


@pytest.mark.parametrize("release", READS)
@pytest.mark.parametrize("kind", [MemoryError, OSError, ZeroDivisionError, EngineError])
def test_whatever_fails_after_the_charge_says_one_sentence_and_is_listed(
    rows, register, monkeypatch, release, kind
):
    monkeypatch.setattr(READS[release], failing(kind))
    with pytest.raises(EngineError) as caught:
        release(opened(rows, register))
    assert str(caught.value) == (
        "The release 'cell' ended without an answer after it was reserved. Why is not said, since "
        "it may tell of the data: memory, disk, the engine or time. What was reserved stays spent, "
        "and the register lists it. Make room or ask for less, and release under a new label."
    )
    assert caught.value.__suppress_context__
    budget = register.budget("shoppers")
    assert (budget.spent_epsilon, budget.reserved_epsilon) == (0.25, 0.25)
    (failed,) = register.entries("failed")
    assert (failed.payload, failed.refers) == (
        {"label": "cell"},
        register.entries("charge")[0].number,
    )
    assert register.verify().ok


def test_a_label_that_failed_is_not_released_again(rows, register, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(READS[count], failing(MemoryError))
        with pytest.raises(EngineError):
            count(opened(rows, register))
    with pytest.raises(RegisterError, match=r"its release failed.*under a new label"):
        count(opened(rows, register))
    assert register.budget("shoppers").spent_epsilon == 0.25


@pytest.mark.parametrize("release", READS)
def test_what_the_user_stops_stays_stopped_and_charged(rows, register, monkeypatch, release):
    monkeypatch.setattr(READS[release], failing(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        release(opened(rows, register))
    assert register.budget("shoppers").spent_epsilon == 0.25
    assert len(register.entries("failed")) == 1


@pytest.mark.parametrize(
    "made",
    [
        lambda: _caused(RuntimeError("Query interrupted")),
        lambda: RuntimeError("KeyboardInterrupt: <EMPTY MESSAGE>"),
    ],
    ids=["wrapped by the engine", "come back as a text"],
)
def test_an_interrupt_that_an_engine_wraps_stays_an_interrupt(rows, monkeypatch, made):
    data = privlab.dataset(rows)

    def stopped(*_, **__):
        raise made()

    monkeypatch.setattr(type(data.connection), "to_pyarrow", stopped)
    with pytest.raises(KeyboardInterrupt):
        fetch(data.table, data.connection)


def _caused(error: Exception) -> Exception:
    error.__cause__ = KeyboardInterrupt()
    return error


def test_no_row_is_read_before_the_charge(rows, register, monkeypatch):
    """The engine is asked for nothing but empty runs until the reservation is durable."""
    session = opened(rows, register)
    seen = []
    real = type(session.data.connection).to_pyarrow

    def watched(self, expression, **options):
        leaves = [
            leaf.data.obj.num_rows
            for leaf in expression.op().find(ibis.expr.operations.InMemoryTable)
        ]
        seen.append((bool(register.entries("charge")), max(leaves, default=0)))
        return real(self, expression, **options)

    monkeypatch.setattr(type(session.data.connection), "to_pyarrow", watched)
    count(session)
    assert {most for charged, most in seen if not charged} == {0}
    assert {most for charged, most in seen if charged} == {20}


def test_nothing_of_a_table_shows_where_the_budget_does_not_cover(register):
    """One minor among them, or none: the same refusal, and nothing is spent."""
    told = set()
    for ages in ([30] * 9, [*[30] * 8, 17]):
        engine = ibis.duckdb.connect()
        table = engine.create_table(
            "people", pa.table({"person": range(9), "age": pa.array(ages, pa.uint8())})
        )
        with pytest.raises(BudgetError) as caught:
            count(opened(table, register), epsilon=5.0)
        told.add(str(caught.value))
    assert len(told) == 1
    assert register.budget("shoppers").spent_epsilon == 0


def test_emptied_leaves_keep_the_query_and_lose_the_rows(rows):
    data = privlab.dataset(rows)
    asked = data.table.group_by("left").aggregate(n=lambda t: t.count())
    assert fetch(asked, data.connection).num_rows == 2
    assert fetch(emptied(asked, data.table), data.connection).num_rows == 0


WHEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
KEYS = {
    "moments with a time zone": ([WHEN, WHEN + dt.timedelta(hours=1)], pa.timestamp("us", "UTC")),
    "whole numbers of 64 bits": ([2**63 + 7, 2**63 + 9], pa.uint64()),
}


@pytest.mark.parametrize("name", KEYS)
def test_what_an_engine_cannot_group_by_is_grouped_or_refused_before_the_charge(register, name):
    register.set_budget("shoppers", 1e4, reason="to read exact counts")
    keys, kind = KEYS[name]
    table = pa.table({"person": range(10), "g": pa.array(keys * 5, kind)})
    query = opened(table, register).group_by({"g": keys}).count()
    assert query.release(1e3, label="ours").table["count"].tolist() == [5, 5]
    spent = register.budget("shoppers").spent_epsilon
    theirs = privlab.dataset(
        table, person="person", population="shoppers", connection=ibis.duckdb.connect()
    )
    query = (
        privlab.dp.Session(theirs, register=register, rows_per_person=1)
        .group_by({"g": keys})
        .count()
    )
    try:
        told = query.release(1e3, label="theirs").table["count"].tolist()
    except EngineError:
        assert register.budget("shoppers").spent_epsilon == spent
    else:
        assert told == [5, 5]


def test_a_file_that_is_gone_is_said_before_the_charge(rows, register, tmp_path):
    path = tmp_path / "rows.parquet"
    rows.to_parquet(path)
    session = opened(path, register)
    path.unlink()
    with pytest.raises(SourceError, match="cannot be read any more"):
        count(session)
    assert register.budget("shoppers").spent_epsilon == 0


def test_a_killed_release_stays_charged_and_is_shown_as_unanswered(rows, register, monkeypatch):
    class Killed(BaseException):
        """What leaves no time for anything."""

    monkeypatch.setattr(_spend, "content_mark", failing(Killed))
    monkeypatch.setattr(type(register), "fail", failing(Killed))
    with pytest.raises(Killed):
        count(opened(rows, register))
    budget = register.budget("shoppers")
    assert (budget.spent_epsilon, budget.reserved_epsilon) == (0.25, 0.25)
    assert "▒" in repr(register)


def test_a_model_takes_either_row_of_a_person_and_favours_no_class(register):
    register.set_budget("shoppers", 1e3, reason="to read shares without noise")
    frame = pd.DataFrame(
        {
            "person": [n // 2 for n in range(2000)],
            "x": [3.0, 6.0] * 1000,
            "left": ["no", "yes"] * 1000,
        }
    )
    for label, classes in (("one", ["no", "yes"]), ("other", ["yes", "no"])):
        told = {"people": 1000, "epsilon": 100.0, "label": label}
        made = opened(frame, register).fit_model("gaussian_nb", FEATURES, {"left": classes}, **told)
        # half of 1,000 by a fair coin: five standard deviations are 0.08
        assert made.parameters["shares"] == pytest.approx([0.5, 0.5], abs=0.08)


TAKING_ITS_PLACE = {
    "a view that stops on a value": (
        "CREATE VIEW rows AS SELECT person, x::VARCHAR::INTEGER AS x FROM kept",
        ParameterError,
    ),
    "a view that mixes people": ("CREATE VIEW rows AS FROM kept LIMIT 1", ParameterError),
    "narrower numbers": (
        "CREATE TABLE rows AS SELECT person, x::UTINYINT AS x FROM kept",
        SourceError,
    ),
    "nothing": ("SELECT 1", ParameterError),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKING_ITS_PLACE)
def test_what_took_the_place_of_a_table_is_refused_before_the_charge(register, rows, name):
    spent = register.budget("shoppers").spent_epsilon
    told = set()
    for value in (1.0, 2.5):
        connection = ibis.duckdb.connect()
        connection.create_table("kept", rows.assign(x=[*rows["x"][:-1], value])[["person", "x"]])
        connection.raw_sql("CREATE TABLE rows AS FROM kept")
        table = connection.table("rows")
        session = opened(table.mutate(y=table.x - 18), register)
        connection.raw_sql("DROP TABLE rows")
        statement, error = TAKING_ITS_PLACE[name]
        connection.raw_sql(statement)
        with pytest.raises(error) as refused:
            count(session)
        told.add(str(refused.value))
    assert len(told) == 1
    assert register.budget("shoppers").spent_epsilon == spent


def test_a_table_put_in_the_place_of_a_frame_s_is_walked_again(register, rows):
    data = privlab.dataset(rows, person="person", population="shoppers")
    data.connection.create_table("kept", rows[["person", "x"]])
    data.connection.raw_sql("CREATE TABLE rows AS FROM kept")
    data = dataclasses.replace(data, table=data.connection.table("rows"))
    session = privlab.dp.Session(data, register=register, rows_per_person=1)
    data.connection.raw_sql("DROP TABLE rows; CREATE VIEW rows AS FROM kept LIMIT 1")
    with pytest.raises(ParameterError):
        count(session)
    assert register.budget("shoppers").spent_epsilon == 0


def test_a_file_written_with_other_types_is_refused_by_its_name(register, rows, tmp_path):
    path = tmp_path / "rows.parquet"
    rows.to_parquet(path)
    session = opened(path, register)
    count(session, "before")
    spent = register.budget("shoppers").spent_epsilon
    rows.assign(x=rows["x"].astype("int8")).to_parquet(path)
    with pytest.raises(SourceError, match=r"columns of 'rows\.parquet', or their types"):
        count(session)
    assert register.budget("shoppers").spent_epsilon == spent
