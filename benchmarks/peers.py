"""Every criterion beside pycanon, on the same tables: times, ratio and figures.

Pycanon has an environment of its own in .bench/pycanon, made when it is absent, and half an
hour is never spent on it: a case that passes its time limit says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from calibration import interleaved, unit
from criteria import DEPARTMENTS, QUASI_IDENTIFIERS, REGIONS, every_figure, table

HOME = Path(__file__).resolve().parents[1] / ".bench" / "pycanon"
PINNED = "pycanon==1.0.3"
TIME_LIMIT = int(os.environ.get("PRIVLAB_BENCH_PEER_SECONDS", "120"))
NAMES = ("k", "alpha", "l", "entropy_l", "t", "delta", "basic_beta", "enhanced_beta")
OURS = (0, 2, 3, 4, 7, 8, 9, 10)

PEER = """
import json, sys, time
import pandas as pd
from pycanon import anonymity
path, known, sensitive = sys.argv[1], json.loads(sys.argv[2]), ["occupation"]
frame = pd.read_parquet(path)
frame = frame.astype({name: object for name in ("sex", "place", "occupation")})
works = {
    "k": lambda: anonymity.k_anonymity(frame, known),
    "alpha": lambda: anonymity.alpha_k_anonymity(frame, known, sensitive)[0],
    "l": lambda: anonymity.l_diversity(frame, known, sensitive),
    "entropy_l": lambda: anonymity.entropy_l_diversity(frame, known, sensitive),
    "delta": lambda: anonymity.delta_disclosure(frame, known, sensitive),
    "basic_beta": lambda: anonymity.basic_beta_likeness(frame, known, sensitive),
    "enhanced_beta": lambda: anonymity.enhanced_beta_likeness(frame, known, sensitive),
    "t": lambda: anonymity.t_closeness(frame, known, sensitive),
}
for name, work in works.items():
    start = time.perf_counter()
    value = float(work())
    print(json.dumps([name, value, time.perf_counter() - start]), flush=True)
"""


def python() -> Path:
    """Return the Python of pycanon's environment, made when it is absent."""
    ending = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    program = HOME.joinpath(*ending)
    stamp = HOME / "installed.txt"
    if not stamp.exists():
        venv.create(HOME, with_pip=True, clear=True)
        # nothing of it belongs to the project's history
        (HOME.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        packages = [PINNED, "pyarrow", "setuptools<81"]
        subprocess.run([program, "-m", "pip", "install", "-q", *packages], check=True)
        stamp.write_text(PINNED, encoding="utf-8")
    return program


def of_peer(path: Path) -> tuple[dict[str, tuple[float, float]], bool]:
    """Return the figure and the seconds of each criterion, and whether the limit was passed."""
    command = [python(), "-W", "ignore", "-c", PEER, path, json.dumps(QUASI_IDENTIFIERS)]
    finished = True
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT, check=False)
        said = done.stdout
        if done.returncode:
            print(done.stderr.decode().strip().splitlines()[-1])
    except subprocess.TimeoutExpired as late:
        said, finished = late.stdout or b"", False
    lines = [json.loads(line) for line in said.decode().splitlines() if line.startswith("[")]
    return {name: (value, seconds) for name, value, seconds in lines}, finished


def main() -> None:
    """Print, for both tables, what each tool says and how long it takes."""
    for title, n, places in (
        ("1M rows", 1_000_000, REGIONS),
        ("300k rows, 12,000 classes", 300_000, DEPARTMENTS),
    ):
        frame = table(n, places, "str")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table.parquet"
            frame.to_parquet(path)
            theirs, finished = of_peer(path)
        ours = interleaved({"ours": lambda frame=frame: every_figure(frame)}, runs=5)["ours"]
        figures = dict(zip(NAMES, (every_figure(frame)[place] for place in OURS), strict=True))
        spent = sum(seconds for _, seconds in theirs.values()) if finished else TIME_LIMIT
        least = "" if finished else f" (stopped after {TIME_LIMIT} s: at least)"
        u = unit()
        print(f"{title}: {os.cpu_count()} cores, u = {u * 1e3:.2f} ms")
        print(f"  privlab {ours:.3f} s ({ours / u:.0f} u), pycanon {spent:.1f} s{least}")
        print(f"  pycanon takes {spent / ours:.0f} times as long{least}")
        for name in NAMES:
            peer = "not reached" if name not in theirs else f"{theirs[name][0]:.6g}"
            seconds = "" if name not in theirs else f" in {theirs[name][1]:.2f} s"
            print(f"  {name:14} {figures[name]:<12.6g} pycanon {peer}{seconds}")


if __name__ == "__main__":
    sys.exit(main())
