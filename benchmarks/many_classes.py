"""Peak memory where classes are many: 10 million of them, and 100 million rows, from Parquet.

Goal: at most 8 GB. Each case runs in a process of its own, so that its peak is its own; the
engine is told to keep to half of the goal and spills the rest to disk. What each entry of a
class and a value costs here is written beside the entries: 10 million classes of 14 values are
140 million entries.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
from calibration import peak_memory, timed

import privlab

MEMORY = "4GB"
# rows, expressions of the quasi-identifiers, expression of the sensitive column or None
CASES = {
    "10M keys": (10_000_000, ("i * 7",), None),
    "10M keys, sensitive": (10_000_000, ("i * 7",), "'v' || hash(i) % 14"),
    "10M rows x 6, sensitive": (
        10_000_000,
        ("18 + hash(i) % 72", "hash(i + 1) % 2", "hash(i + 2) % 96", "hash(i + 3) % 8", "'m'"),
        "'v' || hash(i + 5) % 14",
    ),
    "30M rows, 10M classes, sensitive": (
        30_000_000,
        ("i % 10000000",),
        "'v' || hash(i) % 14",
    ),
    "100M rows": (
        100_000_000,
        ("18 + hash(i) % 72", "hash(i + 1) % 2", "hash(i + 2) % 35000", "hash(i + 3) % 8"),
        None,
    ),
    "100M rows, 10M keys": (100_000_000, ("hash(i) % 10000000",), None),
}


def written(folder: Path, name: str) -> Path:
    """Return the Parquet file of a case, made by the engine in bounded memory."""
    n, known, sensitive = CASES[name]
    path = folder / f"{list(CASES).index(name)}.parquet"
    columns = [f"({said})::{kind(said)} AS q{place}" for place, said in enumerate(known)]
    if sensitive is not None:
        columns.append(f"{sensitive} AS s")
    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)})
    query = f"SELECT {', '.join(columns)} FROM range({n}) r(i)"
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def kind(said: str) -> str:
    """Return the type of an expression: text when it starts with a quote."""
    return "VARCHAR" if said.startswith("'") else "BIGINT"


def measured(name: str, path: Path, folder: Path) -> None:
    """Print time and peak memory of the check of one case, in this process."""
    _, known, sensitive = CASES[name]
    connection = privlab.connect(memory_limit=MEMORY, temp_directory=str(folder))

    def check() -> None:
        data = privlab.dataset(
            path,
            quasi_identifiers=[f"q{place}" for place in range(len(known))],
            sensitive=[] if sensitive is None else ["s"],
            connection=connection,
        )
        found = privlab.check_anonymity(data)
        said = [f"k {found.k}, {found.sizes.n_classes} classes"]
        said += [
            f"{len(own.counted.values)} entries, alpha {own.alpha:.3f}, t {own.t:.3f}"
            for own in found.sensitive.values()
        ]
        print(f"{name:34} {', '.join(said)}", end=", ")

    before = peak_memory()
    seconds = timed(check)
    print(f"{seconds:.0f} s, peak {peak_memory():.0f} MB ({before:.0f} MB before)", flush=True)


def main() -> None:
    """Print each case of PRIVLAB_BENCH_CASES (numbers from 0), or all."""
    chosen = os.environ.get("PRIVLAB_BENCH_CASES")
    names = [list(CASES)[int(n)] for n in chosen.split(",")] if chosen else list(CASES)
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            path = written(Path(folder), name)
            subprocess.run([sys.executable, __file__, name, str(path), folder], check=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measured(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
