"""What the clients table says, column by column."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import re

import numpy as np
import pyarrow.compute as pc
import pytest

from privlab_bank import CLIENTS, clients_roles
from privlab_bank.people._calendar import REFERENCE_DAY
from privlab_bank.people._contacts import DOMAINS, RANGES, ZONE_OF
from privlab_bank.people._places import places

DIMENSIONS = {
    "identity",
    "socio_professional",
    "holdings",
    "projects",
    "relations",
    "charges",
    "income",
    "values",
    "evolution",
    "profitability",
}


def test_each_column_is_described_in_the_order_of_the_table(bank):
    assert [column.name for column in CLIENTS] == bank.column_names
    assert all(column.label_fr and column.label_en and column.reason for column in CLIENTS)


def test_the_ten_dimensions_are_covered_and_only_keys_have_none():
    without = {column.name for column in CLIENTS if column.dimension is None}
    assert without == {"id_client", "id_foyer"}
    assert {column.dimension for column in CLIENTS} - {None} == DIMENSIONS
    assert {column.sensitivity for column in CLIENTS} == {None, 0.25, 0.5, 0.75}


def test_the_roles_declare_the_table_to_a_dataset(bank):
    roles = clients_roles()
    named = [*roles["identifiers"], *roles["quasi_identifiers"], *roles["sensitive"]]
    assert len(named) == len(set(named))
    assert set(named) | set(roles["dimensions"]) | {roles["person"]} == set(bank.column_names)
    assert roles["person"] not in roles["dimensions"]


def test_other_quasi_identifiers_can_be_declared():
    assert clients_roles(["departement"])["quasi_identifiers"] == ["departement"]


def test_the_schema_says_that_the_people_are_synthetic(bank):
    metadata = bank.schema.metadata
    assert metadata[b"privlab.synthetic"] == b"true"
    assert b"none of them exists" in metadata[b"privlab.notice"]


def test_keys_are_unique_and_their_order_says_nothing(bank):
    keys = bank["id_client"].to_pylist()
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"C\d{8}", key) for key in keys)
    numbers = np.array([int(key[1:]) for key in keys])
    for other in (np.arange(len(keys)), bank["date_entree_relation"].cast("int32").to_numpy()):
        assert abs(np.corrcoef(numbers, other)[0, 1]) < 0.01


def test_e_mail_addresses_reach_nobody(bank):
    written = bank["email"].drop_null().to_pylist()
    pattern = re.compile(r"[a-z-]+\.[a-z-]+\d{1,4}@(\w+\.\w+)")
    assert {pattern.fullmatch(address)[1] for address in written} == set(DOMAINS)
    assert all(domain.startswith("example.") for domain in DOMAINS)


def test_telephone_numbers_are_those_of_fiction(bank):
    numbers = pc.unique(bank["telephone"]).to_pylist()
    assert {number[:8] for number in numbers} == set(RANGES)
    assert all(re.fullmatch(r"0\d \d\d \d\d \d\d \d\d", number) for number in numbers)


def test_no_telephone_number_is_shared_among_the_first_ten_thousand(bank):
    numbers = bank["telephone"].slice(0, 10_000).to_pylist()
    assert len(set(numbers)) == 10_000


def test_landlines_belong_to_the_zone_of_the_departement(bank):
    pairs = zip(bank["telephone"].to_pylist(), bank["departement"].to_pylist(), strict=True)
    assert all(ZONE_OF[place] == int(number[1]) for number, place in pairs if number[1] != "6")


def test_postcodes_belong_to_their_commune_and_departement(bank):
    known = set(zip(places().communes, places().postcodes, places().departments, strict=True))
    columns = ("commune_insee", "code_postal", "departement")
    assert set(zip(*(bank[name].to_pylist() for name in columns), strict=True)) <= known


def test_communes_and_postcodes_are_the_published_ones(shared):
    path = shared / "data" / "insee_communes_2026_population_cp.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        published = {row["code_insee"]: row for row in csv.DictReader(file)}
    rows = zip(places().communes, places().postcodes, places().populations, strict=True)
    for code, postcode, people in rows:
        assert postcode in published[code]["codes_postaux"].split("|")
        assert people == float(published[code]["population"])


def test_some_clients_live_in_communes_of_under_300_people():
    small = {
        code
        for code, people in zip(places().communes, places().populations, strict=True)
        if people < 300
    }
    assert len(small) > 100


def test_dates_are_in_the_order_of_a_life(bank):
    birth, entry, end, update = (
        bank[name].cast("int32").to_numpy(zero_copy_only=False)
        for name in (
            "date_naissance",
            "date_entree_relation",
            "date_fin_relation",
            "date_maj",
        )
    )
    today = (REFERENCE_DAY - dt.date(1970, 1, 1)).days
    closed = ~np.isnan(end)
    assert (entry >= birth).all()
    assert (update >= entry).all()
    assert (update <= today).all()
    assert (end[closed] >= entry[closed]).all()
    assert (end[closed] <= today).all()
    assert (update[closed] == end[closed]).all()
    assert 0.05 < closed.mean() < 0.09


def test_first_names_are_of_their_time(bank):
    frame = bank.select(["prenom", "date_naissance", "civilite"]).to_pandas()
    born = frame["date_naissance"].map(lambda day: day.year)
    assert born[frame["prenom"] == "Kevin"].median() > 1985
    assert born[frame["prenom"] == "Monique"].median() < 1950


def test_men_keep_the_name_they_were_born_with(bank):
    frame = bank.select(["civilite", "nom", "nom_naissance"]).to_pandas()
    men = frame["civilite"] == "M."
    assert (frame.loc[men, "nom"] == frame.loc[men, "nom_naissance"]).all()
    assert (frame.loc[~men, "nom"] != frame.loc[~men, "nom_naissance"]).mean() > 0.3


@pytest.mark.parametrize(
    ("column", "share"),
    [
        ("email", 0.13),
        ("projet_principal", 0.39),
        ("satisfaction", 0.66),
        ("loisir_prefere", 0.52),
        ("mensualite_logement", 0.42),
        ("revenu_mensuel", 0.02),
    ],
)
def test_a_column_is_null_for_those_who_have_or_said_nothing(bank, column, share):
    assert bank[column].null_count / len(bank) == pytest.approx(share, abs=0.01)


def test_no_other_column_has_a_null(bank):
    may_be_null = {
        "contexte_parrainage",
        "date_fin_relation",
        "decile_revenu",
        "email",
        "encours_il_y_a_un_an",
        "loisir_prefere",
        "mensualite_logement",
        "projet_principal",
        "rentabilite_12m",
        "revenu_mensuel",
        "satisfaction",
    }
    assert {name for name in bank.column_names if bank[name].null_count} == may_be_null


def test_who_pays_no_rent_nor_loan_has_no_payment(bank):
    frame = bank.select(["statut_logement", "mensualite_logement"]).to_pandas()
    free = frame["statut_logement"].isin(["propriétaire sans emprunt", "hébergé gratuitement"])
    assert (frame["mensualite_logement"].isna() == free).all()


def test_closed_relations_hold_nothing(bank):
    frame = bank.select(["date_fin_relation", "encours_total"]).to_pandas()
    assert (frame.loc[frame["date_fin_relation"].notna(), "encours_total"] == 0).all()
