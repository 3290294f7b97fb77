"""Microaggregation in groups of 3: 20,000 records with either method, 500,000 with the fast one.

Goals: 500,000 x 2 in at most 60 s; the fast method loses at most a tenth more than the other.
"""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
from calibration import timed, unit

import privlab
from privlab.treatments._microaggregation import Microaggregation

RUNS = ((20_000, "mdav"), (20_000, "fast"), (500_000, "fast"))


def aggregated(rows: int, method: str) -> Microaggregation:
    """Return the fitted treatment."""
    numbers = np.random.default_rng(0).normal(size=(rows, 2))
    data = privlab.dataset(pd.DataFrame(numbers, columns=["x", "y"]), quasi_identifiers=["x", "y"])
    return Microaggregation(k=3, method=method).fit(data)


def main() -> None:
    """Print times in s and in u, and the share of the variance lost."""
    aggregated(1_000, "mdav")
    for rows, method in RUNS:
        results = []
        seconds = timed(
            lambda rows=rows, method=method, results=results: results.append(
                aggregated(rows, method)
            )
        )
        u = unit()
        loss = results[0].result_.figure("loss").value
        print(
            f"{rows} {method}: {os.cpu_count()} cores, u = {u * 1e3:.2f} ms, {seconds:.1f} s "
            f"{seconds / u:.0f} u, {100 * loss:.4f} % lost"
        )


if __name__ == "__main__":
    main()
