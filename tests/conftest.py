"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from tests.golden import GOLDEN

# how long an example takes is measured in benchmarks/, never in a test
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real data for tests; they are not part of the project."""
    if not SHARED.exists():
        pytest.skip("the folder 'shared' with real data is not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def adult() -> Path:
    return GOLDEN / "adult" / "adult.csv.gz"


@pytest.fixture
def toy() -> pd.DataFrame:
    """Eight people whose classes are counted by hand in the tests."""
    return pd.DataFrame(
        {
            "id": list("abcdefgh"),
            "sexe": list("FFFFFFMM"),
            "dep": [75, 75, 75, 75, 69, 69, 75, 69],
        }
    )


@pytest.fixture
def visits() -> pd.DataFrame:
    """Three people in three shops of one region: u in A, B and C; v in A; w in A and B."""
    return pd.DataFrame(
        {
            "person": list("uuuvww"),
            "shop": list("ABCAAB"),
            "region": ["North"] * 6,
        }
    )


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory):
    """An Ibis connection to a real two-worker Spark cluster in this machine."""
    if shutil.which("java") is None:
        pytest.skip("no JVM on this machine: Spark cannot start")
    pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
    import ibis
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("privlab tests")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.local.dir", str(folder / "local"))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    try:
        yield ibis.pyspark.connect(session)
    finally:
        session.stop()
