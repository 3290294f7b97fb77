"""Local suppression reaches k by blanking few cells, and none that could be kept."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings, strategies as st

import privlab
from privlab.errors import ColumnError, ParameterError, RecipeError
from privlab.treatments.local_suppression._treatment import LocalSuppression

FIVE = ["urbrur", "roof", "walls", "water", "sex"]
SEVEN = ["urbrur", "roof", "walls", "water", "electcon", "relat", "sex"]


def dataset(frame, **roles):
    return privlab.dataset(frame, **{"quasi_identifiers": list(frame), **roles})


def frame_of(data):
    return data.memory.to_pandas()


def candidates_by_hand(frame, people=None):
    """Count compatible people row by row, in plain Python."""
    rows = [[None if pd.isna(v) else v for v in row] for row in frame.itertuples(index=False)]
    people = list(range(len(rows))) if people is None else list(people)
    return [
        len(
            {
                whose
                for other, whose in zip(rows, people, strict=True)
                if all(a is None or b is None or a == b for a, b in zip(row, other, strict=True))
            }
        )
        for row in rows
    ]


@pytest.mark.parametrize(
    ("columns", "k", "of_sdcmicro"),
    [(FIVE, 3, 24), (FIVE, 5, 79), (SEVEN, 3, 293), (SEVEN, 5, 500)],
)
def test_it_blanks_fewer_cells_than_sdcmicro(shared, columns, k, of_sdcmicro):
    # sdcMicro 5.8.1, localSuppression with default importance, on its own testdata
    data = dataset(pd.read_csv(shared / "data" / "sdc" / "testdata.csv.gz")[columns])
    treatment = LocalSuppression(k=k).fit(data)
    assert treatment.result_.figure("n_cells").value <= of_sdcmicro
    released = treatment.transform(data)
    reached = privlab.check_anonymity(released, missing="wildcard").figure("k_candidates").value
    assert reached >= k


tables = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def drawn(rng, *, missing):
    n = int(rng.integers(8, 60))
    sizes = rng.integers(2, 5, int(rng.integers(2, 5)))
    frame = pd.DataFrame(
        {f"q{i}": pd.Series(rng.zipf(1.6, n) % size, dtype="Int64") for i, size in enumerate(sizes)}
    )
    return frame.mask(rng.random(frame.shape) < 0.1) if missing else frame


def fitted(frame, k, **options):
    data = dataset(frame)
    try:
        return data, LocalSuppression(k=k, **options).fit(data)
    except ParameterError as error:
        assert "cannot reach" in str(error)  # noqa: PT017 - small tables may be out of reach
        return data, None


@settings(max_examples=30, deadline=None)
@given(tables, st.integers(2, 4), st.booleans())
def test_every_record_has_k_candidates_and_cells_only_go_missing(rng, k, missing):
    frame = drawn(rng, missing=missing)
    data, treatment = fitted(frame, k)
    if treatment is None:
        return
    released = frame_of(treatment.transform(data)).astype("Int64")
    assert min(candidates_by_hand(released)) >= k
    gone = released.isna() & frame.notna()
    pd.testing.assert_frame_equal(released, frame.mask(gone))
    assert treatment.result_.figure("n_cells").value == gone.to_numpy().sum()
    assert treatment.result_.columns["cells"].tolist() == gone.sum().tolist()


@settings(max_examples=20, deadline=None)
@given(tables, st.integers(2, 4), st.booleans())
def test_no_cell_could_be_restored_alone(rng, k, missing):
    frame = drawn(rng, missing=missing)
    data, treatment = fitted(frame, k)
    if treatment is None:
        return
    released = frame_of(treatment.transform(data)).astype("Int64")
    blanked = np.argwhere((released.isna() & frame.notna()).to_numpy())
    assume(len(blanked) > 0)
    for row, column in blanked:
        restored = released.copy()
        restored.iloc[row, column] = frame.iloc[row, column]
        assert min(candidates_by_hand(restored)) < k


@pytest.mark.parametrize("seed", [8, 13])
def test_the_search_leaves_no_cell_to_restore(seed):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({f"q{place}": rng.zipf(1.5, 400) % 7 for place in range(5)})
    data = dataset(frame)
    released = frame_of(LocalSuppression(k=3).fit(data).transform(data)).to_numpy(dtype=float)
    blanked = np.argwhere(np.isnan(released))
    assert len(blanked) > 0
    for row, column in blanked:
        restored = released.copy()
        restored[row, column] = frame.iloc[row, column]
        gone = np.isnan(restored)
        alike = (restored[:, None] == restored) | gone[:, None] | gone
        assert alike.all(axis=2).sum(axis=1).min() < 3


@settings(max_examples=20, deadline=None)
@given(tables, st.integers(2, 3))
def test_whoever_knows_all_values_is_counted_by_hand(rng, k):
    frame = drawn(rng, missing=False)
    data, treatment = fitted(frame, k)
    if treatment is None:
        return
    released = frame_of(treatment.transform(data)).astype("Int64")
    exposed = 0
    for row in range(len(frame)):
        match = released.isna() | (released == frame.iloc[row])
        exposed += int(match.fillna(value=True).all(axis=1).sum() < k)
    assert treatment.result_.figure("n_exposed").value == exposed


@settings(max_examples=20, deadline=None)
@given(tables)
def test_only_records_below_k_lose_values_and_none_loses_all(rng):
    frame = drawn(rng, missing=False)
    data, treatment = fitted(frame, 3)
    if treatment is None:
        return
    released = frame_of(treatment.transform(data))
    lost = released.isna().any(axis=1).to_numpy()
    assert (np.array(candidates_by_hand(frame))[lost] < 3).all()
    assert not released.isna().all(axis=1).any()


def alone_in_a_town():
    return pd.DataFrame(
        {"sex": list("FFFFMMMMF"), "town": list("AAAABBBBC"), "age": [3, 3, 3, 3, 4, 4, 4, 4, 3]}
    )


def test_one_cell_is_enough_where_one_value_is_rare():
    data = dataset(alone_in_a_town())
    treatment = LocalSuppression(k=3).fit(data)
    assert treatment.result_.columns["cells"].tolist() == [0, 1, 0]
    assert frame_of(treatment.transform(data))["town"].isna().tolist() == [False] * 8 + [True]
    assert treatment.result_.figure("k_candidates").value == 4
    assert treatment.result_.figure("k").value == 1


def test_a_column_of_infinite_importance_is_never_blanked():
    frame = pd.DataFrame({"a": [0] * 5 + [1] * 5 + [0], "b": [0] * 5 + [1] * 5 + [1]})
    for kept, lost in (("a", "b"), ("b", "a")):
        treatment = LocalSuppression(k=2, importance={kept: math.inf}).fit(dataset(frame))
        assert treatment.result_.columns["cells"].to_dict() == {kept: 0, lost: 1}


def test_a_column_of_more_importance_is_blanked_less():
    frame = pd.DataFrame({"a": [0] * 5 + [1] * 5 + [0], "b": [0] * 5 + [1] * 5 + [1]})
    for kept, lost in (("a", "b"), ("b", "a")):
        treatment = LocalSuppression(k=2, importance={kept: 2}).fit(dataset(frame))
        assert treatment.result_.columns["cells"].to_dict() == {kept: 0, lost: 1}
        assert treatment.result_.figure("cost").value == 1


def test_a_table_that_has_k_already_stays_as_it_is():
    frame = pd.DataFrame({"a": [1, 1, 2, 2]})
    treatment = LocalSuppression(k=2).fit(data := dataset(frame))
    assert treatment.result_.figure("n_cells").value == 0
    pd.testing.assert_frame_equal(frame_of(treatment.transform(data)), frame)


def test_candidates_of_a_person_with_several_rows_are_distinct_people():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {
            "who": rng.integers(0, 60, 200),
            "town": rng.zipf(1.8, 200) % 6,
            "job": rng.zipf(1.8, 200) % 5,
            "sex": rng.integers(0, 2, 200),
        }
    )
    data = dataset(frame, person="who", quasi_identifiers=["town", "job", "sex"])
    assert min(candidates_by_hand(frame.drop(columns="who"), frame["who"])) < 3
    treatment = LocalSuppression(k=3).fit(data)
    released = frame_of(treatment.transform(data))
    assert min(candidates_by_hand(released.drop(columns="who"), released["who"])) >= 3
    assert not treatment.minimal_
    assert released["who"].tolist() == frame["who"].tolist()


def test_a_blanked_category_is_gone_from_the_type_too():
    frame = alone_in_a_town()
    frame["town"] = frame["town"].astype("category")
    treatment = LocalSuppression(k=3).fit(data := dataset(frame))
    released = frame_of(treatment.transform(data))
    assert released["town"].dropna().unique().tolist() == ["A", "B"]
    assert "C" not in released["town"].cat.categories


def test_a_file_is_treated_like_a_frame(tmp_path):
    frame = alone_in_a_town()
    frame.to_parquet(tmp_path / "towns.parquet")
    data = privlab.dataset(tmp_path / "towns.parquet", quasi_identifiers=list(frame))
    treatment = LocalSuppression(k=3).fit(data)
    assert treatment.result_.columns["cells"].tolist() == [0, 1, 0]
    released = treatment.transform(data)
    assert privlab.check_anonymity(released, missing="wildcard").figure("k_candidates").value == 4
    assert released.roles == data.roles


def test_the_same_table_loses_the_same_cells():
    frame = drawn(np.random.default_rng(11), missing=True)
    one, other = (LocalSuppression(k=3).fit(data).transform(data) for data in [dataset(frame)] * 2)
    assert one.memory.equals(other.memory)


def test_the_result_speaks_and_draws():
    result = LocalSuppression(k=3).fit(dataset(alone_in_a_town())).result_
    assert "missing value standing for any value" in " ".join(map(str, result.assumptions))
    assert result.to_dict()["provenance"]["parameters"]["missing"] == "wildcard"
    assert result.plot().ax_.patches
    assert "town" in result.svg("fr")


@pytest.mark.parametrize("k", [0, True, 2.5, "3"])
def test_k_is_a_whole_number(k):
    with pytest.raises(ParameterError, match="must be a whole number of at least 1"):
        LocalSuppression(k=k).fit(dataset(alone_in_a_town()))


def test_k_above_the_people_is_refused():
    with pytest.raises(ParameterError, match="k is 10 and the table has 9 records"):
        LocalSuppression(k=10).fit(dataset(alone_in_a_town()))


@pytest.mark.parametrize("worth", [0, -1, math.nan, "much", True])
def test_importance_is_above_zero(worth):
    with pytest.raises(ParameterError, match=r"The importance of 'sex' is .* above 0"):
        LocalSuppression(importance={"sex": worth}).fit(dataset(alone_in_a_town()))


def test_importance_of_another_column_is_refused():
    with pytest.raises(ColumnError, match=r"'town2'.*Did you mean 'town'"):
        LocalSuppression(importance={"town2": 1}).fit(dataset(alone_in_a_town()))


def test_other_semantics_are_refused():
    with pytest.raises(ParameterError, match="Allowed: wildcard"):
        LocalSuppression(missing="own").fit(dataset(alone_in_a_town()))


def test_records_that_would_lose_everything_are_refused():
    message = "1 records cannot reach k=2 unless all of their quasi-identifiers are blanked"
    with pytest.raises(ParameterError, match=re.escape(message)):
        LocalSuppression(k=2).fit(dataset(pd.DataFrame({"town": list("AAB")})))


def test_records_out_of_reach_by_importance_are_refused():
    frame = pd.DataFrame({"a": [0] * 5 + [1], "b": [0] * 6, "c": [0] * 6})
    with pytest.raises(ParameterError, match="give more columns a finite importance"):
        LocalSuppression(k=2, importance={"a": math.inf}).fit(dataset(frame))


def test_too_many_records_below_k_are_refused():
    frame = pd.DataFrame({f"q{i}": range(3000) for i in range(14)})
    with pytest.raises(ParameterError, match="Coarsen the columns first"):
        LocalSuppression(k=2).fit(dataset(frame))


def test_it_is_fitted_before_it_transforms_and_on_the_same_version():
    data, other = dataset(alone_in_a_town()), dataset(alone_in_a_town())
    treatment = LocalSuppression(k=3)
    with pytest.raises(RecipeError, match=r"LocalSuppression is not fitted\. Call"):
        treatment.transform(data)
    with pytest.raises(RecipeError, match="another version of the data"):
        treatment.fit(data).transform(other)
