"""The accounts of six months: who pays what, when, and how fast it is drawn."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pyarrow.compute as pc
import pytest

from privlab_bank.tables._operations import LABELS
from privlab_bank.tables._spendings import CHANNELS


@pytest.fixture(scope="module")
def operations(life):
    return life["operations"]


def count(operations, label):
    return pc.sum(pc.equal(operations["libelle"], label)).as_py()


def test_a_client_has_about_sixty_operations(life, operations):
    assert operations.num_rows / life["clients"].num_rows == pytest.approx(61, abs=4)


def test_operations_fall_in_the_six_months_before_the_reference_day(operations):
    ends = pc.min_max(operations["date"]).as_py()
    assert ends == {"min": dt.date(2025, 7, 1), "max": dt.date(2025, 12, 31)}


def test_rows_are_sorted_by_person_then_date(life, operations):
    order = {key: rank for rank, key in enumerate(life["clients"]["id_client"].to_pylist())}
    rank = np.array([order[key] for key in operations["id_client"].to_pylist()])
    day = operations["date"].cast("int32").to_numpy()
    assert (np.diff(rank * 100_000 + day) >= 0).all()


def test_no_operation_stands_before_the_relation_or_after_it(life, operations):
    ends = operations.group_by("id_client").aggregate([("date", "min"), ("date", "max")])
    dates = life["clients"].select(["id_client", "date_entree_relation", "date_fin_relation"])
    known = ends.join(dates, "id_client").to_pandas()
    assert (known["date_min"] >= known["date_entree_relation"]).all()
    left = known[known["date_fin_relation"].notna()]
    assert len(left) > 20
    assert (left["date_max"] <= left["date_fin_relation"]).all()


def test_card_payments_alone_have_a_merchant_code_of_four_digits(operations):
    coded = operations["mcc"].is_valid()
    carded = pc.is_in(operations["canal"], value_set=pc.unique(operations["canal"].filter(coded)))
    assert set(pc.unique(operations["canal"].filter(coded)).to_pylist()) == {"carte", "retrait"}
    assert coded.equals(carded)
    codes = pc.unique(operations["mcc"].drop_null()).to_pylist()
    assert all(re.fullmatch(r"\d{4}", code) for code in codes)


def test_every_label_and_channel_occurs_and_no_other(operations):
    assert set(pc.unique(operations["libelle"]).to_pylist()) == set(LABELS)
    assert set(pc.unique(operations["canal"]).to_pylist()) == set(CHANNELS)


def test_amounts_are_never_nought_and_received_ones_are_transfers(operations):
    amount = operations["montant"]
    assert not pc.any(pc.equal(amount, 0)).as_py()
    received = operations.filter(pc.greater(amount, 0))
    assert set(pc.unique(received["canal"]).to_pylist()) == {"virement"}
    cents = amount.to_numpy() * 100
    assert np.abs(cents - np.rint(cents)).max() < 1e-6


def test_salaries_are_those_of_the_earnings(life, operations):
    paid = operations.filter(pc.equal(operations["libelle"], "VIR SALAIRE")).to_pandas()
    by_person = paid.groupby("id_client")["montant"].agg(["nunique", "max", "size"])
    salary = life["revenus"].to_pandas().set_index("id_client")["salaire"]
    assert (by_person["nunique"] == 1).all()
    assert (by_person["size"] <= 6).all()
    assert (by_person["max"] == salary.loc[by_person.index]).all()


def test_one_head_of_the_household_pays_the_rent_and_the_rent_is_its_payment(life, operations):
    labels = ("PRLV LOYER", "PRLV LOYER BAILLEUR SOCIAL", "ECHEANCE PRET IMMOBILIER")
    rows = operations.filter(
        pc.is_in(operations["libelle"], value_set=pc.cast(list(labels), "string"))
    ).to_pandas()
    clients = life["clients"].to_pandas().set_index("id_client")
    payers = rows.groupby("id_client")["montant"].max()
    assert (-payers == clients["mensualite_logement"].loc[payers.index]).all()
    assert not clients["id_foyer"].loc[payers.index].duplicated().any()


def test_december_is_busier_and_sundays_are_quieter(operations):
    days = operations.filter(pc.equal(operations["canal"], "carte"))["date"].to_numpy()
    weekday = (days.astype(int) + 3) % 7
    by_weekday = np.bincount(weekday, minlength=7)
    assert by_weekday[6] < 0.6 * by_weekday[:5].mean() < 0.6 * by_weekday[5]
    by_month = np.bincount(days.astype("datetime64[M]").astype(int) % 12, minlength=12)
    assert by_month[11] > 1.1 * by_month[6:11].mean()


def test_parties_are_named_after_flowers_and_merchants_bear_no_digit():
    parties = [label for label in LABELS if "PARTI " in label]
    assert len(parties) == 5
    assert all(re.search(r"PARTI DES [A-Z]+S$", label) for label in parties)
    assert not any(re.search(r"\d", label) for label in LABELS)
