"""A recipe survives JSON and gives the same release wherever it is followed."""

from __future__ import annotations

import json
import subprocess
import sys

import pandas as pd
import pytest

import privlab
from privlab.errors import HierarchyError, RecipeError
from privlab.hierarchies import Hierarchy

RECIPE = privlab.Recipe(
    {"age": 1, "town": 1, "sex": 0},
    {
        "age": Hierarchy.intervals(10, 20, origin=5),
        "town": Hierarchy.from_rows([["Lyon", "Rhône"], ["Nîmes", "Gard"]]),
    },
)
FRAME = pd.DataFrame(
    {"sex": ["F", "M", "F"], "age": [31, 38, None], "town": ["Lyon", None, "Nîmes"]}
)


def released(recipe, frame=FRAME):
    data = recipe.transform(privlab.dataset(frame))
    return data.memory.to_pandas()


def test_values_become_labels_and_missing_values_stay_missing():
    found = released(RECIPE)
    assert found["age"].tolist()[:2] == ["[25, 35)", "[35, 45)"]
    assert found["age"].isna().tolist() == [False, False, True]
    assert found["town"].tolist()[::2] == ["Rhône", "Gard"]
    assert found["sex"].tolist() == ["F", "M", "F"]


def test_the_source_is_left_as_it_was():
    before = FRAME.copy()
    released(RECIPE)
    pd.testing.assert_frame_equal(FRAME, before)


def test_a_recipe_survives_json_and_a_change_of_column_order():
    again = privlab.Recipe.from_json(RECIPE.to_json())
    assert again == RECIPE
    other = released(again, FRAME[["town", "age", "sex"]])
    pd.testing.assert_frame_equal(other[FRAME.columns], released(RECIPE))


def test_a_recipe_survives_a_new_process():
    program = (
        "import sys, privlab; r = privlab.Recipe.from_json(sys.stdin.read()); print(r.to_json())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        input=RECIPE.to_json(),
        text=True,
        capture_output=True,
        check=True,
    )
    assert privlab.Recipe.from_json(answer.stdout) == RECIPE


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"privlab_recipe": 1}', "{'a': 1}"])
def test_a_text_that_is_no_recipe_is_refused(text):
    with pytest.raises(RecipeError, match="not a recipe"):
        privlab.Recipe.from_json(text)


def test_a_recipe_of_another_format_is_refused():
    plain = json.loads(RECIPE.to_json()) | {"privlab_recipe": 99}
    with pytest.raises(RecipeError, match="has format 99"):
        privlab.Recipe.from_json(json.dumps(plain))


def test_a_level_without_a_hierarchy_is_refused():
    with pytest.raises(RecipeError, match="has level 2 and no hierarchy"):
        privlab.Recipe({"age": 2})


def test_a_column_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(RecipeError, match="Did you mean 'age'"):
        privlab.Recipe({"aged": 1}, {"aged": Hierarchy.intervals(5)}).transform(
            privlab.dataset(FRAME)
        )


def test_uncovered_values_name_the_column_and_not_the_value():
    with pytest.raises(
        HierarchyError, match="Column 'town': The hierarchy does not cover 1 of the 2"
    ):
        privlab.Recipe({"town": 1}, {"town": Hierarchy.from_rows([["Lyon", "Rhône"]])}).transform(
            privlab.dataset(FRAME)
        )
