"""How many people are alone by published counts: the laws of the United States and of France."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from privlab.errors import ParameterError
from privlab.risk import expected_uniqueness

DAYS = 365
YEAR = 365.25


def uniform(n):
    return np.full(n, 1 / n)


def test_one_zip_code_of_mean_size():
    # (1 - 1/d)^(z - 1) with z = 9,330 and d = 78 x 365 x 2
    found = expected_uniqueness([9_330], uniform(78 * 365 * 2))
    assert found == pytest.approx((1 - 1 / 56_940) ** 9_329, abs=1e-12)
    assert found == pytest.approx(0.8489, abs=5e-5)


def test_two_places_by_hand():
    # of 3 and 1 people; values of shares 3/4 and 1/4
    of_three = 0.75 * 0.25**2 + 0.25 * 0.75**2
    assert expected_uniqueness([3, 1], [0.75, 0.25]) == pytest.approx((3 * of_three + 1) / 4)


def test_simulated_people_are_alone_as_often():
    rng = np.random.default_rng(0)
    sizes, shares = [40, 200], rng.dirichlet(np.ones(150))
    alone = 0
    for _ in range(400):
        for place in sizes:
            alone += (rng.multinomial(place, shares) == 1).sum()
    assert alone / 400 / sum(sizes) == pytest.approx(expected_uniqueness(sizes, shares), rel=0.02)


def test_blocks_of_places_add_up(monkeypatch):
    sizes, shares = np.arange(1, 60), uniform(100)
    whole = expected_uniqueness(sizes, shares)
    monkeypatch.setattr("privlab.risk._expected_uniqueness.CELLS", 1)
    assert expected_uniqueness(sizes, shares) == pytest.approx(whole)


@pytest.mark.parametrize(
    ("sizes", "shares", "said"),
    [
        ([], [1], "numbers of people"),
        ([-1, 4], [1], "below 0"),
        ([np.nan], [1], "none missing"),
        ([3], [0.5, 0.4], "summing to 1"),
        ([3], [1.5, -0.5], "below 0"),
    ],
)
def test_what_are_no_counts_is_refused(sizes, shares, said):
    with pytest.raises(ParameterError, match=said):
        expected_uniqueness(sizes, shares)


# --- France: communes of 2026 and the age pyramid of 2022, INSEE ----------------------------


@pytest.fixture(scope="module")
def communes(shared):
    path = shared / "data" / "insee_communes_2026_population_cp.csv.gz"
    frame = pd.read_csv(path, dtype={"departement": str, "codes_postaux": str})
    return frame[(frame["type"] == "commune-actuelle") & (frame["population"] > 0)]


@pytest.fixture(scope="module")
def postcodes(communes):
    """People of each postcode: those of a commune are spread evenly over its own."""
    codes = communes["codes_postaux"].str.split("|")
    each = communes.assign(code=codes, people=communes["population"] / codes.str.len())
    return each.explode("code").groupby("code")["people"].sum().to_numpy()


@pytest.fixture(scope="module")
def departements(communes):
    return communes.groupby("departement")["population"].sum().to_numpy()


@pytest.fixture(scope="module")
def pyramid(shared):
    frame = pd.read_csv(shared / "data" / "insee_pyramide_2010_2022.csv.gz")
    return frame.loc[frame["ANNEE"] == 2022, "POP"].to_numpy()


@pytest.fixture(scope="module")
def age_and_sex(pyramid):
    return pyramid / pyramid.sum()


@pytest.fixture(scope="module")
def birth_date_and_sex(age_and_sex):
    return np.repeat(age_and_sex / DAYS, DAYS)


def test_commune_birth_date_and_sex_single_out_most_of_france(communes, birth_date_and_sex):
    found = expected_uniqueness(communes["population"], birth_date_and_sex)
    assert found == pytest.approx(0.692, abs=5e-4)


def test_postcode_birth_date_and_sex_single_out_about_as_many(postcodes, birth_date_and_sex):
    assert expected_uniqueness(postcodes, birth_date_and_sex) == pytest.approx(0.674, abs=5e-4)


def test_the_year_of_birth_alone_singles_out_few(communes, age_and_sex):
    found = expected_uniqueness(communes["population"], age_and_sex)
    assert found == pytest.approx(0.018, abs=5e-4)


def test_the_departement_instead_of_the_commune_singles_out_few(departements, birth_date_and_sex):
    assert expected_uniqueness(departements, birth_date_and_sex) == pytest.approx(0.009, abs=5e-4)


def entropy(people, values=1):
    """Mean self-information of groups that hold so many equally frequent values each."""
    people = np.asarray(people, dtype=np.float64)
    people = people[people > 0]
    return np.average(np.log2(people.sum() * values / people), weights=people)


def test_entropies_of_places_and_ages_in_france(communes, postcodes, departements, pyramid):
    assert entropy(communes["population"]) == pytest.approx(12.526, abs=5e-4)
    assert entropy(postcodes) == pytest.approx(11.803, abs=5e-4)
    assert entropy(departements) == pytest.approx(6.311, abs=5e-4)
    assert entropy(pyramid) == pytest.approx(7.497, abs=5e-4)
    assert entropy(pyramid, YEAR) == pytest.approx(16.010, abs=5e-4)
