"""Who refused to fill in a form tells how sensitive its items are."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.errors import ParameterError
from privlab.intrusiveness import SensitivityLevel, refusal_sensitivity, visibility_score
from privlab.intrusiveness._sensitivity_levels import SENSITIVITY_LEVELS, perceived_level

FILLED = [[1, 1, 0], [1, 0, 0], [1, 1, 1], [1, 0, 0]]
FORM = pd.DataFrame(FILLED, columns=list("abc")).replace(0, None)
FORM = pd.DataFrame({c: FORM[c].where(FORM[c].notna(), None) for c in FORM}, dtype="Int64")


@pytest.mark.parametrize("kind", ["frame", "engine"])
def test_the_sensitivity_of_an_item_is_the_share_who_refused_it(kind):
    source = FORM if kind == "frame" else ibis.duckdb.connect().create_table("form", FORM)
    levels = refusal_sensitivity(privlab.dataset(source), ["a", "b", "c"])
    assert [level.share for level in levels.values()] == [0, 0.5, 0.75]
    assert [level.perceived for level in levels.values()] == [0.25, 0.5, 0.75]
    assert levels["c"].perceived_source == "values left empty, 4 records"


def test_the_naive_privacy_score_by_hand():
    scores = visibility_score(FILLED)
    assert scores.tolist() == pytest.approx([0.291667, 0.145833, 0.4375, 0.145833], abs=1e-6)


def test_of_several_rows_of_a_person_one_that_is_filled_suffices():
    frame = pd.DataFrame({"who": list("uuv"), "a": [None, 1, None], "b": [1, 1, 1]})
    levels = refusal_sensitivity(privlab.dataset(frame, person="who"), ["a", "b"])
    assert [level.share for level in levels.values()] == [0.5, 0]


def test_the_level_in_law_stays_and_the_higher_one_counts():
    frame = FORM.assign(b=[1, 2, 3, 4])
    data = privlab.dataset(frame, dimensions={"a": "income", "b": ("values", 1.0), "c": None})
    law = {"a": SensitivityLevel(0.25, 1.0, "a law")}
    levels = refusal_sensitivity(data, law=law)
    assert levels["a"] == SensitivityLevel(0.25, 0.25, "a law", "values left empty, 4 records", 0)
    assert levels["b"].used == 1
    gaze = privlab.measure_intrusiveness(data, crowd=4, sensitivity=levels)
    assert gaze.dimensions["values"] == pytest.approx(1)


def test_the_published_shares_have_their_levels():
    surveyed = [level for level in SENSITIVITY_LEVELS.values() if level.share is not None]
    assert [perceived_level(level.share) for level in surveyed] == [
        level.perceived for level in surveyed
    ]


@pytest.mark.parametrize("filled", [[1, 0], [[0.5]], np.empty((0, 2)), [[1, 2]]])
def test_what_is_no_form_is_refused(filled):
    with pytest.raises(ParameterError, match="one row a person"):
        visibility_score(filled)


def test_levels_of_columns_that_are_not_asked_are_refused():
    with pytest.raises(ParameterError, match=r"law= names 'z'"):
        refusal_sensitivity(privlab.dataset(FORM), ["a"], law={"z": SensitivityLevel(0.5)})
