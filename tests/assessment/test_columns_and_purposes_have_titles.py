"""Columns and purposes are named as people name them, in the language of the report."""

from __future__ import annotations

import pytest

import privlab
from privlab.assessment.declared._words import column_titles
from privlab.language import Bilingual
from tests.assessment.conftest import POLICY, answer, item, reading

TITLED = (
    POLICY.replace("{name: sexe,", '{name: sexe, title: "Sexe / Sex",')
    .replace("{name: updated,", '{name: updated, title: "Mise à jour / Update",')
    .replace(
        "{dpv: ScoringOfIndividuals,",
        '{dpv: ScoringOfIndividuals, description: "Scores des clients / Scores of people",',
    )
)


@pytest.fixture(scope="module")
def titled(policy, tmp_path_factory):
    return type(policy).parse(TITLED, tmp_path_factory.mktemp("titled") / "datapackage.yaml")


@pytest.mark.parametrize(
    ("text", "fr", "en"),
    [
        ("Code postal / Postcode", "Code postal", "Postcode"),
        ("Postcode", "Postcode", "Postcode"),
        ("a / b / c", "a / b / c", "a / b / c"),
        ("km/h", "km/h", "km/h"),
    ],
)
def test_a_text_in_two_languages_is_split(text, fr, en):
    assert (Bilingual(text).text("fr"), Bilingual(text).text("en")) == (fr, en)


@pytest.mark.parametrize(
    ("language", "column", "purpose"),
    [
        ("fr", "Sexe (clients.sexe)", "Scores des clients"),
        ("en", "Sex (clients.sexe)", "Scores of people"),
    ],
)
def test_a_title_stands_before_the_name(titled, language, column, purpose):
    page = reading(privlab.Assessment((), policy=titled, language=language))
    assert column in item(page, "1.1.a")
    assert column in item(page, "2.2.a")
    assert f"{purpose} (score)" in item(page, "2.2.a")
    assert purpose in item(page, "1.1.b")
    assert " / Sex" not in page
    assert " / Scores" not in page


def test_the_key_sentences_say_titles(titled, data):
    held = privlab.check_anonymity(data, quasi_identifiers=["sexe"])
    assessment = privlab.Assessment((held,), policy=titled, purpose="score", language="en")
    page = reading(assessment)
    assert "By Sex, everyone looks like" in page
    assert "<dt>Purpose assessed</dt><dd>Scores of people (score)</dd>" in page
    assert "Recognising people by Sex (sexe)" in item(page, "4.1.a")


def test_tables_of_columns_say_titles(titled, table):
    data = privlab.dataset(table[["id", "sexe"]], person="id", quasi_identifiers=["sexe"])
    results = (privlab.inventory.take_inventory(data), privlab.measure_intrusiveness(data))
    page = reading(privlab.Assessment(results, policy=titled, language="fr"))
    assert ">Sexe (sexe)</th>" in item(page, "1.1.a")
    assert ">Sexe (sexe)</th>" in item(page, "3.1")


def test_a_column_of_no_declared_table_keeps_its_name(titled):
    assessment = privlab.Assessment((), policy=titled, language="en")
    assert column_titles(assessment, ["sexe", "dep"]) == {"sexe": "sexe", "dep": "dep"}


def test_the_start_of_a_period_says_its_title(titled):
    page = reading(privlab.Assessment((), policy=titled, language="en"))
    assert "Update (clients.updated)" in item(page, "2.2.a")


def test_titles_reach_the_file_too(titled):
    file = privlab.Assessment((), policy=titled, language="fr").to_cnil()
    assert "Sexe (clients.sexe)" in answer(file, 121)["text"]
