"""Count, sum and two quantiles by group, beside OpenDP: error, CPU and memory.

A million rows of about 93,000 active customers (Pareto activity) in 50 groups; epsilon 1, divided
evenly over count, sum, p50 and p90; at most 5 rows of a customer; amounts between 0 and 500.
OpenDP has an environment of its own in .bench/opendp, made when it is absent.

`python dp_workload.py` compares; `python dp_workload.py large` aggregates 100 million rows of a
Parquet file on DuckDB within 8 GB.
"""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import numpy as np
import pandas as pd
from calibration import peak_memory

import privlab

HOME = Path(__file__).resolve().parents[1] / ".bench" / "opendp"
PINNED = ("opendp[polars]==0.16.0", "pyarrow")
GROUPS, CAP, LOW, HIGH = 50, 5, 0.0, 500.0
EPSILON, RELEASES = 1.0, 20
SHARE = EPSILON / 4
# discrete Laplace of scale 5 / 0.25 for counts, and 500 times as much for sums
BEST_COUNT = math.sqrt(2) * CAP / SHARE
BEST_SUM = BEST_COUNT * HIGH

PEER = """
import json, resource, sys, time
import opendp.prelude as dp
import polars as pl
dp.enable_features("contrib")
path, groups, cap, low, high, epsilon = sys.argv[1], *json.loads(sys.argv[2])

def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

start = cpu()
context = dp.Context.compositor(
    data=pl.scan_parquet(path),
    privacy_unit=dp.unit_of(contributions=cap, identifier="customer"),
    privacy_loss=dp.loss_of(epsilon=epsilon),
    split_evenly_over=4,
    margins=[
        dp.polars.Margin(max_length=10_000_000, max_groups=groups),
        dp.polars.Margin(by=["place"], invariant="keys", max_length=10_000_000, max_groups=groups),
    ],
)
keys = pl.LazyFrame({"place": list(range(groups))}, schema_overrides={"place": pl.Int64})
grid = [low + (high - low) * n / 1000 for n in range(1001)]
amount = pl.col("amount").fill_nan(0.0).fill_null(0.0)
for figure in (
    dp.len(), amount.dp.sum((low, high)),
    amount.dp.quantile(0.5, grid), amount.dp.quantile(0.9, grid),
):
    query = context.query().truncate_per_group(cap).group_by("place").agg(figure)
    query.with_keys(keys).release().collect()
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu": cpu() - start, "peak": used.ru_maxrss / 1024}))
"""


def purchases(n_rows: int = 1_000_000, n_customers: int = 100_000, seed: int = 0) -> pd.DataFrame:
    """Return purchases of customers of very different activity, at most about 2,730 rows each."""
    rng = np.random.default_rng(seed)
    activity = np.minimum(rng.pareto(1.1, n_customers) + 1, 300.0)
    customers = rng.choice(n_customers, n_rows, p=activity / activity.sum())
    return pd.DataFrame(
        {
            "customer": customers,
            "place": rng.integers(0, GROUPS, n_rows),
            "amount": np.round(np.minimum(rng.gamma(1.5, 60.0, n_rows), 2_000.0), 2),
        }
    )


def cpu() -> float:
    """Return the CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def query_of(source: object, register: object = None, connection: object = None):
    """Return the query of the work load."""
    data = privlab.dataset(source, person="customer", population="shop", connection=connection)
    session = privlab.dp.Session(data, register=register, rows_per_person=CAP)
    groups = session.group_by({"place": list(range(GROUPS))})
    return groups.describe("amount", LOW, HIGH, quantiles=[0.5, 0.9])


def truth(query) -> pd.DataFrame:
    """Return the exact figures of the bounded rows."""
    totals = query._passes(query.keys)[0].read()
    below = np.cumsum(totals.bins, axis=1)
    points = query._grid.points
    frame = pd.DataFrame({"count": totals.rows})
    frame["sum"] = [query.bounds.value(units) for units in totals.sums]
    for q in (0.5, 0.9):
        places = (below >= q * below[:, -1:]).argmax(axis=1)
        frame[f"p{q * 100:g}"] = points[places]
    return frame


def rmse(errors: np.ndarray) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(errors))))


def ours(path: Path, folder: Path) -> dict[str, float]:
    """Return errors over the releases, and the CPU of one release from the file to the frame."""
    register = privlab.Register.create(folder / "register.sqlite")
    register.set_budget("shop", epsilon=EPSILON * (RELEASES + 2), reason="to measure")
    query_of(path, register).release(EPSILON, label="warm")
    seconds, released = [], []
    for number in range(RELEASES):
        start = cpu()
        released.append(query_of(path, register).release(EPSILON, label=str(number)).to_frame())
        seconds.append(cpu() - start)
    exact = truth(query_of(path))
    found = {"cpu": float(np.median(seconds)), "peak": peak_memory()}
    for name in exact:
        found[name] = rmse(np.concatenate([frame[name] - exact[name] for frame in released]))
    return found


def python() -> Path:
    """Return the Python of OpenDP's environment, made when it is absent."""
    ending = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    program = HOME.joinpath(*ending)
    stamp = HOME / "installed.txt"
    if not stamp.exists():
        venv.create(HOME, with_pip=True, clear=True)
        # nothing of it belongs to the project's history
        (HOME.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        subprocess.run([program, "-m", "pip", "install", "-q", *PINNED], check=True)
        stamp.write_text(" ".join(PINNED), encoding="utf-8")
    return program


def of_peer(path: Path) -> dict[str, float]:
    """Return what OpenDP takes; the least of three runs."""
    asked = json.dumps([GROUPS, CAP, LOW, HIGH, EPSILON])
    command = [python(), "-W", "ignore", "-c", PEER, path, asked]
    runs = []
    for _ in range(3):
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        if done.returncode:
            print(done.stderr.strip().splitlines()[-1])
            return {}
        runs.append(json.loads(done.stdout))
    return min(runs, key=lambda run: run["cpu"])


def large(n_rows: int = 100_000_000, memory: str = "6GB") -> None:
    """Aggregate a hundred million rows on DuckDB, and say what it takes."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "rows.parquet"
        connection = privlab.connect(memory_limit=memory, temp_directory=name)
        sql = (
            "SELECT CAST(floor(n_customers * power(random(), 3)) AS INTEGER) AS customer, "
            f"CAST(floor(random() * {GROUPS}) AS INTEGER) AS place, "
            "round(-90 * ln(1 - random()), 2) AS amount "
            f"FROM range({n_rows}), (SELECT {n_rows // 10} AS n_customers)"
        )
        connection.raw_sql(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")
        start, used = time.perf_counter(), cpu()
        totals = query_of(path, connection=connection)
        totals = totals._passes(totals.keys)[0].read()
        print(f"{n_rows} rows: {time.perf_counter() - start:.0f} s, {cpu() - used:.0f} s CPU")
        print(f"  {sum(totals.rows)} rows kept, peak {peak_memory():.0f} MB")


def main() -> None:
    """Print the errors beside the optimum, and the CPU beside OpenDP."""
    frame = purchases()
    rows = frame.groupby("customer").size()
    print(f"{len(frame)} rows, {len(rows)} customers, at most {rows.max()} rows each")
    print(f"  {np.minimum(rows, CAP).sum() / len(frame):.1%} of the rows are within the cap")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "rows.parquet"
        frame.to_parquet(path)
        found = ours(path, Path(name))
        peer = of_peer(path)
    for name, best in (("count", BEST_COUNT), ("sum", BEST_SUM)):
        ratio = found[name] / best
        print(f"  {name}: RMSE {found[name]:.2f}, optimum {best:.2f}, ratio {ratio:.3f}")
    print(f"  p50, p90: RMSE {found['p50']:.2f}, {found['p90']:.2f}")
    print(f"  privlab {found['cpu']:.2f} s CPU, peak {found['peak']:.0f} MB")
    if peer:
        ratio = found["cpu"] / peer["cpu"]
        print(f"  OpenDP {peer['cpu']:.2f} s CPU, peak {peer['peak']:.0f} MB: {ratio:.2f} of it")


if __name__ == "__main__":
    sys.exit(large(*map(int, sys.argv[2:3])) if "large" in sys.argv else main())
