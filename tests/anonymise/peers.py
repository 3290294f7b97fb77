"""The Adult table with its hierarchies, where it is, and what ARX found on it."""

from __future__ import annotations

import functools
import gzip
import json
from pathlib import Path

import pandas as pd
import pytest

from privlab.hierarchies import Hierarchy

SHARED = Path(__file__).resolve().parents[3] / "shared"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the reference data of ../shared are not here"
)


@functools.cache
def adult() -> pd.DataFrame:
    with gzip.open(SHARED / "data" / "adult" / "adult.csv.gz") as file:
        return pd.read_csv(file, sep=";")


@functools.cache
def hierarchy(column: str) -> Hierarchy:
    return Hierarchy.from_csv(SHARED / "data" / "adult" / f"adult_hierarchy_{column}.csv")


def golden() -> list[dict]:
    """Runs of ARX 3.9.2; empty where they are not."""
    path = SHARED / "golden" / "arx.json"
    return json.loads(path.read_text())["runs"] if path.is_file() else []
