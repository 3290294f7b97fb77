"""Contacts of a real telephone campaign: how many, how hard they press, and what they bring."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from privlab.errors import ParameterError
from privlab.intrusiveness import contact_pressure, conversion_by_contacts
from privlab.intrusiveness.knowledge._people import weighted_quantile
from tests.golden import GOLDEN


@pytest.fixture(scope="module")
def calls():
    """Bank Marketing (Moro, Rita and Cortez 2014): 45,211 customers of a bank."""
    return pd.read_csv(GOLDEN / "bank_marketing_full.csv.gz")


def test_how_often_the_bank_called(calls):
    often = calls["campaign"].to_numpy()
    each = np.ones(len(often), dtype=np.int64)
    assert len(often) == 45_211
    assert often.mean() == pytest.approx(2.76, abs=5e-3)
    quantiles = [weighted_quantile(often, each, share) for share in (0.5, 0.95, 0.99, 1)]
    assert quantiles == [2, 8, 16, 63]


def test_how_hard_the_calls_press(calls):
    assert contact_pressure(calls["campaign"], half=4).mean() == pytest.approx(0.328, abs=5e-4)
    table = conversion_by_contacts(calls["campaign"], calls["y"] == "yes")
    inside = np.average(table["pressure"].fillna(0), weights=table["people"])
    assert inside == pytest.approx(0.328, abs=5e-4)
    often = table.loc[table["fewest"] > 10, "people"].sum()
    assert often / table["people"].sum() == pytest.approx(0.0265, abs=5e-5)


def test_pressure_does_not_pay(calls):
    table = conversion_by_contacts(
        calls["campaign"], calls["y"] == "yes", bounds=[0, 1, 2, 3, 5, 10, 20]
    )
    published = [0.146, 0.112, 0.112, 0.086, 0.065, 0.045, 0.016]
    assert table["conversion"].tolist()[1:] == pytest.approx(published, abs=5e-4)
    assert table["fewest"].tolist() == [0, 1, 2, 3, 4, 6, 11, 21]
    assert table["most"].tolist()[:-1] == [0, 1, 2, 3, 5, 10, 20]
    assert pd.isna(table["most"].iloc[-1])
    # beyond doubt: the bounds of one call and of more than ten do not meet
    assert table["low"][1] > table["high"][6]


def test_few_people_have_no_figure():
    table = conversion_by_contacts([1, 1, 1, 1, 9, 9, 9, 9, 9], [0, 0, 0, 1] + [1] * 5, bounds=[3])
    assert table["people"].tolist() == [4, 5]
    assert table["conversion"].isna().tolist() == [True, False]
    assert table["pressure"].isna().tolist() == [True, False]
    # Wilson, five of five: 5 / (5 + z^2)
    assert table["low"][1] == pytest.approx(5 / (5 + 1.959964**2), abs=1e-6)


@pytest.mark.parametrize(
    ("contacts", "converted", "options", "said"),
    [
        ([1, -1], [0, 1], {}, "below 0"),
        ([1, np.nan], [0, 1], {}, "none missing"),
        ([1, 2], [0, 2], {}, "yes or no"),
        ([1, 2], [0], {}, "for each person"),
        ([1, 2], [0, 1], {"bounds": [2, 1]}, "increasing whole numbers"),
        ([1, 2], [0, 1], {"bounds": []}, "increasing whole numbers"),
        ([1, 2], [0, 1], {"half": 0}, "over 0"),
    ],
)
def test_what_is_no_campaign_is_refused(contacts, converted, options, said):
    with pytest.raises(ParameterError, match=said):
        conversion_by_contacts(contacts * 5, converted * 5, **options)
