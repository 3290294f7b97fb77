"""Rows of this process are counted here: an engine is loaded for whoever asks for its table."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import privlab

FIRST_FIGURES = """
import sys
import pandas as pd, privlab
frame = pd.DataFrame({"sex": list("FFMM") * 5, "age": [30, 41] * 10, "illness": list("abbab") * 4})
data = privlab.dataset(frame, quasi_identifiers=["sex", "age"], sensitive=["illness"])
check = privlab.check_anonymity(data)
assert check.k == 5 and check.sensitive["illness"].distinct_l == 2
check._repr_html_(), repr(data), privlab.score_risk(data).prosecutor.at_risk
loaded = {"ibis", "sqlglot", "duckdb"} & set(sys.modules)
assert not loaded, loaded
assert data.table.count().execute() == 20 and data.connection.name == "duckdb" == data.engine
"""


@pytest.fixture
def data() -> privlab.Dataset:
    return privlab.dataset(pd.DataFrame({"age": [40, 41], "sex": ["F", "M"]}))


def test_the_first_figures_of_a_frame_load_no_engine():
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FIGURES], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_threads_that_read_the_table_first_get_the_same(data):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: id(data.table), range(8)))
    assert made == {id(data.table)} == {id(data.leaf)}


def test_a_table_put_in_its_place_tells_its_own_columns(data):
    other = dataclasses.replace(data, table=data.table.select(years="age"))
    assert other.columns == ("years",)
    assert other.has_order("years")


@pytest.mark.parametrize("engine", [True, False])
def test_numbers_dates_and_times_have_an_order(engine):
    frame = pd.DataFrame(
        {
            "number": [1.5],
            "day": pd.to_datetime(["2026-01-01"]),
            "spent": pd.to_timedelta(["1h"]),
            "text": ["a"],
            "flag": [True],
            "kind": pd.Categorical(["a"]),
        }
    )
    data = privlab.dataset(frame)
    if engine:
        data = privlab.dataset(data.connection.create_table("ordered", data.table, overwrite=True))
    assert [name for name in data.columns if data.has_order(name)] == ["number", "day"]
