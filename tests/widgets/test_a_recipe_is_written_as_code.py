"""The code of a recipe makes an equal recipe."""

from __future__ import annotations

import pytest

import privlab
from privlab.anonymise import Criteria
from privlab.hierarchies import Hierarchy
from privlab.widgets import recipe_code

HIERARCHIES = [
    Hierarchy.intervals(5, 10, origin=0.5),
    Hierarchy.intervals(0.1, 1),
    Hierarchy.bounds([1000, 2000, 5000], [2000]),
    Hierarchy.prefix(3, 2),
    Hierarchy.redaction(1, 2),
    Hierarchy.redaction(1, side="left"),
    Hierarchy.dates("month", "year"),
    Hierarchy.french_places("departement"),
    Hierarchy.suppression(),
    Hierarchy.groups({"it's": ["a", 'b"'], "two": ["c"]}),
]


@pytest.mark.parametrize("hierarchy", HIERARCHIES, ids=lambda each: each.rule.kind)
def test_every_kind_of_hierarchy_comes_back(hierarchy):
    recipe = privlab.Recipe({"a 'column'": 1}, {"a 'column'": hierarchy}, Criteria(k=3))
    assert eval(recipe_code(recipe)) == recipe  # noqa: S307 - it is our own code


def test_rules_are_written_as_the_calls_that_make_them():
    recipe = privlab.Recipe({"age": 1}, {"age": Hierarchy.intervals(5, 10)}, Criteria(k=3))
    assert "privlab.Hierarchy.intervals(5, 10)" in recipe_code(recipe)
    assert "privlab.anonymise.Criteria(k=3)" in recipe_code(recipe)


@pytest.mark.parametrize(
    "criteria",
    [
        None,
        Criteria(k=4, k_map=9),
        Criteria.asked(k=2, by_column={"l": {"income": 3}, "t": {"income": 0.2}}),
    ],
)
def test_criteria_come_back(criteria):
    recipe = privlab.Recipe({"age": 0}, criteria=criteria)
    assert eval(recipe_code(recipe)) == recipe  # noqa: S307 - it is our own code


def test_rounds_of_local_recoding_come_back():
    recipe = privlab.Recipe(
        {"age": 0}, {"age": Hierarchy.intervals(5)}, Criteria(k=3), ({"age": 1}, {"age": 2})
    )
    assert eval(recipe_code(recipe)) == recipe  # noqa: S307 - it is our own code
