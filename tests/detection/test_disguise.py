"""A column that stands for a special category is found, whatever it is called."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.detection import detect_roles
from privlab.detection._disguise import associate, cramers_v, mutual_information_share

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


def test_cramers_v_of_a_table_worked_by_hand():
    # phi2 = 0.36, n = 100: (0.36 - 1/99) / (2 - 1/99 - 1)
    counts = np.array([[40, 10], [10, 40]])
    assert cramers_v(counts) == pytest.approx(np.sqrt((0.36 - 1 / 99) / (1 - 1 / 99)), abs=1e-12)


def test_independent_columns_have_no_association():
    assert cramers_v(np.array([[10, 20], [20, 40]])) == 0.0
    assert mutual_information_share(np.array([[10, 20], [20, 40]])) == pytest.approx(0.0)


def test_a_constant_column_tells_nothing():
    assert cramers_v(np.array([[10, 20]])) == 0.0
    assert mutual_information_share(np.array([[10], [20]])) == 0.0


def test_the_information_is_a_share_of_the_secret():
    # lines tell the half of two bits
    counts = np.array([[5, 5, 0, 0], [0, 0, 5, 5]])
    assert mutual_information_share(counts) == pytest.approx(0.5)


@pytest.fixture
def table():
    rng = np.random.default_rng(5)
    faith = rng.choice(["catholique", "musulman", "juif", "sans religion"], 800)
    code = pd.Series(faith).map(dict(zip(sorted(set(faith)), "ABCD", strict=True)))
    noisy = np.where(rng.random(800) < 0.85, code, rng.choice(list("ABCD"), 800))
    return pd.DataFrame(
        {"faith": faith, "segment": noisy, "shop": rng.choice(list("xyz"), 800), "n": range(800)}
    )


def test_the_disguised_column_is_found_and_the_independent_one_is_not(table):
    found = detect_roles(table, special={"faith": "religion"})
    assert found.category("segment") == "special:religion"
    assert "stand for it" in found.to_frame("en").set_index("column").loc["segment", "evidence"]
    assert found.category("shop") == ""


def test_the_declared_category_is_the_one_said(table):
    found = detect_roles(table, special={"faith": "political"})
    assert found.category("segment") == "special:political"


def test_random_columns_are_hardly_ever_accused():
    rng = np.random.default_rng(11)
    frame = pd.DataFrame({f"c{n}": rng.integers(0, 5, 300).astype(str) for n in range(20)})
    frame["secret"] = rng.integers(0, 4, 300).astype(str)
    found = detect_roles(frame, special={"secret": "health"})
    assert [column for column in frame if found.category(column) == "special:health"] == ["secret"]


def test_the_answer_is_the_same_for_the_same_seed(table):
    data = privlab.dataset(table)
    drawn = [
        associate(data, "segment", "faith", n_random=100, rng=np.random.default_rng(1))
        for _ in range(2)
    ]
    assert drawn[0] == drawn[1]
    assert drawn[0].p == pytest.approx(1 / 101)


def test_too_many_values_are_no_disguise(table):
    data = privlab.dataset(table)
    rng = np.random.default_rng(1)
    assert associate(data, "n", "faith", n_random=100, rng=rng) is None


def test_the_column_disguised_in_the_sample_bank_is_found():
    values = pd.read_parquet(SAMPLES / "valeurs.parquet")
    survey = pd.read_parquet(SAMPLES / "enquete.parquet")
    found = detect_roles(values.merge(survey, on="id_client", how="left"))
    assert found.category("segment_marche") == "special:religion"
    assert found.category("gout") == found.category("loisir") == ""


def test_the_number_hidden_in_a_text_of_the_sample_bank_is_found():
    found = detect_roles(SAMPLES / "dialogues.parquet")
    assert found.category("texte") == "free_text"
    evidence = found.to_frame("en").set_index("column").loc["texte", "evidence"]
    assert "French social security number" in evidence
    assert "words of a special category" in evidence


def test_the_survey_of_the_sample_bank_is_special_in_every_answer():
    found = detect_roles(SAMPLES / "enquete.parquet")
    assert {column: found.category(column) for column in found.guesses} == {
        "id_client": "person_key",
        "religion": "special:religion",
        "sante_ald": "special:health",
        "syndicat": "special:trade_union",
        "opinion": "special:political",
        "date_consentement": "",
    }
