"""Released figures made consistent: an explicit step that spends nothing.

Whatever is computed from released figures alone keeps their guarantee. It adds bias, mostly to
small groups: zero from below is a step up on average.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.language import Message

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["made_consistent", "on_the_simplex"]

ROUNDS = 200
COUNTS = ("count", "people")


def made_consistent(
    released: pd.DataFrame, shape: dict[str, object], *, tables_agree: bool = False
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Return a released table with counts at least 0 and quantiles that rise, and what was done.

    Parameters
    ----------
    released : pandas frame
        The table of a release.
    shape : dict
        What its query was.
    tables_agree : bool
        Whether the tables of marginals are made to add up.
    """
    table = released.copy()
    kind = str(shape["query"])
    said = []
    if kind == "marginals":
        said.append(_agreed(table, shape) if tables_agree else _apart(table))
    for name in COUNTS:
        if name in table and kind != "marginals":
            total = max(float(table[name].sum()), 0.0)
            table[name] = on_the_simplex(table[name].to_numpy(dtype=float), total)
            said.append(Message("Counts are at least 0 and keep their released total."))
    for name in ("low", "count_low"):
        if name in table and any(each in table for each in COUNTS):
            table[name] = table[name].clip(lower=0)
    for name in ("high", "count_high"):
        if name in table and any(each in table for each in COUNTS):
            table[name] = table[name].clip(lower=0)
    asked: Any = shape.get("quantiles") or []
    if asked:
        values = np.array([_fraction(q) for q in asked])
        names = [f"p{q * 100:g}" for q in values]
        rising = [names[place] for place in np.argsort(values)]
        _put_in_order(table, rising)
        said.append(Message("Quantiles of a group were put in order."))
    return table, tuple(said)


def _put_in_order(table: pd.DataFrame, rising: list[str]) -> None:
    """Sort the quantiles of each group; those that moved have the largest of their errors.

    Chernozhukov, Fernández-Val and Galichon (2010): put in order, they are no further off.
    """
    drawn = table[rising].to_numpy(dtype=float)
    table[rising] = np.sort(drawn, axis=1)
    errors = [f"{name}_rank_error" for name in rising]
    held = table[errors].to_numpy()
    moved = (table[rising].to_numpy(dtype=float) != drawn).any(axis=1, keepdims=True)
    table[errors] = np.where(moved, held.max(axis=1, keepdims=True), held)


def _agreed(table: pd.DataFrame, shape: dict[str, object]) -> Message:
    _add_up(table, shape)
    return Message(
        "Tables were made to add up, and counts are at least 0. It was declared that the groups "
        "hold every value and that no cap binds."
    )


def _apart(table: pd.DataFrame) -> Message:
    table["count"] = table["count"].astype(float)
    for _, own in table.groupby("table", sort=False):
        counts = own["count"].to_numpy(dtype=float)
        table.loc[own.index, "count"] = on_the_simplex(counts, max(float(counts.sum()), 0.0))
    return Message(
        "Counts are at least 0 and each table keeps its released total. Tables were not made to "
        "agree: values outside the groups, or caps that bind differently, may make them differ in "
        "truth."
    )


def on_the_simplex(values: NDArray[np.float64], total: float) -> NDArray[np.float64]:
    """Return the nearest figures of at least 0 with that total.

    Notes
    -----
    Duchi et al. (2008): max(x - t, 0), with the t at which the total is met.

    Examples
    --------
    >>> on_the_simplex(np.array([5.0, -1.0, 2.0]), 6.0).tolist()
    [4.5, 0.0, 1.5]
    """
    falling = np.sort(values)[::-1]
    excess = (np.cumsum(falling) - total) / np.arange(1, len(values) + 1)
    held = np.flatnonzero(falling > excess)
    if not len(held):
        return np.zeros(len(values))
    return np.asarray(np.maximum(values - excess[held[-1]], 0.0), dtype=np.float64)


def _fraction(q: str) -> float:
    above, _, below = str(q).partition("/")
    return int(above) / int(below or 1)


def _add_up(table: pd.DataFrame, shape: dict[str, object]) -> None:
    """Replace the counts by the nearest that are at least 0 and agree between the tables.

    Dykstra's alternating projections on the two sets; the last step is the one at 0.
    """
    tables: Any = shape["tables"]
    joint = _agreement(table, tables)
    counts = table["count"].to_numpy(dtype=float)
    # a projection on the tables that agree: what contradicts is taken out
    _, strengths, directions = np.linalg.svd(joint, full_matrices=False)
    kept = directions[strengths > 1e-9 * max(strengths.max(initial=0.0), 1.0)]
    rest = np.zeros(len(counts))
    for _ in range(ROUNDS):
        agreeing = counts - kept.T @ (kept @ counts)
        held = np.maximum(agreeing + rest, 0.0)
        rest = agreeing + rest - held
        if np.abs(held - counts).max(initial=0.0) < 1e-9:
            break
        counts = held
    table["count"] = counts


def _agreement(table: pd.DataFrame, tables: list[list[str]]) -> NDArray[np.float64]:
    """Return one row for each equation: a marginal that two tables share is the same in both."""
    names = [" x ".join(columns) or "total" for columns in tables]
    rows: list[NDArray[np.float64]] = [np.zeros(len(table))]
    for (first, own), (second, other) in itertools.combinations(zip(names, tables, strict=True), 2):
        shared = [column for column in own if column in other]
        values = table[shared].astype("object").where(table[shared].notna(), None)
        cells = list(values.itertuples(index=False, name=None))
        sides = [(table["table"] == name).to_numpy() for name in (first, second)]
        by_cell: dict[object, NDArray[np.float64]] = {}
        for sign, side in zip((1.0, -1.0), sides, strict=True):
            for place in np.flatnonzero(side):
                row = by_cell.setdefault(cells[place] if shared else (), np.zeros(len(table)))
                row[place] += sign
        rows += by_cell.values()
    return np.array(rows)
