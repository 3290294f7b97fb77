"""The Adult table with its hierarchies, where it is, and what ARX found on it."""

from __future__ import annotations

import functools
import gzip
import json

import pandas as pd

from privlab.hierarchies import Hierarchy
from tests.golden import GOLDEN


@functools.cache
def adult() -> pd.DataFrame:
    with gzip.open(GOLDEN / "adult" / "adult.csv.gz") as file:
        return pd.read_csv(file, sep=";")


@functools.cache
def hierarchy(column: str) -> Hierarchy:
    return Hierarchy.from_csv(GOLDEN / "adult" / f"adult_hierarchy_{column}.csv")


def golden() -> list[dict]:
    """Runs of ARX 3.9.2."""
    return json.loads((GOLDEN / "arx.json").read_text())["runs"]
