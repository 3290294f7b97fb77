"""What is done to a frame after it was opened does not reach the dataset; odd types come in."""

from __future__ import annotations

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
    with pytest.raises(SourceError, match="a type that Arrow does not have"):
        privlab.dataset(frame)
