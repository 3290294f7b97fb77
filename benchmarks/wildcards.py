"""Candidate counts with missing values as wildcards: 500,000 records, 7 quasi-identifiers.

Goal: at most 500 u, from the frame to the counts; one table of few classes, one of many, one
with so many missing values that every pattern of them occurs.
"""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
from calibration import interleaved, timed, unit

import privlab
from privlab.classes import candidate_sets

ROWS = 500_000
TABLES = {
    "few classes": ((2, 4, 3, 4, 2, 9, 2), 0.05),
    "many classes": ((72, 2, 13, 14, 5, 8, 3), 0.05),
    "a third missing": ((72, 2, 13, 14, 5, 8, 3), 0.3),
}


def table(sizes: tuple[int, ...], share: float) -> pd.DataFrame:
    """Return uniform categories, a share of them missing."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame()
    for place, size in enumerate(sizes):
        numbers = pd.Series(rng.integers(0, size, ROWS), dtype="Int16")
        frame[f"q{place}"] = numbers.mask(rng.random(ROWS) < share)
    return frame


def counts(frame: pd.DataFrame, semantics: str) -> float:
    """Return the smallest count, from the frame."""
    data = privlab.dataset(frame, quasi_identifiers=list(frame))
    return candidate_sets(data, missing=semantics).k


def own(frame: pd.DataFrame) -> int:
    """Return k of the classes alone: what the counts are built on."""
    return privlab.equivalence_classes(privlab.dataset(frame, quasi_identifiers=list(frame))).k


def main() -> None:
    """Print times in ms and in u."""
    for name, (sizes, share) in TABLES.items():
        frame = table(sizes, share)
        first = timed(lambda frame=frame: counts(frame, "wildcard"))
        times = interleaved(
            {
                "classes alone": lambda frame=frame: own(frame),
                "wildcard": lambda frame=frame: counts(frame, "wildcard"),
                "sdcmicro": lambda frame=frame: counts(frame, "sdcmicro"),
            },
            runs=5,
        )
        u = unit()
        print(f"{name}: {os.cpu_count()} cores, u = {u * 1e3:.2f} ms, first {first * 1e3:.0f} ms")
        for work, seconds in times.items():
            print(f"  {work:14} {seconds * 1e3:7.0f} ms {seconds / u:7.0f} u")


if __name__ == "__main__":
    main()
