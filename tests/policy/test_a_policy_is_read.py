"""A policy file becomes one frozen object that knows its lines."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError

import privlab
from privlab.errors import ParameterError
from privlab.policy import Policy

EXAMPLE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "policy_example.yaml"


@pytest.fixture(scope="module")
def example():
    if not EXAMPLE.exists():
        pytest.skip("the reference policy (../shared/reference/policy_example.yaml) is not here")
    return Policy.load(EXAMPLE)


def test_the_reference_example_loads_without_its_data(example):
    assert repr(example) == "<Policy clients-banque: 1 resource, 3 purposes>"
    assert not example.resources["clients"].path.exists()
    assert list(example.purposes) == ["crm", "score", "prospect"]
    assert example.controller.name == "Banque fictive SA"
    assert example.dpo.email == "dpd@example.org"
    assert example.notices[0].date == dt.date(2026, 1, 5)
    assert example.forbidden_uses == ("SellDataToThirdParties",)
    assert (example.thresholds.k, example.thresholds.max_reidentification) == (11, 0.09)


def test_what_stands_on_the_only_table_holds_for_the_package(example):
    table = example.resources["clients"]
    assert table.purposes == example.purposes
    assert table.promises.recipients == example.recipients
    assert [recipient.country for recipient in example.recipients] == ["BR", "IN"]


def test_every_object_knows_its_line(example):
    assert example.resources["clients"].line == 3
    assert example.purposes["score"].line == 15
    assert example.purposes["score"].retention.line == 15
    assert example.resources["clients"].fields["syndicat"].line == 32
    assert example.line_of("resources.clients.privacy.thresholds.k") == 21
    assert example.line_of("resources.clients.privacy.records.consents") == 5


def test_an_entry_knows_the_lines_of_its_keys(load, shop):
    care = load(
        shop.replace(
            "care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b,",
            "care: {dpv: CustomerCare,\n      legal_basis: eu-gdpr:A6-1-b,",
        )
    ).purposes["care"]
    assert (care.line, care.line_of("legal_basis"), care.line_of("owner")) == (5, 6, 5)


def test_a_purpose_says_what_was_promised(load, shop):
    care, mail = load(shop).purposes.values()
    assert (care.key, care.dpv, care.legal_basis) == ("care", "CustomerCare", "eu-gdpr:A6-1-b")
    assert (care.retention.active_days, care.retention.archive_days) == (365, 0)
    assert care.automated_decision is False
    assert not care.needs_consent
    assert mail.needs_consent
    assert mail.is_a("dpv:Marketing")


def test_a_legitimate_interest_without_balancing_is_seen(load, shop):
    written = shop.replace("eu-gdpr:A6-1-b", "eu-gdpr:A6-1-f")
    assert load(written).purposes["care"].balancing is None


def test_a_promise_cannot_be_changed_in_memory(load, shop):
    policy = load(shop)
    with pytest.raises(ValidationError, match="frozen"):
        policy.purposes["care"].owner = "someone"
    with pytest.raises(AttributeError):
        policy.name = "other"


def test_entries_are_equal_when_they_promise_the_same(load, shop):
    moved = load(shop.replace("privacy:\n  controller", "\nprivacy:\n  controller"))
    assert load(shop).purposes == moved.purposes
    assert load(shop).purposes["care"].line + 1 == moved.purposes["care"].line


def test_thresholds_that_are_not_given_are_cautious(load, shop):
    assert load(shop).thresholds.max_reidentification == 0.09
    assert load(shop.replace("  thresholds: {k: 10}\n", "")).thresholds.k == 11


@pytest.mark.parametrize(
    ("thresholds", "highest"),
    [
        ("{k: 11}", 1 / 11),
        ("{k: 11, max_reidentification: 0.05}", 0.05),
        ("{k: 3, max_reidentification: 0.09}", 0.09),
        ("{k: 3, max_reidentification: 0.33}", 1 / 3),
    ],
)
def test_two_thresholds_that_are_one_do_not_contradict_each_other(load, shop, thresholds, highest):
    assert load(shop.replace("{k: 10}", thresholds)).thresholds.highest_risk == highest


def test_a_purpose_reads_its_columns_and_no_forbidden_one(load, shop):
    table = load(shop).resources["clients"]
    assert table.fields_for("care") == ("id", "postcode", "salary", "last_seen")
    assert table.fields_for("mail") == ("id", "wants_mail")
    assert len(table.fields_for(None)) == 7
    assert table.text_columns("care") == ("id", "postcode")


def test_a_column_without_purposes_is_read_for_none(load, shop):
    policy = load(shop)
    assert policy.resources["clients"].fields["notes"].role == "ordinary"
    assert not any(
        "notes" in policy.resources["clients"].fields_for(key) for key in policy.purposes
    )
    assert not policy.resources["objections"].serves("care")


@pytest.mark.parametrize(
    ("declared", "level"),
    [
        ("dimension: income", 0.75),
        ("dimension: income, sensitivity: 0.5", 0.5),
        ("dimension: values, special: religion", 1.0),
        ("special: health", 1.0),
        ("role: sensitive", None),
    ],
)
def test_sensitivity_is_as_declared_else_that_of_the_category_or_dimension(
    load, shop, declared, level
):
    written = shop.replace("{role: sensitive, dimension: income, ", f"{{{declared}, ")
    assert load(written).resources["clients"].fields["salary"].sensitivity == level


def test_a_special_category_is_known_by_its_dpv_term(load, shop):
    written = shop.replace(
        "{name: notes, type: string}",
        '{name: notes, type: string, rdfType: "https://w3id.org/dpv/pd#Religion"}',
    )
    notes = load(written).resources["clients"].fields["notes"]
    assert (notes.category, notes.special, notes.sensitivity) == ("Religion", "religion", 1.0)


def test_retention_runs_from_the_column_promised(load, shop):
    policy = load(shop)
    table = policy.resources["clients"]
    assert table.retention_from("care") == ("clients", "last_seen")
    assert str(table.retention_from("care")) == "clients.last_seen"
    assert table.retention_from("mail") is None


def test_a_table_may_say_from_where_its_own_retention_runs(load, shop):
    written = shop.replace(
        "population: clients}\n  schema:\n    fields:\n    - {name: client, type: string}",
        "population: clients, retention_from: {care: day}}\n  schema:\n    fields:\n"
        "    - {name: client, type: string, privacy: {purposes: [care]}}",
    )
    objections = load(written).resources["objections"]
    assert objections.retention_from("care") == ("objections", "day")


def test_retention_may_run_from_a_table_of_the_same_people(load, shop):
    written = shop.replace(
        "{name: client, type: string}",
        "{name: client, type: string, privacy: {purposes: [care]}}",
    )
    assert load(written).resources["objections"].retention_from("care").resource == "clients"


def test_roles_open_a_dataset(load, shop):
    frame = pd.DataFrame({"id": ["a", "b"], "postcode": ["1", "2"], "salary": [1, 2]})
    frame["last_seen"] = pd.Timestamp("2026-01-01")
    roles = load(shop).roles("clients", "care")
    assert roles == {
        "person": "id",
        "population": "clients",
        "identifiers": [],
        "quasi_identifiers": ["postcode"],
        "sensitive": ["salary"],
        "ordinary": ["last_seen"],
        "dimensions": {"postcode": ("identity", 0.5), "salary": ("income", 0.75)},
    }
    data = privlab.dataset(frame, **roles)
    assert data.unit == "people"
    assert data.roles.dimensions["salary"].sensitivity == 0.75


def test_roles_of_all_that_is_held_name_forbidden_columns_too(load, shop):
    assert load(shop).roles("clients")["sensitive"] == ["salary", "union"]


def test_without_the_key_no_population_is_named(load, shop):
    written = shop.replace("purposes: [care, mail]}}", "purposes: [mail]}}")
    roles = load(written).roles("clients", "care")
    assert (roles["person"], roles["population"]) == (None, None)


def test_an_unknown_purpose_or_table_is_refused_with_the_nearest(load, shop):
    policy = load(shop)
    with pytest.raises(ParameterError, match=r"^purpose='car' .* Did you mean 'care'\?"):
        policy.roles("clients", "car")
    with pytest.raises(ParameterError, match=r"^purpose='car' .* Did you mean 'care'\?"):
        policy.purpose("car")
    with pytest.raises(ParameterError, match=r"^resource='client' .* Did you mean 'clients'\?"):
        policy.roles("client")


def test_a_forbidden_use_stops_its_kinds(load, shop):
    policy = load(
        shop.replace("  thresholds", "  forbidden_uses: [dpv:Marketing, Spam]\n  thresholds")
    )
    assert policy.forbidden_uses == ("Marketing", "Spam")
    assert policy.forbids("mail") == "Marketing"
    assert policy.forbids("care") is None


def test_a_json_package_is_read_too(load):
    policy = load(
        '{"name": "p", "resources": [{"name": "t", "path": "t.csv", '
        '"schema": {"fields": [{"name": "a", "constraints": {"required": true}}]}}]}'
    )
    assert policy.resources["t"].fields["a"].type == "any"


def test_reading_opens_no_data_file(load, shop, tmp_path):
    (tmp_path / "clients.parquet").write_bytes(b"not a table")
    assert load(shop).resources["clients"].path == tmp_path.resolve() / "clients.parquet"
