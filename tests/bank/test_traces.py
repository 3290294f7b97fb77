"""What the bank does with people's data: in the clean bank, what they allow and no more."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from brute_force import Folder, offers_without_consent

from privlab_bank import TABLES
from privlab_bank._promises import promises
from privlab_bank._traces import TRACE_TABLES
from privlab_bank.people._draws import BLOCK
from privlab_bank.people._hamlets import hamlets
from privlab_bank.people._places import places
from privlab_bank.people._reach import draw_has_email
from privlab_bank.traces._accesses import ERRANDS

AS_OF = dt.date(2026, 1, 1)
PEOPLE = 20_000
COLUMNS = {
    "prospects": "id_prospect civilite nom prenom email telephone code_postal annee_naissance "
    "source date_collecte date_dernier_contact",
    "scores": "id_client nom horizon valeur date version documentation_url decision_auto",
    "sollicitations": "id_client date canal finalite entite campagne",
    "consentements": "id_client finalite etat date preuve",
    "oppositions": "id_client finalite date",
    "notices": "id_client notice date moyen",
    "decisions": "id_client date score issue automatique revue_humaine duree_revue_min",
    "acces": "horodatage acteur service id_client action finalite colonnes",
    "demandes": "id_demande id_client type date_reception date_reponse prolongee",
    "dialogues": "id_client date canal texte",
    "copies": "nom lieu date tables date_test_restauration",
    "destinataires": "nom role pays garantie date_evaluation finalite prix",
}
TRACES = pytest.mark.parametrize("table", TRACE_TABLES, ids=lambda table: table.name)


@pytest.fixture(scope="module")
def bank(clean_bank):
    return Folder(clean_bank.folder)


def of_client(bank, name):
    """The rows of a table, with the dates of the relation of the person."""
    dates = ["id_client", "date_entree_relation", "date_fin_relation", "date_naissance", "email"]
    return bank.read(name).merge(bank.read("clients")[dates], on="id_client", how="left")


@TRACES
def test_a_trace_has_the_columns_that_other_rooms_count_on(table):
    assert set(COLUMNS[table.name].split()) <= set(table.schema.names)
    assert [column.name for column in table.columns] == table.schema.names
    assert all(set(column.purposes) <= promises().purposes.keys() for column in table.columns)
    assert all(column.purposes and column.label_fr and column.reason for column in table.columns)


@TRACES
def test_the_people_of_a_trace_come_in_order(table):
    rows = table.rows(2017, 1)
    assert len(rows.last) == rows.batch.num_rows
    assert (np.diff(rows.last) >= 0).all()
    assert ((rows.last >= 0) & (rows.last < BLOCK)).all()


@pytest.mark.parametrize(
    ("name", "a_person"),
    [
        ("prospects", 0.2),
        ("scores", 2.8),
        ("sollicitations", 4.8),
        ("consentements", 2.8),
        ("oppositions", 0.041),
        ("notices", 2.3),
        ("decisions", 0.28),
        ("acces", 1.4),
        ("demandes", 0.027),
        ("dialogues", 0.52),
    ],
)
def test_there_are_so_many_rows_a_person(bank, name, a_person):
    assert len(bank.read(name)) / PEOPLE == pytest.approx(a_person, rel=0.12)


def test_every_trace_is_of_a_client_and_prospects_are_other_people(bank):
    clients = set(bank.read("clients")["id_client"])
    for table in TRACE_TABLES:
        if table.population == "clients":
            assert set(bank.read(table.name)["id_client"]) <= clients
    prospects = bank.read("prospects")["id_prospect"]
    assert prospects.is_unique
    assert prospects.str.fullmatch(r"P\d{8}").all()


@pytest.mark.parametrize("name", ["sollicitations", "scores", "decisions", "dialogues"])
def test_nothing_is_done_before_or_after_the_relation(bank, name):
    made = of_client(bank, name)
    assert (made["date"] >= made["date_entree_relation"]).all()
    assert (made["date"] < made["date_fin_relation"].fillna(AS_OF)).all()


@pytest.mark.parametrize("name", ["scores", "decisions", "oppositions", "consentements"])
def test_minors_are_neither_scored_nor_asked(bank, name):
    assert (of_client(bank, name)["date_naissance"] < dt.date(2008, 1, 1)).all()


def test_offers_go_to_adults_who_consented_whatever_the_channel(bank):
    offers = bank.read("sollicitations").query("finalite == 'prospect'")
    assert offers_without_consent(bank, offers).empty
    made = of_client(bank, "sollicitations").query("finalite == 'prospect'")
    assert (made["date_naissance"] < dt.date(2008, 1, 1)).all()


def test_nobody_is_scored_after_having_objected_to_it(bank):
    objected = bank.read("oppositions").query("finalite == 'score'")
    for name in ("scores", "decisions"):
        both = bank.read(name).merge(objected, on="id_client", suffixes=("", "_objection"))
        assert (both["date"] <= both["date_objection"]).all()


def test_nobody_has_more_than_twenty_four_contacts_of_any_kind(bank):
    assert bank.read("sollicitations").groupby("id_client").size().max() <= 24


def test_no_one_without_an_address_is_written_to_and_no_one_is_called_at_weekends(bank):
    sent = of_client(bank, "sollicitations")
    assert sent.loc[sent["canal"] == "courriel", "email"].notna().all()
    called = pd.to_datetime(sent.loc[sent["canal"] == "téléphone", "date"])
    assert (called.dt.day_of_week < 5).all()


def test_who_has_an_address_is_what_the_clients_table_says():
    clients = next(table for table in TABLES if table.name == "clients")
    written = clients.rows(5, 2).batch["email"].is_valid().to_numpy(zero_copy_only=False)
    assert (written == draw_has_email(5, 2)).all()


def test_who_answered_the_survey_agreed_on_that_day(bank):
    agreed = bank.read("consentements").query("finalite == 'etude' and etat == 'accordé'")
    both = bank.read("enquete").merge(agreed, on="id_client")
    assert len(both) == len(bank.read("enquete"))
    assert (both["date"] == both["date_consentement"]).all()


def test_a_consent_is_withdrawn_after_it_was_given(bank):
    answers = bank.read("consentements")
    given, refused, back = (
        answers[answers["etat"] == state].set_index(["id_client", "finalite"])["date"]
        for state in ("accordé", "refusé", "retiré")
    )
    assert len(back) > 100
    assert (back > given.loc[back.index]).all()
    assert given.index.intersection(refused.index).empty


def test_every_access_is_for_a_purpose_of_the_department_during_working_hours(bank):
    seen = bank.read("acces")
    assert all(service in promises().purpose(purpose).actors for service, purpose, *_ in ERRANDS)
    assert seen["horodatage"].dt.day_of_week.max() == 4
    assert set(seen["horodatage"].dt.hour) == set(range(8, 19))
    assert seen.groupby("acteur")["service"].nunique().max() == 1


def test_prospects_are_at_the_edge_of_three_years_and_not_beyond(bank):
    last = pd.to_datetime(bank.read("prospects")["date_dernier_contact"])
    edge = pd.Timestamp(AS_OF) - pd.Timedelta(days=1_095)
    assert last.min() == edge
    assert 0.005 < (last == edge).mean() < 0.02
    assert (last >= pd.to_datetime(bank.read("prospects")["date_collecte"])).all()


def test_every_automated_decision_was_looked_at_for_some_minutes(bank):
    decisions = bank.read("decisions")
    assert 0.4 < decisions["automatique"].mean() < 0.6
    assert decisions["duree_revue_min"].between(2, 46).all()


def test_texts_hold_neither_digits_nor_an_address(bank):
    texts = bank.read("dialogues")["texte"]
    assert not texts.str.contains(r"\d|@|example").any()
    assert texts.nunique() > 200


def test_scores_cover_the_past_the_present_and_three_futures(bank):
    scores = bank.read("scores")
    assert set(scores.loc[scores["nom"] == "rentabilite", "horizon"]) == {
        "passé",
        "présent",
        "potentiel court",
        "potentiel moyen",
        "potentiel long",
    }
    assert scores["valeur"].between(0, 100).all()
    assert (scores.groupby("id_client").size() == 3).all()
    risk = scores[scores["nom"] == "risque_credit"].merge(bank.read("clients"), on="id_client")
    by_decile = risk.groupby("decile_revenu")["valeur"].mean()
    assert by_decile[1] > by_decile[10] + 10


def test_no_date_is_later_than_the_reference_day(bank):
    for table in TRACE_TABLES:
        for field in table.schema:
            if pa.types.is_date(field.type) or pa.types.is_timestamp(field.type):
                dates = pd.to_datetime(bank.read(table.name)[field.name])
                assert not (dates > pd.Timestamp(AS_OF)).any()


def test_hamlets_are_the_published_communes_of_under_thirty_people(shared):
    table = pd.read_csv(
        shared / "data" / "insee_communes_2026_population_cp.csv.gz", dtype=str
    ).set_index("code_insee")
    published = table.loc[list(hamlets().communes)]
    assert published["population"].astype(float).tolist() == list(hamlets().populations)
    assert max(hamlets().populations) < 30 <= places().populations.min()
    for codes, postcode in zip(published["codes_postaux"], hamlets().postcodes, strict=True):
        assert postcode in codes.split("|")
    assert not set(hamlets().communes) & set(places().communes)


def test_requests_have_keys_of_their_own(bank):
    keys = bank.read("demandes")["id_demande"]
    assert keys.is_unique
    assert all(re.fullmatch(r"D\d{8}", key) for key in keys)
