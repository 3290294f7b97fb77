"""What is done with data is judged by the duties, with its exact count, and by nobody else."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from privlab._gate import Catalogue
from privlab.duties import RULES, check_duties
from privlab.policy import Policy
from privlab_bank import write_bank

PEOPLE = 1_500
TABLES = ("clients", "sollicitations", "oppositions", "scores", "decisions", "projets")
OF_USE = (
    "contacts_over_the_cap",
    "cross_group_mailing",
    "automated_decision",
    "deduced_without_source",
    "data_sale",
)


def judged(bank, changes=None):
    policy = Policy.load(bank.package).with_changes(changes or {})
    return check_duties(Catalogue(policy, None, policy.as_of))


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    return write_bank(tmp_path_factory.mktemp("flawed"), people=PEOPLE, tables=TABLES)


@pytest.fixture(scope="module")
def found(bank):
    return {finding.rule: finding for finding in judged(bank).breaches}


def test_each_planted_misuse_is_found_with_its_exact_count(bank, found):
    truth = bank.ground_truth
    assert found["contacts_over_the_cap"].count == truth["contact_pressure"]["count"]
    assert found["contact_after_objection"].count == truth["contact_after_objection"]["count"]
    assert found["cross_group_mailing"].count == truth["cross_mailing"]["count"]
    (refused,) = [o for o in truth["undocumented_score"]["others"] if o["table"] == "decisions"]
    unreviewed = truth["automated_decision"]["count"] + refused["count"]
    assert found["automated_decision"].count == unreviewed
    assert found["data_sale"].count == truth["data_sale"]["count"]


def test_the_deduced_column_is_named(found):
    assert found["deduced_without_source"].details["columns"] == ["projets.type"]


@pytest.mark.parametrize(
    ("flaw", "rule"),
    [
        ("automated_decision", "automated_decision"),
        ("contact_pressure", "contacts_over_the_cap"),
        ("cross_mailing", "cross_group_mailing"),
    ],
)
def test_a_bank_with_one_flaw_has_one_breach(tmp_path, flaw, rule):
    made = write_bank(tmp_path, people=PEOPLE, flaws=[flaw])
    (breach,) = judged(made).breaches
    assert (breach.rule, breach.count) == (rule, made.ground_truth[flaw]["count"])


def test_a_decision_that_someone_reviewed_is_no_breach(bank):
    policy = Policy.load(bank.package)
    record = policy.records.decisions
    place = bank.folder / "decisions.parquet"
    rows = pq.read_table(place)
    reviewed = pa.array([True] * len(rows))
    try:
        at = rows.schema.get_field_index(record.review)
        pq.write_table(rows.set_column(at, record.review, reviewed), place)
        assert "automated_decision" not in {f.rule for f in judged(bank).breaches}
    finally:
        pq.write_table(rows, place)


@pytest.mark.parametrize(
    ("removed", "rule"),
    [
        ("privacy.records.contacts.campaign", "cross_group_mailing"),
        ("privacy.records.contacts", "contacts_over_the_cap"),
        ("privacy.records.decisions", "automated_decision"),
    ],
)
def test_what_is_recorded_nowhere_is_not_said_to_be_kept(bank, removed, rule):
    decided = {"privacy.purposes.score.automated_decision": True}
    report = judged(bank, {removed: None, **decided})
    (finding,) = [f for f in report if f.rule == rule]
    assert finding.severity == "not_assessed"


def test_a_sale_says_whether_anyone_can_be_counted(bank, found):
    assert "nobody can be counted" in found["data_sale"].text("en")
    policy = Policy.load(bank.package).with_field("clients", "email", purposes=["crm", "vente"])
    report = check_duties(Catalogue(policy, None, policy.as_of))
    (finding,) = [f for f in report if f.rule == "data_sale"]
    assert "nobody can be counted" not in finding.text("en")


def test_one_name_has_one_article_and_one_judge():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert set(OF_USE) <= {rule.name for rule in RULES}
