"""The least that a frozen model needs: time in u, intrusiveness left, answers kept.

A random forest on five numbers of Bank Marketing (UCI), frozen; cells in which it answers as
before for 95% of customers.
"""

from __future__ import annotations

import pathlib

import pandas as pd
from calibration import timed, unit
from sklearn.ensemble import RandomForestClassifier

import privlab
from privlab.proportionality import find_proportionate

FILE = pathlib.Path(__file__).parents[1] / "tests" / "golden" / "bank_marketing_full.csv.gz"
COLUMNS = ["age", "balance", "duration", "campaign", "previous"]


def main() -> None:
    """Measure and print."""
    rows = pd.read_csv(FILE).sample(6_400, random_state=0)
    learnt, held = rows[:4_000], rows[4_000:]
    forest = RandomForestClassifier(100, min_samples_leaf=5, random_state=0, n_jobs=1)
    forest.fit(learnt[COLUMNS], learnt["y"])
    data = privlab.dataset(held[COLUMNS])
    found = []

    def work() -> None:
        found.append(find_proportionate(data, predict=forest.predict, keep=0.95, crowd=300))

    work()
    seconds = timed(work)
    left, same = (found[-1].figure(key).value for key in ("intrusiveness_left", "agreement"))
    print(f"{seconds:.2f} s = {seconds / unit():.0f} u; left {left:.1%}; answers kept {same:.1%}")


if __name__ == "__main__":
    main()
