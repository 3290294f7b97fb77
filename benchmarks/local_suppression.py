"""Local suppression to k = 3: 500,000 records, 7 quasi-identifiers.

Goal: at most 20,000 u, from the frame to the checked table. One table in which few records are
below k, one in which one in twenty is.
"""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
from calibration import timed, unit

import privlab
from privlab.treatments.local_suppression._treatment import LocalSuppression

ROWS = 500_000
SIZES = (8, 6, 5, 9, 4, 12, 2)
TABLES = {"steep": 2.5, "flat": 1.5}


def table(exponent: float) -> pd.DataFrame:
    """Return categories whose shares fall as a power of their rank, the last column even."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame()
    for place, size in enumerate(SIZES):
        power = 0.0 if size == min(SIZES) else exponent
        shares = np.arange(1, size + 1) ** -power
        frame[f"q{place}"] = rng.choice(size, ROWS, p=shares / shares.sum())
    return frame


def suppressed(frame: pd.DataFrame) -> LocalSuppression:
    """Return the fitted treatment."""
    return LocalSuppression(k=3).fit(privlab.dataset(frame, quasi_identifiers=list(frame)))


def main() -> None:
    """Print times in s and in u, and what was blanked."""
    suppressed(table(TABLES["steep"]).head(2_000))
    for name, exponent in TABLES.items():
        frame = table(exponent)
        results = []
        seconds = timed(lambda frame=frame, results=results: results.append(suppressed(frame)))
        u = unit()
        cells = results[0].result_.figure("n_cells").value
        print(
            f"{name}: {os.cpu_count()} cores, u = {u * 1e3:.2f} ms, {seconds:.1f} s "
            f"{seconds / u:.0f} u, {cells} cells"
        )


if __name__ == "__main__":
    main()
