"""How measurements are taken: interleaved runs, medians, and a unit that travels.

`u` is the time of one `np.unique(keys, return_inverse=True)` on 18,109 random 64-bit keys:
about a millisecond. Ratios to it compare machines.
"""

from __future__ import annotations

import resource
import statistics
import time

import numpy as np


def unit() -> float:
    """Return u, in seconds: the median of 51 runs."""
    keys = np.random.default_rng(0).integers(0, 2**62, 18_109)
    return statistics.median(timed(lambda: np.unique(keys, return_inverse=True)) for _ in range(51))


def timed(work) -> float:
    """Return how long the work takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(works: dict, runs: int = 9) -> dict[str, float]:
    """Return the median time of each work, run in turns after one warming round."""
    for work in works.values():
        work()
    times = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            times[name].append(timed(work))
    return {name: statistics.median(own) for name, own in times.items()}


def peak_memory() -> float:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
