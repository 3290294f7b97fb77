"""The words that a policy may use, each with its French."""

from __future__ import annotations

import subprocess
import sys

import pytest

from privlab import policy, tables
from privlab._files import rows_of
from privlab.policy import (
    ADEQUACY,
    COUNTRIES,
    DIMENSIONS,
    DPV_PURPOSES,
    INSIDE,
    LEGAL_BASES,
    PERSONAL_DATA,
    SPECIAL_ARTICLES,
    SPECIAL_CATEGORIES,
    SPECIAL_REASONS,
    is_a,
)


def test_there_are_ten_dimensions_and_tables_reads_the_same():
    assert len(DIMENSIONS) == 10
    assert tables.DIMENSIONS is DIMENSIONS
    assert tables.ROLE_LABELS is policy.ROLE_LABELS
    assert set(DIMENSIONS.values()) <= set(policy.SENSITIVITIES)


def test_the_bases_and_reasons_are_those_of_the_gdpr():
    assert list(LEGAL_BASES) == [f"eu-gdpr:A6-1-{letter}" for letter in "abcdef"]
    assert list(SPECIAL_REASONS) == [f"eu-gdpr:A9-2-{letter}" for letter in "abcdefghij"]


def test_special_categories_are_those_of_articles_9_10_and_87():
    assert [c for c, article in SPECIAL_ARTICLES.items() if article == "GDPR 9(1)"] == [
        "racial",
        "ethnic",
        "political",
        "religion",
        "philosophical",
        "trade_union",
        "genetic",
        "biometric",
        "health",
        "sex_life",
        "sexual_orientation",
    ]
    assert SPECIAL_ARTICLES["offences"] == "GDPR 10"
    assert SPECIAL_ARTICLES["national_identifier"] == "GDPR 87"
    assert set(SPECIAL_ARTICLES) == set(SPECIAL_CATEGORIES)


def test_personal_data_point_to_special_categories_that_exist():
    special = {term.special for term in PERSONAL_DATA.values()} - {None}
    assert special == set(SPECIAL_CATEGORIES) - {"national_identifier"}


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("adequacy.csv", ("code",)),
        ("countries.csv", ("code",)),
        ("dpv.csv", ("term",)),
        ("legal.csv", ("kind", "code")),
        ("personal_data.csv", ("term",)),
    ],
)
def test_no_table_of_words_says_a_word_twice(table, columns):
    rows = rows_of("privlab.policy.words", table)
    said = [tuple(row[column] for column in columns) for row in rows]
    assert len(said) == len(set(said)) > 10
    assert all(cell == cell.strip() for row in rows for cell in row.values())


def test_decisions_are_of_countries_and_of_one_scope_or_the_other():
    assert {decision.scope for decision in ADEQUACY.values()} == {"full", "partial"}
    assert set(COUNTRIES) - INSIDE >= set(ADEQUACY)
    for row in rows_of("privlab.policy.words", "adequacy.csv"):
        assert row["scope"] in {"full", "partial"}
        assert (row["scope"] == "partial") == bool(row["condition_en"])


def test_broader_purposes_exist_and_lead_to_no_circle():
    for key, term in DPV_PURPOSES.items():
        assert set(term.broader) <= set(DPV_PURPOSES)
        assert not any(is_a(parent, key) for parent in term.broader)


def test_a_purpose_is_a_kind_of_its_broader_ones():
    assert is_a("TargetedAdvertising", "Marketing")
    assert is_a("TargetedAdvertising", "Personalisation")
    assert is_a("Marketing", "Marketing")
    assert not is_a("Marketing", "Advertising")
    assert not is_a("NoSuchPurpose", "Marketing")


def test_countries_are_those_of_iso_3166():
    assert len(COUNTRIES) == len(set(COUNTRIES)) == 251
    assert set(COUNTRIES) >= INSIDE
    assert len([code for code in INSIDE if code not in {"IS", "LI", "NO"}]) == 27 + 7 + 6


def test_importing_the_vocabulary_loads_neither_pydantic_nor_yaml():
    program = (
        "import sys, privlab.policy; from privlab.policy import DIMENSIONS, ADEQUACY; "
        "print(*sorted(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not {"pydantic", "ruamel.yaml", "babel", "pandas", "ibis"} & set(loaded.stdout.split())


def test_an_unknown_name_of_the_room_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = policy.nothing
