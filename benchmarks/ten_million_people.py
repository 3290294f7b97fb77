"""k and risk of 10 million people from Parquet, against DuckDB's bare group-by.

Goal: at most 1.5 times the bare group-by of the same columns in the same process.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb
from calibration import interleaved, peak_memory, timed, unit

import privlab
from privlab import samples

PEOPLE = int(os.environ.get("PRIVLAB_BENCH_PEOPLE", "10000000"))
COLUMNS = ["civilite", "date_naissance", "code_postal", "pcs", "situation_familiale", "enfants"]


def bare(path: Path) -> tuple[int, int]:
    """Return k and the uniques by the group-by that one would write by hand."""
    sizes = f"SELECT count(*) AS n FROM '{path}' GROUP BY {', '.join(COLUMNS)}"
    query = f"SELECT min(n), count(*) FILTER (n = 1) FROM ({sizes})"
    return duckdb.connect().execute(query).fetchone()


def ours(path: Path, **roles) -> tuple[int, int]:
    """Return k and the uniques by privlab, from the path to the figures."""
    data = privlab.dataset(path, quasi_identifiers=COLUMNS, **roles)
    return privlab.check_anonymity(data).k, privlab.score_risk(data).n_unique


def main() -> None:
    """Print times, ratio and peak memory."""
    folder = Path(os.environ.get("PRIVLAB_BENCH_DATA", tempfile.gettempdir()))
    path = folder / f"privlab-{PEOPLE}.parquet"
    if not path.exists():
        print(f"generated in {timed(lambda: samples.write_clients(path, people=PEOPLE)):.0f} s")
    print(f"{path.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} cores, u = {unit() * 1e3:.2f} ms")
    before = peak_memory()
    assert bare(path) == ours(path)
    times = interleaved(
        {
            "bare": lambda: bare(path),
            "records": lambda: ours(path),
            "people": lambda: ours(path, person="id_client"),
        },
        runs=5,
    )
    for name, seconds in times.items():
        print(f"{name:8} {seconds:.2f} s, {seconds / times['bare']:.2f} x the bare group-by")
    print(f"peak memory {peak_memory():.0f} MB ({before:.0f} MB before the first query)")


if __name__ == "__main__":
    main()
