"""The two lists of pins are one, and the pinned parts work together."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

HOUSE = Path(__file__).resolve().parents[2]
SLOW_TO_IMPORT = ("pandas", "ibis", "duckdb", "matplotlib", "numba", "sklearn", "pyarrow", "babel")


def test_environment_yml_has_the_pins_of_pyproject():
    lines = (HOUSE / "environment.yml").read_text(encoding="utf-8").splitlines()
    listed = [line.strip()[2:] for line in lines if line.startswith("      - ")]
    with (HOUSE / "pyproject.toml").open("rb") as file:
        pinned = tomllib.load(file)["project"]["dependencies"]
    assert listed == [*pinned, "-e ."]


def test_importing_privlab_loads_nothing_slow():
    program = "import sys, privlab; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not set(SLOW_TO_IMPORT) & set(loaded.stdout.split())


def test_diffprivlib_works_with_the_pinned_scikit_learn():
    from diffprivlib.models import LogisticRegression

    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(200, 2)), rng.integers(0, 2, 200)
    model = LogisticRegression(epsilon=1.0, data_norm=3.0).fit(features.clip(-2, 2), labels)
    assert set(model.predict(features)) <= {0, 1}


def test_the_calls_of_ibis_that_newer_engines_break_work(tmp_path):
    import ibis
    import pyarrow as pa

    connection = ibis.duckdb.connect()
    table = connection.create_table("t", pa.table({"x": [1, 2, 3]}))
    batches = connection.to_pyarrow_batches(table)
    assert sum(batch.num_rows for batch in batches) == 3
    connection.to_parquet_dir(table, tmp_path / "parts")
    assert list((tmp_path / "parts").iterdir())
    kept = table.mutate(y=table["x"] + 1).cache()
    assert connection.to_pyarrow(kept.count()).as_py() == 3
    connection.drop_table("t")
    assert "t" not in connection.list_tables()


@pytest.mark.parametrize(
    "name", ["README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "environment.yml"]
)
def test_the_files_that_a_visitor_looks_for_are_there(name):
    assert (HOUSE / name).stat().st_size > 0
