"""One row a person: who was contacted late, and what nothing says."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from privlab._gate import Catalogue
from privlab._traces import contacts_of_people, late_contacts, over_the_cap
from privlab.policy import Policy
from privlab.tables import fetch
from tests.companies import AS_OF, POLICY, write_company

DAY = dt.timedelta(days=1)


@pytest.fixture
def catalogue(tmp_path):
    def made(change=lambda text: text, **tables):
        policy = Policy.load(write_company(tmp_path, change(POLICY), **tables))
        return Catalogue(policy, None, AS_OF)

    return made


def rows(catalogue, trace):
    return {row["who"]: row for row in fetch(trace, catalogue.connection).to_pylist()}


def contacts(*of_each):
    return pd.DataFrame(of_each, columns=["who", "purpose", "day"])


def objections(*of_each):
    return pd.DataFrame(of_each, columns=["who", "purpose", "day"])


def test_late_contacts_are_counted_by_person_and_undated_ones_apart(catalogue):
    objected = objections(("a", "mail", AS_OF - 9 * DAY), ("b", "mail", AS_OF - 9 * DAY))
    made = contacts(
        ("a", "mail", AS_OF - 9 * DAY),
        ("a", "mail", AS_OF - 8 * DAY),
        ("a", "mail", AS_OF),
        ("a", "mail", AS_OF + DAY),
        ("b", "mail", None),
        ("c", "mail", AS_OF),
    )
    held = catalogue(contacts=made, objections=objected)
    found = rows(held, late_contacts(held))
    assert {who: (row["n"], row["undated"]) for who, row in found.items()} == {
        "a": (2, 0),
        "b": (0, 1),
    }


def test_a_contact_without_a_date_is_in_no_period(catalogue):
    made = contacts(("a", "mail", None), ("b", "mail", AS_OF), ("b", "mail", AS_OF - 400 * DAY))
    held = catalogue(contacts=made)
    assert {w: r["n"] for w, r in rows(held, contacts_of_people(held, 365)).items()} == {"b": 1}


def test_people_of_two_populations_are_not_matched(catalogue):
    held = catalogue(
        lambda text: text.replace(
            "objections.parquet\n  privacy: {population: clients",
            "objections.parquet\n  privacy: {retention_from: {crm: day}, population: others",
        )
    )
    assert late_contacts(held) is None


def test_the_cap_of_a_purpose_is_a_number_in_a_period(catalogue):
    capped = catalogue(
        lambda text: text.replace("mail:  {", "mail:  {frequency_cap: {count: 1, days: 30}, ", 1),
        contacts=contacts(
            ("a", "mail", AS_OF),
            ("a", "mail", AS_OF - 29 * DAY),
            ("b", "mail", AS_OF),
            ("b", "mail", AS_OF - 30 * DAY),
            ("c", "crm", AS_OF),
            ("c", "mail", AS_OF),
        ),
    )
    purpose = capped.policy.purposes["mail"]
    assert set(rows(capped, over_the_cap(capped, purpose))) == {"a"}
