"""The shares of the bank are those of the figures it cites."""

from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest

from privlab_bank.people._households import FAMILY_SITUATIONS, NATIONALITIES, SITUATIONS_2021
from privlab_bank.people._housing import HOUSING
from privlab_bank.people._occupations import OCCUPATIONS, OCCUPATIONS_2022
from privlab_bank.people._places import SIZE_BOUNDS, SIZE_CLASSES, places
from privlab_bank.people._pyramid import ADULT, MINORS_SHARE, OLDEST, PYRAMID


def ages(table):
    return 2025 - table["date_naissance"].to_numpy().astype("datetime64[Y]").astype(int) - 1970


def women(table):
    return np.array(table["civilite"].to_pylist()) == "Mme"


def shares(table, column, labels):
    values = np.array(table[column].to_pylist())
    return np.array([(values == label).mean() for label in labels])


def test_two_clients_in_a_hundred_are_minors(bank):
    assert (ages(bank) < ADULT).mean() == pytest.approx(MINORS_SHARE, abs=0.002)


def test_adults_follow_the_age_pyramid_of_each_sex(adults):
    age = np.minimum(ages(adults), OLDEST)
    sex = np.where(women(adults), 0, 1)
    counts = np.zeros_like(PYRAMID)
    np.add.at(counts, (sex, age), 1)
    expected = PYRAMID[:, ADULT:] / PYRAMID[:, ADULT:].sum() * len(adults)
    z = (counts[:, ADULT:] - expected) / np.sqrt(expected)
    assert np.abs(z).max() < 4.5
    assert (z**2).mean() == pytest.approx(1, abs=0.4)


def test_clients_live_in_communes_of_all_sizes_as_the_french_do(bank):
    size = dict(zip(places().communes, places().populations, strict=True))
    people = np.array([size[code] for code in bank["commune_insee"].to_pylist()])
    seen = np.bincount(np.searchsorted(SIZE_BOUNDS, people, side="right")) / len(people)
    np.testing.assert_allclose(seen, np.array(SIZE_CLASSES) / sum(SIZE_CLASSES), atol=0.003)


@pytest.mark.parametrize(
    ("departement", "share"),
    [("75", 0.031), ("59", 0.038), ("13", 0.030), ("48", 0.0011), ("974", 0.013)],
)
def test_departements_have_their_share_of_clients(bank, departement, share):
    # INSEE, populations of 2026: Paris 2.10 M, Nord 2.61 M, Bouches-du-Rhone 2.06 M,
    # Lozere 77,000 and La Reunion 0.9 M of 68.4 M; the selection of communes blurs the small
    # ones, and families, who move together, count for one draw
    assert shares(bank, "departement", [departement])[0] == pytest.approx(share, rel=0.15, abs=1e-3)


def test_occupations_follow_the_census_of_2022(adults):
    expected = OCCUPATIONS_2022.sum(axis=0) / OCCUPATIONS_2022.sum()
    np.testing.assert_allclose(shares(adults, "pcs", OCCUPATIONS), expected, atol=0.02)


def test_retired_people_are_old_and_employees_are_mostly_women(adults):
    age, retired = ages(adults), np.array(adults["pcs"].to_pylist()) == "Retraités"
    assert retired[age >= 65].mean() > 0.9
    assert not retired[age < 25].any()
    employees = np.array(adults["pcs"].to_pylist()) == "Employés"
    assert 0.70 < women(adults)[employees].mean() < 0.80


def test_family_situations_follow_the_census_of_2021(adults):
    expected = SITUATIONS_2021[:, 1:].sum(axis=(0, 1)) / SITUATIONS_2021[:, 1:].sum()
    seen = shares(adults, "situation_familiale", FAMILY_SITUATIONS)
    np.testing.assert_allclose(seen, expected, atol=0.025)


def test_widowhood_comes_with_age_and_to_women_first(adults):
    widowed = np.array(adults["situation_familiale"].to_pylist()) == "veuf/veuve"
    old = ages(adults) >= 80
    assert widowed[old & women(adults)].mean() > 2 * widowed[old & ~women(adults)].mean()
    assert widowed[ages(adults) < 40].mean() < 0.01


def test_eight_adults_in_a_hundred_are_foreigners(adults):
    foreign = 1 - shares(adults, "nationalite", NATIONALITIES[:1])[0]
    assert foreign == pytest.approx(0.082, abs=0.004)


def test_housing_is_within_three_points_of_the_households_of_2024(adults):
    seen = shares(adults, "statut_logement", HOUSING)[:4]
    published = np.array([34.7, 22.3, 22.9, 17.4])
    np.testing.assert_allclose(seen / seen.sum(), published / published.sum(), atol=0.03)


def test_salaries_have_the_median_and_the_deciles_of_2022(adults):
    frame = adults.select(["pcs", "revenu_mensuel"]).to_pandas()
    salaries = frame.loc[frame["pcs"].isin(OCCUPATIONS[2:6]), "revenu_mensuel"]
    low, median, high = salaries.quantile([0.1, 0.5, 0.9])
    assert median == pytest.approx(2_091, rel=0.03)
    assert low == pytest.approx(1_436, rel=0.12)
    assert high == pytest.approx(4_162, rel=0.12)


def test_each_income_decile_holds_a_tenth_of_the_adults(adults):
    seen = shares(adults, "decile_revenu", range(1, 11))
    np.testing.assert_allclose(seen, 0.1, atol=0.006)


def test_holdings_grow_with_age_and_income(adults):
    frame = adults.select(["encours_total", "decile_revenu"]).to_pandas()
    frame["old"] = ages(adults) >= 60
    medians = frame.groupby("old")["encours_total"].median()
    assert medians[True] > 2 * medians[False]
    by_decile = frame.groupby("decile_revenu")["encours_total"].median()
    assert by_decile[10] > 4 * by_decile[2]


def test_the_pyramid_is_the_published_one(shared):
    with gzip.open(shared / "data" / "insee_pyramide_2010_2022.csv.gz", "rt") as file:
        rows = [row for row in csv.DictReader(file) if row["ANNEE"] == "2022"]
    for number, sex in enumerate("FM"):
        published = {int(row["AGE"]): int(row["POP"]) for row in rows if row["SEXE"] == sex}
        assert PYRAMID[number].tolist() == [published[age] for age in range(OLDEST + 1)]
