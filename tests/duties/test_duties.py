"""Each broken duty is found with its exact count, and kept ones are silent."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pytest

from privlab._gate import Catalogue
from privlab.duties import RULES, check_duties
from privlab.policy import Policy
from privlab.register import Register
from tests.companies import (
    AS_OF,
    CLIENTS,
    CONSENTS,
    CONTACTS,
    OBJECTIONS,
    POLICY,
    SCORES,
    write_company,
)


@pytest.fixture
def register(tmp_path):
    made = Register.create(tmp_path / "register.sqlite")
    made.set_budget("clients", epsilon=1.0)
    return made


@pytest.fixture
def judged(tmp_path, register):
    """Return a function: changed policy, day and tables -> the report."""

    def judge(change=lambda text: text, as_of=AS_OF, **tables):
        policy = Policy.load(write_company(tmp_path, change(POLICY), **tables))
        return check_duties(Catalogue(policy, register, as_of))

    return judge


KEPT = {
    "clients": CLIENTS[CLIENTS["ended"].isna() | (CLIENTS["id"] == "c")].assign(ended=None),
    "contacts": CONTACTS[CONTACTS["who"] == "e"].assign(who="f"),
    "consents": CONSENTS[CONSENTS["who"] != "e"],
    "scores": SCORES.dropna(),
}


def one(report, rule):
    (finding,) = [finding for finding in report if finding.rule == rule]
    return finding


def overdue_in(report, table):
    tables = [f.details["tables"] for f in report.breaches if f.rule == "retention_overdue"]
    return sum(own.get(table, 0) for own in tables)


def test_a_company_that_keeps_its_promises_has_no_finding(judged):
    clients = KEPT["clients"].assign(ended=pd.to_datetime([None] * 5).date)
    report = judged(**{**KEPT, "clients": clients})
    assert list(report) == []
    assert report.rules == tuple(rule.name for rule in RULES)


def test_a_column_without_purpose_is_named(judged):
    report = judged(
        lambda text: text.replace(", dimension: income, sensitivity: 0.75, purposes: [score]", "")
    )
    finding = one(report, "column_without_purpose")
    assert (finding.severity, finding.count) == ("breach", 1)
    assert "clients.income" in finding.text("en")
    assert finding.article == "GDPR Art. 5(1)(b)"


def test_a_column_that_the_policy_does_not_know_is_named(judged):
    report = judged(clients=CLIENTS.assign(extra=1, more=2))
    finding = one(report, "undeclared_column")
    assert finding.count == 2
    assert finding.details["columns"] == ["clients.extra", "clients.more"]


def test_a_forbidden_column_that_is_held_is_a_breach(judged):
    served = "dimension: income, sensitivity: 0.75, purposes: [score]"
    report = judged(lambda text: text.replace(served, "dimension: income, forbidden: true"))
    assert one(report, "forbidden_column").count == 1
    assert report.count("column_without_purpose") == 0


def test_a_special_category_without_reason_is_a_breach(judged):
    def change(text):
        return text.replace("role: sensitive,", "role: sensitive, special: health,")

    assert one(judged(change), "special_category_without_reason").count == 1
    reason = "owner: Risk, reason_special: eu-gdpr:A9-2-a,"
    report = judged(lambda text: change(text).replace("owner: Risk,", reason))
    assert report.count("special_category_without_reason") == 0


@pytest.mark.parametrize(
    ("as_of", "overdue"),
    [
        # crm: 3650 days from the end; c ended on 2015-01-02, e on 2014-12-31;
        # score and mail: 365 days from the update
        ("2024-12-27", 0),
        ("2024-12-28", 0),
        ("2024-12-29", 0),
        ("2025-12-31", 0),
        ("2026-01-01", 1),
        ("2026-06-01", 1),
        ("2026-06-02", 2),
    ],
)
def test_rows_are_overdue_when_their_last_purpose_is_over(judged, as_of, overdue):
    report = judged(as_of=dt.date.fromisoformat(as_of))
    assert overdue_in(report, "clients") == overdue


def test_the_boundary_day_of_retention_is_exact(judged):
    def change(text):
        return (
            text.replace("purposes: [crm, score, mail]", "purposes: [crm]")
            .replace("purposes: [crm, score]", "purposes: [crm]")
            .replace("purposes: [score]", "purposes: [crm]")
            .replace("purposes: [crm, mail]", "purposes: [crm]")
        )

    last = dt.date(2014, 12, 31) + dt.timedelta(days=3650)
    on, after = (judged(change, as_of=last + dt.timedelta(days=n)) for n in (0, 1))
    assert on.count("retention_overdue") == 0
    assert overdue_in(after, "clients") == 1
    finding = one(after, "retention_overdue")
    assert finding.count == 3
    assert finding.details["tables"] == {"clients": 1, "consents": 1, "contacts": 1}


def test_a_purpose_without_retention_leaves_its_tables_not_assessed(judged):
    start = ", retention: {active_days: 365, from: clients.updated}}"
    report = judged(lambda text: text.replace(start, "}"))
    finding = next(f for f in report if f.severity == "not_assessed")
    assert finding.severity == "not_assessed"
    assert finding.count is None
    assert "mail" in finding.text("en")


def test_contacts_after_an_objection_are_counted_by_person(judged):
    # a objected to score on 2025-05-01 and was contacted that day: not after;
    # b objected to mail without a date: the contact of mail counts, that of crm does not
    finding = one(judged(), "contact_after_objection")
    assert finding.count == 1
    assert finding.details["contacts"] == 1
    late = CONTACTS.assign(day=dt.date(2025, 5, 2))
    assert one(judged(contacts=late), "contact_after_objection").count == 2


def test_an_objection_to_everything_covers_every_purpose_that_is_open_to_it(judged):
    every = OBJECTIONS.assign(purpose=None, day=dt.date(2025, 1, 1)).astype({"purpose": "str"})
    finding = one(judged(objections=every), "contact_after_objection")
    assert (finding.count, finding.details["contacts"]) == (2, 3)


def test_contacts_after_the_day_of_judgement_are_not_counted_yet(judged):
    future = CONTACTS.assign(day=dt.date(2026, 1, 2))
    assert judged(contacts=future).count("contact_after_objection") == 0


def test_without_records_nothing_is_said_to_be_kept(judged):
    def change(text):
        return "\n".join(
            line
            for line in text.splitlines()
            if "objections: {" not in line and "scores: {" not in line
        )

    report = judged(change)
    for rule in ("contact_after_objection", "undocumented_score"):
        assert one(report, rule).severity == "not_assessed"


def test_an_undocumented_score_is_counted_and_named_when_many_carry_it(judged):
    few = one(judged(), "undocumented_score")
    assert few.count == 1
    assert "churn" not in few.text("en")
    many = SCORES.assign(who=["a", "b", "c"], score="churn", sheet=[None, "", " "])
    finding = one(judged(scores=many), "undocumented_score")
    assert finding.count == 1
    assert "churn" in finding.text("en")


@pytest.mark.parametrize(
    ("recipient", "severity"),
    [
        ("country: CH, safeguard: adequacy", None),
        # the decision on Brazil was adopted on 2026-01-26, after the day of judgement
        ("country: BR, safeguard: adequacy", "breach"),
        ("country: FR", None),
        ("country: RE", None),
        ("country: IN", "breach"),
        ("country: IN, safeguard: adequacy", "breach"),
        ("country: IN, safeguard: eu-gdpr:A46-2-c, transfer_assessment: 2025-02-01", None),
        ("country: IN, safeguard: eu-gdpr:A46-2-c", "breach"),
        ("country: US, safeguard: adequacy", "breach"),
        ("country: US, safeguard: adequacy, partial_scheme_confirmed: true", None),
        ("country: GB, safeguard: adequacy", None),
    ],
)
def test_a_transfer_needs_a_safeguard_that_holds(judged, recipient, severity):
    report = judged(lambda text: text.replace("country: CH, safeguard: adequacy", recipient))
    found = [f.severity for f in report if f.rule == "transfer_without_safeguard"]
    assert [s for s in found if s == "breach"] == ([severity] if severity else [])


def test_an_adequacy_that_has_ended_no_longer_protects(judged):
    def change(text):
        return text.replace("country: CH,", "country: GB,")

    assert judged(change, as_of=dt.date(2031, 12, 27)).count("transfer_without_safeguard") == 0
    assert judged(change, as_of=dt.date(2031, 12, 28)).count("transfer_without_safeguard") == 1


def test_the_report_puts_breaches_first_and_reads_as_frame_json_and_html(judged):
    report = judged(clients=CLIENTS.assign(extra=1))
    frame = report.to_frame()
    assert frame["severity"].tolist() == sorted(
        frame["severity"], key=["breach", "warning", "note", "not_assessed"].index
    )
    assert len(report.breaches) == (frame["severity"] == "breach").sum()
    plain = json.loads(json.dumps(report.to_dict()))
    assert {"rule", "article", "count", "severity", "text_fr", "text_en"} <= set(
        plain["findings"][0]
    )
    assert "clients.extra" in report._repr_html_()


def test_no_value_of_a_record_stands_in_a_finding(judged):
    text = json.dumps(judged(clients=CLIENTS.assign(extra=1)).to_dict())
    values = {*CLIENTS["name"], "Lyon", "Nice", *map(str, CLIENTS["income"])}
    assert not [value for value in values if f'"{value}"' in text or f" {value} " in text]


def test_a_purpose_that_the_policy_itself_forbids_is_a_breach(judged):
    report = judged(
        lambda text: text.replace(
            "  thresholds:", "  forbidden_uses: [DirectMarketing]\n  thresholds:"
        )
    )
    finding = one(report, "forbidden_use")
    assert (finding.severity, finding.count) == ("breach", 1)
    assert "mail" in finding.text("en")


def test_a_legitimate_interest_without_balancing_is_a_warning(judged):
    report = judged(lambda text: text.replace("balancing: https://example.org/b, ", ""))
    finding = one(report, "balancing_missing")
    assert (finding.severity, finding.count) == ("warning", 1)


def test_a_consent_that_is_recorded_nowhere_is_a_breach(judged):
    report = judged(lambda text: text.replace("consent: consents, ", ""))
    assert one(report, "consent_not_recorded").count == 1


def test_choices_of_purposes_that_do_not_exist_are_counted(judged):
    report = judged(objections=OBJECTIONS.assign(purpose=["scores", "mail", None]))
    finding = one(report, "choice_of_unknown_purpose")
    assert (finding.severity, finding.count) == ("warning", 1)
    assert finding.details["tables"] == {"objections": 1}


def test_a_column_without_dimension_is_told_and_null_says_none(judged):
    def change(text):
        return text.replace("role: sensitive, dimension: income,", "role: sensitive,")

    assert one(judged(change), "column_without_dimension").count == 1
    none = "role: sensitive, dimension: null,"
    report = judged(lambda text: change(text).replace("role: sensitive,", none))
    assert report.count("column_without_dimension") == 0


def test_a_sensitivity_of_one_is_a_special_category(judged):
    report = judged(lambda text: text.replace("sensitivity: 0.75", "sensitivity: 1"))
    assert one(report, "special_category_without_reason").count == 1


def test_a_budget_above_the_promise_is_a_breach(judged, register):
    register.set_budget("clients", epsilon=1.5, reason="a try")
    finding = one(judged(), "budget_over_promise")
    assert (finding.severity, finding.count) == ("breach", 1)


def test_without_a_register_budgets_are_not_assessed(tmp_path):
    policy = Policy.load(write_company(tmp_path))
    report = check_duties(Catalogue(policy, None, AS_OF))
    assert one(report, "budget_over_promise").severity == "not_assessed"
    assert ", 1 not assessed." in list(report.lines("en"))[-1]


def test_an_empty_csv_holds_what_the_policy_declares(judged, tmp_path):
    OBJECTIONS.iloc[:0].to_csv(tmp_path / "objections.csv", index=False)
    report = judged(lambda text: text.replace("objections.parquet", "objections.csv"))
    assert report.count("contact_after_objection") == 0


def test_rows_of_which_nothing_says_when_their_time_started_are_counted_apart(judged):
    contacts = CONTACTS.assign(who=["a", "a", "zz", "zz", "e"])
    finding = next(
        f
        for f in judged(contacts=contacts)
        if f.rule == "retention_overdue" and f.severity == "not_assessed"
    )
    assert finding.details["rows"] == {"contacts": 2}


def test_a_table_that_names_nobody_is_judged_by_its_own_dates(judged):
    def change(text):
        start = text.index("- name: scores")
        own = text[start:].replace("person: who", "retention_from: {crm: day}", 1)
        return text[:start] + own.replace("population: clients, ", "", 1)

    old = SCORES.assign(day=[dt.date(2015, 12, 31), dt.date(2016, 1, 3), dt.date(2016, 1, 4)])
    without = lambda text: "\n".join(  # noqa: E731 - one line of the policy less
        line for line in change(text).splitlines() if "scores: {" not in line
    )
    report = judged(without, scores=old)
    assert overdue_in(report, "scores") == 2


def test_a_contact_for_no_known_purpose_falls_under_the_objections_to_all(judged):
    every = OBJECTIONS.assign(purpose="everything", day=dt.date(2025, 1, 1))
    contacts = CONTACTS.assign(purpose=["x", None, "mail", "crm", "x"])
    finding = one(judged(objections=every, contacts=contacts), "contact_after_objection")
    # a twice for no known purpose, b for mail; crm is not open to objection, e did not object
    assert (finding.count, finding.details["contacts"]) == (2, 3)


def test_a_contact_without_a_date_is_not_assessed(judged):
    contacts = CONTACTS.assign(purpose="score", who="a", day=None)
    contacts["day"] = pd.to_datetime(contacts["day"]).astype("datetime64[us]")
    finding = one(
        judged(lambda text: text.replace("type: date", "type: any"), contacts=contacts),
        "contact_after_objection",
    )
    assert (finding.severity, finding.count) == ("not_assessed", None)


def test_a_basis_that_a_table_overrides_decides_for_its_contacts(judged):
    def change(text):
        own = "crm: {dpv: CustomerRelationshipManagement, legal_basis: eu-gdpr:A6-1-f, balancing: b"
        place = text.index("- name: contacts")
        end = ", retention: {active_days: 1825, from: day}}"
        mine = f"person: who, purposes: {{{own}{end}}}"
        return text[:place] + text[place:].replace("person: who", mine, 1)

    every = OBJECTIONS.assign(purpose="crm", day=dt.date(2025, 1, 1))
    assert one(judged(change, objections=every), "contact_after_objection").count == 1
    assert judged(objections=every).count("contact_after_objection") == 0


def test_the_first_objection_of_someone_counts(judged):
    twice = pd.concat(
        [
            OBJECTIONS.iloc[:1].assign(day=dt.date(2025, 4, 1)),
            OBJECTIONS.iloc[:1].assign(day=dt.date(2025, 12, 1)),
        ]
    )
    assert one(judged(objections=twice), "contact_after_objection").count == 1


def test_a_special_category_needs_a_reason_for_each_of_its_purposes(judged):
    def change(text):
        text = text.replace(
            "sensitivity: 0.75, purposes: [score]",
            "sensitivity: 1, special: health, purposes: [score, crm]",
        )
        return text.replace("owner: Risk,", "owner: Risk, reason_special: eu-gdpr:A9-2-a,")

    assert one(judged(change), "special_category_without_reason").count == 1


def test_a_score_that_as_many_carry_as_the_policy_asks_is_named(judged):
    scores = SCORES.assign(who=["a", "b", "c"], score=["churn", "churn", "rare"], sheet=None)
    scores["sheet"] = scores["sheet"].astype("str").where(scores["sheet"].notna(), None)
    finding = one(judged(scores=scores.astype({"sheet": "str"})), "undocumented_score")
    assert finding.details["scores"] == ["churn", "(+1)"]
