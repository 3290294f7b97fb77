"""k-anonymity: the smallest class, who is below the threshold, and where."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.errors import ParameterError

# Sweeney 2002, the table of twelve rows is ours: classes of 4, 3, 2, 2 and 1 rows
TWELVE = pd.DataFrame(
    {
        "age": ["20-29"] * 4 + ["30-39"] * 3 + ["30-39"] * 2 + ["40-49"] * 2 + ["50-59"],
        "town": ["A"] * 4 + ["A"] * 3 + ["B"] * 2 + ["A"] * 2 + ["B"],
    }
)


@pytest.fixture
def check():
    return privlab.check_anonymity(privlab.dataset(TWELVE, quasi_identifiers=["age", "town"]), k=3)


def test_k_is_the_size_of_the_smallest_class(check):
    assert check.k == 1
    assert check.classes.n_classes == 5


@pytest.mark.parametrize(
    ("k", "classes", "records"), [(1, 0, 0), (2, 1, 1), (3, 3, 5), (4, 4, 8), (5, 5, 12)]
)
def test_violations_are_the_records_of_classes_strictly_below_k(check, k, classes, records):
    assert check.classes_below(k) == classes
    assert check.k_violations(k) == records
    assert check.mask(k).sum() == records


def test_the_mask_is_in_input_order(check):
    expected = [False] * 7 + [True] * 5
    assert check.mask(3).tolist() == expected


def test_the_figures_name_their_unit(check):
    figure = check.figure("below_k")
    assert (figure.value, figure.unit) == (5, "records")
    assert check.figure("share_below_k").value == pytest.approx(5 / 12)


def test_people_are_named_only_when_a_key_says_who_they_are(check):
    said = " ".join(message.text("en") for message in check.assumptions)
    assert "nothing is said about people" in said
    assert check.figure("n_units").text("en") == "12 records"
    keyed = TWELVE.assign(id=range(12))
    data = privlab.dataset(keyed, person="id", quasi_identifiers=["age"])
    assert privlab.check_anonymity(data).figure("n_units").text("en") == "12 people"


@pytest.mark.parametrize("k", [0, -1, 2.5, True, "3", None])
def test_a_threshold_that_is_no_whole_number_is_refused(check, k):
    with pytest.raises(ParameterError, match="whole number of at least 1"):
        check.k_violations(k)


def test_adult_has_the_classes_that_a_plain_group_by_counts(adult):
    frame = pd.read_csv(adult, sep=";")
    quasi = [name for name in frame if name != "occupation"]
    sizes = frame.groupby(quasi).size()
    check = privlab.check_anonymity(privlab.dataset(adult, quasi_identifiers=quasi))
    assert check.k == sizes.min()
    assert check.classes.n_classes == len(sizes) == 12_458
    assert check.k_violations(5) == sizes[sizes < 5].sum()


def test_candidate_sets_stand_beside_k_and_prove_nothing():
    frame = pd.DataFrame({"town": ["A", "A", "B", None], "age": [1, 1, 2, 2]})
    data = privlab.dataset(frame, quasi_identifiers=["town", "age"])
    check = privlab.check_anonymity(data, missing="wildcard")
    assert (check.k, check.figure("k_candidates").value) == (1, 2)
    assert "Only k counts as proven" in " ".join(m.text("en") for m in check.assumptions)
    assert "k_candidates" not in [figure.key for figure in privlab.check_anonymity(data).figures]
    with pytest.raises(ParameterError, match="missing='wild' is not known"):
        privlab.check_anonymity(data, missing="wild")


tables = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from(["x", None])),
    min_size=1,
    max_size=40,
)


@settings(max_examples=50, deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_row_order_index_dtype_and_column_order_change_nothing(rows, random):
    frame = pd.DataFrame(rows, columns=["a", "b", "c"])
    order = list(range(len(frame)))
    random.shuffle(order)
    other = frame.iloc[order].set_axis([f"i{n}" for n in order])
    other = other[["c", "b", "a"]].astype({"b": "float64", "a": "category"})
    first, second = (
        privlab.check_anonymity(privlab.dataset(table, quasi_identifiers=list(table)), k=3)
        for table in (frame, other)
    )
    assert [f.value for f in first.figures] == [f.value for f in second.figures]
    assert sorted(first.classes.sizes) == sorted(second.classes.sizes)
    np.testing.assert_array_equal(first.mask(2)[order], second.mask(2))


@settings(max_examples=50, deadline=None)
@given(tables)
def test_withdrawing_whole_classes_never_lowers_k(rows):
    frame = pd.DataFrame(rows, columns=["a", "b", "c"])
    check = privlab.check_anonymity(privlab.dataset(frame, quasi_identifiers=list(frame)))
    left = frame[~check.mask(check.k + 1)]
    if len(left):
        again = privlab.check_anonymity(privlab.dataset(left, quasi_identifiers=list(frame)))
        assert again.k > check.k


@settings(max_examples=50, deadline=None)
@given(tables)
def test_coarsening_never_lowers_k(rows):
    frame = pd.DataFrame(rows, columns=["a", "b", "c"])
    data = privlab.dataset(frame, quasi_identifiers=["a", "b"])
    coarse = privlab.Recipe({"b": 1}, {"b": privlab.Hierarchy.intervals(2)}).transform(data)
    assert privlab.check_anonymity(coarse).k >= privlab.check_anonymity(data).k


def test_blanking_one_cell_can_lower_k():
    frame = pd.DataFrame({"a": ["x", "x", "x"]})
    data = privlab.dataset(frame, quasi_identifiers=["a"])
    blanked = privlab.dataset(frame.assign(a=["x", "x", None]), quasi_identifiers=["a"])
    assert privlab.check_anonymity(data).k == 3
    assert privlab.check_anonymity(blanked).k == 1
    # as any value, the blank is one of the three again
    wildcard = privlab.check_anonymity(blanked, missing="wildcard")
    assert wildcard.figure("k_candidates").value == 3


@settings(max_examples=30, deadline=None)
@given(tables, st.data())
def test_under_wildcard_blanking_a_cell_never_lowers_the_candidates(rows, drawn):
    frame = pd.DataFrame(rows, columns=["a", "b", "c"]).astype({"b": "Int64"})
    row = drawn.draw(st.integers(0, len(frame) - 1))
    blanked = frame.copy()
    blanked.loc[row, drawn.draw(st.sampled_from(["a", "b", "c"]))] = None
    fine, coarse = (
        privlab.check_anonymity(
            privlab.dataset(table, quasi_identifiers=list(table)), missing="wildcard"
        )
        .figure("k_candidates")
        .value
        for table in (frame, blanked)
    )
    assert coarse >= fine


def test_rows_of_a_file_are_masked_as_a_table(tmp_path):
    frame = pd.DataFrame({"Ort": list("AAB"), "n": [1, 2, 3]})
    frame.to_parquet(tmp_path / "leute.parquet")
    for source in (frame, tmp_path / "leute.parquet"):
        check = privlab.check_anonymity(source, quasi_identifiers=["Ort"])
        told = check.data.connection.to_pandas(check.mask_table(2))
        assert dict(zip(told["n"], told["below_k"], strict=True)) == {1: False, 2: False, 3: True}
    with pytest.raises(privlab.errors.ParameterError, match=r"mask_table\(k\)"):
        check.mask(2)


def test_a_frame_of_records_is_never_longer_than_it_should_be(tmp_path, monkeypatch):
    frame = pd.DataFrame({"wer": range(9), "Ort": list("AABBCCDDE")})
    frame.to_parquet(tmp_path / "leute.parquet")
    data = privlab.dataset(tmp_path / "leute.parquet", person="wer")
    monkeypatch.setattr("privlab.tables._dataset.MOST_ROWS_SHOWN", 8)
    risk = privlab.score_risk(data, quasi_identifiers=["Ort"])
    with pytest.raises(privlab.errors.SourceError, match=r"more than 8 rows\. \.records_table has"):
        _ = risk.records
    assert data.connection.to_pandas(risk.records_table)["fk"].sum() == 17
    monkeypatch.undo()
    assert risk.records.loc[8, "fk"] == 1
