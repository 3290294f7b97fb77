"""What was planted in the sample bank is found with its exact count, and nothing else is."""

from __future__ import annotations

import pytest

from privlab._gate import Catalogue
from privlab.duties import check_duties
from privlab.policy import Policy
from privlab.register import Register
from privlab_bank import FLAWS, write_bank

PEOPLE = 3_000
TABLES = ("clients", "prospects", "sollicitations", "scores", "destinataires")
MEASURED = (
    "retention_overdue",
    "contact_after_objection",
    "undocumented_score",
    "transfer_without_safeguard",
    "column_without_purpose",
)


def judged(bank):
    policy = Policy.load(bank.package)
    place = bank.folder / "register.sqlite"
    register = Register.open(place) if place.exists() else Register.create(place)
    return check_duties(Catalogue(policy, register, policy.as_of))


def counts(report) -> dict[tuple[str, str], int]:
    """Breaches by rule and table."""
    found: dict[tuple[str, str], int] = {}
    for finding in report.breaches:
        by_table = finding.details.get("tables", {"": finding.count})
        for table, n in by_table.items():
            found[finding.rule, table] = found.get((finding.rule, table), 0) + n
    return found


@pytest.fixture(scope="module")
def flawed(tmp_path_factory):
    return write_bank(tmp_path_factory.mktemp("flawed"), people=PEOPLE, tables=TABLES)


@pytest.fixture(scope="module")
def found(flawed):
    return counts(judged(flawed))


def test_each_flaw_is_found_with_its_exact_count(flawed, found):
    truth = flawed.ground_truth
    overdue = truth["retention_overdue"]
    (clients,) = [o["count"] for o in overdue["others"] if o["table"] == "clients"]
    assert found["retention_overdue", "prospects"] == overdue["count"]
    assert found["retention_overdue", "clients"] == clients
    assert found["contact_after_objection", ""] == truth["contact_after_objection"]["count"]
    assert found["undocumented_score", ""] == 1
    assert found["transfer_without_safeguard", ""] == truth["transfer_without_safeguard"]["count"]
    assert found["column_without_purpose", ""] == truth["column_without_purpose"]["count"]


def test_the_contacts_after_objections_are_counted_too(flawed):
    finding = next(f for f in judged(flawed) if f.rule == "contact_after_objection")
    (contacts,) = [
        other["count"]
        for other in flawed.ground_truth["contact_after_objection"]["others"]
        if other["unit"] == "rows"
    ]
    assert finding.details["contacts"] == contacts


@pytest.mark.parametrize("flaw", MEASURED)
def test_a_flaw_that_is_mended_changes_its_own_count_alone(flaw, found, tmp_path):
    rest = [name for name in FLAWS if name != flaw]
    left = counts(judged(write_bank(tmp_path, people=PEOPLE, flaws=rest, tables=TABLES)))
    assert left == {key: n for key, n in found.items() if key[0] != flaw}


def test_a_bank_without_flaws_breaks_no_duty(tmp_path):
    report = judged(write_bank(tmp_path, people=PEOPLE, flaws=()))
    assert report.breaches == ()
    assert [finding for finding in report if finding.severity == "not_assessed"] == []
