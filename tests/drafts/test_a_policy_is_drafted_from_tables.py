"""From two files to a policy that is accepted: keys by values, consents mapped, edits kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import privlab
from privlab._drafts import draft_policy, joins
from privlab.cli import app
from privlab.errors import ParameterError, PolicyError
from privlab.policy import Policy
from privlab.tables import connect, dataset

FILLED = {
    "controller: {name: TODO, country: TODO}": "controller: {name: Salon de thé, country: FR}",
    "dpo: {name: TODO, email: TODO}": "dpo: {name: Une personne, email: dpd@example.org}",
    "date: TODO": "date: 2024-05-01",
    "dpv: TODO": "dpv: ServiceProvision",
    "legal_basis: TODO": "legal_basis: eu-gdpr:A6-1-b",
    "active_days: TODO, from: TODO": "active_days: 3650, from: adherents.inscription",
}


@pytest.fixture
def boutique(tmp_path):
    """Two tables of a shop, in French, whose columns have no name in common."""
    rng = np.random.default_rng(5)
    n, day = 120, pd.Timestamp("2024-06-01")
    frame = pd.DataFrame(
        {
            "adhérent": [f"A{i:05d}" for i in range(n)],
            "nom": rng.choice(["Martin", "Petit", "Durand"], n),
            "courriel": [f"p{i}@example.org" for i in range(n)],
            "code postal": rng.choice(["01000", "69003", "13001"], n),
            "accord_newsletter": ["oui", "oui", "non"] * (n // 3),
            "inscription": day + pd.to_timedelta(rng.integers(0, 700, n), "D"),
        }
    )
    frame.to_csv(tmp_path / "adherents.csv", index=False)
    bought = pd.DataFrame(
        {
            "ticket": range(1, 401),
            "acheteur": [f"A{i:05d}" for i in rng.integers(0, n, 400)],
            "pièces": rng.integers(1, 6, 400),
            "montant": rng.uniform(2, 90, 400).round(2),
        }
    )
    bought.to_csv(tmp_path / "achats.csv", index=False)
    return tmp_path


def files(folder):
    return [folder / "adherents.csv", folder / "achats.csv"]


def filled(path):
    text = path.read_text(encoding="utf-8")
    for todo, value in FILLED.items():
        assert todo in text
        text = text.replace(todo, value)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def accepted(boutique):
    place, *_ = draft_policy(files(boutique), boutique / "datapackage.yaml", language="fr")
    filled(place)
    return place


def test_two_files_become_a_policy_that_is_accepted_and_measured(accepted):
    lab = privlab.open(accepted)
    assert not lab.check_duties().breaches
    clients = lab.policy.resources["adherents"]
    assert clients.fields["code postal"].type == "string"
    assert clients.fields["courriel"].role == "direct_identifier"
    assert lab.policy.resources["achats"].population == "adherents"
    assessment = lab.assess(purpose="service", language="fr")
    values = {f.key: f.value for r in assessment.results for f in r.figures}
    assert values["n_units"] == 120
    assert values["knowledge"] is not None


def test_oui_and_non_are_read_as_answers(accepted):
    lab = privlab.open(accepted)
    for table, people in (("adherents", 80), ("achats", None)):
        view = lab.dataset(table, purpose="offers", actor="a")
        if people is not None:
            assert view.n_rows == people
        else:
            assert 0 < view.n_rows < 400


def test_check_says_in_order_what_to_fill_in(boutique):
    place, *_ = draft_policy(files(boutique), boutique / "datapackage.yaml")
    with pytest.raises(PolicyError) as refused:
        Policy.load(place)
    lines = str(refused.value).splitlines()
    assert "'privacy.controller.name' is still TODO" in lines[0]
    numbers = [int(line.split("line ")[1].split(":")[0]) for line in lines[:10]]
    assert numbers == sorted(numbers)
    assert any(
        "legal_basis' is still TODO" in line and "legitimate interest" in line for line in lines
    )


def test_keys_are_found_by_values_not_by_names(boutique):
    connection = connect()
    tables = {p.stem: dataset(p, connection=connection) for p in files(boutique)}
    (found,) = joins(tables)
    assert (found.table, found.column, found.to, found.key) == (
        "achats",
        "acheteur",
        "adherents",
        "adhérent",
    )
    assert found.n_values == pd.read_csv(boutique / "achats.csv")["acheteur"].nunique()


def test_one_stranger_among_the_values_is_no_join():
    connection = connect()
    people = pd.DataFrame({"who": ["a", "b", "c"]})
    sales = pd.DataFrame({"who": ["a", "a", "z"], "n": [1, 2, 3]})
    tables = {
        "people": dataset(people, connection=connection),
        "sales": dataset(sales, connection=connection),
    }
    assert joins(tables) == ()


def test_a_second_run_adds_what_is_new_and_leaves_the_rest(accepted, boutique):
    written = accepted.read_text(encoding="utf-8").replace("role: sensitive", "role: ordinary")
    accepted.write_text(written + "# ours\n", encoding="utf-8")
    before = accepted.read_bytes()
    assert draft_policy(files(boutique), accepted) == (accepted, (), ())
    assert accepted.read_bytes() == before
    frame = pd.read_csv(boutique / "achats.csv").assign(remise=0.5)
    frame.to_csv(boutique / "achats.csv", index=False)
    pd.DataFrame({"shop": ["x", "y"]}).to_csv(boutique / "shops.csv", index=False)
    visits = pd.read_csv(boutique / "achats.csv")[["acheteur", "montant"]]
    visits.to_csv(boutique / "visites.csv", index=False)
    more = [*files(boutique), boutique / "shops.csv", boutique / "visites.csv"]
    _, added, left_out = draft_policy(more, accepted)
    assert (added, left_out) == (("achats.remise", "visites"), ("shops",))
    policy = Policy.load(accepted)
    assert "remise" in policy.resources["achats"].fields
    assert policy.resources["visites"].population == "adherents"
    assert policy.controller.name == "Salon de thé"
    assert "# ours" in accepted.read_text(encoding="utf-8")


def test_hostile_names_of_columns_stay_names(tmp_path):
    names = ["a: b", "x y: TODO", "{", "# c", "no", "- q", "'", '"']
    frame = pd.DataFrame({name: [1, 2] for name in names} | {"day: z": pd.Timestamp("2026-01-01")})
    frame.to_parquet(tmp_path / "t.parquet")
    place, *_ = draft_policy([tmp_path / "t.parquet"], tmp_path / "d.yaml")
    text = place.read_text(encoding="utf-8")
    for todo in ("country: TODO", "name: TODO", "email: TODO"):
        text = text.replace(todo, todo.replace("TODO", "FR"))
    for todo, value in (("date: TODO", "date: 2026-01-01"), ("dpv: TODO", "dpv: Marketing")):
        text = text.replace(todo, value)
    text = text.replace("basis: TODO", "basis: eu-gdpr:A6-1-b").replace("days: TODO", "days: 9")
    place.write_text(text.replace("from: TODO", 'from: "day: z"'), encoding="utf-8")
    assert tuple(Policy.load(place).resources["t"].fields) == tuple(frame.columns)


DESCRIBED = """\
resources:
  - name: achats
    type: table
    path: achats.csv
    scheme: file
    format: csv
    mediatype: text/csv
    encoding: utf-8
    schema:
      fields:
        - name: ticket
          type: integer
        - name: acheteur
          type: string
        - name: pièces
          type: integer
        - name: montant
          type: number
"""


def test_what_frictionless_describes_is_taken_up(boutique):
    """The shape is that of `frictionless describe --yaml`, 5.21."""
    place = boutique / "datapackage.yaml"
    place.write_text(DESCRIBED, encoding="utf-8")
    _, added, _ = draft_policy(files(boutique), place)
    assert {"privacy", "achats.acheteur", "adherents"} <= set(added)
    filled(place)
    lab = privlab.open(place)
    assert not lab.check_duties().breaches
    assert lab.policy.resources["achats"].population == "adherents"
    assert "mediatype: text/csv" in place.read_text(encoding="utf-8")
    assert draft_policy(files(boutique), place)[1] == ()


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "consentement — "), ("en", "consent — they said yes")]
)
def test_words_are_explained_in_the_language_and_no_value_is_shown(boutique, language, said):
    place, *_ = draft_policy(files(boutique), boutique / "d.yaml", language=language)
    text = place.read_text(encoding="utf-8")
    assert said in text
    assert "Martin" not in text
    assert "A00017" not in text


def test_what_cannot_be_drafted_is_refused(boutique, tmp_path_factory):
    with pytest.raises(ParameterError, match="No file is given"):
        draft_policy([], boutique / "d.yaml")
    with pytest.raises(ParameterError, match="not in the folder of the policy"):
        draft_policy(files(boutique), tmp_path_factory.mktemp("other") / "d.yaml")


def test_words_for_yes_that_are_no_list_are_refused(accepted):
    text = accepted.read_text(encoding="utf-8").replace('trueValues: ["oui"]', "trueValues: oui")
    accepted.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match="trueValues of field 'accord_newsletter'"):
        Policy.load(accepted)


def test_the_command_says_what_is_left_to_do(boutique):
    out = boutique / "datapackage.yaml"
    arguments = ["new-policy", *map(str, files(boutique)), "--out", str(out)]
    done = CliRunner().invoke(app, [*arguments, "--language", "en"])
    assert done.exit_code == 0, done.output
    assert "To fill in: " in done.output
    again = CliRunner().invoke(app, [*arguments, "--language", "en"])
    assert "Nothing is new" in again.output


def test_a_file_is_described_as_it_is_written(tmp_path):
    n = 120
    frame = pd.DataFrame(
        {
            "Kundennr": [f"K{i:04d}" for i in range(n)],
            "Ort": ["Köln", "Zürich", "Wien"] * (n // 3),
            "Umsatz": [f"{i},{i % 10}5" for i in range(n)],
            "seit": [f"{1 + i % 28:02d}.03.2024" for i in range(n)],
        }
    )
    path = tmp_path / "kunden.csv"
    frame.to_csv(path, index=False, sep=";", encoding="cp1252")
    place, _, _ = draft_policy([path], tmp_path / "datapackage.yaml")
    text = place.read_text(encoding="utf-8")
    assert '  encoding: "cp1252"\n  dialect: {"delimiter": ";"}\n' in text
    for todo, said in FILLED.items():
        text = text.replace(todo, said.replace("adherents.inscription", "kunden.seit"))
    place.write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(app, ["check", str(place)])
    assert answer.exit_code == 0, answer.output
    assert "0 breaches" in answer.output
