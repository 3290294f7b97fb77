"""What an attack is told, what it refuses and what it gives back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.attacks import attack
from privlab.attacks._models import learnt_rows
from privlab.errors import ColumnError, ParameterError, SourceError


def frame(n=200, seed=0, start=0):
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 90, n)
    return pd.DataFrame(
        {
            "id": [f"p{start + number:05d}" for number in range(n)],
            "age": age,
            "town": rng.choice(["Lyon", "Nice", "Metz"], n),
            "pay": rng.integers(1_000, 5_000, n),
            "ill": np.where(age > 60, "yes", "no"),
        }
    )


@pytest.fixture
def own():
    return frame()


@pytest.fixture
def others():
    return frame(seed=1, start=10_000)


def data(table):
    return privlab.dataset(table, person="id")


def rates(found):
    return found.attack_rate, found.control_rate, found.baseline_rate, found.residual


CASES = [
    {"kind": "singling_out"},
    {"kind": "singling_out", "predicates": "univariate"},
    {"kind": "linkability", "n_neighbours": 3},
    {"kind": "inference", "secret": "ill"},
    {"kind": "inference", "secret": "pay", "model": "linear"},
    {"kind": "inference", "secret": "ill", "model": "linear"},
    {"kind": "inference", "secret": "ill", "model": "boosting"},
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case.values())))
def test_the_order_of_rows_changes_nothing_and_a_seed_repeats(own, others, case):
    found = attack(data(own), data(own), data(others), n_attacks=60, seed=3, **case)
    shuffled = [data(each.sample(frac=1, random_state=9)) for each in (own, own, others)]
    assert rates(attack(*shuffled, n_attacks=60, seed=3, **case)) == rates(found)


@pytest.mark.parametrize("case", CASES[:4], ids=lambda case: "-".join(map(str, case.values())))
def test_files_give_the_figures_of_frames(own, others, tmp_path, case):
    files = []
    for place, each in enumerate((own, own, others)):
        each.to_parquet(tmp_path / f"{place}.parquet", index=False)
        files.append(data(tmp_path / f"{place}.parquet"))
    found = attack(*files, n_attacks=60, **case)
    assert rates(found) == rates(attack(*map(data, (own, own, others)), n_attacks=60, **case))


def test_another_seed_attacks_others(own, others):
    kept = [data(own), data(own[:100]), data(others)]
    found = {
        attack(*kept, kind="linkability", n_attacks=50, seed=seed).attack_rate for seed in range(5)
    }
    assert len(found) > 1


def test_tied_halves_are_linked_with_the_chance_of_the_right_record():
    same = pd.DataFrame({"a": [1] * 20, "b": [2] * 20})
    found = attack(*[privlab.dataset(same)] * 3, kind="linkability", n_attacks=20)
    assert found.attack_rate.value == pytest.approx(1 / 20)
    assert found.residual.value == 0


@pytest.mark.parametrize("model", ["nearest", "linear", "boosting"])
def test_a_rule_that_holds_of_anyone_is_no_leak(own, others, model):
    chosen = {"kind": "inference", "secret": "ill", "known": ["age"], "model": model}
    found = attack(data(own), data(own), data(others), n_attacks=200, **chosen)
    assert found.attack_rate.value > 0.95
    assert found.residual.low == 0


def test_a_generalised_release_is_compared_through_its_recipe(own, others):
    recipe = privlab.Recipe({"age": 1}, {"age": privlab.Hierarchy.intervals(10)})
    tables = [data(own), recipe.transform(data(own)), data(others)]
    chosen = {"kind": "inference", "secret": "pay", "known": ["age"], "n_attacks": 100}
    with_it = attack(*tables, recipe=recipe, **chosen)
    without = attack(*tables, **chosen)
    assert with_it.attack_rate.value > without.attack_rate.value
    assert any("recipe" in each.text("en") for each in with_it.assumptions)


def test_a_result_tells_the_attacker_and_no_value(own, others):
    found = attack(data(own), data(own), data(others), kind="linkability", n_attacks=50)
    shown = repr(found) + found._repr_html_() + str(found.to_dict())
    assert "Lyon" not in shown
    assert "p00001" not in shown
    assert found.figure("n_attacks").value == 50
    assert found.figure("residual_risk").interval == (found.residual.low, found.residual.high)
    assert "age, pay" in found.assumptions[0].text("en")
    assert found.provenance.parameters["seed"] == 0
    assert len(found.plot().ax_.patches) == 5


def test_a_generalised_column_without_its_recipe_is_said_to_show_nothing(own, others):
    recipe = privlab.Recipe({"age": 1}, {"age": privlab.Hierarchy.intervals(10)})
    tables = [data(own), recipe.transform(data(own)), data(others)]
    blind = "no value in common in age: of these columns the attack sees nothing"
    found = [attack(*tables, recipe=each) for each in (None, recipe)]
    said = [any(blind in message.text("en") for message in each.assumptions) for each in found]
    assert said == [True, False]


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case.values())))
def test_columns_of_one_value_tell_nothing(own, others, case):
    same = {"age": 40, "town": "Lyon", "pay": 1_000, "ill": "no"}
    tables = [data(each.assign(**same)) for each in (own, own, others)]
    found = attack(*tables, n_attacks=20, **case)
    assert found.residual.low == 0
    assert found.full_leak.low == 0
    assert any("no sign of safety" in each.text("en") for each in found.assumptions)


def test_a_model_learns_from_a_bounded_part_of_a_large_release(monkeypatch, own, others):
    monkeypatch.setattr("privlab.attacks._models.MOST_ROWS", 150)
    chosen = {"kind": "inference", "secret": "ill", "model": "boosting", "n_attacks": 20}
    found = attack(*map(data, (own, own, others)), **chosen)
    said = " ".join(message.text("en") for message in found.assumptions)
    assert "The model learnt from 150 of the 200 records of the release." in said


def test_a_model_guesses_among_the_most_frequent_of_many_values():
    secrets = np.repeat(np.arange(150), np.arange(150, 0, -1))
    kept = secrets[learnt_rows(secrets, None, 0)]
    assert len(kept) == 10_000
    assert set(kept) == set(range(100))


def test_a_model_of_a_number_learns_from_the_rows_that_have_one():
    numbers = np.array([1.0, 2.0, np.nan])
    assert learnt_rows(np.array([0, 2, 1, 2]), numbers, 0).tolist() == [0, 2]


BAD = [
    ({"kind": "linkablity"}, ParameterError, "kind 'linkablity' is not available. Did you mean"),
    ({"kind": "inference"}, ParameterError, "pass secret='...'"),
    ({"secret": "ill"}, ParameterError, "secret= is for kind='inference'"),
    ({"kind": "inference", "secret": "il"}, ColumnError, "Did you mean 'ill'"),
    (
        {"kind": "inference", "secret": "ill", "known": ["age", "ill"]},
        ParameterError,
        "The secret 'ill' is among the known columns",
    ),
    ({"known": ["agee"]}, ColumnError, "Did you mean 'age'"),
    ({"known": "age"}, ParameterError, "not one text"),
    ({"known": []}, ParameterError, "known= is empty"),
    (
        {"kind": "linkability", "known": ["age", "town", "pay", "ill"]},
        ParameterError,
        "known= holds every column",
    ),
    ({"kind": "linkability", "n_attacks": 201}, ParameterError, "has 200 people; this attack"),
    ({"n_attacks": 0}, ParameterError, "n_attacks is 0"),
    ({"confidence": 1}, ParameterError, "confidence is 1"),
    ({"tolerance": -1}, ParameterError, "tolerance is -1"),
    ({"kind": "inference", "secret": "ill", "model": "bost"}, ParameterError, "model 'bost' is"),
    ({"predicates": "bivariate"}, ParameterError, "predicates 'bivariate' is not available"),
    ({"max_rows": 0}, ParameterError, "max_rows is 0; it must be a whole number of at least 1"),
    ({"seed": -1}, ParameterError, "seed is -1; it must be a whole number of at least 0"),
    (
        {"kind": "linkability", "max_rows": 50, "n_attacks": 100},
        ParameterError,
        "within max_rows=; this attack needs 100. Pass a larger max_rows=, or n_attacks=",
    ),
]


@pytest.mark.parametrize(("case", "error", "words"), BAD)
def test_what_makes_no_attack_is_refused(own, others, case, error, words):
    with pytest.raises(error) as caught:
        attack(data(own), data(own), data(others), **case)
    assert words in str(caught.value)


def test_a_table_without_a_column_of_the_release_is_refused(own, others):
    with pytest.raises(ColumnError, match="The control table lacks town, which the released"):
        attack(data(own), data(own), data(others.drop(columns="town")))


def test_people_of_the_control_in_another_table_are_refused(own, others):
    mixed = pd.concat([others, own[:3]])
    with pytest.raises(ParameterError, match="3 of the 203 people of the control table are in"):
        attack(data(own), data(own), data(mixed))


def test_too_few_people_are_refused(own, others):
    with pytest.raises(ParameterError, match="The released table has 5 people"):
        attack(data(own), data(own[:5]), data(others))


def test_a_column_of_the_release_that_the_original_lacks_is_refused(own, others):
    with pytest.raises(ColumnError, match="The original table lacks score, which the released"):
        attack(data(own), data(own.assign(score=1)), data(others))


def test_columns_that_only_the_original_has_are_not_attacked(own, others):
    found = attack(data(own), data(own.drop(columns="pay")), data(others))
    assert "pay" not in found.provenance.columns


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_table_without_rows_is_refused(own, others, place):
    frames = [own, own, others]
    frames[place] = frames[place][:0]
    with pytest.raises(SourceError, match="has no row"):
        attack(*map(data, frames))


def test_too_few_people_of_the_control_are_refused(own, others):
    with pytest.raises(ParameterError, match="The control table has 5 people; this attack needs"):
        attack(data(own), data(own), data(others[:5]))


@pytest.mark.parametrize("keyless", ["released", "original"])
def test_a_table_over_the_limit_that_cannot_be_drawn_by_person_is_refused(own, others, keyless):
    tables = {"original": own, "released": own, "control": others}
    made = {
        name: privlab.dataset(each.drop(columns="id")) if name == keyless else data(each)
        for name, each in tables.items()
    }
    with pytest.raises(
        ParameterError, match=r"has 200 rows, over max_rows=100\. Without a person key"
    ):
        attack(*made.values(), max_rows=100)


def test_targets_alone_are_drawn_from_an_original_without_a_key(own, others):
    original = privlab.dataset(own.drop(columns="id"))
    released = data(own[:100])
    found = attack(original, released, data(others), kind="linkability", max_rows=120, n_attacks=60)
    assert found.provenance.parameters["sampled"]["original"] == pytest.approx(0.6)
    assert found.provenance.parameters["sampled"]["released"] == 1
