"""Roles of 2,000 columns x 2,000 rows: at most 20 s and 1 GB on two quiet cores.

`python benchmarks/detection_wide.py [COLUMNS]`.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import pandas as pd

import privlab

N_ROWS = 2000


def make(n_columns):
    """Return a frame of codes, numbers, words and keys."""
    rng = np.random.default_rng(0)
    kinds = (
        lambda: rng.integers(0, 5, N_ROWS),
        lambda: rng.normal(size=N_ROWS),
        lambda: rng.choice(["a", "b", "cat", "dog"], N_ROWS),
        lambda: [f"text {n}" for n in rng.integers(0, 1500, N_ROWS)],
        lambda: rng.integers(0, N_ROWS, N_ROWS),
    )
    return pd.DataFrame({f"v{place}": kinds[place % 5]() for place in range(n_columns)})


def main():
    """Print seconds and the largest memory."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    frame = make(n)
    privlab.detect_roles(frame.iloc[:, :5])
    started = time.perf_counter()
    privlab.detect_roles(frame)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{n} columns: {time.perf_counter() - started:.1f} s, {peak:.2f} GB")


if __name__ == "__main__":
    main()
