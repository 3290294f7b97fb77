"""Post-randomisation redraws with known probabilities; rank swapping keeps each column's values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.errors import ColumnError, ParameterError, RecipeError
from privlab.treatments._post_randomisation import PostRandomisation
from privlab.treatments._rank_swapping import RankSwapping


def dataset(frame, **roles):
    return privlab.dataset(frame, **{"quasi_identifiers": list(frame), **roles})


def towns(n=4_000):
    rng = np.random.default_rng(0)
    return pd.DataFrame({"town": rng.choice(list("ABC"), n, p=[0.6, 0.3, 0.1])})


def treated(treatment, frame):
    data = dataset(frame)
    return treatment.fit(data).transform(data).memory.to_pandas()


def test_values_move_with_the_probabilities_of_the_matrix():
    frame = towns(20_000)
    treatment = PostRandomisation(keep=0.5, seed=3)
    after = treated(treatment, frame)
    observed = pd.crosstab(frame["town"], after["town"], normalize="index").to_numpy()
    matrix = treatment.result_.transitions["town"]
    assert observed == pytest.approx(matrix.to_numpy(), abs=0.03)
    assert matrix.sum(axis=1).to_numpy() == pytest.approx(1)
    assert matrix.index.tolist() == ["A", "B", "C"]


def test_the_shares_expected_after_are_those_before():
    frame = towns()
    treatment = PostRandomisation(keep=0.3, seed=3)
    after = treated(treatment, frame)
    shares = frame["town"].value_counts(normalize=True).sort_index().to_numpy()
    matrix = treatment.result_.transitions["town"].to_numpy()
    assert shares @ matrix == pytest.approx(shares)
    found = after["town"].value_counts(normalize=True).sort_index().to_numpy()
    assert found == pytest.approx(shares, abs=0.04)


def test_the_share_of_values_changed_is_counted():
    frame = towns()
    treatment = PostRandomisation(keep=0.7, seed=5)
    after = treated(treatment, frame)
    assert treatment.result_.figure("changed").value == (frame["town"] != after["town"]).mean()
    # 0.7 + 0.3 x the share of the most frequent category
    highest = frame["town"].value_counts(normalize=True).max()
    assert treatment.result_.figure("truest").value == pytest.approx(0.7 + 0.3 * highest)


@pytest.mark.parametrize("treatment", [PostRandomisation, RankSwapping])
def test_missing_values_stay_where_they_are(treatment):
    frame = pd.DataFrame({"x": [1.0, None, 2.0, 3.0, None, 2.0] * 20})
    after = treated(treatment(seed=2), frame)
    assert after["x"].isna().tolist() == frame["x"].isna().tolist()


@pytest.mark.parametrize("treatment", [PostRandomisation, RankSwapping])
def test_a_seed_repeats_and_is_told_to_nobody(treatment):
    frame = pd.DataFrame({"x": np.arange(300) % 17})
    one, other, third = (treated(treatment(seed=s), frame) for s in (77123, 77123, 77124))
    assert one.equals(other)
    assert not one.equals(third)
    assert not treated(treatment(), frame).equals(treated(treatment(), frame))
    fitted = treatment(seed=77123).fit(dataset(frame))
    assert "77123" not in f"{fitted!r} {fitted.result_.to_dict()}"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 30) | st.none(), min_size=2, max_size=80),
    st.floats(0.02, 1),
    st.integers(0, 1000),
)
def test_swapped_columns_hold_the_same_values_of_near_ranks(values, window, seed):
    frame = pd.DataFrame({"x": pd.Series(values, dtype="Float64")})
    after = treated(RankSwapping(window=window, seed=seed), frame)["x"].astype("Float64")
    before = frame["x"]
    assert sorted(before.dropna()) == sorted(after.dropna())
    ranked = np.sort(before.dropna().to_numpy(dtype=float))
    reach = max(1, int(window * len(ranked)))
    for old, new in zip(before.dropna(), after.dropna(), strict=True):
        # the nearest ranks that two equal runs of values hold
        low, high = sorted([old, new])
        apart = np.searchsorted(ranked, high, "left") - np.searchsorted(ranked, low, "right") + 1
        assert apart <= reach


def test_nearly_every_distinct_value_is_swapped():
    frame = pd.DataFrame({"x": np.random.default_rng(1).permutation(1000)})
    treatment = RankSwapping(window=0.1, seed=4)
    after = treated(treatment, frame)
    assert treatment.result_.figure("changed").value == (frame["x"] != after["x"]).mean() > 0.95
    squared = np.corrcoef(frame["x"], after["x"])[0, 1] ** 2
    assert treatment.result_.figure("kept").value == pytest.approx(squared)
    assert after["x"].dtype == frame["x"].dtype


def test_a_wider_window_keeps_less():
    frame = pd.DataFrame({"x": np.arange(2000)})
    kept = []
    for window in (0.01, 0.1, 0.5):
        treatment = RankSwapping(window=window, seed=4).fit(dataset(frame))
        kept.append(treatment.result_.figure("kept").value)
    assert kept == sorted(kept, reverse=True)
    assert kept[0] > kept[2] + 0.1


def test_a_column_of_one_value_has_no_correlation():
    result = RankSwapping(seed=1).fit(dataset(pd.DataFrame({"x": [4] * 9}))).result_
    assert result.figure("kept").value is None
    assert result.figure("changed").value == 0


@pytest.mark.parametrize("treatment", [PostRandomisation(seed=1), RankSwapping(seed=1)])
def test_the_result_draws_and_claims_no_k(treatment):
    result = treatment.fit(dataset(pd.DataFrame({"x": np.arange(50) % 7}))).result_
    assert result.plot().ax_.patches
    assert "Nothing is proven about k" in " ".join(map(str, result.assumptions))


@pytest.mark.parametrize("keep", [0, 1, -0.1, True, "0.5"])
def test_keep_is_a_probability(keep):
    with pytest.raises(ParameterError, match="above 0 and below 1"):
        PostRandomisation(keep=keep).fit(dataset(towns(10)))


@pytest.mark.parametrize("window", [0, 1.1, True, "0.5"])
def test_a_window_is_a_share(window):
    with pytest.raises(ParameterError, match="above 0 and at most 1"):
        RankSwapping(window=window).fit(dataset(pd.DataFrame({"x": [1, 2]})))


@pytest.mark.parametrize("seed", [-1, True, 1.5, "secret"])
@pytest.mark.parametrize("treatment", [PostRandomisation, RankSwapping])
def test_a_seed_is_a_whole_number_and_is_not_printed(treatment, seed):
    with pytest.raises(ParameterError, match="must be a whole number") as caught:
        treatment(seed=seed).fit(dataset(pd.DataFrame({"x": [1, 2]})))
    assert "secret" not in str(caught.value)


def test_too_many_categories_are_refused():
    with pytest.raises(ParameterError, match="1001 categories, at most 1000"):
        PostRandomisation().fit(dataset(pd.DataFrame({"x": range(1001)})))


def test_text_has_no_rank():
    with pytest.raises(ColumnError, match="not numbers"):
        RankSwapping().fit(dataset(towns(10)))


@pytest.mark.parametrize("treatment", [PostRandomisation, RankSwapping])
def test_it_is_fitted_on_the_table_it_transforms(treatment):
    frame = pd.DataFrame({"x": [1, 2, 3]})
    with pytest.raises(RecipeError, match="is not fitted"):
        treatment().transform(dataset(frame))
    with pytest.raises(RecipeError, match="another version"):
        treatment().fit(dataset(frame)).transform(dataset(frame))
