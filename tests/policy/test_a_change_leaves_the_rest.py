"""A policy file is changed where it changes: every other character stays."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from privlab.errors import ParameterError, PolicyError
from privlab.policy import Policy, edit
from privlab.policy.file._editing import edited
from privlab.policy.file._reading import parse

COMMENTED = """\
# our promises
name:   shop      # aligned
privacy:
  # bases were checked by counsel
  purposes:
    care:  {dpv: CustomerCare,   legal_basis: eu-gdpr:A6-1-b}   # the contract
    mail:  {dpv: DirectMarketing, legal_basis: 'eu-gdpr:A6-1-f'}
  # thresholds follow
  thresholds: {k: 10}   # of the board
  charter: >-
    https://example.org/
    charter
# tables
resources:
- name: clients
  path: "clients.csv"  # quoted
  privacy:
    person: id
    population: clients
  schema:
    fields:
    # keys
    - {name: id,    type: string}
    # the rest
    - name: age
      type: integer
      privacy:
        role: quasi_identifier   # known to neighbours
        purposes: [care, mail]
"""


@pytest.fixture
def policy(load):
    return load(COMMENTED)


def put(path, value):
    return edited(COMMENTED, {path: value}, "p.yaml")


def lines_that_differ(text):
    old, new = COMMENTED.splitlines(), text.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_a_number_is_put_in_its_place():
    assert lines_that_differ(put("privacy.thresholds.k", 20)) == (
        ["  thresholds: {k: 10}   # of the board"],
        ["  thresholds: {k: 20}   # of the board"],
    )


def test_a_quoted_text_stays_quoted():
    assert lines_that_differ(put("privacy.purposes.mail.legal_basis", "eu-gdpr:A6-1-a"))[1] == [
        "    mail:  {dpv: DirectMarketing, legal_basis: 'eu-gdpr:A6-1-a'}"
    ]
    assert lines_that_differ(put("resources.clients.path", "c.csv"))[1] == [
        '  path: "c.csv"  # quoted'
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Relation client", "Relation client"),
        ("eu-gdpr:A6-1-b", "eu-gdpr:A6-1-b"),
        ("https://example.org/a.md", "https://example.org/a.md"),
        ("NO", "'NO'"),
        ("true", "'true'"),
        ("2026-01-01", "'2026-01-01'"),
        ("a: b", "'a: b'"),
        ("it's, so", "'it''s, so'"),
        ("?x", "'?x'"),
        ("a\nb", '"a\\nb"'),
        (True, "true"),
        (0.25, "0.25"),
        (["a", "b c"], "[a, b c]"),
    ],
)
def test_a_value_is_written_as_every_yaml_reader_understands_it(value, written):
    assert edited("a: {b: x}", {"a.b": value}, "p.yaml") == f"a: {{b: {written}}}"


def test_a_key_is_added_between_braces():
    assert lines_that_differ(put("privacy.thresholds.epsilon", 0.5))[1] == [
        "  thresholds: {k: 10, epsilon: 0.5}   # of the board"
    ]


def test_a_key_is_added_under_its_sisters():
    assert put("privacy.as_of", dt.date(2026, 1, 1)) == COMMENTED.replace(
        "    charter\n", "    charter\n  as_of: 2026-01-01\n"
    )


def test_a_way_that_is_not_there_is_made():
    new = put("resources.clients.schema.fields.id.privacy.role", "direct_identifier")
    assert lines_that_differ(new) == (
        ["    - {name: id,    type: string}"],
        ["    - {name: id,    type: string, privacy: {role: direct_identifier}}"],
    )


def test_a_list_is_replaced():
    new = put("resources.clients.schema.fields.age.privacy.purposes", ["care"])
    assert lines_that_differ(new)[1] == ["        purposes: [care]"]


def test_a_key_is_removed_with_its_line_and_no_other():
    field = "resources.clients.schema.fields.age.privacy"
    gone = "        role: quasi_identifier   # known to neighbours\n"
    assert put(f"{field}.role", None) == COMMENTED.replace(gone, "")
    assert put("privacy.purposes.care", None) == COMMENTED.replace(
        "    care:  {dpv: CustomerCare,   legal_basis: eu-gdpr:A6-1-b}   # the contract\n", ""
    )
    assert put("privacy.charter", None) == COMMENTED.replace(
        "  charter: >-\n    https://example.org/\n    charter\n", ""
    )


def test_a_key_is_removed_between_braces():
    care = "privacy.purposes.care"
    assert "care:  {legal_basis: eu-gdpr:A6-1-b}   # the" in put(f"{care}.dpv", None)
    assert "care:  {dpv: CustomerCare}   # the" in put(f"{care}.legal_basis", None)


MORE = """\
people:
- {name: a, age: 1}
- name: b
  kin: [{name: c}]  # of b
none: []
purposes:
  care:
    dpv: CustomerCare
    owner: Desk
last: 1
"""


def more(**changes):
    return edited(
        MORE, {path.replace("_", "."): value for path, value in changes.items()}, "p.yaml"
    )


def test_a_new_entry_of_a_list_goes_by_the_name_it_bears():
    new = more(people_d={"name": "d", "age": 4}, people_e={"name": "e"})
    assert new == MORE.replace("# of b\n", "# of b\n- {name: d, age: 4}\n- {name: e}\n")
    assert "kin: [{name: c}, {name: d}]  # of b" in more(people_b_kin_d={"name": "d"})
    assert "none: [{name: d}]\n" in more(none_d={"name": "d"})
    indented = edited("a:\n  - {id: v}\nb: 1\n", {"a.w": {"id": "w"}}, "p.yaml")
    assert indented == "a:\n  - {id: v}\n  - {id: w}\nb: 1\n"
    with pytest.raises(ParameterError, match="no entry is named 'd'"):
        more(people_d={"name": "e"})


def test_a_new_entry_is_written_as_the_one_before_it():
    new = more(purposes_mail={"dpv": "DirectMarketing", "retention": {"active_days": 30}})
    written = "  mail:\n    dpv: DirectMarketing\n    retention: {active_days: 30}\n"
    assert new == MORE.replace("last:", f"{written}last:")


def test_changes_of_different_places_are_made_at_once(monkeypatch):
    read = []
    monkeypatch.setattr(
        "privlab.policy.file._editing.parse", lambda *asked: read.append(asked) or parse(*asked)
    )
    new = more(last=2, people_a_age=7, purposes_care_owner=None, people_b_kin_d={"name": "d"})
    assert len(read) == 2
    one_by_one = MORE
    for path, value in {
        "last": 2,
        "people.a.age": 7,
        "purposes.care.owner": None,
        "people.b.kin.d": {"name": "d"},
    }.items():
        one_by_one = edited(one_by_one, {path: value}, "p.yaml")
    assert new == one_by_one


@pytest.mark.parametrize(
    ("changes", "written"),
    [
        ({"a": {"b": 1}, "a.c": 2}, "a: {b: 1, c: 2}\nd: [x, y, z]\n"),
        ({"d.x": None, "d.y": None}, "a: 1\nd: [z]\n"),
        ({"d.x": None, "d.y": None, "d.z": None}, "a: 1\nd: []\n"),
        ({"d": [{"name": "m", "age": 2}], "d.m.age": 3}, "a: 1\nd: [{name: m, age: 3}]\n"),
    ],
    ids=str,
)
def test_changes_that_touch_are_made_one_after_the_other(changes, written):
    assert edited("a: 1\nd: [x, y, z]\n", changes, "p.yaml") == written


def test_an_entry_of_a_list_is_removed():
    assert "{name: id," not in put("resources.clients.schema.fields.id", None)
    assert "# keys\n    # the rest" in put("resources.clients.schema.fields.id", None)
    new = put(("resources", 0, "schema", "fields", "age"), None)
    assert new.endswith("    # the rest\n")
    flow = edited("a: [x, y, z]", {"a.y": None}, "p.yaml")
    assert flow == "a: [x, z]"


def test_the_last_key_leaves_an_empty_place():
    assert "thresholds: {}   # of the board" in put("privacy.thresholds.k", None)
    assert edited("a: {b: [x]}\nc: 1", {"a.b.x": None}, "p.yaml") == "a: {b: []}\nc: 1"


def test_the_first_key_after_a_dash_is_removed():
    assert put("resources.clients.name", None) == COMMENTED.replace(
        "- name: clients\n  path", "- path"
    )


def test_a_block_becomes_one_line():
    new = put("privacy.charter", "https://example.org/c")
    assert "  charter: https://example.org/c\n# tables\n" in new
    assert "  purposes: {care: {dpv: CustomerCare}}\n  # thresholds follow\n" in put(
        "privacy.purposes", {"care": {"dpv": "CustomerCare"}}
    )


def test_a_key_without_value_receives_one():
    assert edited("a:\nb: 1\n", {"a": 3}, "p.yaml") == "a: 3\nb: 1\n"
    assert edited("a:   # later\nb: 1\n", {"a.c": 3}, "p.yaml") == "a: {c: 3}   # later\nb: 1\n"


def test_windows_lines_stay_windows_lines():
    written = COMMENTED.replace("\n", "\r\n")
    new = edited(written, {"privacy.dpv": "https://w3id.org/dpv#"}, "p.yaml")
    assert new.replace("\r\n", "").count("\n") == 0
    assert "\r\n  dpv: 'https://w3id.org/dpv#'\r\n" in new


def test_what_an_alias_shares_is_not_changed_through_it():
    shared = "a: &x {k: 1}\nb: *x\n"
    for path in ("a.k", "b.k", "b"):
        with pytest.raises(PolicyError, match=f"^p.yaml: '{path}' is shared through an alias"):
            edited(shared, {path: 2}, "p.yaml")


NOWHERE = [
    ("resources.client.name", "no entry is named 'client'. Did you mean 'clients'?"),
    ("resources.7.name", "no entry is named '7'."),
    ("privacy.thresholds.k.x", "'x' is past a value."),
    ("", "'' is past a value."),
    ([], "A change needs a path"),
]


@pytest.mark.parametrize(("path", "words"), NOWHERE, ids=str)
def test_a_path_that_leads_nowhere_is_refused(path, words):
    with pytest.raises(ParameterError) as refused:
        put(tuple(path) if isinstance(path, list) else path, 1)
    assert words in str(refused.value)


def test_what_is_not_there_cannot_be_removed():
    with pytest.raises(ParameterError, match=r"'privacy\.dpo' is not there"):
        put("privacy.dpo", None)


def test_a_value_that_yaml_has_no_word_for_is_refused():
    with pytest.raises(ParameterError, match="not object"):
        put("privacy.thresholds.k", object())


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12
)
PLAIN = st.recursive(
    TEXTS | st.integers(-(10**9), 10**9) | st.booleans() | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXTS.filter(lambda key: key != "<<"), inner, max_size=3)
    ),
    max_leaves=5,
)
PLACES = [
    "privacy.thresholds.k",
    "privacy.purposes",
    "privacy.charter",
    "privacy.purposes.mail.legal_basis",
    "resources.clients.path",
    "resources.clients.schema.fields.age.privacy",
    "resources.clients.schema.fields.id.new",
    "resources.clients.new.newer",
    "new",
]


@settings(max_examples=80, deadline=None)
@given(place=st.sampled_from(PLACES), value=PLAIN)
def test_any_plain_value_is_read_as_it_was_put(place, value):
    new = edited(COMMENTED, {place: value}, "p.yaml")
    found = parse(new, "p.yaml")
    for step in place.split("."):
        named = {"clients": 0, "id": 0, "age": 1}
        found = found[named.get(step, step) if isinstance(found, list) else step]
    assert found == value
    assert "# our promises" in new
    assert "# keys" in new


def test_a_changed_policy_is_checked_and_not_saved(policy):
    changed = policy.with_changes({"privacy.thresholds.k": 20})
    assert (policy.thresholds.k, changed.thresholds.k) == (10, 20)
    assert "k: 10" in policy.path.read_text()
    with pytest.raises(PolicyError, match="expected at least 2, not 1"):
        policy.with_changes({"privacy.thresholds.k": 1})


def test_a_field_is_given_other_promises(policy):
    changed = policy.with_field("clients", "age", dimension="identity", purposes=["care"])
    age = changed.resources["clients"].fields["age"]
    assert (age.role, age.dimension, age.purposes) == ("quasi_identifier", "identity", ("care",))
    assert changed.with_field("clients", "age", dimension=None).differences(policy)
    with pytest.raises(ParameterError, match=r"^field='agee' is not a column of 'clients'"):
        policy.with_field("clients", "agee", role="ordinary")


def test_saving_writes_the_file_and_keeps_its_comments(policy):
    policy.path.chmod(0o640)
    saved = policy.with_changes({"privacy.thresholds.k": 20}).save()
    assert policy.path.read_text() == COMMENTED.replace("{k: 10}", "{k: 20}")
    assert Policy.load(policy.path).thresholds.k == saved.thresholds.k == 20
    assert policy.path.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in policy.path.parent.iterdir()] == ["datapackage.yaml"]


def test_saving_again_and_again_works(policy):
    once = policy.with_changes({"privacy.thresholds.k": 20}).save()
    assert once.with_changes({"privacy.thresholds.k": 30}).save().thresholds.k == 30


def test_a_file_that_someone_else_changed_is_not_overwritten(policy):
    changed = policy.with_changes({"privacy.thresholds.k": 20})
    policy.path.write_text(COMMENTED.replace("{k: 10}", "{k: 15}"))
    with pytest.raises(PolicyError, match=r"^datapackage\.yaml was changed since it was read\."):
        changed.save()
    assert "{k: 15}" in policy.path.read_text()


def test_a_policy_is_saved_elsewhere(policy, tmp_path):
    (tmp_path / "copy").mkdir()
    saved = policy.save(tmp_path / "copy" / "policy.yaml")
    assert saved.path.read_text() == COMMENTED
    assert saved.resources["clients"].path == (tmp_path / "copy" / "clients.csv").resolve()


def test_a_failed_write_leaves_what_was_there(policy, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(PolicyError) as refused:
        policy.with_changes({"privacy.thresholds.k": 20}).save()
    assert str(refused.value) == (
        "The policy 'datapackage.yaml' cannot be written: No space left on device. Nothing was "
        "changed. Give a file name in a folder that exists and that you may write to."
    )
    assert policy.path.read_text() == COMMENTED
    assert len(list(policy.path.parent.iterdir())) == 1


def test_a_link_to_the_policy_stays_a_link(policy, tmp_path):
    link = tmp_path / "current.yaml"
    link.symlink_to(policy.path)
    assert edit(link, {"privacy.thresholds.k": 20}).thresholds.k == 20
    assert link.is_symlink()
    assert "{k: 20}" in policy.path.read_text()


def test_the_reference_example_changes_on_one_line(tmp_path):
    example = Path(__file__).resolve().parents[3] / "shared" / "reference" / "policy_example.yaml"
    if not example.exists():
        pytest.skip("the reference policy (../shared/reference/policy_example.yaml) is not here")
    old = example.read_text(encoding="utf-8")
    path = tmp_path / "datapackage.yaml"
    path.write_text(old, encoding="utf-8")
    edit(path, {"resources.clients.privacy.purposes.score.retention.active_days": 180})
    new = path.read_text(encoding="utf-8")
    changed = [
        n
        for n, (a, b) in enumerate(zip(old.splitlines(), new.splitlines(), strict=True), 1)
        if a != b
    ]
    assert changed == [15]
