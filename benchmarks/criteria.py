"""Every criterion of a sensitive column, from the frame to all figures read.

Goal: at most 250 u for 1M rows with 3 quasi-identifiers, and for 300k rows in 12,000 classes.

Text in `object` columns passes it: Arrow reads three million Python strings one by one while it
holds the interpreter, about 35 ms a column of a million, 275 u in all. Coding and counting take
what they take of `str` columns, about 195 u. Categories stay places and take about 105 u.
"""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
from calibration import interleaved, unit

import privlab

OCCUPATIONS = [f"occupation {n:02d}" for n in range(14)]
REGIONS = [f"region {n:02d}" for n in range(13)]
DEPARTMENTS = [f"department {n:02d}" for n in range(84)]
QUASI_IDENTIFIERS = ["age", "sex", "place"]


def table(n: int, places: list[str], kind: str) -> pd.DataFrame:
    """Return n people with uniform values, their texts as pandas str, object or category."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 90, n),
            "sex": rng.choice(["F", "M"], n),
            "place": rng.choice(places, n),
            "occupation": rng.choice(OCCUPATIONS, n),
        }
    )
    return frame.astype(dict.fromkeys(("sex", "place", "occupation"), kind))


def every_figure(frame: pd.DataFrame) -> tuple[float, ...]:
    """Return all figures of the check, and those that are asked for."""
    data = privlab.dataset(frame, quasi_identifiers=QUASI_IDENTIFIERS, sensitive=["occupation"])
    check = privlab.check_anonymity(data)
    own = check.sensitive["occupation"]
    return (
        check.k,
        check.k_violations(5),
        own.alpha,
        own.distinct_l,
        own.entropy_l,
        own.recursive_c(2),
        own.recursive_c(3),
        own.t,
        own.delta_disclosure,
        own.basic_beta,
        own.enhanced_beta,
    )


def main() -> None:
    """Print the medians of 9 interleaved runs, in milliseconds and in u."""
    works = {}
    for name, n, places in (
        ("1M rows", 1_000_000, REGIONS),
        ("300k rows, 12,000 classes", 300_000, DEPARTMENTS),
    ):
        for kind in ("str", "object", "category"):
            frame = table(n, places, kind)
            works[f"{name}, {kind}"] = lambda frame=frame: every_figure(frame)
    before = unit()
    times = interleaved(works)
    u = (before + unit()) / 2
    print(f"{os.cpu_count()} cores, u = {u * 1e3:.2f} ms")
    for name, seconds in times.items():
        print(f"{name:36} {seconds * 1e3:6.1f} ms, {seconds / u:5.0f} u")


if __name__ == "__main__":
    main()
