"""The panel: its state is a recipe, its figures are those of the release."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.anonymise import Criteria
from privlab.errors import ParameterError
from privlab.hierarchies import Hierarchy
from privlab.widgets import AnonymisationTuner
from privlab.widgets._tuner_words import LABELS

LABELS_SUPPRESSED = "Suppressed to reach k"
HIERARCHIES = {"age": Hierarchy.intervals(5, 10, 20), "sex": Hierarchy.suppression()}


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(3)
    ages = rng.normal(45, 12, 400).round().astype(int)
    frame = pd.DataFrame({"age": ages, "sex": rng.choice(["F", "M"], 400)})
    return privlab.dataset(frame, quasi_identifiers=["age", "sex"])


@pytest.fixture
def tuner(data):
    return AnonymisationTuner(data, hierarchies=HIERARCHIES, k=4, language="en")


def test_a_move_is_a_recipe_and_its_code(tuner):
    before = tuner.recipe
    tuner.levels = [2, 1]
    assert tuner.recipe == privlab.Recipe({"age": 2, "sex": 1}, HIERARCHIES, Criteria(k=4))
    assert before.levels == {"age": 0, "sex": 0}
    assert eval(tuner.code) == tuner.recipe  # noqa: S307 - it is our own code
    tuner.k = 7
    assert tuner.recipe.criteria == Criteria(k=7)
    assert eval(tuner.code) == tuner.recipe  # noqa: S307 - it is our own code


def test_the_figures_are_those_of_the_release(data, tuner):
    tuner.levels = [1, 0]
    release = tuner.recipe.release(data)
    said = {each["name"]: each["value"] for each in tuner.shown["status"]}
    n = release.n_suppressed
    assert n > 1
    assert said[LABELS_SUPPRESSED].startswith(f"{n} records")
    unsuppressed = privlab.Recipe(tuner.recipe.levels, HIERARCHIES).transform(data)
    assert said["k reached without suppression"] == str(privlab.check_anonymity(unsuppressed).k)
    below = sum(each["share"] for each in tuner.shown["bins"] if each["below"])
    assert below == pytest.approx(n / 400)
    assert sum(each["share"] for each in tuner.shown["bins"]) == pytest.approx(1)


def test_a_limit_that_is_passed_is_marked(tuner):
    tuner.limit = 0.0
    over = {each["name"]: each["over"] for each in tuner.shown["status"]}
    assert over[LABELS_SUPPRESSED]
    tuner.limit = 1.0
    over = {each["name"]: each["over"] for each in tuner.shown["status"]}
    assert not over[LABELS_SUPPRESSED]


def test_the_best_levels_are_those_of_the_anonymiser(data, tuner):
    tuner.limit = 0.05
    found = tuner.find_best()
    fitted = privlab.Anonymiser(k=4, hierarchies=HIERARCHIES, suppression_limit=0.05).fit(data)
    assert found.levels == fitted.levels_
    assert tuner.judged.loss == pytest.approx(fitted.loss_)


def test_the_button_says_what_it_found(data):
    tuner = AnonymisationTuner(data, hierarchies=HIERARCHIES, k=4, language="en")
    tuner._handle_custom_msg({"do": "best"}, [])
    assert "proven" in tuner.shown["note"]
    tuner.levels = [0, 0]
    assert tuner.shown["note"] == ""
    tuner.k = 401
    tuner._handle_custom_msg({"do": "best"}, [])
    assert "No levels reach k" in tuner.shown["note"]
    tuner._handle_custom_msg({"do": "something else"}, [])
    assert "No levels reach k" in tuner.shown["note"]


def test_a_recipe_moves_the_sliders(tuner):
    recipe = privlab.Recipe({"age": 3, "sex": 0}, HIERARCHIES, Criteria(k=9))
    tuner.recipe = recipe
    assert tuner.levels == [3, 0]
    assert tuner.recipe == recipe


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (privlab.Recipe({"age": 0}), "the columns age, sex"),
        (
            privlab.Recipe({"age": 1, "sex": 0}, HIERARCHIES | {"age": Hierarchy.intervals(7)}),
            "hierarchies of this recipe",
        ),
    ],
)
def test_a_recipe_that_it_cannot_show_is_refused(tuner, recipe, said):
    with pytest.raises(ParameterError, match=said):
        tuner.recipe = recipe


@pytest.mark.parametrize("levels", [[0], [0, 2], [-1, 0]])
def test_levels_that_are_not_there_are_refused(tuner, levels):
    with pytest.raises(ParameterError):
        tuner.levels = levels
    assert tuner.recipe.levels == {"age": 0, "sex": 0}


def test_columns_without_hierarchy_get_the_suggested_one(data):
    tuner = AnonymisationTuner(data, hierarchies={"age": HIERARCHIES["age"]})
    assert [each["name"] for each in tuner.columns] == ["age", "sex"]
    assert tuner.columns[1]["height"] >= 1


def test_what_reaches_the_browser_is_small_and_holds_no_value_of_a_record():
    towns = [f"Town{number:03}" for number in range(300)]
    data = privlab.dataset(pd.DataFrame({"town": towns * 2}), quasi_identifiers=["town"])
    tuner = AnonymisationTuner(data, hierarchies={"town": Hierarchy.suppression()})
    tuner.levels = [1]
    state = {k: v for k, v in tuner.get_state().items() if k not in {"_esm", "_css"}}
    sent = json.dumps(state, default=str)
    assert len(sent) < 10_000
    assert "Town" not in sent


def test_the_panel_speaks_its_language(data):
    tuner = AnonymisationTuner(data, hierarchies=HIERARCHIES, language="fr")
    assert tuner.labels.keys() == LABELS.keys()
    assert tuner.columns[0]["levels"][0] == HIERARCHIES["age"].describe(0).text("fr")
    assert "," in tuner.shown["status"][3]["value"] or tuner.shown["status"][3]["value"] in "01"


def test_the_script_names_only_words_that_the_panel_has():
    asked = set(re.findall(r"labels\.(\w+)", AnonymisationTuner._esm))
    assert asked <= LABELS.keys() | {"length"}
    assert "http" not in AnonymisationTuner._esm.replace("http://www.w3.org/2000/svg", "")
