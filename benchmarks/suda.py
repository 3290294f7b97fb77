"""Special uniques: 500,000 records, 7 quasi-identifiers, all sizes of sets.

Goal: at most 1,300 u, where few records are special, as in survey files, and where most are. The
last table has ten million cells: filling its cube costs as much as reading it, a third of all
each. Beyond 2**25 cells rows are split set by set, which costs about four times as much.
"""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
from calibration import interleaved, timed, unit

import privlab
from privlab.risk import score_suda

ROWS = 500_000
TABLES = {
    "few uniques": ((2, 5, 4, 8, 2, 9, 2), 4.0),
    "a tenth unique": ((40, 2, 13, 14, 5, 8, 3), 8.0),
    "most unique": ((72, 2, 13, 14, 5, 8, 3), 0.0),
}


def table(sizes: tuple[int, ...], skew: float) -> pd.DataFrame:
    """Return categories whose frequencies fall with their number the faster, the more skew."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame()
    for place, size in enumerate(sizes):
        weights = np.exp(-skew * np.arange(size) / size)
        frame[f"q{place}"] = rng.choice(size, ROWS, p=weights / weights.sum())
    return frame


def scored(frame: pd.DataFrame, max_size: int | None = None) -> int:
    """Return how many records are special, from the frame."""
    data = privlab.dataset(frame, quasi_identifiers=list(frame))
    return int(score_suda(data, max_size=max_size).figure("n_special").value)


def main() -> None:
    """Print times in ms and in u."""
    for name, (sizes, skew) in TABLES.items():
        frame = table(sizes, skew)
        first = timed(lambda frame=frame: scored(frame))
        times = interleaved(
            {
                "all sizes": lambda frame=frame: scored(frame),
                "up to 3 columns": lambda frame=frame: scored(frame, 3),
            },
            runs=5,
        )
        u = unit()
        special = scored(frame)
        print(
            f"{name} ({special} special): {os.cpu_count()} cores, u = {u * 1e3:.2f} ms, "
            f"first {first * 1e3:.0f} ms"
        )
        for work, seconds in times.items():
            print(f"  {work:16} {seconds * 1e3:7.0f} ms {seconds / u:7.0f} u")


if __name__ == "__main__":
    main()
