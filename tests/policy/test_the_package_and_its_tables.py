"""What the package promises holds for its tables, unless they say otherwise."""

from __future__ import annotations


def test_a_table_says_otherwise_for_itself_only(load, shop):
    policy = load(
        shop.replace(
            "{person: id, population: clients}",
            "{person: id, population: clients, thresholds: {k: 20}, purposes: "
            "{mail: {dpv: Advertising, legal_basis: eu-gdpr:A6-1-a}}}",
        )
    )
    clients, objections = policy.resources.values()
    assert (policy.thresholds.k, clients.promises.thresholds.k) == (10, 20)
    assert objections.promises.thresholds.k == 10
    assert policy.purposes["mail"].dpv == "DirectMarketing"
    assert clients.purposes["mail"].dpv == "Advertising"
    assert objections.purposes["mail"].dpv == "DirectMarketing"
    assert clients.purposes["care"] == policy.purposes["care"]


def test_a_threshold_left_out_is_that_of_the_package(load, shop):
    policy = load(
        shop.replace("{k: 10}", "{k: 10, epsilon: 0.5}").replace(
            "{person: id, population: clients}",
            "{person: id, population: clients, thresholds: {k: 20}}",
        )
    )
    own = policy.resources["clients"].promises.thresholds
    assert (own.k, own.epsilon) == (20, 0.5)


def test_purposes_and_recipients_of_a_table_are_known_to_all(load, shop):
    policy = load(
        shop.replace(
            "{person: client, population: clients}",
            "{person: client, population: clients, purposes: {law: {dpv: LegalCompliance, "
            "legal_basis: eu-gdpr:A6-1-c}}, recipients: [{name: Court, role: authority, "
            "country: FR, purposes: [law]}]}",
        ).replace("{name: notes, type: string}", "{name: notes, privacy: {purposes: [law]}}")
    )
    assert list(policy.purposes) == ["care", "mail", "law"]
    assert [recipient.name for recipient in policy.recipients] == ["Host", "Court"]
    assert policy.resources["clients"].fields_for("law") == ("notes",)


def test_the_same_promise_on_two_tables_is_one(load, shop):
    law = "purposes: {law: {dpv: LegalCompliance, legal_basis: eu-gdpr:A6-1-c}}"
    host = "recipients: [{name: Host, role: processor, country: FR, purposes: [care]}]"
    policy = load(shop.replace("population: clients}", f"population: clients, {law}, {host}}}"))
    assert list(policy.purposes) == ["care", "mail", "law"]
    assert len(policy.recipients) == 1


def test_two_tables_that_contradict_each_other_are_refused(refusal, shop):
    law = "purposes: {{law: {{dpv: {}, legal_basis: eu-gdpr:A6-1-c}}}}"
    written = shop.replace(
        "person: id, population: clients}",
        f"person: id, population: clients, {law.format('LegalCompliance')}}}",
    ).replace(
        "person: client, population: clients}",
        f"person: client, population: clients, {law.format('RecordManagement')}}}",
    )
    assert refusal(written) == (
        "datapackage.yaml, line 27: the purpose 'law' says something else on line 15. Define it "
        "once, under 'privacy' of the package."
    )


def test_two_tables_with_two_controllers_are_refused(refusal, shop):
    written = shop.replace("  controller: {name: Shop SA, country: FR}\n", "")
    for key in ("id", "client"):
        written = written.replace(
            f"{{person: {key}, population: clients}}",
            f"{{person: {key}, population: clients, controller: {{name: {key}}}}}",
        )
    assert refusal(written) == (
        "datapackage.yaml, line 26: 'controller' of resource 'objections' differs from that of "
        "'clients'. Say it once, under 'privacy' of the package, and on a resource only what "
        "differs there."
    )


def test_records_may_stand_on_the_table_that_keeps_them(load, shop):
    entry = "objections: {table: objections, person: client, purpose: purpose, date: day}"
    written = shop.replace(f"  records:\n    {entry}\n", "").replace(
        "{person: client, population: clients}",
        f"{{person: client, population: clients, records: {{{entry}}}}}",
    )
    policy = load(written)
    assert policy.records.objections.date == "day"
    assert policy.records.objections.columns == {
        "person": "client",
        "purpose": "purpose",
        "date": "day",
    }
    assert list(policy.records.given) == ["objections"]
    assert policy.resources["clients"].promises.records == policy.records


def test_a_table_and_a_column_are_described_in_the_words_of_the_file(load, shop):
    written = shop.replace("- name: clients\n", "- name: clients\n  description: one row each\n")
    written = written.replace(
        "{name: id,", "{name: id, title: Key, description: It tells none.,", 1
    )
    clients = load(written).resources["clients"]
    assert (clients.title, clients.description) == (None, "one row each")
    told = {name: (field.title, field.description) for name, field in clients.fields.items()}
    assert told.pop("id") == ("Key", "It tells none.")
    assert set(told.values()) == {(None, None)}
