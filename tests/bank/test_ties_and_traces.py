"""Relations tie people who are alike; values, pages and places follow the person."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow.compute as pc
import pytest

from privlab_bank.people._hidden import hidden_of_block
from privlab_bank.people._places import places
from privlab_bank.tables._relations import CONTEXTS, SOURCES
from privlab_bank.tables._values import DIETS, SEGMENTS
from privlab_bank.traces._navigation import DEVICES, SECTIONS


@pytest.fixture(scope="module")
def clients(frames):
    """Clients with the religion they hide, in the order of the bank."""
    table = frames["clients"].set_index("id_client")
    table["religion"] = np.concatenate([hidden_of_block(2017, block).religion for block in (0, 1)])
    return table


@pytest.fixture(scope="module")
def relations(frames):
    return frames["relations"]


def alike(clients, relations, context, trait):
    """Share of the ties of a context whose ends share a trait, and the share of any two people."""
    rows = relations[relations["contexte"] == context]
    one, other = (
        clients[trait].loc[rows[end]].to_numpy() for end in ("id_client_a", "id_client_b")
    )
    chance = (clients[trait].value_counts(normalize=True) ** 2).sum()
    return (one == other).mean(), chance


@pytest.mark.parametrize(
    ("context", "trait", "times"),
    [
        ("famille", "adresse", 50),
        ("loisir", "commune_insee", 100),
        ("loisir", "religion", 1.2),
        ("travail", "pcs", 2.5),
        ("travail", "departement", 20),
        ("études", "departement", 20),
    ],
)
def test_like_knows_like(context, trait, times, clients, relations):
    share, chance = alike(clients, relations, context, trait)
    assert share > times * chance


def test_there_are_fourteen_relations_for_ten_clients(relations, clients):
    assert len(relations) / len(clients) == pytest.approx(1.4, abs=0.1)


def test_nobody_is_tied_to_themselves_or_twice_in_a_context(relations):
    assert (relations["id_client_a"] != relations["id_client_b"]).all()
    assert not relations.duplicated(["id_client_a", "id_client_b", "contexte"]).any()
    assert set(relations["contexte"]) == set(CONTEXTS)
    assert set(relations["source"]) == set(SOURCES)


def test_a_joint_account_is_that_of_two_partners(relations, clients):
    joint = relations[relations["source"] == "compte joint"]
    one, other = (clients.loc[joint[end]] for end in ("id_client_a", "id_client_b"))
    assert (one["id_foyer"].to_numpy() == other["id_foyer"].to_numpy()).all()
    assert set(one["situation_familiale"]) <= {"marié(e)", "pacsé(e)", "union libre"}


def test_some_people_know_many_and_most_know_few(relations):
    degree = np.bincount(
        np.unique(relations[["id_client_a", "id_client_b"]].to_numpy(), return_inverse=True)[
            1
        ].ravel()
    )
    assert degree.max() >= 9
    assert np.median(degree) <= 3


def test_values_repeat_what_was_told_to_the_bank(frames):
    values, clients = frames["valeurs"], frames["clients"]
    for own, told in (("satisfaction", "satisfaction"), ("loisir", "loisir_prefere")):
        assert values[own].equals(clients[told].rename(own))


def test_the_diet_goes_with_religion_and_illness_and_the_segment_with_neither(frames, clients):
    values = frames["valeurs"].set_index("id_client")
    muslim = (clients["religion"] == 2).to_numpy()
    halal = (values["regime_alimentaire"] == "halal").to_numpy()
    assert halal[muslim].mean() > 0.1
    assert not halal[~muslim].any()
    segments = [
        values["segment_marche"][group].value_counts(normalize=True)
        for group in (muslim, ~muslim & (clients["religion"] == 0).to_numpy())
    ]
    young = [share["jeunes urbains"] + share["jeunes actifs"] for share in segments]
    assert young[0] == pytest.approx(young[1], abs=0.05)
    assert set(values["regime_alimentaire"].dropna()) == set(DIETS)
    assert set(values["segment_marche"]) == set(SEGMENTS)


@pytest.mark.parametrize(("name", "days"), [("navigation", 92), ("lieux", 31)])
def test_traces_are_of_the_last_weeks_and_sorted_in_each_person(name, days, life):
    table = life[name]
    first, last = pc.min_max(table["horodatage"]).as_py().values()
    end = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - times are local
    assert end - dt.timedelta(days=days) <= first < last < end
    keys = table["id_client"].to_numpy(zero_copy_only=False)
    moment = table["horodatage"].cast("int64").to_numpy()
    within = keys[1:] == keys[:-1]
    assert (np.diff(moment)[within] >= 0).all()
    assert (~within).sum() + 1 == len(np.unique(keys))


def test_the_young_come_with_a_telephone(life):
    clients = life["clients"].select(["id_client", "date_naissance"]).to_pandas()
    born = clients.set_index("id_client")["date_naissance"].map(lambda day: day.year)
    pages = life["navigation"].to_pandas()
    phone = pages["appareil"] == "téléphone"
    year = born.loc[pages["id_client"]].to_numpy()
    assert phone[year > 1996].mean() > 1.5 * phone[year < 1965].mean()
    assert set(pages["rubrique"]) == set(SECTIONS)
    assert set(pages["appareil"]) == set(DEVICES)
    assert pages["duree"].between(1, 600).all()


def test_most_points_are_at_home_and_all_in_a_known_commune(life):
    points = life["lieux"].to_pandas()
    home = life["clients"].to_pandas().set_index("id_client")["commune_insee"]
    at_home = points["commune_insee"].to_numpy() == home.loc[points["id_client"]].to_numpy()
    assert 0.6 < at_home.mean() < 0.9
    assert set(points["commune_insee"]) <= set(places().communes)
    seen = points["id_client"].nunique() / len(home)
    assert seen == pytest.approx(0.33, abs=0.05)


def test_people_go_to_work_in_office_hours(life):
    points = life["lieux"].to_pandas()
    home = life["clients"].to_pandas().set_index("id_client")["commune_insee"]
    away = points["commune_insee"].to_numpy() != home.loc[points["id_client"]].to_numpy()
    office = (points["horodatage"].dt.day_of_week < 5) & points["horodatage"].dt.hour.between(8, 17)
    assert away[office].mean() > 2 * away[~office].mean()
