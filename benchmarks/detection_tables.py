"""How many columns of real tables get a role that a professional accepts.

`python benchmarks/detection_tables.py [FOLDER]`: headers alone, then with the values of the files
in the folder. Labels and sources are in tests/detection/bench.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

import pandas as pd

import privlab

BENCH = Path(__file__).parents[1] / "tests" / "detection" / "bench"
ORIGINS = {"racial", "ethnic"}


def read_labels():
    """Return the labelled columns of each file."""
    labels = defaultdict(list)
    with (BENCH / "real_columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labels[row["file"]].append(row)
    return labels


def judge(folder=None):
    """Return each labelled column with what was found: from headers alone without a folder."""
    judged = []
    for file, rows in read_labels().items():
        names = {row["column"]: pd.Series([None], dtype="str") for row in rows}
        source = pd.DataFrame(names) if folder is None else Path(folder) / file
        found = privlab.detect_roles(source, values="not_read" if folder is None else "read")
        for row in rows:
            category = found.category(row["column"])
            role = "person_key" if category == "person_key" else found.role(row["column"])
            judged.append(row | {"found": role, "category": category})
    return judged


def measure(judged):
    """Return the shares accepted, found and right, the false special ones, and each role's."""
    accepted = [row["found"] in row["roles"].split("|") for row in judged]
    protect = [row for row in judged if "ordinary" not in row["roles"].split("|")]
    called = [row for row in judged if row["found"] != "ordinary"]
    scores = {
        "accepted": sum(accepted) / len(judged),
        "protected": sum(row["found"] != "ordinary" for row in protect) / len(protect),
        "precision": sum(row["roles"] != "ordinary" for row in called) / len(called),
        "false_special": sum(map(_false_special, judged)),
    }
    for role in ("person_key", "direct_identifier", "quasi_identifier", "sensitive", "ordinary"):
        of_role = [row for row in judged if row["roles"] == role]
        found = [row for row in judged if row["found"] == role]
        right = sum(role in row["roles"].split("|") for row in found)
        scores[f"{role} recall"] = _share(sum(row["found"] == role for row in of_role), of_role)
        scores[f"{role} precision"] = _share(right, found)
    return scores


def _false_special(row):
    if not row["category"].startswith("special:"):
        return False
    found = row["category"].removeprefix("special:")
    right = {row["special"], *row["special_tolerated"].split("|")}
    return found not in right and not (found in ORIGINS and right & ORIGINS)


def _share(n, among):
    return n / len(among) if among else float("nan")


def main():
    """Print both measures."""
    for folder in (None, *sys.argv[1:2]):
        print("headers alone" if folder is None else "headers with values")
        for name, score in measure(judge(folder)).items():
            print(f"  {name:28} {score:.3f}")


if __name__ == "__main__":
    main()
