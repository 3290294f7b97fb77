"""Roles are proposed from names and values, and a person confirms them."""

from __future__ import annotations

import datetime as dt
import json
import socket

import pandas as pd
import pytest

import privlab
from privlab.detection import detect_roles
from privlab.errors import ColumnError, ParameterError

TODAY = dt.date(2026, 1, 1)
FIRST = ["Marie", "Jean", "Nicolas", "Claire", "Ahmed", "Louis", "Emma", "Hugo"]


def nir(place):
    body = f"1{50 + place % 40:02d}{1 + place % 12:02d}75{100 + place:03d}{1 + place:03d}"
    return f"{body}{97 - int(body) % 97:02d}"


@pytest.fixture(scope="module")
def people():
    n = 120
    return pd.DataFrame(
        {
            "x1": [nir(place) for place in range(n)],
            "x2": [f"{FIRST[p % 8].lower()}.{p}@example.org" for p in range(n)],
            "x3": [f"06 39 98 {p // 10:02d} {p % 100:02d}" for p in range(n)],
            "x4": [FIRST[p % 8] for p in range(n)],
            "x5": [["catholique", "musulman", "juif", "sans religion"][p % 4] for p in range(n)],
            "x6": [["A+", "O-", "B+"][p % 3] for p in range(n)],
            "x7": [dt.date(1940 + p % 60, 1 + p % 12, 1 + p % 28) for p in range(n)],
            "x8": [f"{p} rue Gambetta" for p in range(n)],
            "colour": [["red", "blue"][p // 4 % 2] for p in range(n)],
        }
    )


@pytest.fixture(scope="module")
def found(people):
    return detect_roles(people, today=TODAY)


@pytest.mark.parametrize(
    ("column", "category", "role"),
    [
        ("x1", "nir", "direct_identifier"),
        ("x2", "email", "direct_identifier"),
        ("x3", "phone", "direct_identifier"),
        ("x4", "name", "direct_identifier"),
        ("x5", "special:religion", "sensitive"),
        ("x6", "special:health", "sensitive"),
        ("x7", "birth", "quasi_identifier"),
        ("x8", "address", "direct_identifier"),
        ("colour", "", "ordinary"),
    ],
)
def test_values_alone_tell_what_a_column_is(found, column, category, role):
    assert (found.category(column), found.role(column)) == (category, role)


def test_names_alone_are_read_when_values_may_not_be(people):
    renamed = people.rename(columns={"x2": "adresse_mail", "x5": "TOP_RELIG"})
    names = detect_roles(renamed, values="not_read", today=TODAY)
    assert names.category("adresse_mail") == "email"
    assert names.category("TOP_RELIG") == "special:religion"
    assert names.category("x1") == ""


def test_one_valid_value_among_many_decides_nothing():
    frame = pd.DataFrame({"x": [nir(1), *(f"{place:015d}" for place in range(1, 100))]})
    assert detect_roles(frame, today=TODAY).category("x") != "nir"


def test_values_that_cannot_be_what_the_name_says_overrule_it():
    frame = pd.DataFrame({"email": [True, False] * 30})
    assert detect_roles(frame, today=TODAY).role("email") == "ordinary"


def test_no_value_appears_in_what_is_shown(people, found):
    shown = " ".join(
        (
            repr(found),
            found._repr_html_(),
            found.to_frame().to_csv(),
            found.to_frame("fr").to_csv(),
            json.dumps(found.to_dict(), ensure_ascii=False),
        )
    )
    for column in ("x1", "x2", "x3", "x4", "x5", "x8"):
        assert not [value for value in people[column].unique() if str(value) in shown]


def test_nothing_leaves_the_machine(people, monkeypatch):
    def refuse(*_, **__):
        message = "a connection was opened"
        raise AssertionError(message)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert detect_roles(people, today=TODAY).category("x2") == "email"


def test_the_frame_says_column_role_category_evidence_and_confidence(found):
    frame = found.to_frame("en")
    assert list(frame) == [
        *("column", "role", "category", "dimension", "sensitivity"),
        *("evidence", "confidence"),
    ]
    assert frame["confidence"].between(0, 1).all()
    line = frame.set_index("column").loc["x1"]
    assert line["evidence"] == (
        "values: in 120 of 120 distinct values: French social security number"
    )


def test_a_person_confirms_and_corrects(found):
    confirmed = found.confirmed({"colour": "special:political", "x8": "quasi_identifier"})
    arguments = confirmed.arguments(person="x2")
    assert arguments == {
        "person": "x2",
        "identifiers": ["x1", "x3", "x4"],
        "quasi_identifiers": ["x7", "x8"],
        "sensitive": ["x5", "x6", "colour"],
        "ordinary": [],
    }


def test_what_was_confirmed_opens_the_table(people, found):
    data = privlab.dataset(people, **found.confirmed().arguments(person="x2"))
    assert data.roles.role("x5") == "sensitive"
    assert data.roles.role("x7") == "quasi_identifier"


def test_confirmed_columns_become_entries_of_a_policy(found):
    entries = {entry["name"]: entry["privacy"] for entry in found.confirmed().policy_entries()}
    assert entries["x5"] == {"role": "sensitive", "special": "religion"}
    assert entries["x1"] == {"role": "direct_identifier", "special": "national_identifier"}
    assert entries["colour"] == {"role": "ordinary"}


def test_a_correction_of_no_column_is_refused(found):
    with pytest.raises(ColumnError, match="'color' is not a column"):
        found.confirmed({"color": "name"})


def test_a_correction_that_is_no_category_is_refused(found):
    with pytest.raises(ParameterError, match="'faith' for column 'x5' is neither a category nor"):
        found.confirmed({"x5": "faith"})


def test_a_person_key_that_is_no_column_is_refused(found):
    with pytest.raises(ColumnError, match="person= names 'x99', which is not a column"):
        found.confirmed().arguments(person="x99")


def test_rows_and_their_order_change_nothing(people, found):
    turned = people.sample(frac=1, random_state=3)
    again = detect_roles(turned, today=TODAY)
    pd.testing.assert_frame_equal(again.to_frame(), found.to_frame())


def test_engines_agree(people, found, tmp_path):
    path = tmp_path / "people.parquet"
    people.to_parquet(path)
    pd.testing.assert_frame_equal(detect_roles(path, today=TODAY).to_frame(), found.to_frame())


@pytest.mark.spark
def test_spark_says_the_same(people, spark):
    columns = ["x5", "colour"]
    table = spark.create_table("detected_people", people[columns], overwrite=True)
    again = detect_roles(table, today=TODAY).to_frame()
    # a table of people is known by its other columns: the same columns are asked of both
    expected = detect_roles(people[columns], today=TODAY).to_frame()
    pd.testing.assert_frame_equal(again, expected)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"values": "all"}, "values='all' is not allowed"),
        ({"max_distinct": 1}, "max_distinct is 1; it must be a whole number of at least 2"),
        ({"n_random": 10}, "n_random is 10; it must be a whole number of at least 100"),
        ({"special": ["x5"]}, "special= takes a mapping"),
        ({"special": {"x5": "faith"}}, "special= gives 'x5' an unknown category"),
    ],
)
def test_options_that_mean_nothing_are_refused(people, options, words):
    with pytest.raises(ParameterError, match=words):
        detect_roles(people, **options)


def test_a_special_column_that_is_not_there_is_refused(people):
    with pytest.raises(ColumnError, match="special= names 'y', which is not a column"):
        detect_roles(people, special={"y": "religion"})


def test_a_table_without_a_value_is_read_by_its_names():
    frame = pd.DataFrame({"religion": pd.Series([None, None], dtype="str"), "age": [None, None]})
    found = detect_roles(frame, today=TODAY)
    assert found.category("religion") == "special:religion"
    assert found.category("age") == "birth"
