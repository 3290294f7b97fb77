"""Utility beside risk: marginals, losses, associations and models of a release."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import privlab
from privlab.anonymise import Criteria
from privlab.errors import ColumnError, ParameterError
from privlab.hierarchies import Hierarchy
from privlab.utility import compare_utility
from privlab.utility._association import corrected_cramers_v, corrected_information
from privlab.utility._marginals import total_variation

TENS = {"age": Hierarchy.intervals(10)}


def people(n=600, seed=1):
    rng = np.random.default_rng(seed)
    age = rng.integers(20, 60, n)
    town = rng.choice(["Lyon", "Bron", "Paris"], n, p=[0.5, 0.3, 0.2])
    rich = (age + rng.normal(0, 5, n) > 40).astype(int)
    return pd.DataFrame({"age": age, "town": town, "rich": np.where(rich == 1, "yes", "no")})


@pytest.fixture(scope="module")
def data():
    return privlab.dataset(people(), quasi_identifiers=["age", "town"], sensitive=["rich"])


def test_the_share_of_a_label_in_the_original_is_that_of_the_values_under_it():
    frame = pd.DataFrame({"age": [31, 32, 33, 41, 42, 43, 44, 55]})
    data = privlab.dataset(frame, quasi_identifiers=["age"])
    release = privlab.Recipe({"age": 1}, TENS, Criteria(k=3)).release(data)
    found = compare_utility(data, release)
    own = found.marginals["age"]
    assert own.labels == ("[40, 50)", "[30, 40)", "[50, 60)")
    assert own.before.tolist() == [4 / 8, 3 / 8, 1 / 8]
    assert own.after.tolist() == [4 / 7, 3 / 7, 0]
    # |4/8 - 4/7| + |3/8 - 3/7| + 1/8, halved
    assert found.columns.loc["age", "distance"] == pytest.approx(1 / 8)
    assert found.figure("largest_distance").value == pytest.approx(1 / 8)


def test_a_missing_value_is_compared_with_what_became_of_it():
    frame = pd.DataFrame({"age": pd.array([31, 32, None, None], dtype="Int64")})
    data = privlab.dataset(frame, quasi_identifiers=["age"])
    kept = compare_utility(data, privlab.Recipe({"age": 1}, TENS, Criteria(k=2)).release(data))
    hidden = compare_utility(data, privlab.Recipe({"age": 2}, TENS, Criteria(k=2)).release(data))
    assert kept.columns.loc["age", "distance"] == 0
    assert None in kept.marginals["age"].labels
    assert hidden.columns.loc["age", "distance"] == 0
    assert hidden.marginals["age"].labels == ("*",)


def test_local_recoding_is_compared_at_its_coarsest_level():
    ages = [30] * 5 + [31, 32, 33, 41, 42]
    data = privlab.dataset(pd.DataFrame({"age": ages}), quasi_identifiers=["age"])
    recipe = privlab.Recipe({"age": 0}, TENS, Criteria(k=3), ({"age": 1},))
    found = compare_utility(data, recipe.release(data))
    assert found.marginals["age"].labels == ("[30, 40)", "[40, 50)")
    assert found.columns.loc["age", "distance"] == pytest.approx(0.2)
    # five records at a sixth of the domain, three at four sixths, two suppressed
    cost, least = (5 / 6 + 3 * 4 / 6 + 2), 10 / 6
    assert found.columns.loc["age", "loss"] == pytest.approx((cost - least) / (10 - least))


def test_the_losses_of_the_columns_make_the_loss_of_the_anonymiser(data):
    hierarchies = TENS | {"town": Hierarchy.suppression()}
    fitted = privlab.Anonymiser(
        k=35, hierarchies=hierarchies, suppression_limit=0.5, levels={"age": 1, "town": 0}
    ).fit(data)
    assert fitted.n_suppressed_ > 0
    found = compare_utility(data, fitted.release(data))
    lost = found.columns["loss"].dropna()
    joined = math.prod(1 + each for each in lost) ** (1 / len(lost)) - 1
    assert joined == pytest.approx(fitted.loss_, abs=1e-9)


def test_a_recipe_that_changes_nothing_loses_nothing(data):
    recipe = privlab.Recipe({"age": 0, "town": 0}, criteria=Criteria(k=1))
    found = compare_utility(data, recipe.release(data), target="rich", models=["logistic"])
    assert found.columns["loss"].dropna().tolist() == pytest.approx([0, 0])
    assert found.columns["distance"].tolist() == [0, 0, 0]
    pairs = found.associations
    assert pairs["cramers_v_before"].tolist() == pairs["cramers_v_after"].tolist()
    assert pairs["bits_before"].tolist() == pairs["bits_after"].tolist()
    assert found.models.loc["logistic", "original"] == found.models.loc["logistic", "anonymised"]
    assert found.models.loc["logistic", "kept"] == 1


def test_hiding_a_column_takes_its_association_and_what_a_model_learns(data):
    recipe = privlab.Recipe({"age": 2, "town": 0}, TENS, Criteria(k=5))
    found = compare_utility(data, recipe.release(data), target="rich")
    pair = found.associations.loc[("age", "rich")]
    assert pair["cramers_v_before"] > 0.5
    assert pair["cramers_v_after"] == 0
    assert found.columns.loc["age", "loss"] == 1
    for model in ("logistic", "boosting"):
        own = found.models.loc[model]
        assert own["original"] > 0.75
        assert own["anonymised"] < 0.6
        assert own["kept_high"] < 0.3
        assert own["original_low"] < own["original"] < own["original_high"]


def test_models_of_intervals_are_asked_about_exact_numbers(data):
    recipe = privlab.Recipe({"age": 1, "town": 0}, TENS, Criteria(k=5))
    found = compare_utility(data, recipe.release(data), target="rich")
    assert (found.models["kept"] > 0.85).all()
    assert (found.models["baseline"] < 0.6).all()


def test_no_gain_is_claimed_where_there_is_nothing_to_learn(data):
    noise = people()
    noise["rich"] = np.random.default_rng(0).choice(["yes", "no"], len(noise))
    data = privlab.dataset(noise, quasi_identifiers=["age", "town"], sensitive=["rich"])
    recipe = privlab.Recipe({"age": 1, "town": 0}, TENS, Criteria(k=5))
    found = compare_utility(data, recipe.release(data), target="rich", models=["logistic"])
    assert found.figure("gain_kept_logistic").value is None
    assert "not clearly better" in found.figure("gain_kept_logistic").text("en")


def test_nobody_is_learnt_from_and_tested():
    # each person has a town of their own and ten rows: only rows of oneself give the answer
    rng = np.random.default_rng(0)
    answers = rng.choice(["yes", "no"], 60)
    frame = pd.DataFrame(
        {
            "who": np.repeat(np.arange(60), 10),
            "town": np.repeat([f"t{n}" for n in range(60)], 10),
            "rich": np.repeat(answers, 10),
        }
    )
    data = privlab.dataset(frame, person="who", quasi_identifiers=["town"], sensitive=["rich"])
    recipe = privlab.Recipe({"town": 0}, criteria=Criteria(k=1))
    found = compare_utility(data, recipe.release(data), target="rich", models=["logistic"])
    assert found.models.loc["logistic", "original"] < 0.65


def test_the_seed_decides_the_figures(data):
    release = privlab.Recipe({"age": 1, "town": 0}, TENS, Criteria(k=5)).release(data)
    frames = [
        compare_utility(data, release, target="rich", models=["boosting"], seed=seed).models
        for seed in (0, 0, 1)
    ]
    assert frames[0].equals(frames[1])
    assert not frames[0].equals(frames[2])


def test_the_order_of_the_rows_does_not_matter_to_the_columns(data):
    frame = people()
    other = privlab.dataset(frame.iloc[::-1], quasi_identifiers=["age", "town"], sensitive=["rich"])
    recipe = privlab.Recipe({"age": 1, "town": 0}, TENS, Criteria(k=5))
    first, second = (compare_utility(each, recipe.release(each)) for each in (data, other))
    pd.testing.assert_frame_equal(first.columns, second.columns)
    pd.testing.assert_frame_equal(first.associations, second.associations)


def test_a_table_on_an_engine_is_compared_like_one_in_memory(data):
    import ibis

    table = ibis.duckdb.connect().create_table("people", people())
    other = privlab.dataset(table, quasi_identifiers=["age", "town"], sensitive=["rich"])
    recipe = privlab.Recipe({"age": 1, "town": 0}, TENS, Criteria(k=35))
    first, second = (compare_utility(each, recipe.release(each)) for each in (data, other))
    pd.testing.assert_frame_equal(first.columns, second.columns)
    pd.testing.assert_frame_equal(first.associations, second.associations)
    found = compare_utility(other, recipe.release(other), target="rich", models=["logistic"])
    assert found.models.loc["logistic", "kept"] > 0.8


def test_labels_of_few_people_are_never_drawn():
    frame = pd.DataFrame({"age": [31] * 9, "town": ["Lyon"] * 6 + ["Bron"] * 2 + ["Alone"]})
    data = privlab.dataset(frame, quasi_identifiers=["age"], ordinary=["town"])
    release = privlab.Recipe({"age": 0}, criteria=Criteria(k=2)).release(data)
    found = compare_utility(data, release, columns=["town"])
    words = [label.get_text() for label in found.plot_marginal("town").ax_.get_yticklabels()]
    assert words == ["Lyon", "other values"]
    assert "Alone" not in repr(found) + found._repr_html_()
    with pytest.raises(ParameterError, match="no column 'age'"):
        found.plot_marginal("age")


def test_every_plot_has_its_bars(data):
    release = privlab.Recipe({"age": 1, "town": 0}, TENS, Criteria(k=5)).release(data)
    found = compare_utility(data, release, target="rich", models=["logistic"])
    assert len(found.plot().ax_.patches) == 2
    assert len(found.plot_associations().ax_.patches) == 2 * 3
    assert len(found.plot_models().ax_.patches) == 3
    assert len(found.plot_marginal("age").ax_.patches) == 2 * 4
    with pytest.raises(ParameterError, match="Pass target="):
        compare_utility(data, release).plot_models()


def test_a_table_without_its_recipe_is_refused(data):
    recipe = privlab.Recipe({"age": 1, "town": 0}, TENS, Criteria(k=5))
    table = recipe.transform(data)
    with pytest.raises(ParameterError, match="Pass recipe="):
        compare_utility(data, table)
    found = compare_utility(data, table, recipe=recipe)
    assert found.columns.equals(compare_utility(data, recipe.release(data)).columns)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"target": "age"}, ColumnError, "is changed by the recipe"),
        ({"target": "riche"}, ColumnError, "'rich'"),
        ({"target": "rich", "models": ["forest"]}, ParameterError, "models= names 'forest'"),
        ({"target": "rich", "folds": 1}, ParameterError, "folds is 1"),
        ({"target": "rich", "features": ["rich"]}, ParameterError, "names the target"),
        ({"columns": ["nothing"]}, ColumnError, "nothing"),
    ],
)
def test_bad_input_is_refused(data, options, error, said):
    release = privlab.Recipe({"age": 1, "town": 0}, TENS, Criteria(k=5)).release(data)
    with pytest.raises(error, match=said):
        compare_utility(data, release, **options)


def test_a_target_that_is_no_choice_among_few_is_refused():
    frame = people().assign(income=np.arange(600) * 1.5)
    other = privlab.dataset(frame, quasi_identifiers=["age"], ordinary=["income"])
    release = privlab.Recipe({"age": 1}, TENS, Criteria(k=5)).release(other)
    with pytest.raises(ParameterError, match="600 distinct values"):
        compare_utility(other, release, target="income")


def test_a_column_that_stayed_behind_is_not_compared():
    other = privlab.dataset(people(), quasi_identifiers=["age", "town"])
    release = privlab.Recipe({"age": 1, "town": 0}, TENS, Criteria(k=5)).release(other)
    with pytest.raises(ColumnError, match=r"does not hold 'rich'.*Declare it with ordinary="):
        compare_utility(other, release, target="rich")


def test_association_is_that_of_hand_counted_tables():
    # 30 of 40 on the diagonal: phi2 = 0.25, corrected (0.25 - 1/39) / (1 - 1/39)
    first, second = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    counts = np.array([15, 5, 5, 15])
    by_hand = math.sqrt((0.25 - 1 / 39) / (1 - 1 / 39))
    assert corrected_cramers_v(first, second, counts) == pytest.approx(by_hand)
    bits = 1 + 0.75 * math.log2(0.75) + 0.25 * math.log2(0.25)
    miller = 1 / (2 * 40 * math.log(2))
    assert corrected_information(first, second, counts) == pytest.approx(bits - miller)


def test_columns_that_have_nothing_to_do_with_each_other_have_no_association():
    first, second = np.repeat(np.arange(4), 3), np.tile(np.arange(3), 4)
    counts = np.full(12, 10)
    assert corrected_cramers_v(first, second, counts) == 0
    assert corrected_information(first, second, counts) == 0


@given(st.lists(st.integers(0, 50), min_size=2, max_size=8).filter(any))
def test_total_variation_is_a_share_and_symmetric(counts):
    first = np.array(counts) / sum(counts)
    second = first[::-1]
    assert 0 <= total_variation(first, second) <= 1
    assert total_variation(first, second) == pytest.approx(total_variation(second, first))
    assert total_variation(first, first) == 0
