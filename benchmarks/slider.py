"""One slider move of the tuner at a million rows: from the event to the figure's numbers.

Goal: at most 100 ms, median, from the event to the redrawn figure. Timed here is the kernel's
part: the levels arrive, classes are rolled up, figures, words, code and recipe are made again and
serialised. The browser then draws a dozen shapes, a few milliseconds. Each move is to levels not
seen before in this panel; the bottleneck is grouping the leaf classes.
"""

from __future__ import annotations

import json
import os
import statistics

import numpy as np
import pandas as pd
from calibration import timed, unit

import privlab
from privlab.widgets import AnonymisationTuner

N = 1_000_000


def main() -> None:
    """Print how long the panel takes to open, and the median and worst of its moves."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 90, N),
            "sex": rng.choice(["F", "M"], N),
            "region": rng.choice([f"{code:02}" for code in range(13)], N),
            "postcode": rng.choice([f"{code:05}" for code in range(1000, 1096)], N),
        }
    )
    hierarchies = {
        "age": privlab.Hierarchy.intervals(5, 10, 20, 40),
        "sex": privlab.Hierarchy.suppression(),
        "region": privlab.Hierarchy.suppression(),
        "postcode": privlab.Hierarchy.prefix(4, 3, 2),
    }
    data = privlab.dataset(frame, quasi_identifiers=list(hierarchies))
    before = unit()
    held: list[AnonymisationTuner] = []
    opening = timed(lambda: held.append(AnonymisationTuner(data, hierarchies=hierarchies)))
    tuner = held[0]
    n_leaves = len(tuner.judged.sizes)
    heights = [hierarchy.height for hierarchy in hierarchies.values()]
    moves = []
    levels = [0] * len(heights)
    # up one column after the other: every state is new
    for column in (3, 0, 1, 2):
        for level in range(1, heights[column] + 1):
            levels = [*levels[:column], level, *levels[column + 1 :]]
            moves.append(list(levels))

    def move(to: list[int]) -> None:
        tuner.levels = to
        json.dumps(tuner.get_state(["shown", "code", "levels"]))

    times = [timed(lambda to=to: move(to)) for to in moves]
    u = (before + unit()) / 2
    print(f"{os.cpu_count()} cores, u = {u * 1e3:.2f} ms; {n_leaves:,} leaf classes")
    print(f"opening the panel    {opening * 1e3:7.0f} ms {opening / u:6.0f} u")
    median, worst = statistics.median(times), max(times)
    print(f"a move, median of {len(times):2} {median * 1e3:7.1f} ms {median / u:6.1f} u")
    print(f"a move, worst        {worst * 1e3:7.1f} ms {worst / u:6.1f} u")


if __name__ == "__main__":
    main()
