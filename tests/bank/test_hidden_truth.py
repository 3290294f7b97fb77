"""What people hide has the shares of the figures cited, and goes with no name."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from privlab_bank.people._draws import band
from privlab_bank.people._hidden import (
    _ILLNESS_BOUNDS,
    ILL_BY_AGE,
    MUSLIM,
    NO_RELIGION,
    OPINION_SHARES,
    OPINIONS,
    RELIGION_SHARES,
    RELIGIONS,
    UNIONS,
    hidden_of_block,
)
from privlab_bank.people._kin import NOBODY
from privlab_bank.people._occupations import EMPLOYEES
from privlab_bank.people._people import people_of_block
from privlab_bank.people._pyramid import PYRAMID

BLOCKS = range(6)


@pytest.fixture(scope="module")
def everyone():
    """People and hidden truth of 60,000 people, attribute by attribute."""
    people = [people_of_block(2017, block) for block in BLOCKS]
    hidden = [hidden_of_block(2017, block) for block in BLOCKS]
    names = {
        "age": people,
        "sex": people,
        "occupation": people,
        "religion": hidden,
        "practice": hidden,
        "chronic": hidden,
        "union": hidden,
        "opinion": hidden,
        "pregnant": hidden,
    }
    return {
        name: np.concatenate([getattr(block, name) for block in blocks])
        for name, blocks in names.items()
    }


def test_religions_of_the_under_sixties_are_those_of_the_survey(everyone):
    young = (everyone["age"] >= 18) & (everyone["age"] < 60)
    seen = np.bincount(everyone["religion"][young], minlength=len(RELIGIONS)) / young.sum()
    np.testing.assert_allclose(seen, RELIGION_SHARES[0], atol=0.015)
    # Trajectoires et Origines 2: none 51 %, Catholic 29, Muslim 10, other Christian 9
    np.testing.assert_allclose(RELIGION_SHARES[0][:4], (0.51, 0.29, 0.10, 0.09))


@pytest.mark.parametrize(("religion", "share"), [(1, 0.08), (2, 0.22), (3, 0.21), (4, 0.34)])
def test_regular_practice_is_that_of_the_survey(religion, share, everyone):
    own = everyone["religion"] == religion
    assert (everyone["practice"][own] == 2).mean() == pytest.approx(
        share, abs=0.06 if religion == 4 else 0.02
    )


def test_one_insured_person_in_six_has_a_long_term_illness(everyone):
    ages = np.arange(PYRAMID.shape[1])
    everyone_in_france = PYRAMID.sum(axis=0)
    ill = everyone_in_france * ILL_BY_AGE[band(ages, _ILLNESS_BOUNDS)]
    # Assurance maladie, 2016: 16.9 % of the insured, 63 years old on average
    assert ill.sum() / everyone_in_france.sum() == pytest.approx(0.169, abs=0.004)
    assert (ill * ages).sum() / ill.sum() == pytest.approx(63, abs=1)
    expected = ILL_BY_AGE[band(everyone["age"], _ILLNESS_BOUNDS)].mean()
    assert everyone["chronic"].mean() == pytest.approx(expected, abs=0.006)


def test_one_employee_in_ten_is_in_a_union_and_more_with_age(everyone):
    employed = np.isin(everyone["occupation"], EMPLOYEES)
    member = everyone["union"] > 0
    # Dares, 2019: 10.3 % of employees
    assert member[employed].mean() == pytest.approx(0.103, abs=0.006)
    assert (
        member[employed & (everyone["age"] >= 50)].mean()
        > 3 * member[employed & (everyone["age"] < 30)].mean()
    )
    assert len(np.unique(everyone["union"])) == len(UNIONS)


def test_opinions_are_those_of_the_barometer(everyone):
    seen = np.bincount(everyone["opinion"], minlength=len(OPINIONS)) / len(everyone["opinion"])
    np.testing.assert_allclose(seen, OPINION_SHARES, atol=0.006)


def test_pregnant_people_are_women_of_an_age_to_be(everyone):
    pregnant = everyone["pregnant"]
    assert (everyone["sex"][pregnant] == 0).all()
    assert everyone["age"][pregnant].min() >= 18
    assert everyone["age"][pregnant].max() < 45
    mothers = (everyone["sex"] == 0) & (everyone["age"] >= 20) & (everyone["age"] < 40)
    assert 0.04 < pregnant[mothers].mean() < 0.08


def test_partners_mostly_share_a_religion():
    people, hidden = people_of_block(2017, 0), hidden_of_block(2017, 0)
    one = np.flatnonzero(people.kin.partner != NOBODY)
    same = hidden.religion[one] == hidden.religion[people.kin.partner[one]]
    assert 0.75 < same.mean() < 0.95


@pytest.mark.parametrize("column", ["nom", "prenom", "nationalite"])
def test_no_name_nor_nationality_tells_a_religion(column, life):
    religion = np.concatenate([hidden_of_block(2017, block).religion for block in (0, 1)])
    table = life["clients"].select([column, "id_foyer", "date_naissance"]).to_pandas()
    # one person a household, of one generation: families share names and religion, and the old
    # have both other first names and other religions
    born = table["date_naissance"].map(lambda day: day.year)
    kept = (~table["id_foyer"].duplicated() & born.between(1967, 2007)).to_numpy()
    values = table[column].to_numpy()[kept]
    common = [value for value in np.unique(values) if (values == value).sum() >= 40]
    counts = [
        [((religion[kept] == kind) & (values == value)).sum() for value in common]
        for kind in (NO_RELIGION, MUSLIM)
    ]
    assert len(common) >= 5
    assert chi2_contingency(counts).pvalue > 0.001


def test_three_adults_in_ten_answered_and_few_left_a_question_out(frames):
    clients, answers = frames["clients"], frames["enquete"]
    born = clients["date_naissance"].map(lambda day: day.year)
    asked = clients[(born <= 2007) & clients["date_fin_relation"].isna()]
    assert answers["id_client"].isin(asked["id_client"]).all()
    assert len(answers) / len(asked) == pytest.approx(0.30, abs=0.01)
    for name in ("religion", "sante_ald", "syndicat", "opinion"):
        assert answers[name].isna().mean() == pytest.approx(0.03, abs=0.01)
    assert answers["date_consentement"].notna().all()


def test_what_was_answered_is_the_hidden_truth(life):
    order = {key: rank for rank, key in enumerate(life["clients"]["id_client"].to_pylist())}
    answers = life["enquete"].to_pandas()
    rank = answers["id_client"].map(order).to_numpy()
    blocks = [hidden_of_block(2017, block) for block in (0, 1)]
    for name, texts, attribute in (
        ("religion", RELIGIONS, "religion"),
        ("syndicat", UNIONS, "union"),
        ("opinion", OPINIONS, "opinion"),
    ):
        codes = np.concatenate([getattr(block, attribute) for block in blocks])[rank]
        given = answers[name].notna().to_numpy()
        assert (np.array(texts)[codes][given] == answers[name][given]).all()
