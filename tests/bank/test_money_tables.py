"""Holdings, earnings and projects agree with the clients and with the figures they cite."""

from __future__ import annotations

import numpy as np
import pytest

from privlab_bank.people._calendar import REFERENCE_DAY
from privlab_bank.tables._accounts import PRODUCTS
from privlab_bank.tables._projects import DECLARED, DEDUCED, HORIZONS


@pytest.fixture(scope="module")
def clients(frames):
    return frames["clients"].set_index("id_client")


@pytest.fixture(scope="module")
def adults_today(clients):
    born = np.array([day.year for day in clients["date_naissance"]])
    return clients[(born <= 2007) & clients["date_fin_relation"].isna()]


def test_products_add_up_to_what_the_client_holds(frames, clients):
    held = frames["avoirs"]
    total = held[held["type"] != "immobilier"].groupby("id_client")["encours"].sum()
    assert (total == clients["encours_total"].loc[total.index]).all()
    assert (clients["encours_total"].drop(total.index) == 0).all()


def test_who_left_holds_nothing(frames, clients):
    left = clients.index[clients["date_fin_relation"].notna()]
    assert not frames["avoirs"]["id_client"].isin(left).any()


@pytest.mark.parametrize(
    ("product", "share"),
    # INSEE, Insee Premiere 1899 (2021): 73.5 and 40.5 % of households
    [("compte", 1.0), ("livret A", 0.735), ("assurance-vie", 0.405)],
)
def test_products_have_the_published_share_of_holders(product, share, frames, adults_today):
    held = frames["avoirs"]
    holders = held.loc[held["type"] == product, "id_client"]
    assert adults_today.index.isin(holders).mean() == pytest.approx(share, abs=0.015)


@pytest.mark.parametrize(("product", "limit"), [("PEL", 0.307), ("PEA", 0.169)])
def test_other_products_stay_within_the_published_share_of_their_family(
    product, limit, frames, adults_today
):
    # INSEE, Revenus et patrimoine 2024: a housing savings product 30.7 %, securities 16.9 %
    held = frames["avoirs"]
    holders = held.loc[held["type"] == product, "id_client"]
    assert limit / 2 < adults_today.index.isin(holders).mean() < limit


def test_six_households_in_ten_own_real_estate(frames, adults_today):
    held = frames["avoirs"]
    owners = adults_today[
        adults_today.index.isin(held.loc[held["type"] == "immobilier", "id_client"])
    ]
    share = owners["id_foyer"].nunique() / adults_today["id_foyer"].nunique()
    # INSEE, Insee Premiere 1899: 61.2 % of households
    assert share == pytest.approx(0.612, abs=0.03)


def test_life_insurance_comes_with_age_and_income(frames, adults_today):
    held = frames["avoirs"]
    insured = adults_today.index.isin(held.loc[held["type"] == "assurance-vie", "id_client"])
    rich = adults_today["decile_revenu"] >= 9
    poor = adults_today["decile_revenu"] <= 2
    assert insured[rich].mean() > 1.5 * insured[poor].mean()
    born = np.array([day.year for day in adults_today["date_naissance"]])
    assert insured[born <= 1965].mean() > 1.4 * insured[born >= 1996].mean()


def test_no_account_exceeds_its_ceiling_or_opens_before_the_relation(frames, clients):
    held = frames["avoirs"]
    ceilings = {"livret A": 22_950, "PEL": 61_200, "PEA": 150_000}
    for product, ceiling in ceilings.items():
        assert held.loc[held["type"] == product, "encours"].max() <= ceiling
    assert set(held["type"]) == set(PRODUCTS)
    assert (held["encours"] >= 0).all()
    own = held[held["type"] != "immobilier"]
    entry = clients["date_entree_relation"].loc[own["id_client"]].to_numpy()
    assert (own["date_ouverture"].to_numpy() >= entry).all()
    assert max(held["date_ouverture"]) <= REFERENCE_DAY


def test_salary_and_benefits_make_the_income(frames, clients):
    earned = frames["revenus"].set_index("id_client")
    grown = clients["revenu_mensuel"].notna()
    total = (earned["salaire"] + earned["prestations"])[grown]
    assert (total == clients["revenu_mensuel"][grown]).all()
    assert (earned["decile"][grown] == clients["decile_revenu"][grown]).all()
    assert earned["salaire"][~grown].isna().all()


def test_the_retired_live_on_pensions_and_employees_on_salaries(frames, clients):
    earned = frames["revenus"].set_index("id_client")
    retired = clients["pcs"] == "Retraités"
    employed = clients["pcs"].isin(["Employés", "Ouvriers"])
    assert (earned.loc[retired, "salaire"] == 0).all()
    assert (
        earned.loc[employed, "prestations"] <= 0.5 * clients.loc[employed, "revenu_mensuel"]
    ).all()
    assert 0.3 < (earned.loc[employed, "prime"] > 0).mean() < 0.6


def test_inheritance_comes_late_in_life(frames, clients):
    heirs = frames["revenus"].set_index("id_client")["heritage"] > 0
    born = np.array([day.year for day in clients["date_naissance"]])
    assert 0.02 < heirs.mean() < 0.10
    assert heirs[(born > 1955) & (born < 1970)].mean() > 2 * heirs[born > 1995].mean()


def test_the_declared_project_is_that_of_the_clients_table(frames, clients):
    projects = frames["projets"]
    declared = projects[projects["source"] == DECLARED].set_index("id_client")["type"]
    told = clients["projet_principal"]
    told = told[told.notna() & (told != "aucun")]
    assert declared.sort_index().equals(told.sort_index().rename("type").astype(declared.dtype))


def test_a_deduced_project_differs_from_the_declared_one(frames):
    projects = frames["projets"]
    assert set(projects["source"]) == {DECLARED, DEDUCED}
    assert not projects.duplicated(["id_client", "type"]).any()
    assert (projects["source"] == DEDUCED).mean() == pytest.approx(0.5, abs=0.1)


def test_projects_have_a_horizon_of_their_kind_and_a_date_of_the_relation(frames, clients):
    projects = frames["projets"]
    assert set(projects["horizon"]) == set(HORIZONS)
    by_kind = projects.groupby("type")["horizon"].agg(lambda kinds: kinds.mode()[0])
    assert by_kind["voyage"] == "court"
    assert by_kind["retraite"] == "long"
    assert (projects["montant"] > 0).all()
    rows = clients.loc[projects["id_client"]]
    assert (projects["date"].to_numpy() >= rows["date_entree_relation"].to_numpy()).all()
    last = rows["date_fin_relation"].fillna(REFERENCE_DAY)
    assert (projects["date"].to_numpy() <= last.to_numpy()).all()
