"""Codes are ranks of values, or distances; the last one is the missing value."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import privlab
from privlab.errors import ParameterError
from privlab.tables import arrays, pack


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
        found = arrays(privlab.dataset(source, person="p"), ["x"], limit=600, salt="one")
        assert 300 < found.n_rows < 900
        assert found.sampled_share == pytest.approx(0.3)
        rows = frame.iloc[np.sort(found.codes["x"])]
        assert len(rows) == frame["p"].isin(rows["p"].unique()).sum()
        drawn.append(set(rows["p"]))
    other = arrays(privlab.dataset(table, person="p"), ["x"], limit=600, salt="two")
    assert drawn[1] != set(frame.iloc[other.codes["x"]]["p"])


def test_a_limit_below_one_row_is_refused():
    with pytest.raises(ParameterError, match="at least 1 row"):
        arrays(privlab.dataset(pd.DataFrame({"x": [1]})), ["x"], limit=0)
