"""The mark of a table changes with its content and with nothing else."""

from __future__ import annotations

import os

import pandas as pd
import pytest

import privlab
from privlab.tables import content_mark

FRAME = pd.DataFrame({"id": range(50), "town": ["A", "B"] * 25})


def test_a_frame_is_known_by_its_values():
    mark = content_mark(privlab.dataset(FRAME))
    assert content_mark(privlab.dataset(FRAME.copy())) == mark
    assert content_mark(privlab.dataset(FRAME.iloc[1:])) != mark


def test_a_small_file_is_known_by_its_bytes_whenever_it_was_written(tmp_path):
    path = tmp_path / "people.parquet"
    FRAME.to_parquet(path)
    mark = content_mark(privlab.dataset(path))
    os.utime(path, (0, 0))
    assert content_mark(privlab.dataset(path)) == mark
    FRAME.assign(town="C").to_parquet(path)
    assert content_mark(privlab.dataset(path)) != mark


def test_a_large_file_is_known_by_size_time_and_end(tmp_path, monkeypatch):
    monkeypatch.setattr("privlab.tables._content._HASHED_WHOLE", 0)
    path = tmp_path / "people.parquet"
    FRAME.to_parquet(path)
    mark = content_mark(privlab.dataset(path))
    assert content_mark(privlab.dataset(path)) == mark
    os.utime(path, (0, 0))
    assert content_mark(privlab.dataset(path)) != mark


def test_a_table_of_an_engine_is_known_by_the_version_of_its_opening():
    import ibis

    table = ibis.duckdb.connect().create_table("people", FRAME)
    data = privlab.dataset(table)
    assert content_mark(data) == content_mark(data)
    assert content_mark(privlab.dataset(table)) != content_mark(data)


@pytest.mark.parametrize("values", [["A"] * 50, ["A", "B"] * 25])
def test_recoded_values_are_other_content(values):
    recipe = privlab.Recipe(
        {"town": 1}, {"town": privlab.Hierarchy.from_rows([["A", "x"], ["B", "x"]])}
    )
    data = privlab.dataset(FRAME.assign(town=values))
    assert content_mark(recipe.transform(data)) != content_mark(data)
