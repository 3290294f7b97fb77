"""What each column costs: alone, left out, by Shapley's rule, and one level higher or lower."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.errors import ColumnError, ParameterError
from privlab.intrusiveness import SENSITIVITY_LEVELS, SensitivityLevel, sensitivity_levels
from privlab.intrusiveness.knowledge._columns_shared import shapley
from privlab.policy import Policy

LEVELS = {"sexe": ("identity", 0.25), "dep": ("identity", 0.5)}
BOTH, DEP = 1.75 / 3, 0.954434 / 3  # exposure of the toy table, crowd of 8


def measured(frame, dimensions, **options):
    return privlab.measure_intrusiveness(privlab.dataset(frame, dimensions=dimensions), **options)


@pytest.fixture
def gaze(toy):
    return measured(toy.drop(columns="id"), LEVELS, crowd=8)


# --- Shapley --------------------------------------------------------------------------------


def test_shapley_parts_of_the_toy_table(toy):
    parts = measured(toy[["sexe", "dep"]], dict.fromkeys(LEVELS, ("values", 1.0)), crowd=8).shares()
    np.testing.assert_allclose(parts["shapley"] * 10 * 3, [0.803422, 0.946578], atol=1e-6)
    assert parts["exact"].all()
    assert (parts["low"] == parts["shapley"]).all()


def test_without_dimensions_the_exposure_is_shared(toy):
    gaze = privlab.measure_intrusiveness(privlab.dataset(toy[["sexe", "dep"]]), crowd=8)
    np.testing.assert_allclose(gaze.shares()["shapley"] * 3, [0.803422, 0.946578], atol=1e-6)


def test_eight_columns_are_shared_exactly_and_add_up(adult):
    frame = pd.read_csv(adult, sep=";").drop(columns="occupation").head(3000)
    assert frame.shape[1] == 8
    gaze = measured(frame, dict.fromkeys(frame, ("identity", 0.5)))
    parts = gaze.shares()
    assert parts["exact"].all()
    assert parts["shapley"].sum() == pytest.approx(gaze.knowledge, abs=1e-14)
    assert (parts["shapley"] > 0).all()


def additive(chosen):
    """Return the worth of a set: each name its number, and a bonus for a pair."""
    return sum(int(name) for name in chosen) + 6 * ({"1", "2"} <= set(chosen))


def test_beyond_eight_names_orders_are_drawn_and_their_sum_stays_whole():
    names = [str(n) for n in range(1, 11)]
    parts = shapley(names, additive, n_orders=400)
    assert sum(part.value for part in parts.values()) == pytest.approx(additive(names))
    assert parts["7"].value == pytest.approx(7)
    assert parts["1"].low <= 4 <= parts["1"].high
    assert parts["1"].high - parts["1"].low < 1


def test_sampled_parts_agree_with_the_exact_ones():
    names = [str(n) for n in range(1, 9)]
    exact = shapley(names, additive)
    assert exact["1"].value == pytest.approx(4)
    assert exact["2"].value == pytest.approx(5)
    assert exact["1"] == (exact["1"].value,) * 3


@pytest.mark.parametrize("orders", [0, 1, 2.5, True])
def test_too_few_orders_are_refused(gaze, orders):
    with pytest.raises(ParameterError, match="of random orders, at least 2"):
        gaze.shares(n_orders=orders)


# --- one level more or less -----------------------------------------------------------------


def test_every_column_one_level_lower_or_higher(gaze):
    lower, higher = 0.25 * BOTH, 0.5 * BOTH + 0.25 * DEP
    assert gaze.figure("knowledge_one_level_lower").value == pytest.approx(lower / 10, abs=1e-7)
    assert gaze.figure("knowledge_one_level_higher").value == pytest.approx(higher / 10, abs=1e-7)


def test_one_column_alone_one_level_lower_or_higher(gaze):
    columns = gaze.columns.set_index("column")
    # sexe is at the lowest level already
    assert columns["one_level_lower"]["sexe"] == pytest.approx(gaze.knowledge)
    assert columns["one_level_higher"]["sexe"] == pytest.approx(0.5 * BOTH / 10, abs=1e-7)
    assert columns["one_level_lower"]["dep"] == pytest.approx(0.25 * BOTH / 10, abs=1e-7)
    expected = (0.25 * BOTH + 0.5 * DEP) / 10
    assert columns["one_level_higher"]["dep"] == pytest.approx(expected, abs=1e-7)


def test_moves_that_change_the_order_of_the_dimensions_are_counted(toy):
    # dep (0.954 bits) leads sexe (0.811) unless dep falls or sexe rises by a level
    gaze = measured(toy[["sexe", "dep"]], {"sexe": ("values", 0.5), "dep": ("income", 0.5)})
    assert gaze.figure("order_kept").value == pytest.approx(2 / 4)


def test_without_dimensions_no_level_is_moved(toy):
    gaze = privlab.measure_intrusiveness(privlab.dataset(toy[["sexe"]]))
    assert "one_level_lower" not in gaze.columns
    with pytest.raises(ParameterError, match="no figure"):
        gaze.figure("order_kept")


# --- levels in law and as people see them ---------------------------------------------------


def test_the_higher_of_the_two_levels_counts(toy):
    levels = {"dep": SensitivityLevel(law=0.25, perceived=0.5)}
    flat = {"sexe": ("identity", 0.25), "dep": ("identity", 0.25)}
    gaze = measured(toy[["sexe", "dep"]], flat, crowd=8, sensitivity=levels)
    assert gaze.knowledge == pytest.approx(0.02253695, abs=1e-7)
    assert gaze.figure("knowledge_law").value == pytest.approx(0.25 * BOTH / 10, abs=1e-7)
    assert gaze.figure("knowledge_perceived").value == pytest.approx(gaze.knowledge)
    columns = gaze.columns.set_index("column")
    assert columns["sensitivity"]["dep"] == 0.5
    assert (columns["law"]["dep"], columns["perceived"]["dep"]) == (0.25, 0.5)


def test_default_levels_follow_what_people_would_rather_not_give():
    surveyed = [level for level in SENSITIVITY_LEVELS.values() if level.share is not None]
    assert len(surveyed) >= 8
    frame = pd.DataFrame([(level.used, level.share) for level in surveyed])
    assert frame.rank().corr().loc[0, 1] > 0.6


def test_every_level_has_its_source():
    for level in SENSITIVITY_LEVELS.values():
        assert level.law_source
        assert (level.perceived is None) == (not level.perceived_source)


def test_special_categories_are_at_the_highest_level_in_law():
    for kind in ("health", "belief", "origin", "sex_life", "convictions", "national_identifier"):
        assert SENSITIVITY_LEVELS[kind].law == 1
    # the public ranks religion below bank details; the law does the reverse
    assert SENSITIVITY_LEVELS["belief"].perceived < SENSITIVITY_LEVELS["bank_details"].perceived
    assert SENSITIVITY_LEVELS["belief"].law > SENSITIVITY_LEVELS["bank_details"].law


POLICY = """
$schema: https://datapackage.org/profiles/2.0/datapackage.json
name: shop
resources:
- name: clients
  path: clients.csv
  schema:
    fields:
    - {name: iban, type: string, rdfType: "https://w3id.org/dpv/pd#BankAccount", privacy: {dimension: holdings}}
    - {name: pay, type: integer, rdfType: "https://w3id.org/dpv/pd#Income", privacy: {dimension: income, sensitivity: 0.5}}
    - {name: faith, type: string, privacy: {dimension: values, special: religion}}
    - {name: mood, type: string, privacy: {dimension: values}}
    - {name: note, type: string}
"""  # noqa: E501 - a policy as it is written


def test_levels_of_a_policy_are_those_of_its_categories_unless_it_says_otherwise(tmp_path):
    path = tmp_path / "datapackage.yaml"
    path.write_text(POLICY, encoding="utf-8")
    fields = Policy.load(path).resources["clients"].fields
    levels = sensitivity_levels(fields.values())
    assert levels["iban"] == SENSITIVITY_LEVELS["bank_details"]
    assert (levels["pay"].law, levels["pay"].perceived) == (0.5, 0.75)
    assert levels["pay"].law_source == f"policy, line {fields['pay'].line}"
    assert levels["faith"].used == 1
    assert (levels["mood"].law, levels["mood"].perceived) == (0.5, None)
    assert "note" not in levels


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ({"depp": SensitivityLevel(0.5)}, "not in the profile. Did you mean 'dep'"),
        ({"dep": 0.5}, "Pass SensitivityLevel"),
    ],
)
def test_levels_that_are_none_are_refused(toy, levels, said):
    with pytest.raises(ParameterError, match=said):
        measured(toy[["sexe", "dep"]], LEVELS, sensitivity=levels)


def test_a_level_between_the_four_is_refused():
    with pytest.raises(ParameterError, match=r"0\.25 ordinary"):
        SensitivityLevel(law=0.6)


def test_a_profile_without_column_is_refused_with_what_to_do():
    data = privlab.dataset(pd.DataFrame({"sexe": list("FFMM")}))
    with pytest.raises(ColumnError, match=r"^columns= names no column.*leave columns= out"):
        privlab.measure_intrusiveness(data, columns=[])


def test_the_trials_of_levels_are_explained_to_who_reads_their_share():
    frame = pd.DataFrame({"sexe": list("FFFFFFMM")})
    with_levels = privlab.dataset(frame, dimensions={"sexe": ("identity", 0.25)})
    said = [m.text("en") for m in privlab.measure_intrusiveness(with_levels, crowd=8).assumptions]
    assert any("life dimensions stay ranked" in text for text in said)
    said = [m.text("en") for m in privlab.measure_intrusiveness(privlab.dataset(frame)).assumptions]
    assert not any("life dimensions stay ranked" in text for text in said)


def test_the_published_shares_have_their_levels():
    surveyed = [level for level in SENSITIVITY_LEVELS.values() if level.share is not None]
    bounds = (0.40, 0.60, 0.85)
    levels = [(0.25, 0.5, 0.75, 1.0)[sum(own.share >= b for b in bounds)] for own in surveyed]
    assert len(surveyed) > 5
    assert levels == [level.perceived for level in surveyed]
