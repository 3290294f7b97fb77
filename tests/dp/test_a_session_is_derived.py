"""What users need above a table: filtered, computed, binned and joined through the session."""

from __future__ import annotations

import ibis
import pandas as pd
import pytest

import privlab
from privlab.errors import ColumnError, ParameterError

ENOUGH = 1e4
PEOPLE = pd.DataFrame(
    {
        "person": [f"p{n}" for n in range(8)],
        "name": [f"name {n}" for n in range(8)],
        "region": ["N", "S"] * 4,
        "age": [12, 17, 18, 30, 40, 64, 65, 90],
    }
)
CARDS = pd.DataFrame({"who": ["p0", "p0", "p1", "zz"], "spent": [10.0, 20.0, 30.0, 99.0]})
RATES = pd.DataFrame({"area": ["N", "S"], "rate": [1.0, 2.0]})


@pytest.fixture
def rich(register):
    register.set_budget("shoppers", epsilon=1e5, reason="to read exact figures")
    return register


@pytest.fixture(params=["frame", "engine", "parquet", "csv"])
def session(request, rich, tmp_path):
    source = PEOPLE
    if request.param == "engine":
        source = ibis.duckdb.connect().create_table("people", PEOPLE)
    elif request.param != "frame":
        source = tmp_path / f"people.{request.param}"
        write = PEOPLE.to_parquet if request.param == "parquet" else PEOPLE.to_csv
        write(source, index=False)
    data = privlab.dataset(
        source, person="person", population="shoppers", identifiers=["name"],
        quasi_identifiers=["age"],
    )  # fmt: skip
    return privlab.dp.Session(data, register=rich, rows_per_person=2)


def counted(query, label):
    return query.release(ENOUGH, label=label).to_frame()


def adult(t):
    return t.age.try_cast("float64") >= 18


def test_rows_are_filtered(session):
    assert counted(session.filter(adult).count(), "adults")["count"][0] == 6
    assert counted(session.filter(adult, lambda t: t.region == "N").count(), "n")["count"][0] == 3


def test_columns_are_computed_and_chosen(session):
    made = session.with_columns(minor=lambda t: ~adult(t)).select("minor", "region")
    assert made.data.columns == ("person", "minor", "region")
    frame = counted(made.group_by({"minor": [True, False]}).count(), "minors")
    assert frame["count"].tolist() == [2, 6]


@pytest.mark.parametrize("labels", [None, ["young", "old"]])
def test_a_column_is_binned(session, labels):
    made = session.bin("age", [18, 65, 90], labels=labels)
    keys = {"age_bin": labels or [18, 65]}
    assert counted(made.group_by(keys).count(), "bins")["count"].tolist() == [4, 1]


def test_bins_are_as_many_as_asked(session):
    made = session.bin("age", list(range(0, 120, 1)))
    frame = counted(made.group_by({"age_bin": [17, 18, 19]}).count(), "bins")
    assert frame["count"].tolist() == [1, 1, 0]


def test_a_public_table_is_joined_and_written_down(session, rich):
    made = session.join_public(RATES, on={"region": "area"}, actor="ana")
    assert counted(made.sum("rate", 0, 10, unit=1), "rates")["sum"][0] == 12
    (entry,) = rich.entries("public_table")
    assert (entry.actor, entry.population) == ("ana", "shoppers")
    assert entry.payload == {"table": "pandas", "columns": ["rate"]}
    assert any("about nobody" in said.text("en") for said in made.assumptions)


def test_a_table_with_the_person_key_is_not_public(session):
    for table in (CARDS.rename(columns={"who": "person"}),
                  privlab.dataset(CARDS, person="who", population="shoppers")):  # fmt: skip
        with pytest.raises(ParameterError, match="for a table about nobody"):
            session.join_public(table, on="region")


PEOPLE_S_OWN = {
    "the rows without their key": lambda t: t.select(area="region", old="age"),
    "a figure of each region": lambda t: t.group_by(area="region").aggregate(n=t.count()),
    "a dataset of them": lambda t: privlab.dataset(t.select(area="region", old="age")),
}


@pytest.mark.parametrize("name", PEOPLE_S_OWN)
def test_what_is_made_of_the_rows_of_people_is_not_public(rich, name):
    table = ibis.duckdb.connect().create_table("people", PEOPLE)
    data = privlab.dataset(table, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=rich, rows_per_person=2)
    with pytest.raises(ParameterError, match="made of the rows of the people here"):
        session.join_public(PEOPLE_S_OWN[name](table), on={"region": "area"})
    assert not list(rich.entries("public_table"))


def test_one_public_table_is_joined_twice(session):
    once = session.join_public(RATES, on={"region": "area"})
    twice = once.join_public(RATES.rename(columns={"rate": "other"}), on={"region": "area"})
    assert counted(twice.sum("other", 0, 10, unit=1), "twice")["sum"][0] == 12


def test_tables_of_the_same_people_are_joined_by_their_key(session):
    cards = privlab.dataset(CARDS, person="who", population="shoppers")
    made = session.join_people(cards)
    # p0 has two rows, p1 one, and the rows of those who have none stay
    assert counted(made.count(), "rows")["count"][0] == 9
    assert counted(made.sum("spent", 0, 100, unit=1), "spent")["sum"][0] == 60
    again = made.filter(lambda t: t.spent > 15)
    assert counted(again.count(), "much")["count"][0] == 2


def test_other_people_are_not_joined(session):
    for options in ({"population": "staff"}, {"population": None}):
        other = privlab.dataset(CARDS, person="who", **options)
        with pytest.raises(ParameterError, match="of population 'shoppers'"):
            session.join_people(other)
    with pytest.raises(ParameterError, match="needs a dataset or a session with a person key"):
        session.join_people(RATES)


def test_a_view_of_the_gate_is_derived_like_any_table(rich):
    # the leaf is what privlab made, joins of the policy and all
    data = privlab.dataset(PEOPLE, person="person", population="shoppers")
    view = data.narrowed(
        data.table.left_join(data.table.view(), "region").select("person", "age"),
        privlab.dataset(PEOPLE[["person", "age"]], person="person", population="shoppers").roles,
        selection=(), origins=(), as_of=None,
    )  # fmt: skip
    made = privlab.dp.Session(view, register=rich, rows_per_person=1).filter(lambda t: t.age > 17)
    assert counted(made.bin("age", [18, 30, 100]).count(), "view")["count"][0] == 6


REFUSED = {
    "a mean of everyone": lambda s: s.filter(lambda t: t.region == t.region.max()),
    "a window over everyone": lambda s: s.with_columns(top=lambda t: t.region.max().over()),
    "a cast that fails": lambda s: s.with_columns(n=lambda t: t.region.cast("int64")),
    "a row of another": lambda s: s.with_columns(n=ibis.row_number()),
    "a computed person key": lambda s: s.with_columns(person=lambda t: t.region),
    "a name of privlab's own": lambda s: s.with_columns(privlab_key=lambda t: t.region),
    "no expression at all": lambda s: s.filter(lambda t: t.nothing > 3),
    "one edge": lambda s: s.bin("age", [18]),
    "labels that lack": lambda s: s.bin("age", [18, 30, 40], labels=["a"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_proved_is_refused(session, name):
    with pytest.raises(ParameterError):
        REFUSED[name](session)


def test_a_column_that_reads_a_direct_identifier_is_one(session):
    made = session.with_columns(who=lambda t: t.name.upper())
    with pytest.raises(ColumnError, match="says who a person is"):
        made.group_by({"who": ["NAME 1"]})
