"""One bank with everything that a report can hold, measured once for all these tests."""

from __future__ import annotations

import datetime as dt
import html
from types import SimpleNamespace

import pandas as pd
import pytest

import privlab
from privlab.dp import Release
from privlab.inventory import take_inventory
from privlab.language import Message, counted
from privlab.policy import Policy
from privlab.results import Figure, Finding, Provenance

AS_OF = dt.date(2026, 1, 5)
POLICY = """
name: bank
privacy:
  controller: {name: The Bank, country: FR}
  dpo: {name: The Officer, email: dpo@example.org}
  charter: https://example.org/charter
  notices: [{id: n1, date: 2026-01-05, means: letter, covers: [crm, score]}]
  purposes:
    crm: {dpv: CustomerRelationshipManagement, owner: Branches, legal_basis: eu-gdpr:A6-1-b,
          retention: {active_days: 1825, archive_days: 365, from: clients.updated,
                      archive_reason: limitation period}, actors: [adviser]}
    score: {dpv: ScoringOfIndividuals, owner: Risk, legal_basis: eu-gdpr:A6-1-f,
            balancing: https://example.org/balance, documented: https://example.org/sheet,
            automated_decision: true, retention: {active_days: 365, from: clients.updated}}
    prospect: {dpv: DirectMarketing, legal_basis: eu-gdpr:A6-1-a, consent: agreed,
               frequency_cap: {count: 4, days: 30}}
  recipients:
  - {name: The Host, role: processor, country: IN, safeguard: eu-gdpr:A46-2-c,
     transfer_assessment: 2026-02-01, purposes: [crm]}
  - {name: The Broker, role: third-party, country: BR, purposes: [crm]}
  - {name: The Printer, role: processor, country: FR, purposes: [crm]}
  forbidden_uses: [dpv:SellDataToThirdParties]
  records:
    requests: {table: requests, kind: kind, received: day}
resources:
- name: clients
  path: clients.parquet
  privacy: {population: clients, person: id}
  schema:
    fields:
    - {name: id, privacy: {role: direct_identifier, purposes: [crm, score]}}
    - {name: nom, privacy: {role: direct_identifier, dimension: identity, purposes: [crm]}}
    - {name: sexe, privacy: {role: quasi_identifier, dimension: identity, purposes: [score]}}
    - {name: revenu, privacy: {role: sensitive, dimension: income, purposes: [score]}}
    - {name: creed, privacy: {role: sensitive, special: religion, purposes: [crm]}}
    - {name: updated, type: date, privacy: {purposes: [crm, score, prospect]}}
    - {name: agreed, type: boolean, privacy: {purposes: [prospect]}}
    - {name: hobby}
- name: requests
  path: requests.parquet
  privacy: {population: clients, person: id}
  schema:
    fields:
    - {name: id, privacy: {role: direct_identifier, purposes: [crm]}}
    - {name: kind, privacy: {purposes: [crm]}}
    - {name: day, type: date, privacy: {purposes: [crm]}}
"""

FINDINGS = (
    Finding("undocumented_score", "GDPR Art. 13(2)(f)", "note", Message("One score is bare."), 1),
    Finding("balancing_missing", "GDPR Art. 6(1)(f)", "warning", Message("No balancing."), 1),
    Finding(
        "retention_overdue",
        "GDPR Art. 5(1)(e)",
        "breach",
        counted("{n} row is overdue.", "{n} rows are overdue.", 312),
        312,
    ),
    Finding("k_below_threshold", "GDPR Art. 32(1)", "warning", Message("Small classes."), 7),
    Finding("contact_after_objection", "GDPR Art. 21(3)", "breach", Message("They said no."), 14),
    Finding("forbidden_column", "GDPR Art. 5(1)(c)", "breach", Message("A banned column."), 1),
    Finding("request_late", "GDPR Art. 12(3)", "not_assessed", Message("No log of requests.")),
    Finding("a_rule_to_come", "GDPR Art. 33(1)", "warning", Message("Told after 81 hours."), 1),
    Finding("a_house_rule", "", "note", Message("A rule of the house."), 2),
)
BUDGET = (
    SimpleNamespace(
        population="clients",
        purpose="",
        actor="",
        epsilon=1.0,
        spent_epsilon=0.25,
        delta=0.0,
        spent_delta=0.0,
    ),
)
HEAD = "9f2b77c01d5e"


def a_release(number: int = 1) -> Release:
    """A release as the room of differential privacy makes them, without drawing noise."""
    return Release(
        figures=(
            Figure("n_groups", 13 * number, "groups", "Groups released"),
            Figure("epsilon", 0.25, "epsilon", "Privacy loss (epsilon)"),
            Figure("noise_95", 12, "rows", "Noise, 95 times in 100 below"),
        ),
        assumptions=(Message("A person has at most 20 rows."),),
        provenance=Provenance("release_count", "v9", "duckdb", ("dep",), "people", None, None),
        table=pd.DataFrame({"dep": [75], "count": [5]}),
        stored=False,
        shape={},
    )


def measures(data):
    return (
        take_inventory(data),
        privlab.check_anonymity(data),
        privlab.score_risk(data),
        privlab.measure_intrusiveness(data),
    )


@pytest.fixture(scope="session")
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": list("abcdefgh"),
            "nom": [f"n{place}" for place in range(8)],
            "sexe": list("FFFFFFMM"),
            "dep": [75, 75, 75, 75, 69, 69, 75, 69],
            "revenu": [1, 2, 3, 4, 5, 6, 7, None],
        }
    )


@pytest.fixture(scope="session")
def data(table):
    return privlab.dataset(
        table,
        person="id",
        identifiers=["nom"],
        quasi_identifiers=["sexe", "dep"],
        sensitive=["revenu"],
        dimensions={
            "nom": "identity",
            "sexe": ("identity", 0.25),
            "dep": ("identity", 0.5),
            "revenu": "income",
        },
    )


@pytest.fixture(scope="session")
def results(data):
    return measures(data)


@pytest.fixture(scope="session")
def released(data):
    recipe = privlab.Recipe({"dep": 1}, {"dep": privlab.Hierarchy.intervals(100)})
    treated = recipe.transform(data)
    return (*measures(treated), a_release())


@pytest.fixture(scope="session")
def policy(tmp_path_factory) -> Policy:
    return Policy.parse(POLICY, tmp_path_factory.mktemp("policy") / "datapackage.yaml")


@pytest.fixture(scope="session")
def everything(results, released, policy):
    """Return the options of an assessment that holds all there is."""
    return {
        "results": results,
        "released": released,
        "findings": FINDINGS,
        "subject": "Customers of the bank",
        "as_of": AS_OF,
        "policy": policy,
        "budget": BUDGET,
        "head": HEAD,
        "uses": {"crm": 12, "score": 3},
        "rules": ("retention_overdue", "column_without_purpose"),
    }


@pytest.fixture(scope="session")
def full(everything):
    """The assessment that holds all there is, in both languages."""
    return {
        language: privlab.Assessment(**everything, language=language) for language in ("fr", "en")
    }


@pytest.fixture(scope="session")
def empty():
    """An assessment to which nothing was given."""
    return {language: privlab.Assessment((), language=language) for language in ("fr", "en")}


@pytest.fixture(scope="session")
def pages(full):
    """The report that holds all there is, read back, in both languages."""
    return {language: reading(assessment) for language, assessment in full.items()}


@pytest.fixture(scope="session")
def files(full):
    """The CNIL file of the same."""
    return {language: assessment.to_cnil() for language, assessment in full.items()}


def reading(assessment) -> str:
    from privlab._documents import render_html

    return html.unescape(render_html(assessment.document()))


def item(page: str, number: str) -> str:
    """Return the part of a page under a number of the outline."""
    name = number.replace(".", "-")
    start = page.index(f'<h3 id="s-{name}"')
    ends = [page.find(mark, start + 1) for mark in ("<h3 ", "<h2 ", "<footer>")]
    return page[start : min(end for end in ends if end > 0)]


def answer(file, question: int):
    """Return the data of a question of a CNIL file."""
    (found,) = [one for one in file["answers"] if one["reference_to"] == question]
    return found["data"]
