"""One table as every kind of source that privlab reads."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

FRAMES = ("pandas", "pandas_object", "pandas_category", "polars", "pyarrow")
FILES = ("csv", "csv_gz", "parquet")
ENGINES = ("duckdb", pytest.param("spark", marks=pytest.mark.spark))


def people_table(n: int = 240, seed: int = 7) -> pd.DataFrame:
    """Mixed types, missing values, people with several rows."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "person": [f"p{number:03d}" for number in rng.integers(0, n * 3 // 4, n)],
            "sex": rng.choice(["F", "M"], n),
            "town": rng.choice(["Lyon", "Nîmes", "Aÿ", "L'Haÿ"], n, p=[0.6, 0.25, 0.1, 0.05]),
            "age": rng.integers(18, 30, n),
            "score": rng.choice([0.5, 1.25, 2.0], n),
            "since": pd.to_datetime("2020-01-01") + pd.to_timedelta(rng.integers(0, 4, n), "D"),
            "member": rng.choice([True, False], n),
            "illness": rng.choice(["none", "flu", "cold"], n),
        }
    )
    frame["since"] = frame["since"].dt.date
    frame.loc[rng.random(n) < 0.1, "town"] = None
    frame.loc[rng.random(n) < 0.1, "score"] = np.nan
    return frame


@pytest.fixture(params=["few rows", "many rows"])
def each_way(request, monkeypatch):
    """Count a table as a small one, then as one that must stay on its engine."""
    if request.param == "many rows":
        monkeypatch.setattr("privlab.tables._coding.FEW_ROWS", 0)
        monkeypatch.setattr("privlab.classes._classes.FEW_RECORDS", 0)


@pytest.fixture
def table() -> pd.DataFrame:
    return people_table()


@pytest.fixture
def make_source(request, tmp_path):
    """Return a function: frame and kind of source -> the source."""

    def make(frame: pd.DataFrame, kind: str):
        import ibis
        import polars as pl
        import pyarrow as pa

        arrow = pa.Table.from_pandas(frame, preserve_index=False)
        if kind == "pandas":
            return frame
        if kind == "pandas_object":
            return frame.astype({"town": object, "sex": object, "person": object})
        if kind == "pandas_category":
            return frame.astype({"town": "category", "sex": "category"})
        if kind == "polars":
            return pl.from_arrow(arrow)
        if kind == "pyarrow":
            return arrow
        if kind in {"csv", "csv_gz"}:
            path = tmp_path / f"table.{kind.replace('_', '.')}"
            frame.to_csv(path, index=False)
            return path
        if kind == "parquet":
            path = tmp_path / "table.parquet"
            frame.to_parquet(path, index=False)
            return path
        if kind == "duckdb":
            return ibis.duckdb.connect().create_table("people", arrow)
        # through a file: what a Spark session with default settings makes of a pandas frame
        # is wrong before privlab sees it
        path = tmp_path / "table.parquet"
        frame.to_parquet(path, index=False)
        return request.getfixturevalue("spark").read_parquet(path)

    return make
