"""What is done to a frame after it was opened does not reach the dataset; odd types come in."""

from __future__ import annotations

import uuid

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import privlab
from privlab.errors import SourceError
from privlab.tables import fetch


def read(data):
    return fetch(data.table, data.connection).to_pylist()


def test_a_frame_edited_in_place_does_not_change_its_dataset():
    frame = pd.DataFrame(
        {
            "whole": range(4),
            "part": [0.5] * 4,
            "maybe": pd.array([1, None, 3, 4], dtype="Int64"),
            "yes": [True] * 4,
            "day": pd.date_range("2026-01-01", periods=4),
            "kind": pd.Categorical(["a", "b", "a", "b"]),
            "text": ["x"] * 4,
        }
    )
    data = privlab.dataset(frame)
    before = read(data)
    for column, value in {
        "whole": 9,
        "part": 9.0,
        "maybe": 9,
        "yes": False,
        "day": pd.Timestamp("2030-01-01"),
        "kind": "b",
        "text": "other",
    }.items():
        frame.loc[0, column] = value
    assert read(data) == before
    assert read(privlab.dataset(frame)) != before


@pytest.mark.parametrize(
    "column",
    [
        pa.array([b"a" * 16, b"b" * 16], pa.binary(16)),
        pa.array(np.array([1, 0.5], dtype="float16")),
        pa.array(["a", "b"], pa.string_view()),
        pa.array([b"a", b"b"], pa.binary_view()),
    ],
    ids=lambda own: str(own.type),
)
def test_types_that_engines_lack_come_in_as_the_nearest_one(column):
    data = privlab.dataset(pa.table({"id": column, "x": [1, 2]}), person="id", population="p")
    assert (data.n_rows, data.n_units) == (2, 2)
    assert [own["x"] for own in read(data)] == [1, 2]


def test_a_type_that_arrow_lacks_is_refused_in_plain_words():
    frame = pl.DataFrame({"id": [1], "x": pl.Series([1], dtype=pl.Int128)})
    with pytest.raises(SourceError, match="holds Int128, a type that engines do not have"):
        privlab.dataset(frame, quasi_identifiers=["x"])


def test_types_that_no_engine_knows_come_in_as_they_are_written():
    spans = pd.cut([31, 34, 52, np.nan], [0, 40, 80])
    months = pd.PeriodIndex(["2020-01", "2020-02", None, "2020-01"], freq="M")
    frame = pd.DataFrame(
        {
            "band": spans,
            "span": pd.arrays.IntervalArray(spans),
            "month": months,
            "year": pd.Categorical(months.asfreq("Y")),
            "ref": [uuid.UUID(int=1), None, uuid.UUID(int=2), uuid.UUID(int=1)],
        }
    )
    data = privlab.dataset(frame)
    rows = read(data)
    assert [row["band"] for row in rows] == ["(0, 40]", "(0, 40]", "(40, 80]", None]
    assert [row["span"] for row in rows] == ["(0.0, 40.0]", "(0.0, 40.0]", "(40.0, 80.0]", None]
    assert [row["month"] for row in rows] == ["2020-01", "2020-02", None, "2020-01"]
    assert [row["year"] for row in rows] == ["2020", "2020", None, "2020"]
    assert rows[2]["ref"] == "00000000-0000-0000-0000-000000000002"
    assert data.memory.schema.field("band").type.ordered
    truths = pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, 0], pa.int8()))
    assert privlab.dataset(pa.table({"yes": truths})).memory.column("yes").to_pylist() == [1, 0]
