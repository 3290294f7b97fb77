"""The mark of a table changes with its content and with nothing else."""

from __future__ import annotations

import os

import ibis
import pandas as pd
import pyarrow as pa
import pytest

import privlab
from privlab.errors import SourceError
from privlab.tables import _content, _origins, content_mark, fetch

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
    monkeypatch.setattr("privlab.tables._origins._HASHED_WHOLE", 0)
    path = tmp_path / "people.parquet"
    FRAME.to_parquet(path)
    mark = content_mark(privlab.dataset(path))
    assert content_mark(privlab.dataset(path)) == mark
    os.utime(path, (0, 0))
    assert content_mark(privlab.dataset(path)) != mark


def test_a_large_file_beside_others_is_counted_before_it_is_hashed(tmp_path, monkeypatch):
    monkeypatch.setattr(_origins, "_HASHED_WHOLE", 0)
    monkeypatch.setattr(_content, "MOST_ROWS_HASHED", 10)
    path = tmp_path / "people.parquet"
    FRAME.to_parquet(path)
    one, other = privlab.dataset(path), privlab.dataset(path)
    marks = [
        [_content._mark_of_leaf(leaf, data) for leaf in _content.leaves_of(data.table)]
        for data in (one, one, other)
    ]
    assert marks[0] == marks[1] != marks[2]


def test_the_rows_of_the_same_bytes_are_hashed_once(tmp_path, monkeypatch):
    path = tmp_path / "people.parquet"
    FRAME.assign(once=range(7, 57)).to_parquet(path)
    asked = []

    def noting(*given):
        asked.append(given)
        return fetch(*given)

    monkeypatch.setattr(_content, "fetch", noting)
    marks = [content_mark(privlab.dataset(path)) for _ in range(3)]
    assert len(set(marks)) == len(asked) == 1


@pytest.fixture
def engine():
    return ibis.duckdb.connect()


def test_a_table_of_an_engine_is_known_by_its_rows_in_any_order(engine):
    mark = content_mark(privlab.dataset(engine.create_table("people", FRAME)))
    shuffled = engine.create_table("shuffled", FRAME.sample(frac=1, random_state=1))
    assert content_mark(privlab.dataset(shuffled)) == mark
    other = engine.create_table("other", FRAME.assign(town=["B", "A"] * 25))
    assert content_mark(privlab.dataset(other)) != mark


def test_a_table_of_an_engine_that_changes_in_place_is_other_content(engine):
    data = privlab.dataset(engine.create_table("people", FRAME))
    mark = content_mark(data)
    engine.insert("people", FRAME.assign(id=range(50, 100)))
    assert content_mark(data) != mark


def test_a_long_table_of_an_engine_is_known_by_the_version_of_its_opening(engine, monkeypatch):
    monkeypatch.setattr("privlab.tables._content.MOST_ROWS_HASHED", 10)
    table = engine.create_table("people", FRAME)
    data = privlab.dataset(table)
    assert content_mark(data) == content_mark(data)
    assert content_mark(privlab.dataset(table)) != content_mark(data)


def test_a_csv_file_is_known_by_what_was_read_of_it(tmp_path):
    path = tmp_path / "people.csv"
    FRAME.to_csv(path, index=False)
    opened = privlab.dataset(path)
    mark = content_mark(opened)
    FRAME.iloc[1:].to_csv(path, index=False)
    assert content_mark(opened) == mark
    assert content_mark(privlab.dataset(path)) != mark


def test_a_csv_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "people.csv"
    FRAME.to_csv(path, index=False)
    marks = iter([b"before", b"after"])
    monkeypatch.setattr("privlab.tables.files._opening.mark_of_file", lambda _: next(marks))
    with pytest.raises(SourceError, match=r"people\.csv was changed while it was read"):
        privlab.dataset(path)


def test_a_file_that_is_gone_is_said_to_be(tmp_path):
    path = tmp_path / "people.parquet"
    FRAME.to_parquet(path)
    data = privlab.dataset(path)
    path.unlink()
    with pytest.raises(SourceError, match=r"people\.parquet.*cannot be read any more"):
        content_mark(data)


def test_the_same_rows_of_other_people_are_other_content():
    frame = FRAME.assign(account=range(50))
    marks = {
        content_mark(privlab.dataset(frame, person=person, population=population))
        for person in ("id", "account")
        for population in ("clients", "prospects")
    }
    assert len(marks) == 4


COLUMNS = {
    "text": pa.array(["é", None, "", "bb", "c", None, "d"]),
    "whole": pa.array([1, None, 3, 4, 5, 6, None], pa.int16()),
    "float": pa.array([0.5, None, 1.5, 2.0, 0.0, 1.0, 9.0]),
    "flag": pa.array([True, None, False, True, True, None, False]),
    "day": pa.array([1, 2, None, 4, 5, 6, 7], pa.date32()),
    "time": pa.array([1, 2, None, 4, 5, 6, 7], pa.timestamp("ns")),
    "exact": pa.array(["1.50", None, "2", "3", "4", "5", "6"]).cast(pa.decimal128(9, 2)),
    "bytes": pa.array([b"a", None, b"", b"b", b"c", b"d", b"e"]),
    "list": pa.array([[1], None, [], [2, 3], [4], [5], [6]]),
    "nothing": pa.nulls(7),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_slice_a_copy_and_chunks_of_the_same_rows_are_the_same_content(name):
    whole = pa.table({name: COLUMNS[name]})
    values = COLUMNS[name].to_pylist()[1:6]
    copied = pa.table({name: pa.array(values, type=COLUMNS[name].type)})
    chunked = pa.concat_tables([whole.slice(1, 2), whole.slice(3, 3)])
    mark = content_mark(privlab.dataset(copied))
    assert content_mark(privlab.dataset(whole.slice(1, 5))) == mark
    assert content_mark(privlab.dataset(chunked)) == mark
    if name != "nothing":
        assert content_mark(privlab.dataset(whole.slice(0, 5))) != mark


@pytest.mark.parametrize("source", ["frame", "engine"])
def test_the_same_recoding_of_the_same_rows_is_the_same_content(source, engine):
    def recoded(to: str):
        held = FRAME if source == "frame" else engine.create_table("people", FRAME, overwrite=True)
        hierarchy = privlab.Hierarchy.from_rows([["A", to], ["B", to]])
        return privlab.Recipe({"town": 1}, {"town": hierarchy}).transform(privlab.dataset(held))

    assert content_mark(recoded("x")) == content_mark(recoded("x"))
    assert content_mark(recoded("y")) != content_mark(recoded("x"))


@pytest.mark.parametrize("values", [["A"] * 50, ["A", "B"] * 25])
def test_recoded_values_are_other_content(values):
    recipe = privlab.Recipe(
        {"town": 1}, {"town": privlab.Hierarchy.from_rows([["A", "x"], ["B", "x"]])}
    )
    data = privlab.dataset(FRAME.assign(town=values))
    assert content_mark(recipe.transform(data)) != content_mark(data)


def test_rows_that_were_chosen_otherwise_are_other_content(tmp_path):
    path = tmp_path / "people.parquet"
    FRAME.to_parquet(path)
    data = privlab.dataset(path)

    def chosen(purpose: str) -> str:
        selection = (("purpose", purpose),)
        return content_mark(
            data.narrowed(data.table, data.roles, selection=selection, origins=(), as_of=None)
        )

    assert chosen("score") == chosen("score")
    assert chosen("score") != chosen("mail")
