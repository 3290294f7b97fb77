"""A column is read among the others of its table, and over the whole of its rows."""

from __future__ import annotations

import datetime as dt
import time

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.detection import detect_roles

TODAY = dt.date(2026, 1, 1)
NIR = "295117823456784"


def days(n):
    return [dt.date(2020, 1, 1) + dt.timedelta(days=place) for place in range(n)]


def test_days_are_events_of_lives_only_in_a_table_of_people():
    n = 60
    people = pd.DataFrame({"email": [f"a{k}@example.org" for k in range(n)], "claim_day": days(n)})
    things = pd.DataFrame({"product": ["tea", "cake"] * 30, "claim_day": days(n)})
    assert detect_roles(people, today=TODAY).role("claim_day") == "quasi_identifier"
    assert detect_roles(things, today=TODAY).role("claim_day") == "ordinary"


def test_a_contract_stands_for_its_holder_where_nothing_else_does():
    claims = pd.DataFrame({"policy_id": range(100, 160), "amount": [9.5] * 60})
    assert detect_roles(claims, today=TODAY).category("policy_id") == "person_key"
    clients = claims.assign(customer_id=range(60))
    assert detect_roles(clients, today=TODAY).category("policy_id") == ""


def test_a_code_beside_a_label_of_as_many_values_says_what_the_label_says():
    ills = ["sinusitis", "fracture", "asthma", "migraine"] * 20
    codes = pd.Series(ills).map({"sinusitis": 11, "fracture": 12, "asthma": 13, "migraine": 14})
    frame = pd.DataFrame({"patient": range(80), "code": codes, "description": ills})
    assert detect_roles(frame, today=TODAY).category("code") == "special:health"


@pytest.mark.parametrize("n", [900, 1500, 20_000])
def test_one_number_of_a_person_among_many_notes_is_found(n):
    notes = [f"rappel du dossier {place}, rien de neuf" for place in range(n)]
    notes[n // 2] = f"elle donne son {NIR} et attend"
    found = detect_roles(pd.DataFrame({"remarque": notes}), today=TODAY)
    evidence = found.to_frame("en")["evidence"][0]
    assert found.category("remarque") == "free_text"
    assert f"in 1 of {n:,} distinct values: French social security number" in evidence


def test_identifiers_in_a_third_of_the_values_are_said_to_be_a_third():
    values = [f"ref {place}" for place in range(70)] + [
        f"p{place}@example.org" for place in range(30)
    ]
    found = detect_roles(pd.DataFrame({"c": values}), today=TODAY)
    assert found.role("c") != "ordinary"
    evidence = found.to_frame("en")["evidence"][0]
    assert evidence == "values: in 30 of 100 distinct values: e-mail address"


def test_evidence_says_how_much_was_looked_at():
    frame = pd.DataFrame({"c": [f"p{place}@example.org" for place in range(3000)]})
    evidence = detect_roles(frame, today=TODAY, max_distinct=100).to_frame("en")["evidence"][0]
    assert evidence == (
        "values: in 100 of 100 distinct values: e-mail address; "
        "100 of 3,000 distinct values looked at"
    )


def test_the_values_weighed_are_drawn_over_the_whole_column():
    # the rare values are half of what is weighed, whatever their place
    frame = pd.DataFrame(
        {"c": [f"v{k % 500}" for k in range(5000)] + [f"w{k}" for k in range(5000)]}
    )
    whole = detect_roles(frame, today=TODAY, max_distinct=200)
    turned = detect_roles(frame.iloc[::-1], today=TODAY, max_distinct=200)
    pd.testing.assert_frame_equal(whole.to_frame(), turned.to_frame())


def test_every_column_of_people_has_a_life_dimension_and_a_sensitivity():
    frame = pd.DataFrame(
        {
            "email": ["a@example.org"],
            "monthly_rent": [1],
            "salary": [1],
            "credit_score": [1],
            "religion": ["x"],
            "tennis": [1],
            "row_id": [1],
        }
    )
    found = detect_roles(frame, values="not_read", today=TODAY)
    assert found.dimensions == {
        "email": ("identity", 0.5),
        "monthly_rent": ("charges", 0.75),
        "salary": ("income", 0.75),
        "credit_score": ("profitability", 0.75),
        "religion": ("values", 1.0),
        "tennis": ("values", 0.5),
        "row_id": None,
    }


def test_what_is_proposed_opens_the_table_in_either_spelling():
    frame = pd.DataFrame({"customer_id": range(100, 160), "age": list(range(20, 50)) * 2})
    found = detect_roles(frame, today=TODAY)
    assert found.person == "customer_id"
    for data in (privlab.dataset(frame, **found), privlab.dataset(frame, roles=found)):
        assert data.roles.person == "customer_id"
        assert data.roles.quasi_identifiers == ("age",)
    taken = privlab.dataset(frame, **found, dimensions=found.dimensions)
    assert taken.roles.dimensions["age"].name == "socio_professional"


def test_a_key_that_some_rows_lack_is_not_taken_for_the_person():
    frame = pd.DataFrame({"customer_id": [*range(1, 60), None], "age": [30, 40, 50] * 20})
    found = detect_roles(frame, today=TODAY)
    assert found.person is None
    assert found.category("customer_id") == "person_key"


def test_a_key_that_a_person_corrects_is_no_key():
    frame = pd.DataFrame({"customer_id": range(60), "age": [30, 40, 50] * 20})
    arguments = detect_roles(frame, today=TODAY).confirmed({"customer_id": "ordinary"}).arguments()
    assert "person" not in arguments


def test_wide_tables_are_read_in_one_pass():
    rng = np.random.default_rng(0)
    columns = {}
    for place in range(300):
        kind = place % 3
        columns[f"v{place}"] = (
            rng.integers(0, 5, 500)
            if kind == 0
            else rng.normal(size=500)
            if kind == 1
            else rng.choice(["a", "b", "cat", "dog"], 500)
        )
    frame = pd.DataFrame(columns)
    detect_roles(frame.iloc[:, :3], today=TODAY)
    started = time.process_time()
    found = detect_roles(frame, today=TODAY)
    assert len(found.guesses) == 300
    # 2,000 columns of 2,000 rows are measured in benchmarks/detection_wide.py
    assert time.process_time() - started < 20
