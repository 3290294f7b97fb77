"""Codes are ranks of values, or distances; the last one is the missing value."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import privlab
from privlab.errors import ParameterError
from privlab.tables import arrays, content_mark, pack


@pytest.mark.parametrize(
    "values",
    [
        ["b", "a", None, "b"],
        [3, 1, None, 3],
        [10**12, 0, None, 10**12],
        [2**63 - 1, -(2**63), None, 7],
        [0.5, -1.0, None, 0.5],
        [dt.date(2020, 1, 3), dt.date(2020, 1, 1), None, dt.date(2020, 1, 3)],
        [True, False, None, True],
        [None, None, None, "a"],
    ],
)
def test_codes_lead_back_to_the_values_on_both_paths(values):
    import pyarrow as pa

    table = pa.table({"x": values, "row": list(range(len(values)))})
    here = arrays(privlab.dataset(table), ["x"])
    there = arrays(privlab.dataset(ibis.duckdb.connect().create_table("t", table)), ["x", "row"])
    order = np.argsort(there.codes["row"])
    for found, codes in ((here, here.codes["x"]), (there, there.codes["x"][order])):
        labels = [*found.codings["x"].labels.to_pylist(), None]
        assert [labels[code] for code in codes] == values
        assert found.codings["x"].missing == len(labels) - 1


@given(st.lists(st.integers(1, 2**40), min_size=0, max_size=12))
def test_packed_words_never_overflow_and_give_the_codes_back(sizes):
    places = pack(sizes)
    words: dict[int, int] = {}
    for size, (word, stride) in zip(sizes, places, strict=True):
        words[word] = words.get(word, 0) + (size - 1) * stride
    assert all(word < 2**63 for word in words.values())
    for size, (word, stride) in zip(sizes, places, strict=True):
        assert words[word] // stride % size == size - 1


def test_many_columns_take_several_words_and_the_same_classes():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"c{n}": rng.integers(0, 2, 60) * 500_000 for n in range(9)})
    data = privlab.dataset(frame, quasi_identifiers=list(frame))
    assert len(data.keys(data.columns).words) > 1
    table = ibis.duckdb.connect().create_table("t", frame)
    there = privlab.dataset(table, quasi_identifiers=list(frame))
    expected = frame.value_counts().sort_index()
    for source in (data, there):
        classes = privlab.equivalence_classes(source)
        assert sorted(classes.sizes) == sorted(expected)
        assert classes.roll_up(["c8"]).table["n_records"].tolist() == (
            frame["c8"].value_counts().sort_index().tolist()
        )


def test_numbers_come_as_floats_with_missing_values_as_nan():
    data = privlab.dataset(pd.DataFrame({"x": [1.5, None, 3.0]}))
    np.testing.assert_array_equal(arrays(data, ["x"]).numbers("x"), [1.5, np.nan, 3.0])


def test_text_is_no_number():
    data = privlab.dataset(pd.DataFrame({"x": ["secret", "1"]}))
    with pytest.raises(ParameterError, match="does not hold numbers") as caught:
        arrays(data, ["x"]).numbers("x")
    assert "secret" not in str(caught.value)


def test_over_the_limit_whole_people_are_drawn_the_same_on_each_source():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"p": rng.integers(0, 500, 2000).astype(str), "x": np.arange(2000)})
    table = ibis.duckdb.connect().create_table("t", frame)
    drawn = []
    for source in (frame, table):
        found = arrays(privlab.dataset(source, person="p"), ["x"], max_rows=600, salt="one")
        assert 300 < found.n_rows < 900
        assert found.sampled_share == pytest.approx(0.3)
        rows = frame.iloc[np.sort(found.codes["x"])]
        assert len(rows) == frame["p"].isin(rows["p"].unique()).sum()
        drawn.append(set(rows["p"]))
    other = arrays(privlab.dataset(table, person="p"), ["x"], max_rows=600, salt="two")
    assert drawn[1] != set(frame.iloc[other.codes["x"]]["p"])


def test_a_limit_below_one_row_is_refused():
    with pytest.raises(ParameterError, match="of rows, at least 1"):
        arrays(privlab.dataset(pd.DataFrame({"x": [1]})), ["x"], max_rows=0)


def test_categories_that_no_row_has_are_no_codes():
    texts = pd.Categorical(["b", None, "d", "b"], categories=["d", "c", "b", "a"])
    coding = privlab.dataset(pd.DataFrame({"x": texts})).keys(("x",)).codings[0]
    assert coding.labels.to_pylist() == ["b", "d"]
    assert coding.missing == 2


def test_categories_are_kept_as_places_and_mean_what_their_texts_mean():
    texts = pd.DataFrame({"x": ["b", None, "a", "b"], "y": [1, 2, 3, 4]})
    category = privlab.dataset(texts.astype({"x": "category"}))
    plain = privlab.dataset(texts.astype({"x": "str"}))
    assert "dictionary" in str(category.memory.schema.field("x").type)
    assert category.keys(("x", "y")).rows[0].tolist() == plain.keys(("x", "y")).rows[0].tolist()
    assert category.table.schema() == plain.table.schema()
    assert category.table.to_pandas()["x"].isna().tolist() == [False, True, False, False]
    assert content_mark(category) == content_mark(plain)


@pytest.mark.parametrize("held", [["a", "a", "b"], ["a", None, "b"]])
def test_a_dictionary_that_repeats_or_lacks_a_value_is_read_as_its_values(held):
    import pyarrow as pa

    chunk = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 0]), pa.array(held))
    found = privlab.dataset(pa.table({"x": chunk})).keys(("x",))
    assert found.codings[0].labels.to_pylist() == ["a", "b"]
    assert found.rows[0].tolist() == ([0, 0, 1, 0] if held[1] else [0, 2, 1, 0])


def test_chunks_with_dictionaries_of_their_own_agree_on_the_codes():
    import pyarrow as pa

    chunks = [pa.array(each).dictionary_encode() for each in (["b", "a"], ["c", "b"])]
    found = privlab.dataset(pa.table({"x": pa.chunked_array(chunks)})).keys(("x",))
    assert found.rows[0].tolist() == [1, 0, 2, 1]


def test_many_rows_are_coded_side_by_side_into_the_same_codes(monkeypatch):
    frame = pd.DataFrame({"x": ["b", "a", None], "y": ["u", None, "v"], "z": [3, 1, 2]})
    alone = privlab.dataset(frame).keys(("x", "y", "z")).rows[0].tolist()
    monkeypatch.setattr("privlab.tables._coding.MANY_ROWS", 0)
    assert privlab.dataset(frame).keys(("x", "y", "z")).rows[0].tolist() == alone
