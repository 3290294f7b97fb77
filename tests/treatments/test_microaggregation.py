"""Microaggregation: groups of at least k near people, as near as published methods make them."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.errors import ColumnError, ParameterError, RecipeError
from privlab.treatments._microaggregation import Microaggregation
from privlab.treatments._microaggregation_groups import (
    blocks,
    groups_of_one_column,
    near_groups,
)


def dataset(frame, **roles):
    return privlab.dataset(frame, **{"quasi_identifiers": list(frame), **roles})


def cloud(n, columns=2, seed=0):
    numbers = np.random.default_rng(seed).normal(size=(n, columns))
    return pd.DataFrame(numbers, columns=[f"q{place}" for place in range(columns)])


def squares(points, groups):
    means = pd.DataFrame(points).groupby(groups).transform("mean").to_numpy()
    return ((points - means) ** 2).sum()


@pytest.mark.parametrize(("k", "published"), [(3, 0.056922), (5, 0.090885), (10, 0.141560)])
def test_census_keeps_more_than_with_mdav(shared, k, published):
    # MDAV on the CASC file CENSUS, standardised: SSE/SST of the literature and of sdcMicro 5.8.1
    frame = pd.read_csv(shared / "data" / "sdc" / "casc_census.csv.gz")
    data = dataset(frame)
    treatment = Microaggregation(k=k).fit(data)
    released = treatment.transform(data).memory.to_pandas()
    scaled = (frame - frame.mean()) / frame.std()
    change = (released - frame) / frame.std()
    loss = (change**2).to_numpy().sum() / (scaled**2).to_numpy().sum()
    assert loss <= published
    assert treatment.result_.figure("loss").value == pytest.approx(loss)
    assert released.groupby(list(released)).size().between(k, 2 * k - 1).all()
    assert released.mean().to_numpy() == pytest.approx(frame.mean().to_numpy())


numbers = st.lists(
    st.tuples(st.integers(-50, 50), st.floats(-1e3, 1e3), st.just(7)), min_size=5, max_size=60
)


@settings(max_examples=40, deadline=None)
@given(numbers, st.integers(1, 5), st.sampled_from(["mdav", "fast"]), st.booleans())
def test_every_released_combination_is_carried_by_k(rows, k, method, standardise):
    frame = pd.DataFrame(rows, columns=["a", "b", "c"]).astype(float)
    data = dataset(frame)
    treatment = Microaggregation(k=k, method=method, standardise=standardise).fit(data)
    released = treatment.transform(data)
    assert privlab.check_anonymity(released).k >= k
    sizes = treatment.result_.group_sizes
    assert sizes.min() >= k
    assert sizes.max() <= 2 * k - 1
    after = released.memory.to_pandas()
    assert after.sum().to_numpy() == pytest.approx(frame.sum().to_numpy(), abs=1e-6)
    assert (after["c"] == 7).all()


def splits(n, k):
    """Return every way to cut n sorted values into runs of at least k."""
    for n_cuts in range(n // k):
        for cuts in itertools.combinations(range(k, n - k + 1), n_cuts):
            edges = (0, *cuts, n)
            if all(last - first >= k for first, last in itertools.pairwise(edges)):
                yield edges


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=4, max_size=11), st.integers(2, 4))
def test_one_column_is_grouped_at_the_optimum(values, k):
    values = np.array(values, dtype=float)
    ranked = np.sort(values)
    best = min(
        sum(((ranked[a:b] - ranked[a:b].mean()) ** 2).sum() for a, b in itertools.pairwise(edges))
        for edges in splits(len(values), k)
    )
    groups = groups_of_one_column(values, k)
    assert np.bincount(groups).min() >= k
    assert squares(values[:, None], groups) == pytest.approx(best, abs=1e-9)


def test_two_clusters_are_found():
    points = np.array([[0.0, 0], [10, 10], [0, 1], [10, 11], [1, 0], [11, 10]])
    assert near_groups(points, 3).tolist() == [0, 1, 0, 1, 0, 1]


def test_no_swap_of_two_records_would_bring_the_groups_nearer():
    points = cloud(60).to_numpy()
    groups = near_groups(points, 3)
    least = squares(points, groups)
    for one, other in itertools.combinations(range(60), 2):
        swapped = groups.copy()
        swapped[[one, other]] = groups[[other, one]]
        assert squares(points, swapped) >= least - 1e-9


def test_blocks_hold_every_record_and_are_halves_of_halves():
    block = blocks(cloud(1000).to_numpy(), 100)
    sizes = np.bincount(block)
    assert sizes.sum() == 1000
    assert sizes.min() >= 50
    assert sizes.max() <= 100


def test_the_fast_method_loses_hardly_more():
    data = dataset(cloud(6_000))
    losses = {
        method: Microaggregation(k=3, method=method).fit(data).result_.figure("loss").value
        for method in ("mdav", "fast")
    }
    assert losses["mdav"] < losses["fast"] < 1.1 * losses["mdav"]


def test_standardising_makes_units_indifferent():
    frame = cloud(200)
    cents = frame.assign(q0=frame["q0"] * 100)
    sizes = []
    for table in (frame, cents):
        data = dataset(table)
        released = Microaggregation(k=4).fit(data).transform(data).memory.to_pandas()
        sizes.append(released.groupby(list(released)).ngroup().to_numpy())
    pairs = set(zip(*sizes, strict=True))
    assert len(pairs) == len(set(sizes[0]))
    plain = dataset(cents)
    own = Microaggregation(k=4, standardise=False).fit(plain).result_.losses["share"]
    assert own["q0"] < 0.01 < own["q1"]


def test_other_columns_stay_as_they_are():
    frame = cloud(30).assign(name=[f"n{place}" for place in range(30)])
    data = dataset(frame, quasi_identifiers=["q0", "q1", "name"])
    released = Microaggregation(k=3, columns=["q0", "q1"]).fit(data).transform(data)
    assert released.memory["name"].to_pylist() == frame["name"].tolist()
    assert released.roles == data.roles


def test_a_table_of_one_value_loses_nothing():
    data = dataset(pd.DataFrame({"a": [0.1] * 7, "b": [3] * 7}))
    result = Microaggregation(k=3).fit(data).result_
    assert result.figure("loss").value is None
    assert "the same for everybody" in result.figure("loss").text("en")
    assert result.figure("k").value == 7


def test_a_file_is_treated_like_a_frame(tmp_path):
    frame = cloud(40)
    frame.to_parquet(tmp_path / "cloud.parquet")
    file = privlab.dataset(tmp_path / "cloud.parquet", quasi_identifiers=list(frame))
    one, other = (
        Microaggregation(k=3).fit(data).transform(data).memory for data in (file, dataset(frame))
    )
    assert one.to_pandas().equals(other.to_pandas())


def test_the_result_draws_a_bar_a_column():
    result = Microaggregation(k=3).fit(dataset(cloud(30))).result_
    assert len(result.plot().ax_.patches) == 2
    assert result.to_dict()["provenance"]["parameters"]["method"] == "mdav"


def test_missing_values_are_refused_with_a_remedy():
    frame = cloud(20)
    frame.iloc[[3, 4], 1] = np.nan
    with pytest.raises(ColumnError, match=r"'q1' has 2 missing values.*Leave those rows out"):
        Microaggregation(k=3).fit(dataset(frame))


def test_infinite_values_are_refused():
    frame = cloud(20)
    frame.iloc[3, 1] = np.inf
    with pytest.raises(ColumnError, match="'q1' has infinite values"):
        Microaggregation(k=3).fit(dataset(frame))


@pytest.mark.parametrize(
    "values", [list("ab") * 10, [True, False] * 10, pd.date_range("2020-01-01", periods=20)]
)
def test_columns_without_numbers_are_refused(values):
    with pytest.raises(ColumnError, match=r"Column 'q2' holds .*, not numbers"):
        Microaggregation(k=3).fit(dataset(cloud(20).assign(q2=values)))


def test_the_person_key_and_doubled_columns_are_refused():
    data = dataset(cloud(20).assign(who=range(20)), person="who", quasi_identifiers=["q0", "q1"])
    with pytest.raises(ColumnError, match="'who' is the person key"):
        Microaggregation(columns=["q0", "who"]).fit(data)
    with pytest.raises(ColumnError, match="'q0' is named twice"):
        Microaggregation(columns=["q0", "q0"]).fit(data)


def test_people_with_several_rows_are_refused():
    data = dataset(cloud(20).assign(who=[1, *range(19)]), person="who", quasi_identifiers=["q0"])
    with pytest.raises(ParameterError, match="Make one row per person first"):
        Microaggregation().fit(data)


@pytest.mark.parametrize("k", [0, -1, True, 2.0])
def test_k_is_a_whole_number(k):
    with pytest.raises(ParameterError, match="whole number of at least 1"):
        Microaggregation(k=k).fit(dataset(cloud(20)))


def test_k_above_the_people_is_refused():
    with pytest.raises(ParameterError, match="k is 21 and the table has 20 records"):
        Microaggregation(k=21).fit(dataset(cloud(20)))


def test_an_unknown_method_is_refused():
    with pytest.raises(ParameterError, match="Did you mean 'mdav'"):
        Microaggregation(method="mdaw").fit(dataset(cloud(20)))


def test_it_is_fitted_on_the_table_it_transforms():
    treatment = Microaggregation()
    with pytest.raises(RecipeError, match="is not fitted"):
        treatment.transform(dataset(cloud(9)))
    with pytest.raises(RecipeError, match="another version"):
        treatment.fit(dataset(cloud(9))).transform(dataset(cloud(9)))
