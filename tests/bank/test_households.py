"""Couples and children share a home, and their table agrees with the clients."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from privlab_bank.people._draws import BLOCK
from privlab_bank.people._kin import CIRCLE, NOBODY, in_couple
from privlab_bank.people._people import people_of_block


@pytest.fixture(scope="module")
def people():
    return people_of_block(2017, 0)


@pytest.fixture(scope="module")
def couples(frames):
    """Pairs of adult clients of the same household who are both in a couple."""
    clients = frames["clients"]
    coupled = clients["situation_familiale"].isin(["marié(e)", "pacsé(e)", "union libre"])
    pairs = clients[coupled].groupby("id_foyer").filter(lambda home: len(home) == 2)
    by_home = pairs.groupby("id_foyer", sort=False)
    return by_home.first(), by_home.last()


def test_a_bank_has_about_two_households_for_three_clients(frames):
    assert len(frames["foyers"]) / len(frames["clients"]) == pytest.approx(0.66, abs=0.02)


def test_nearly_all_who_live_as_a_couple_have_a_partner_in_the_bank(people):
    coupled = in_couple(people.family_situation)
    assert (people.kin.partner[coupled] != NOBODY).mean() > 0.9
    assert (people.kin.partner[~coupled] == NOBODY).all()


def test_a_partner_is_mutual_of_the_same_situation_and_circle(people):
    rank = np.flatnonzero(people.kin.partner != NOBODY)
    partner = people.kin.partner[rank]
    assert (people.kin.partner[partner] == rank).all()
    assert (people.family_situation[partner] == people.family_situation[rank]).all()
    assert (partner // CIRCLE == rank // CIRCLE).all()


def test_partners_are_near_in_age_and_men_a_little_older(people):
    women = np.flatnonzero((people.kin.partner != NOBODY) & (people.sex == 0))
    women = women[people.sex[people.kin.partner[women]] == 1]
    gap = people.age[people.kin.partner[women]] - people.age[women]
    assert 0.5 < gap.mean() < 4
    assert np.percentile(np.abs(gap), 90) <= 9


def test_nine_couples_in_a_thousand_are_of_the_same_sex():
    alike = pairs = 0
    for block in range(6):
        people = people_of_block(2017, block)
        first = np.flatnonzero(people.kin.partner > np.arange(BLOCK))
        alike += (people.sex[first] == people.sex[people.kin.partner[first]]).sum()
        pairs += len(first)
    # INSEE, census survey of 2018: 0.9 %
    assert alike / pairs == pytest.approx(0.009, abs=0.002)


def test_partners_share_address_home_payment_and_children(couples):
    shared = [
        "adresse",
        "code_postal",
        "commune_insee",
        "statut_logement",
        "enfants",
        "mensualite_logement",
    ]
    first, second = couples
    assert len(first) > 4_000
    pd.testing.assert_frame_equal(first[shared], second[shared])


def test_women_who_took_a_name_took_that_of_their_husband(couples):
    women = pd.concat(couples)
    women = women[(women["civilite"] == "Mme") & (women["nom"] != women["nom_naissance"])]
    men = pd.concat(couples)
    men = men[men["civilite"] == "M."]["nom_naissance"]
    known = women[women.index.isin(men.index)]
    assert len(known) > 1_000
    assert (known["nom"] == men.loc[known.index]).all()


def test_minors_live_with_a_client_who_could_be_their_parent(frames):
    clients = frames["clients"].set_index("id_foyer", drop=False)
    minor = clients["decile_revenu"].isna()
    adults = clients[~minor]
    children = clients[minor & clients.index.isin(adults.index)]
    assert len(children) / minor.sum() > 0.95
    parents = adults.loc[adults.index.isin(children.index)].groupby(level=0)
    for column in ("adresse", "commune_insee"):
        assert (parents[column].first().loc[children.index] == children[column]).all()
    oldest = parents["date_naissance"].min().loc[children.index]
    years = [(c - p).days / 365.25 for c, p in zip(children["date_naissance"], oldest, strict=True)]
    assert min(years) > 17
    named = parents["nom_naissance"].agg(set).loc[children.index]
    assert all(name in names for name, names in zip(children["nom"], named, strict=True))


def test_a_household_counts_at_least_its_clients_and_their_children(frames):
    homes = frames["foyers"].set_index("id_foyer")
    clients = frames["clients"].groupby("id_foyer")
    held = clients.size()
    assert (homes["personnes"].loc[held.index] >= held).all()
    assert (homes["enfants"].loc[held.index] >= clients["enfants"].max()).all()
    assert (homes["personnes"] > homes["enfants"]).all()


def test_the_household_has_the_payment_and_status_of_its_head(frames):
    clients = frames["clients"]
    heads = clients[clients["decile_revenu"].notna() & ~clients["id_foyer"].duplicated(keep=False)]
    homes = frames["foyers"].set_index("id_foyer").loc[heads["id_foyer"]]
    assert (homes["statut_logement"].to_numpy() == heads["statut_logement"].to_numpy()).all()
    pd.testing.assert_series_equal(
        homes["mensualite"].reset_index(drop=True),
        heads["mensualite_logement"].reset_index(drop=True),
        check_names=False,
    )


def test_a_household_whose_child_comes_first_has_the_payment_of_the_parent(frames):
    clients = frames["clients"]
    first = clients.drop_duplicates("id_foyer").set_index("id_foyer")
    young = first[first["decile_revenu"].isna()].index
    parents = clients[clients["decile_revenu"].notna()].drop_duplicates("id_foyer")
    parents = parents.set_index("id_foyer")["mensualite_logement"]
    young = young[young.isin(parents.index)]
    paid = frames["foyers"].set_index("id_foyer")["mensualite"].loc[young]
    assert paid.notna().sum() > 20
    pd.testing.assert_series_equal(paid, parents.loc[young], check_names=False)


def test_households_are_of_the_size_of_those_of_france(frames):
    # INSEE, census 2021: 2.15 people a household; the bank has few minors of its own
    assert frames["foyers"]["personnes"].mean() == pytest.approx(2.1, abs=0.15)


def test_charges_grow_with_the_people(frames):
    homes = frames["foyers"]
    medians = homes.groupby(homes["personnes"].clip(upper=5))["charges"].median()
    assert medians.is_monotonic_increasing
    assert homes["charges"].between(20, 3_000).all()
