"""What the company declares is in the report, and what it leaves out is said to be missing."""

from __future__ import annotations

import re

import pytest

import privlab
from privlab.errors import ParameterError
from tests.assessment.conftest import HEAD, POLICY, answer, item, reading


def cells(markup: str) -> str:
    """Return the words of a part of a page, cells apart."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " | ", markup)).replace("| |", "|")


def words(pages, number: str) -> str:
    text = cells(item(pages["en"], number))
    while "| |" in text:
        text = text.replace("| |", "|")
    return text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0.1", "Controller | The Bank"),
        ("0.1", "Country | France"),
        ("0.1", "E-mail | dpo@example.org"),
        ("0.1", "score | Risk"),
        ("0.1", "prospect | not declared"),
        ("0.2", "The Host (India), The Printer (France)"),
        ("0.3", "Policy | bank"),
        ("0.4", "5 January 2026"),
        ("1.1.a", "direct identifier | Identity | clients.nom | crm"),
        ("1.1.a", "sensitive attribute | Income | clients.revenu | score"),
        ("1.1.b", "crm — customer relationship management | Branches"),
        ("1.1.b", "contract with the person, Art. 6(1)(b) | 2,190 days"),
        ("1.1.b", "consent, Art. 6(1)(a) | not declared"),
        ("1.1.b", "crm | 12"),
        ("1.1.c", "sale of data to third parties"),
        ("1.1.d", "Countries of the recipients | India, Brazil, France"),
        ("1.1.d", "8 people"),
        ("1.2", "Collection | not declared"),
        ("1.2", "Deletion | retention declared for: crm, score"),
        ("1.3", "requests | 3 | clients | id"),
        ("1.4", "Charter of the company: https://example.org/charter"),
        ("2.1.a", "balancing of interests: https://example.org/balance"),
        ("2.1.a", "consent kept in: agreed"),
        ("2.1.b", "clients.creed | religious beliefs | crm — not declared"),
        ("2.2.a", "crm | 1,825 days | 365 days | clients.updated | limitation period"),
        ("2.2.a", "prospect | not declared | not declared | not declared"),
        ("2.2.a", "score | 4 | clients.id, clients.sexe, clients.revenu, clients.updated"),
        ("2.3.b", "n1 | 5 January 2026 | letter | crm, score"),
        ("2.3.b", "prospect | not declared | 4 contacts in 30 days"),
        ("2.3.b", "score | https://example.org/sheet"),
        ("2.3.b", "Traces are kept in: requests."),
        ("2.3.c", "The Broker | third party | crm"),
        ("2.3.c", "The Host | India | standard contractual clauses of the Commission"),
        ("2.3.c", "The Broker | Brazil | not declared | not declared"),
        ("2.3.c", "The Printer | France | not needed: the GDPR applies there | —"),
        ("2.3.d", "Smallest group that may leave | 11"),
        ("2.3.e", "clients — 0.25 / 1"),
        ("4.2.a", "10 declared columns are seen only by the purposes that they serve, of 11"),
        ("4.2.a", f"Head of the register | {HEAD}"),
        ("4.2.a", "Uses written | 15"),
    ],
)
def test_a_declared_fact_stands_under_its_number(pages, number, said):
    assert said in words(pages, number)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (112, "The Officer"),
        (113, "https://example.org/charter"),
        (121, "clients.revenu"),
        (122, "retention declared for: crm, score"),
        (123, "requests"),
        (211, "customer relationship management"),
        (212, "religious beliefs"),
        (213, "clients.sexe"),
        (215, "1,825 days"),
        (221, "letter"),
        (222, "agreed"),
        (225, "4 contacts in 30 days"),
        (226, "third party"),
        (227, "Brazil"),
    ],
)
def test_the_same_fact_answers_its_question(files, question, said):
    assert said in answer(files["en"], question)["text"]


def test_a_traced_right_is_not_thereby_assessed(pages):
    own = words(pages, "2.3.b")
    access = own[own.index("Access and portability") : own.index("Rectification")]
    assert "not assessed" in access
    assert "Traces are kept in: requests." in access


def test_with_a_purpose_only_what_serves_it_is_described(policy):
    assessment = privlab.Assessment((), policy=policy, purpose="score", language="en")
    page = {"en": reading(assessment)}
    assert "Purpose assessed | score — scoring of individuals" in words(page, "0.3")
    assert "clients.nom" not in words(page, "1.1.a")
    assert "prospect" not in words(page, "1.1.b")
    assert "The policy declares other purposes too: crm, prospect." in words(page, "1.1.c")
    assert "score | 365 days" in words(page, "2.2.a")


def test_with_a_purpose_recipients_and_tables_of_others_are_only_counted(policy):
    page = {
        key: {"en": reading(privlab.Assessment((), policy=policy, purpose=key, language="en"))}
        for key in ("crm", "score")
    }
    assert "The Broker" in words(page["crm"], "2.3.c")
    assert "The Broker" not in words(page["score"], "2.3.c")
    assert "requests" in words(page["crm"], "1.3")
    assert "requests" not in words(page["score"], "1.3")
    assert (
        "No column that serves the purpose score is said to belong to a special category."
        in words(page["score"], "2.1.b")
    )
    assert (
        "The purpose score does not rest on consent but on: legitimate interest, Art. 6(1)(f)."
        in words(page["score"], "2.3.c")
    )
    assert "The purpose crm is not declared to decide without human intervention." in words(
        page["crm"], "2.3.b"
    )


def test_a_purpose_without_recipients_is_not_said_to_be_undeclared(policy):
    own = privlab.Assessment((), policy=policy, purpose="score", language="en")
    page = {"en": reading(own)}
    assert "No processor is declared for this purpose." in words(page, "0.2")
    assert words(page, "2.3.c").count("No recipient is declared for this purpose.") == 2
    assert "3 more recipients serve other purposes." in words(page, "2.3.c")
    assert "not assessed" not in words(page, "2.3.c")


def test_traces_of_accesses_are_named_where_accesses_are_meant(policy, tmp_path):
    text = POLICY.replace(
        "  records:\n",
        "  records:\n    access: {table: requests, time: day, actor: kind, person: id}\n",
    )
    logged = type(policy).parse(text, tmp_path / "datapackage.yaml")
    page = {"en": reading(privlab.Assessment((), policy=logged, language="en"))}
    assert "Traces are kept in" not in words(page, "1.1.b")
    assert "Traces are kept in: requests." in words(page, "2.3.e")


def test_with_a_purpose_columns_are_counted_over_the_tables_that_it_reads(policy):
    page = {"en": reading(privlab.Assessment((), policy=policy, purpose="score", language="en"))}
    own = words(page, "4.2.a")
    assert "The purpose score sees 4 columns of 8 declared in the tables that it reads." in own
    assert "7 declared columns are seen only by the purposes that they serve, of 8" in own


def test_recipients_of_other_purposes_are_counted(policy, tmp_path):
    text = POLICY.replace("country: BR, purposes: [crm]", "country: BR, purposes: [score]")
    other = type(policy).parse(text, tmp_path / "datapackage.yaml")
    page = {"en": reading(privlab.Assessment((), policy=other, purpose="crm", language="en"))}
    assert "1 more recipient serves other purposes." in words(page, "2.3.c")


def test_a_purpose_that_the_policy_does_not_have_is_refused(policy):
    with pytest.raises(
        ParameterError,
        match=r"purpose='scores' is not in the policy\. Did you mean 'score'\? Allowed: crm, score",
    ):
        privlab.Assessment((), policy=policy, purpose="scores")


def test_a_purpose_without_a_policy_is_only_a_name():
    assessment = privlab.Assessment((), purpose="score", language="en")
    assert "Purpose assessed | score" in words({"en": reading(assessment)}, "0.3")


def test_the_day_of_judgement_is_that_of_the_policy_by_default(policy):
    import dataclasses
    import datetime as dt

    dated = dataclasses.replace(
        policy, promises=policy.promises.model_copy(update={"as_of": dt.date(2026, 2, 3)})
    )
    assert privlab.Assessment((), policy=dated).as_of == dt.date(2026, 2, 3)
    assert privlab.Assessment((), policy=dated, as_of=dt.date(2026, 1, 1)).as_of.month == 1


def test_a_policy_that_declares_little_leaves_the_rest_open(policy, tmp_path):
    text = "name: bare\nresources:\n- {name: clients, path: clients.csv}\n"
    bare = type(policy).parse(text, tmp_path / "datapackage.yaml")
    page = {"en": reading(privlab.Assessment((), policy=bare, language="en"))}
    for number in ("0.1", "0.2", "1.1.a", "1.1.b", "1.1.c", "2.1.a", "2.1.b", "2.2.a", "2.3.c"):
        assert "not assessed" in words(page, number), number


def test_the_report_speaks_french(pages):
    own = cells(item(pages["fr"], "2.3.c"))
    assert "Inde" in own
    assert "Brésil" in own
