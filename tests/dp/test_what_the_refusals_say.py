"""A first release in six lines; and what each refusal says: what, which, what is allowed, next."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.errors import BudgetError, ParameterError


@pytest.fixture
def frame():
    return pd.DataFrame({"person": range(6), "shop": list("AABBAB"), "x": np.arange(6.0)})


def opened(source, population="shoppers"):
    return privlab.dataset(source, person="person", population=population)


@pytest.fixture
def asked(frame, register):
    return privlab.dp.Session(opened(frame), register=register, rows_per_person=1)


@pytest.fixture
def says(register):
    """Return a call that must be refused, with every one of these words, and spend nothing."""

    def check(error, call, *words):
        with pytest.raises(error) as caught:
            call()
        missing = [word for word in words if word not in str(caught.value)]
        assert not missing, f"{missing} in: {caught.value}"
        assert register.budget("shoppers").spent_epsilon == 0

    return check


def test_a_first_release_takes_six_lines(tmp_path, frame):
    cell = """
import privlab
register = privlab.Register.create(path)
register.set_budget("clients", epsilon=1.0)
data = privlab.dataset(frame, person="person", population="clients")
session = privlab.dp.Session(data, register=register, rows_per_person=1)
release = session.group_by({"shop": ["A", "B"]}).count().release(0.5, label="first")
"""
    assert len(cell.strip().splitlines()) <= 6
    names = {"path": tmp_path / "register.sqlite", "frame": frame}
    exec(cell, names)  # noqa: S102 - what a person would type
    assert names["release"].to_frame()["shop"].tolist() == ["A", "B"]
    assert names["register"].budget("clients").left_epsilon == 0.5


def test_no_cap(says, frame, register):
    says(
        ParameterError,
        lambda: privlab.dp.Session(opened(frame), register=register),
        "how many rows of a person take part at most",
        "rows_per_person=1 when each has one row, more when they have several",
        "one person could weigh anything",
    )


def test_no_bounds(says, asked):
    says(
        ParameterError,
        lambda: asked.sum("x"),
        "sum needs bounds that are known without looking at the data",
        "sum('x', low, high)",
        "moved to the nearer one",
    )


def test_no_keys(says, asked):
    says(
        ParameterError,
        lambda: asked.group_by("shop"),
        "group_by takes the values of each column",
        "known without looking at the data",
        "{'town': ['Lyon', 'Nice']}",
    )


def test_an_empty_budget(register, asked):
    asked.count().release(1.0, label="all of it")
    with pytest.raises(BudgetError) as caught:
        asked.count().release(0.25, label="more")
    for words in (
        "population 'shoppers'",
        "asks for epsilon 0.25",
        "of epsilon 1 there is epsilon 0 left",
        "Nothing was read or spent",
        "register.set_budget('shoppers', epsilon=..., reason='...')",
    ):
        assert words in str(caught.value)
    assert register.budget("shoppers").spent_epsilon == 1.0


def test_nan_bounds(says, asked):
    says(
        ParameterError,
        lambda: asked.mean("x", 0, float("nan")),
        "mean has high=nan",
        "a finite number between -1e15 and 1e15",
        "known without looking at the data: mean('x', low, high)",
    )


def test_epsilon_as_a_string(says, asked):
    says(
        ParameterError,
        lambda: asked.count().release("0.5", label="text"),
        "epsilon is '0.5'",
        "a number of at least 1e-09 and at most 1e+06",
        "for instance 0.25, without quotation marks",
        "Nothing was spent",
    )


MISSING = {
    "a text": ["a", "b", None, "d", None, "f"],
    "a number": [1.0, 2.0, None, 4.0, None, 6.0],
    "a table of an engine": ["a", "b", None, "d", None, "f"],
}


@pytest.mark.parametrize("kind", MISSING)
def test_a_person_key_with_nulls_is_answered_without_those_rows(frame, register, kind):
    register.set_budget("shoppers", epsilon=1e4, reason="to read exact figures")
    source = frame.assign(person=MISSING[kind])
    if kind == "a table of an engine":
        source = ibis.duckdb.connect().create_table("rows", source)
    made = privlab.dp.Session(opened(source), register=register, rows_per_person=1)
    assert made.count().release(1e3, label="x").to_frame()["count"][0] == 4
    assert any("Rows without a key take no part" in said.text("en") for said in made.assumptions)


def test_a_filter_that_compares_with_the_table_s_own_mean(says, frame, register):
    table = ibis.duckdb.connect().create_table("rows", frame)
    says(
        ParameterError,
        lambda: privlab.dp.Session(
            opened(table.filter(table.x > table.x.mean())), register=register, rows_per_person=1
        ),
        "only expressions of one row or of one person",
        "as the table's own mean does",
        "Compare with a number that is written there",
    )


def test_a_join_that_multiplies_rows(says, frame, register):
    table = ibis.duckdb.connect().create_table("rows", frame)
    joined = table.join(table.view(), "shop").select("person", "x")
    says(
        ParameterError,
        lambda: privlab.dp.Session(opened(joined), register=register, rows_per_person=1),
        "this one holds a join",
        "how often it is there",
        "Open the table through a policy, which joins what it needs, or join beforehand",
    )


def test_a_query_on_an_unregistered_population(says, frame, register):
    says(
        ParameterError,
        lambda: privlab.dp.Session(opened(frame, "shopers"), register=register, rows_per_person=1),
        "There is no population 'shopers' in this register",
        "register.set_budget(",
        "Did you mean 'shoppers'",
    )
    session = privlab.dp.Session(opened(frame, "visitors"), register=register, rows_per_person=1)
    says(
        BudgetError,
        lambda: session.count().release(0.25, label="x"),
        "Population 'visitors' has no budget in this register",
        "register.set_budget('visitors', epsilon=1.0)",
    )
