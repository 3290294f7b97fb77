"""Whether the stated 95 % intervals hold: a thousand groups of each size, at two costs.

Amounts of two shapes (skewed, and evenly spread) between 0 and 500, one row a person, 1,000
groups of 1, 3, 10, 100 and 10,000 people. For each query: how many of the intervals hold the
exact figure; how many tell nothing that was not declared (the interval is the whole range, or the
truth lies on a bound of the range and the interval begins there); and, of the others, how many
hold it. 0.95 is what is stated: at least 0.93 must hold, and of the others at most 0.99.

The error of a quantile is in rows: it tells nothing where it is as large as the group's rows
allow. Where more rows lie at the point that is drawn than the error, no narrower statement is
true; such groups are counted as exact. A `quantiles` query knows no count: where the group has
fewer rows than it says it needs, its statement is "any point".
"""

from __future__ import annotations

import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import privlab
from privlab.dp._quantiles import scores

LOW, HIGH = 0.0, 500.0
SIZES = (1, 3, 10, 100, 10_000)
EPSILONS = (0.1, 1.0)
GROUPS, POINTS = 1_000, 1_001
QUANTILES = (0.5, 0.9)
SHAPES = {
    "skewed": lambda rng, n: np.round(np.minimum(rng.gamma(1.5, 60.0, n), 2_000.0), 2),
    "even": lambda rng, n: np.round(rng.uniform(LOW, HIGH, n), 2),
}


def people(shape: str, size: int, groups: int, seed: int) -> pa.Table:
    """Return one row a person, in groups of that many people."""
    rng = np.random.default_rng(seed)
    amounts = SHAPES[shape](rng, groups * size)
    who = np.arange(groups * size)
    return pa.table({"person": who, "place": who // size, "amount": amounts})


def exact(rows: pa.Table, groups: int) -> dict[str, np.ndarray]:
    """Return the exact figures of each group, and the rows at each point of the grid."""
    amounts = np.clip(rows["amount"].to_numpy(), LOW, HIGH).reshape(groups, -1)
    places = np.floor(amounts * ((POINTS - 1) / (HIGH - LOW)) + 0.5).astype(np.int64)
    places += np.arange(groups)[:, None] * POINTS
    bins = np.bincount(places.ravel(), minlength=groups * POINTS).reshape(groups, POINTS)
    return {
        "count": np.full(groups, amounts.shape[1], dtype=float),
        "sum": amounts.sum(axis=1),
        "mean": amounts.mean(axis=1),
        "variance": amounts.var(axis=1),
        "bins": bins,
    }


def summary(held: np.ndarray, nothing: np.ndarray) -> dict[str, float]:
    """Return the share that hold, the share that tell nothing, and what the others hold."""
    rest = ~nothing
    return {
        "held": float(held.mean()),
        "nothing": float(nothing.mean()),
        "others": float(held[rest].mean()) if rest.any() else float("nan"),
        "n_others": int(rest.sum()),
    }


def of_intervals(table, truth: np.ndarray, ends: tuple[float, float], name: str):
    """Return the summary of intervals in the unit of the figure."""
    low, high = (table[c if c in table else f"{name}_{c}"].to_numpy() for c in ("low", "high"))
    slack = 1e-9 * np.maximum(np.abs(truth), 1)
    held = (low <= truth + slack) & (truth <= high + slack)
    whole = (low <= ends[0]) & (high >= ends[1])
    on = ((truth <= ends[0] + slack) & (low <= ends[0])) | (
        (truth >= ends[1] - slack) & (high >= ends[1])
    )
    return summary(held, whole | on)


def of_ranks(bins: np.ndarray, table, q: float, needed: int) -> dict[str, float]:
    """Return the summary of the errors in rows of one quantile."""
    share = Fraction(repr(q))
    points = np.linspace(LOW, HIGH, POINTS)
    drawn = np.searchsorted(points, table[f"p{q * 100:g}"].to_numpy() - 1e-9)
    rows = np.arange(len(bins))
    off = scores(bins, share)[rows, drawn] / share.denominator
    said = table[f"p{q * 100:g}_rank_error"].to_numpy()
    n = bins.sum(axis=1)
    anything = (said >= np.maximum(q, 1 - q) * n) | (n < needed)
    # the best point holds the quantile and more rows on either side than the error
    best = scores(bins, share).argmin(axis=1)
    at, below = bins[rows, best], np.cumsum(bins, axis=1)[rows, best] - bins[rows, best]
    inside = np.minimum(q * n - below, below + at - q * n)
    return summary((off <= said) | anything, anything | (inside > said))


def measured(shape: str, size: int, epsilon: float, groups: int, folder: Path):
    """Yield (query, summary) of every stated interval."""
    path = folder / f"{shape}-{size}.parquet"
    rows = people(shape, size, groups, seed=size)
    truth = exact(rows, groups)
    pq.write_table(rows, path)
    register = privlab.Register.create(folder / f"{shape}-{size}-{epsilon}.sqlite")
    register.set_budget("shop", epsilon=1_000.0, reason="to measure")
    data = privlab.dataset(path, person="person", population="shop")
    by = privlab.dp.Session(data, register=register, rows_per_person=1).group_by(
        {"place": list(range(groups))}
    )
    far = float("inf")
    queries = {
        "count": (by.count(), (-far, far)),
        "sum": (by.sum("amount", LOW, HIGH), (-far, far)),
        "mean": (by.mean("amount", LOW, HIGH), (LOW, HIGH)),
        "variance": (by.variance("amount", LOW, HIGH), (0.0, (HIGH - LOW) ** 2 / 4)),
    }
    for name, (query, ends) in queries.items():
        table = query.release(epsilon, label=name).to_frame()
        yield name, of_intervals(table, truth[name], ends, name)
    both = by.describe("amount", LOW, HIGH, quantiles=QUANTILES)
    table = both.release(epsilon, label="describe").to_frame()
    for name in ("count", "sum"):
        ends = (-far, far)
        own = table[[f"{name}_low", f"{name}_high"]]
        yield f"describe {name}", of_intervals(own, truth[name], ends, name)
    for q in QUANTILES:
        yield f"describe p{q * 100:g}", of_ranks(truth["bins"], table, q, 0)
    alone = by.quantiles("amount", QUANTILES, LOW, HIGH)
    table = alone.release(epsilon, label="quantiles").to_frame()
    needed = [n for _, n in alone._sure(alone._plan(epsilon, 0.0))]
    for q, rows in zip(QUANTILES, needed, strict=True):
        yield f"p{q * 100:g}", of_ranks(truth["bins"], table, q, rows)


def faults(found: dict[str, float], least: float = 0.93, most: float = 0.99) -> list[str]:
    """Return what is not as stated, with room for the chance of few groups."""
    said = []
    if found["held"] < least:
        said.append(f"{found['held']:.3f} hold")
    n = found["n_others"]
    # three standard deviations of a share of so many
    if n and found["others"] > most + 3 * np.sqrt(most * (1 - most) / n):
        said.append(f"{found['others']:.3f} of the others hold")
    return said


def main(groups: int = GROUPS, sizes=SIZES) -> None:
    """Print the coverage of every stated interval."""
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        for shape in SHAPES:
            for size in sizes:
                for epsilon in EPSILONS:
                    print(f"{shape}, groups of {size}, epsilon {epsilon:g}")
                    for query, found in measured(shape, size, epsilon, groups, Path(name)):
                        said = faults(found)
                        wrong += bool(said)
                        print(
                            f"  {query:15} held {found['held']:.3f}  tells nothing "
                            f"{found['nothing']:.3f}  others {found['others']:.3f} "
                            f"of {found['n_others']}  {'; '.join(said)}",
                            flush=True,
                        )
    print(f"{wrong} not as stated")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
