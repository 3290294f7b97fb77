"""The Parquet file is whole or absent."""

from __future__ import annotations

import re

import pyarrow.parquet as pq
import pytest

from privlab.errors import PrivlabError
from privlab_bank import clients_batches, write_clients


def test_row_groups_are_the_chunks(tmp_path):
    path = write_clients(tmp_path / "c.parquet", people=25_000, chunk_size=10_000)
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    assert groups == [10_000, 10_000, 5_000]


def test_progress_counts_the_people_written(tmp_path):
    calls = []
    write_clients(
        tmp_path / "c.parquet",
        people=25_000,
        chunk_size=10_000,
        progress=lambda done, total: calls.append((done, total)),
    )
    assert calls == [(10_000, 25_000), (20_000, 25_000), (25_000, 25_000)]


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "c.parquet"
    path.write_bytes(b"old")

    def stop(*_counts):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_clients(path, people=100, progress=stop)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("people", 0),
        ("people", -5),
        ("people", 100_000_001),
        ("people", 1.5),
        ("people", True),
        ("seed", -1),
        ("seed", 2**32),
        ("seed", "2017"),
        ("chunk_size", 0),
        ("chunk_size", 10_000_001),
    ],
)
def test_an_argument_out_of_bounds_is_refused_before_anything_is_drawn(argument, value):
    with pytest.raises(PrivlabError, match=rf"^{argument}={value!r} is not allowed\. Allowed: "):
        clients_batches(**{argument: value})


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    path = tmp_path / "nowhere" / "c.parquet"
    message = re.escape(f"path='{path}' cannot be written: its folder does not exist.")
    with pytest.raises(PrivlabError, match=message + ".*Create the folder"):
        write_clients(path, people=10)


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(PrivlabError, match=r"cannot be written: it is a folder\. Allowed: "):
        write_clients(tmp_path, people=10)


def test_a_refusal_of_the_system_is_told_in_its_words(tmp_path):
    path = tmp_path / ("x" * 300)
    with pytest.raises(PrivlabError, match=r"cannot be written: file name too long\. Allowed: "):
        write_clients(path, people=10)
    assert list(tmp_path.iterdir()) == []
