"""What each refusal says, and that nothing is spent by it."""

from __future__ import annotations

import dataclasses

import ibis
import numpy as np
import pandas as pd
import pytest

import privlab
from privlab._gate import Catalogue
from privlab.errors import BudgetError, ColumnError, ParameterError, RegisterError
from privlab.policy import Policy
from privlab.tables import Opened
from tests.companies import AS_OF, POLICY, write_company


@pytest.fixture
def frame():
    return pd.DataFrame(
        {"person": range(6), "shop": list("AABBAB"), "x": np.arange(6.0), "day": ["d"] * 6}
    )


@pytest.fixture
def asked(frame, register):
    data = privlab.dataset(frame, person="person", population="shoppers")
    return privlab.dp.Session(data, register=register, rows_per_person=1)


NAN, INFINITY = float("nan"), float("inf")
BOUNDS = {
    "none": ((), "needs bounds that are known without looking"),
    "one": ((0,), "needs bounds that are known without looking"),
    "NaN": ((0, NAN), "high=nan; it must be a finite number"),
    "infinite": ((-INFINITY, 1), "low=-inf; it must be a finite number"),
    "text": (("0", 1), "low='0'; it must be a finite number"),
    "boolean": ((False, 1), "low=False; it must be a finite number"),
    "turned": ((5, 1), "low must be below high"),
    "equal": ((1, 1), "low must be below high"),
}


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("kind", ["sum", "mean", "variance", "describe", "quantiles"])
def test_bounds_are_mandatory_and_finite(asked, kind, name):
    bounds, said = BOUNDS[name]
    first = ("x", [0.5]) if kind == "quantiles" else ("x",)
    with pytest.raises(ParameterError, match=said):
        getattr(asked, kind)(*first, *bounds)


REFUSED = {
    "no column": (lambda s: s.sum("y", 0, 1), ColumnError, "'y', which is not a column"),
    "no number": (lambda s: s.sum("shop", 0, 1), ColumnError, "needs numbers"),
    "the key": (lambda s: s.mean("person", 0, 1), ColumnError, "says who a person is"),
    "no power of ten": (lambda s: s.sum("x", 0, 1, unit=0.03), ParameterError, "power of ten"),
    "too fine": (lambda s: s.sum("x", 0, 1e6, unit=1e-9), ParameterError, "Take a coarser unit"),
    "no quantile": (lambda s: s.quantiles("x", [], 0, 1), ParameterError, "asks for none"),
    "quantile 1": (lambda s: s.quantiles("x", [1], 0, 1), ParameterError, "between 0 and 1"),
    "quantile NaN": (lambda s: s.quantiles("x", [NAN], 0, 1), ParameterError, "between 0 and 1"),
    "twice": (lambda s: s.quantiles("x", [0.5, 0.5], 0, 1), ParameterError, "twice"),
    "one point": (
        lambda s: s.quantiles("x", [0.5], 0, 1, n_points=1),
        ParameterError,
        "from 2 to",
    ),
    "no edges": (lambda s: s.histogram("x", []), ParameterError, "needs edges that rise"),
    "edges chosen by the data": (
        lambda s: s.histogram("x", "auto"),
        ParameterError,
        "needs edges that rise",
    ),
    "falling edges": (lambda s: s.histogram("x", [2, 1]), ParameterError, "edges that rise"),
    "NaN edges": (lambda s: s.histogram("x", [0, NAN]), ParameterError, "finite numbers"),
    "no keys": (lambda s: s.group_by("shop"), ParameterError, "takes the values of each column"),
    "keys by another word": (
        lambda s: s.group_by("shop", keys="all"),
        ParameterError,
        "Allowed: public, private",
    ),
    "several private keys": (
        lambda s: s.group_by(["shop", "x"], keys="private"),
        ParameterError,
        "takes one column",
    ),
    "private keys of numbers": (
        lambda s: s.group_by("x", keys="private"),
        ColumnError,
        "List its groups instead",
    ),
    "private keys who a person is": (
        lambda s: s.group_by("person", keys="private"),
        ColumnError,
        "says who a person is",
    ),
    "marginals of another column": (
        lambda s: s.group_by({"shop": ["A"]}).marginals([["x"]]),
        ColumnError,
        "no column of",
    ),
    "no marginals": (
        lambda s: s.group_by({"shop": ["A"]}).marginals([]),
        ParameterError,
        "needs tables",
    ),
    "marginals that differ": (
        lambda s: s.marginals([{"shop": ["A"]}, {"shop": ["B"]}]),
        ParameterError,
        "different",
    ),
    "private marginals": (
        lambda s: s.group_by("shop", keys="private").marginals([[]]),
        ParameterError,
        "public",
    ),
    "no delta for private keys": (
        lambda s: s.group_by("shop", keys="private").count().release(0.1, label="x"),
        ParameterError,
        "need a delta",
    ),
    "epsilon as text": (
        lambda s: s.count().release("0.5", label="x"),
        ParameterError,
        "epsilon is '0.5'",
    ),
    "delta of one": (lambda s: s.count().release(0.1, 1, label="x"), ParameterError, "delta is 1"),
    "delta NaN": (lambda s: s.count().forecast(0.1, NAN), ParameterError, "delta is nan"),
    "delta as text": (lambda s: s.count().forecast(0.1, "0"), ParameterError, "delta is '0'"),
    "too many answers": (
        lambda s: s.mean("x", 0, 1).forecast(1e-9),
        ParameterError,
        "divided over 2 answers",
    ),
    "an empty budget": (
        lambda s: s.count().release(5, label="x"),
        BudgetError,
        "budget",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_query_says_what_it_refuses(asked, register, name):
    ask, error, said = REFUSED[name]
    with pytest.raises(error, match=said):
        ask(asked)
    assert register.budget("shoppers").spent_epsilon == 0


@pytest.mark.parametrize("name", ["groups_per_person", "rows_per_group", "most_people"])
def test_caps_are_whole_numbers(frame, name):
    data = privlab.dataset(frame, person="person", population="shoppers")
    with pytest.raises(ParameterError, match=f"{name} is 0; it must be a whole number"):
        privlab.dp.Session(data, rows_per_person=1, **{name: 0})


def test_diffprivlib_draws_counts_and_sums_only(frame, register):
    data = privlab.dataset(frame, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=register, rows_per_person=1, noise="diffprivlib")
    for query in (session.quantiles("x", [0.5], 0, 1), session.group_by("shop", keys="private")):
        made = query if hasattr(query, "release") else query.count()
        with pytest.raises(ParameterError, match="draws counts and sums by public groups only"):
            made.release(0.1, 1e-6, label="x")


def test_a_population_without_budget_releases_nothing(frame, register):
    data = privlab.dataset(frame, person="person", population="strangers")
    with pytest.raises(RegisterError, match="strangers"):
        privlab.dp.Session(data, register=register, rows_per_person=1).count().release(
            0.1, label="x"
        )


def test_a_filter_by_the_mean_of_all_and_a_join_that_multiplies_are_refused(frame):
    table = ibis.duckdb.connect().create_table("rows", frame)
    for made, said in (
        (table.filter(table.x > table.x.mean()), "as the table's own mean does"),
        (table.join(table.view(), "shop").select("person", "x"), "how often it is there"),
    ):
        data = privlab.dataset(made, person="person", population="shoppers")
        with pytest.raises(ParameterError, match=said):
            privlab.dp.Session(data, rows_per_person=1)


def test_a_column_of_the_answer_makes_no_groups(frame):
    data = privlab.dataset(
        frame.rename(columns={"shop": "p50"}), person="person", population="shoppers"
    )
    groups = privlab.dp.Session(data, rows_per_person=1).group_by({"p50": ["A"]})
    with pytest.raises(ColumnError, match="Rename it"):
        groups.quantiles("x", [0.5], 0, 1)


def test_a_table_whose_rows_speak_of_several_people_is_refused(frame):
    data = privlab.dataset(frame, person="person", population="shoppers")
    opened = Opened("crm", "analyst", 5, 0.2, other_people=("friend",))
    with pytest.raises(ParameterError, match="speaks of several people: of 'person' and of 'fri"):
        privlab.dp.Session(dataclasses.replace(data, opened=opened), rows_per_person=1)


def test_the_gate_hands_on_whom_else_a_row_speaks_of(tmp_path, register):
    def opened(policy):
        catalogue = Catalogue(Policy.load(write_company(tmp_path, policy)), register, AS_OF)
        return catalogue.dataset("clients", purpose="score", actor="analyst")

    assert opened(POLICY).opened.other_people == ()
    place = POLICY.index("- name: clients")
    several = POLICY[place:].replace("person: id", "person: id, other_people: [name]", 1)
    assert several != POLICY[place:]
    view = opened(POLICY[:place] + several)
    assert view.opened.other_people == ("name",)
    with pytest.raises(ParameterError, match="speaks of several people: of 'id' and of 'name'"):
        privlab.dp.Session(view, rows_per_person=1)
