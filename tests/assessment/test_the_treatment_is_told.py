"""What was done to each column is told in words, and no value of a record with it."""

from __future__ import annotations

import re

import pytest

import privlab
from privlab import Hierarchy
from privlab.assessment.measured._treatment import told_level
from tests.assessment.conftest import item, reading

OWN = Hierarchy.from_rows([["Lyon", "Rhône", "*"], ["Paris", "Seine", "*"]])


@pytest.mark.parametrize(
    ("hierarchy", "level", "en", "fr"),
    [
        (Hierarchy.dates("year", "decade"), 0, "the day", "le jour"),
        (Hierarchy.dates("year", "decade"), 1, "the year", "l'année"),
        (Hierarchy.dates("year", "decade"), 2, "the decade", "la décennie"),
        (Hierarchy.intervals(5, 10), 0, "the number", "le nombre"),
        (Hierarchy.intervals(5, 10), 2, "an interval of width 10", "un intervalle de largeur 10"),
        (Hierarchy.prefix(3, 1), 0, "the whole code", "le code entier"),
        (Hierarchy.prefix(3, 1), 1, "its first 3 signs", "ses 3 premiers caractères"),
        (Hierarchy.prefix(3, 1), 2, "its first sign", "son premier caractère"),
        (OWN, 1, "level 1 of 2 of its own hierarchy", "niveau 1 sur 2 de sa propre hiérarchie"),
        (None, 0, "as it is held", "telle que détenue"),
    ],
)
def test_a_level_is_said_in_words(hierarchy, level, en, fr):
    told = told_level(hierarchy, level)
    assert (told.text("en"), told.text("fr")) == (en, fr)


@pytest.mark.parametrize("hierarchy", [Hierarchy.intervals(5), Hierarchy.dates("year")])
def test_the_coarsest_level_hides_everything(hierarchy):
    said = told_level(hierarchy, hierarchy.height).text("en")
    assert said == "nothing: every value is hidden"


@pytest.fixture(scope="module")
def told(results, released):
    recipe = privlab.Recipe({"dep": 1}, {"dep": Hierarchy.intervals(100)})
    return privlab.Assessment(results, released=released, recipe=recipe, language="en")


def test_the_report_says_what_was_done_to_each_column(told):
    own = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " | ", item(reading(told), "4.2.a")))
    own = re.sub(r"(\| )+", "| ", own)
    assert "dep | the number | an interval of width 100" in own
    assert "1 column that someone outside could know was left as it is: sexe." in own


def test_the_measure_of_the_file_says_it_too(told):
    (measure,) = [m for m in told.to_cnil()["measures"] if "Treatment" in m["title"]]
    assert "an interval of width 100" in measure["content"]


def test_no_label_of_a_hierarchy_is_printed():
    recipe = privlab.Recipe({"town": 1}, {"town": OWN})
    page = reading(privlab.Assessment((), recipe=recipe, language="en"))
    assert "level 1 of 2 of its own hierarchy" in page
    for value in ("Lyon", "Rhône", "Seine"):
        assert value not in page


def test_the_levels_are_exported(told, results):
    assert told.to_dict()["recipe"] == {"dep": 1}
    assert privlab.Assessment(results).to_dict()["recipe"] is None


def test_without_a_recipe_nothing_is_said_of_columns(results, released):
    page = reading(privlab.Assessment(results, released=released, language="en"))
    assert "What the treatment did to each column" not in page
