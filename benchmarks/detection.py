"""Recall and precision of the detection of roles on labelled public schemas.

`python benchmarks/detection.py [development|held_out]`: headers alone, then headers with values.
The labels, their sources and the split are in tests/detection/bench.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from privlab.detection._concepts import CONCEPTS
from privlab.detection._context import in_context
from privlab.detection._decision import guess
from privlab.detection._reading import Reading

BENCH = Path(__file__).parents[1] / "tests" / "detection" / "bench"
TODAY = dt.date(2026, 1, 1)
N_ROWS = 150


def read_bench(part):
    """Return the labelled columns of a part."""
    with (BENCH / "schemas.csv").open(encoding="utf-8", newline="") as file:
        schemas = {row["schema"]: row for row in csv.DictReader(file)}
    with (BENCH / "columns.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        row | {"language": schemas[row["schema"]]["language"]}
        for row in rows
        if schemas[row["schema"]]["part"] == part
    ]


def make_reading(values, seed):
    """Return the reading of a column with these values, drawn with their repetitions."""
    drawn = np.random.default_rng(seed).choice(len(values), N_ROWS)
    few = len({str(value) for value in values}) <= len(values) // 2
    column = [values[place] for place in drawn] if few else values[:N_ROWS]
    counts = Counter(str(value) for value in column)
    kind = {int: "whole", float: "decimal"}.get(type(values[0]), "text")
    top = tuple(sorted(counts, key=lambda value: (-counts[value], value)))
    return Reading(kind, len(column), len(counts), tuple(value for value in top if value))


def judge(part, *, values, context=True):
    """Return what the detector says of each column of a part."""
    drawn = json.loads((BENCH / "values.json").read_text(encoding="utf-8"))
    tables, readings = defaultdict(dict), defaultdict(dict)
    rows = read_bench(part)
    for place, row in enumerate(rows):
        reading = make_reading(drawn[row["meaning"]], place) if values else None
        if reading is not None:
            readings[row["schema"]][row["column"]] = reading
        tables[row["schema"]][row["column"]] = guess(row["column"], reading, TODAY)
    if context:
        tables = {name: in_context(guesses, readings[name]) for name, guesses in tables.items()}
    for row in rows:
        found = tables[row["schema"]][row["column"]]
        yield row | {
            "found": found.concept,
            "found_role": CONCEPTS[found.concept].role,
            "wanted": tuple(row["category"].split("|")),
            "confidence": found.confidence,
        }


def ratio(above, below):
    """Return a ratio, or NaN."""
    return above / below if below else float("nan")


def measure(judged):
    """Return recall and precision: personal or not, special or not, and of each label."""
    tally = defaultdict(lambda: [0, 0, 0])
    for row in judged:
        pairs = {
            "personal": (row["role"] != "ordinary", row["found_role"] != "ordinary"),
            "special": (
                any(each.startswith("special:") for each in row["wanted"]),
                row["found"].startswith("special:"),
            ),
        }
        right = row["found"] in row["wanted"]
        wanted = row["found"] if right else row["wanted"][0]
        for label in {wanted, row["found"]} - {""}:
            pairs[label] = (label == wanted, label == row["found"])
        for role in {row["role"], row["found_role"]}:
            pairs[f"role {role}"] = (role == row["role"], role == row["found_role"])
        for label, (true, found) in pairs.items():
            tally[label][0] += true and found
            tally[label][1] += true
            tally[label][2] += found
    return {
        label: {"recall": ratio(hit, true), "precision": ratio(hit, found), "n": true}
        for label, (hit, true, found) in tally.items()
    }


def show(title, judged):
    """Print a table."""
    print(f"\n{title}: {len(judged)} columns")
    scores = measure(judged)
    for label in sorted(scores, key=lambda each: (each not in {"personal", "special"}, each)):
        line = scores[label]
        print(
            f"{label:30} n {line['n']:4} recall {line['recall']:.3f} "
            f"precision {line['precision']:.3f}"
        )


def main():
    """Measure one part, in both settings."""
    part = sys.argv[1] if len(sys.argv) > 1 else "development"
    for title, values in (("headers alone", False), ("headers with values", True)):
        judged = list(judge(part, values=values))
        show(f"{part}, {title}", judged)
        for language in ("fr", "en"):
            scores = measure([row for row in judged if row["language"] == language])
            for label in ("personal", "special"):
                line = scores[label]
                print(f"  {language} {label}: {line['recall']:.3f} {line['precision']:.3f}")
        if "--errors" in sys.argv and part == "development":
            for row in judged:
                if row["found"] not in row["wanted"]:
                    print(row["schema"], row["column"], row["wanted"], "->", row["found"])


if __name__ == "__main__":
    main()
