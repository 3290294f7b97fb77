"""A policy that says something wrong is refused with the line, the word and the nearest one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings, strategies as st

from privlab.errors import PolicyError
from privlab.policy import Policy
from tests.policy.conftest import SHOP

COLUMNS = "id, postcode, salary, union, wants_mail, last_seen, notes"

ONE_WORD = [
    (
        "dpv: CustomerCare",
        "dpv: CustomerCar",
        (
            "line 5: 'privacy.purposes.care.dpv' of the package: 'CustomerCar' is not known. Did "
            "you mean 'CustomerCare' (customer care)? Allowed: AcademicResearch, "
        ),
    ),
    (
        ", legal_basis: eu-gdpr:A6-1-b",
        "",
        (
            "line 5: 'privacy.purposes.care' of the package lacks 'legal_basis'. A purpose rests "
            "on one of eu-gdpr:A6-1-a to eu-gdpr:A6-1-f."
        ),
    ),
    ("eu-gdpr:A6-1-b", "eu-gdpr:A6-1-g", "'eu-gdpr:A6-1-g' is not known. Did you mean"),
    (
        "legal_basis: eu-gdpr:A6-1-b",
        "legal_basis: eu-gdpr:A6-1-b, reason_special: health",
        (
            "'privacy.purposes.care.reason_special' of the package: 'health' is not known. "
            "Did you mean 'eu-gdpr:A9-2-h' (health and social care)? Allowed: eu-gdpr:A9-2-a "
            "(explicit consent), "
        ),
    ),
    ("dpv: CustomerCare", "dpv: prospection", "Did you mean 'DirectMarketing' (direct marketing)?"),
    ("eu-gdpr:A6-1-b", "legitimate interest", "eu-gdpr:A6-1-f (legitimate interest)"),
    ("eu-gdpr:A6-1-b", "consentement", "Did you mean 'eu-gdpr:A6-1-a' (consent)?"),
    ("country: FR, purposes", "country: Inde, purposes", "Did you mean 'IN' (Inde)?"),
    ("country: FR, purposes", "country: Germany, purposes", "Did you mean 'DE' (Allemagne)?"),
    ("active_days: 365", "active_days: -1", "expected at least 0, not -1."),
    ("active_days: 365", "active_days: '365'", "expected a whole number, not '365'."),
    ("active_days: 365", "active_days: true", "expected a whole number, not true."),
    ("active_days: 365", "active_days: 36.5", "expected a whole number, not 36.5."),
    (
        "active_days: 365",
        "active_days: 365, archive_day: 1",
        (
            "unknown key 'archive_day' in 'privacy.purposes.care.retention' of the package. Did "
            "you mean 'archive_days'? Allowed: active_days, archive_days, archive_reason, from"
        ),
    ),
    ("country: FR, purposes", "country: UK, purposes", "line 8: 'privacy.recipients.1.country'"),
    ("role: processor", "role: procesor", "Did you mean 'processor'? Allowed: processor, "),
    (
        "role: processor",
        "role: processor, safeguard: SCC",
        "'privacy.recipients.1.safeguard' of the package: 'SCC' is not known.",
    ),
    (
        "role: processor",
        "role: processor, transfer_assessment: soon",
        (
            "'privacy.recipients.1.transfer_assessment' of the package: expected a day, written as "
            "2026-01-31."
        ),
    ),
    ("{k: 10}", "{k: 1}", "line 9: 'privacy.thresholds.k' of the package: expected at least 2"),
    ("{k: 10}", "{epsilon: .inf}", "expected a finite number, not inf."),
    ("{k: 10}", "{max_reidentification: 0}", "expected more than 0, not 0"),
    ("{k: 10}", "7", "'privacy.thresholds' of the package: expected keys and values, not 7."),
    ("{k: 10}", "[k, 10]", "expected keys and values, not a list."),
    (
        "controller: {name: Shop SA, country: FR}",
        "controler: {name: Shop SA}",
        "line 3: unknown key 'controler' in 'privacy' of the package. Did you mean 'controller'?",
    ),
    (
        "dimension: income",
        "dimension: incom",
        (
            "line 20: 'privacy.dimension' of field 'salary' of 'clients': 'incom' is not known. "
            "Did you mean 'income'? Allowed: identity, socio_professional, "
        ),
    ),
    ("role: quasi_identifier", "role: quasi", "line 19: 'privacy.role' of field 'postcode'"),
    (
        "dimension: income",
        "dimension: income, sensitivity: 0.6",
        (
            "0.6 is not a sensitivity. Allowed: 0.25 ordinary, 0.5 private life, 0.75 highly "
            "personal, 1 special category."
        ),
    ),
    ("special: trade_union", "special: union", "Did you mean 'trade_union'? Allowed: racial, "),
    ("forbidden: true", "forbidden: yes", "expected true or false, not 'yes'."),
    ("{purposes: [mail]}", "{purposes: mail}", "expected a list, written as [a, b], not 'mail'."),
    ("{purposes: [mail]}", "{purposes: [1]}", "expected a text; put it between quotes"),
    ("{purposes: [mail]}", "{purposes: ['']}", "expected a text, not an empty one."),
    (
        "{purposes: [mail]}",
        "[mail]",
        (
            "line 22: 'privacy' of field 'wants_mail' of 'clients': expected keys and values, not "
            "a list."
        ),
    ),
    (
        "date: day}",
        "date: day, channel: x}",
        "unknown key 'channel' in 'privacy.records.objections'",
    ),
    ("{k: 10}", "{k: 10}\n  dpv: here", 'dpv: "https://w3id.org/dpv#"'),
    ("{k: 10}", "{k: 10}\n  forbidden_uses: [Spamm]", "Did you mean 'Spam'?"),
    ("{k: 10}", "{k: 10}\n  as_of: 2026-01-01 10:00:00", "expected a day, written as 2026-01-31."),
]


@pytest.mark.parametrize(("piece", "instead", "words"), ONE_WORD)
def test_a_wrong_word_is_named_with_what_is_allowed(broken, piece, instead, words):
    said = broken(piece, instead)
    assert said.startswith("datapackage.yaml, line ")
    assert words in said


NOT_THERE = [
    (
        "person: id,",
        "person: idd,",
        (
            "datapackage.yaml, line 15: 'person' is 'idd', which is not a column of 'clients'. Did "
            f"you mean 'id'? Allowed: {COLUMNS}"
        ),
    ),
    ("person: id,", "person: id, household: home,", "line 15: 'household' is 'home', which is"),
    ("person: id,", "person: id, household: id,", "line 15: the household of 'clients' is its"),
    (
        "{purposes: [mail]}",
        "{purposes: [mails]}",
        (
            "datapackage.yaml, line 22: field 'wants_mail' of 'clients' names the purpose 'mails', "
            "which is not declared. Did you mean 'mail'? Allowed: care, mail"
        ),
    ),
    (
        "{purposes: [mail]}",
        "{purposes: [mail, mail]}",
        "line 22: field 'wants_mail' of 'clients' names the purpose 'mail' twice. Keep one.",
    ),
    (
        "country: FR, purposes: [care]",
        "country: FR, purposes: [cares]",
        "line 8: recipient 'Host' names the purpose 'cares', which is not declared.",
    ),
    (
        "{k: 10}",
        "{k: 10}\n  notices: [{id: a, date: 2026-01-01, covers: [cares]}]",
        "line 10: notice 'a' names the purpose 'cares', which is not declared.",
    ),
    (
        "{k: 10}",
        "{k: 10}\n  notices:\n  - {id: a, date: 2026-01-01}\n  - {id: a, date: '2026-01-02'}",
        "line 12: notice 'a' is defined twice, the first time on line 11.",
    ),
    (
        "consent: wants_mail",
        "consent: want_mail",
        (
            "line 6: 'consent' of purpose 'mail' is 'want_mail', which is neither a column nor an "
            "entry of records. Did you mean 'wants_mail'?"
        ),
    ),
    ("consent: wants_mail", "opt_out: want_mail", "line 6: 'opt_out' of purpose 'mail' is"),
    ("consent: wants_mail", "consent: salary", "of type number. Expected boolean."),
    (
        "table: objections",
        "table: objection",
        (
            "line 11: records.objections names the table 'objection', which is not declared. Did "
            "you mean 'objections'? Allowed: clients, objections"
        ),
    ),
    (
        "date: day}",
        "date: days}",
        (
            "line 11: records.objections.date is 'days', which is not a column of 'objections'. "
            "Did you mean 'day'? Allowed: client, purpose, day"
        ),
    ),
    (
        "from: clients.last_seen",
        "from: clients.last_sen",
        (
            "the start of retention of 'care', for resource 'clients', is 'last_sen', which is not "
            f"a column of 'clients'. Did you mean 'last_seen'? Allowed: {COLUMNS}"
        ),
    ),
    (
        "from: clients.last_seen",
        "from: client.last_seen",
        "runs from table 'client', which is not declared. Did you mean 'clients'?",
    ),
    (
        "from: clients.last_seen",
        "from: last_sen",
        (
            "line 5: retention of 'care', for resource 'clients', runs from 'last_sen', which the "
            "resource does not have. Give a date column in the resource's own retention_from: "
            "{care: column}. Did you mean 'last_seen'?"
        ),
    ),
    (
        ", from: clients.last_seen",
        "",
        "retention of 'care', for resource 'clients', has no 'from'. Give a date column",
    ),
    ("from: clients.last_seen", "from: clients.salary", "of type number. Expected a date column."),
    (
        "{person: id, population: clients}",
        "{person: id, population: buyers, retention_from: {care: objections.day}}",
        "runs from 'objections.day', a table of another population: rows cannot be matched.",
    ),
    (
        "{person: id, population: clients}",
        "{person: id, population: clients, retention_from: {car: last_seen}}",
        "line 15: retention_from of 'clients' names the purpose 'car', which is not declared.",
    ),
]


@pytest.mark.parametrize(("piece", "instead", "words"), NOT_THERE)
def test_a_name_that_stands_for_nothing_is_refused_with_the_nearest(broken, piece, instead, words):
    assert words in broken(piece, instead)


CONTRADICTIONS = [
    (
        "role: direct_identifier",
        "role: quasi_identifier",
        "line 18: field 'id' of 'clients' has two roles, person key and quasi_identifier.",
    ),
    (
        "{name: notes, type: string}",
        "{name: id}",
        (
            "line 24: field 'id' of 'clients' is defined twice, the first time on line 18: a "
            "column has one role. Keep one."
        ),
    ),
    ("name: objections\n", "name: clients\n", "line 25: resource 'clients' is defined twice"),
    ("forbidden: true", "forbidden: true, purposes: [care]", "is forbidden and yet given"),
    (
        "{person: id, population: clients}",
        "{person: id}",
        "line 15: resource 'clients' has a person key and no 'population'.",
    ),
    (
        "{person: id, population: clients}",
        "{population: clients}",
        "line 15: resource 'clients' has a population and no 'person'.",
    ),
]


@pytest.mark.parametrize(("piece", "instead", "words"), CONTRADICTIONS)
def test_a_contradiction_is_refused(broken, piece, instead, words):
    assert words in broken(piece, instead)


SHAPES = [
    ("resources:", "resource:", "line 1: expected 'resources': a list with one entry for each"),
    ("- name: clients\n  path", "- path", "line 13: a resource lacks 'name'."),
    ("- name: clients\n", "- clients\n- name: clients\n", "line 13: expected a resource"),
    ("{name: notes, type: string}", "notes", "line 24: fields of 'clients': expected keys"),
    ("{name: notes, type: string}", "{type: x}", "line 24: a field of 'clients' lacks 'name'."),
    ("{name: notes, type: string}", "{name: n, type: [x]}", "type of field 'n' of 'clients'"),
    (
        "  path: clients.parquet\n",
        "  path: c.csv\n  data: [1]\n",
        "holds rows in the policy itself",
    ),
    (
        "  schema:\n    fields:\n    - {name: client,",
        "  schema: other.json\n  x:\n    fields:\n    - {name: client,",
        "line 28: schema of resource 'objections': expected keys and values, with 'fields'.",
    ),
    (
        "{name: notes, type: string}",
        "{name: notes, privcy: {}}",
        "line 24: unknown key 'privcy' in field 'notes' of 'clients'. Did you mean 'privacy'?",
    ),
    (
        "  schema:\n    fields:\n    - {name: client,",
        "  schema:\n    privacy: {}\n    fields:\n    - {name: client,",
        "line 29: 'privacy' is not read in the schema of 'objections'.",
    ),
]


@pytest.mark.parametrize(("piece", "instead", "words"), SHAPES)
def test_a_part_of_another_shape_is_refused(broken, piece, instead, words):
    assert words in broken(piece, instead)


def test_an_opt_out_list_may_be_kept_elsewhere(load, shop):
    policy = load(shop.replace("consent: wants_mail", "opt_out: far_away"))
    assert policy.purposes["mail"].opt_out == "far_away"


def test_a_choice_may_be_kept_in_the_records(load, shop):
    policy = load(shop.replace("consent: wants_mail", "opt_out: objections"))
    assert policy.purposes["mail"].opt_out == "objections"


def test_a_purpose_without_purposes_declared_says_so(refusal):
    said = refusal(
        "resources:\n- name: t\n  path: t.csv\n  schema:\n    fields:\n"
        "    - {name: a, privacy: {purposes: [crm]}}"
    )
    assert said.endswith(
        "names the purpose 'crm', which is not declared. The policy declares none."
    )


def test_several_errors_are_told_at_once_in_the_order_of_the_file(refusal, shop):
    written = shop.replace("{k: 10}", "{k: 1}").replace("dimension: income", "dimension: x")
    lines = refusal(written.replace("dpv: CustomerCare", "dpv: y")).splitlines()
    assert [re.match(r"datapackage\.yaml, line (\d+): ", line)[1] for line in lines] == [
        "5",
        "9",
        "20",
    ]


def test_at_most_ten_errors_are_told(refusal, shop):
    extra = "".join(f"    - {{name: x{n}, privacy: {{role: none}}}}\n" for n in range(13))
    written = shop.replace("- name: objections\n", f"{extra}- name: objections\n")
    lines = refusal(written).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "datapackage.yaml: 3 more; mend these first."


def test_control_characters_are_made_visible(broken):
    assert "'\\x1b[2J'" in broken("dimension: income", 'dimension: "\\x1b[2J"')


PLACES = {
    "thresholds: {": 9,
    "controller: {": 3,
    "care: {": 5,
    "retention: {": 5,
    "- {name: Host": 8,
    "objections: {table": 11,
    "privacy: {person: id": 15,
    "privacy: {role: quasi_identifier": 19,
}


@settings(max_examples=60, deadline=None)
@given(
    key=st.from_regex(r"[a-z][a-z_]{2,12}[0-9]", fullmatch=True),
    place=st.sampled_from(sorted(PLACES)),
)
def test_any_unknown_key_is_refused_with_its_line(key, place, tmp_path_factory):
    head, _, rest = place.partition("{")
    written = SHOP.replace(place, f"{head}{{{key}: 1, {rest}")
    with pytest.raises(PolicyError, match=f"line {PLACES[place]}: unknown key '{key}' in "):
        Policy.parse(written, tmp_path_factory.getbasetemp() / "datapackage.yaml")


@settings(max_examples=60, deadline=None)
@given(key=st.from_regex(r"[a-z]{3,12}[0-9]", fullmatch=True))
def test_any_other_key_is_frictionless_own_and_passes(key, tmp_path_factory):
    written = SHOP.replace("name: notes,", f"name: notes, {key}: {{a: 1}},").replace(
        "name: shop", f"{key}: [1]\nname: shop"
    )
    policy = Policy.parse(written, tmp_path_factory.getbasetemp() / "datapackage.yaml")
    assert policy.name == "shop"
