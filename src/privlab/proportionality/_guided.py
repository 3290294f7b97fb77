"""Hierarchies guided by a target: values that foretell it alike are joined first.

Ward's criterion on neighbours: of two neighbouring groups those are joined whose union loses
least of the variance of the target between groups (Ward 1963). Numbers are neighbours by size,
texts by the mean of the target. Groups of one level are unions of groups of the level before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab.hierarchies import SUPPRESSED, Hierarchy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["guided_hierarchy", "nested_cuts"]

GROUPS = (16, 12, 8, 6, 4, 3, 2)
# amounts that few carry may foretell much: atoms are small, and Ward's criterion weighs them
MOST_ATOMS = 2_000
LONGEST_LABEL = 48


def nested_cuts(
    weights: NDArray[np.float64], means: NDArray[np.float64], groups: Sequence[int] = GROUPS
) -> list[tuple[int, ...]]:
    """Return where an ordered list is cut into fewer and fewer groups.

    Parameters
    ----------
    weights : array of float, shape (n_atoms,)
        People of each atom, > 0.
    means : array of float, shape (n_atoms, n_targets)
        Mean of each target among them.
    groups : sequence of int
        Wanted numbers of groups, falling.

    Returns
    -------
    list of tuple of int
        For each number of groups below n_atoms, the first atom of each group but the first.

    Examples
    --------
    >>> ones = np.ones(4)
    >>> nested_cuts(ones, np.array([[0.0], [0.1], [0.8], [0.9]]), (2,))
    [(2,)]
    """
    starts = list(range(len(weights)))
    sums = np.column_stack([weights[:, None] * means, weights])
    found = []
    for wanted in groups:
        if wanted >= len(weights):
            continue
        while len(starts) > wanted:
            joined = int(np.argmin(_losses(sums)))
            sums[joined] += sums[joined + 1]
            sums = np.delete(sums, joined + 1, axis=0)
            starts.pop(joined + 1)
        found.append(tuple(starts[1:]))
    return found


def _losses(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what joining each group with the next one loses, shape (n_groups - 1,)."""
    weights, means = sums[:, -1], sums[:, :-1] / sums[:, -1:]
    apart = ((means[1:] - means[:-1]) ** 2).sum(axis=1)
    return np.asarray(weights[1:] * weights[:-1] / (weights[1:] + weights[:-1]) * apart)


def guided_hierarchy(
    values: pa.Array, places: NDArray[np.int64], targets: NDArray[np.float64], k: int
) -> Hierarchy | None:
    """Return a hierarchy of the values that a target guides, None where there is no choice.

    Parameters
    ----------
    values : Arrow array, shape (n_values,)
        Distinct numbers or texts.
    places : array of int64, shape (n_rows,)
        The value of each row; n_values where it is missing.
    targets : array of float, shape (n_rows, n_targets)
    k : int
        Texts that fewer people carry are listed nowhere; no interval holds fewer.
    """
    n_values = len(values)
    held = places < n_values
    counts = np.bincount(places[held], minlength=n_values).astype(np.float64)
    totals: NDArray[np.float64] = np.column_stack(
        [np.bincount(places[held], weights=own[held], minlength=n_values) for own in targets.T]
    )
    kind = values.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        numbers = values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        return _of_numbers(numbers, counts, totals, k)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _of_texts(values.to_pylist(), counts, totals, k)
    return None


def _of_numbers(
    numbers: NDArray[np.float64], counts: NDArray[np.float64], totals: NDArray[np.float64], k: int
) -> Hierarchy | None:
    order = np.argsort(numbers)
    numbers, counts, totals = numbers[order], counts[order], totals[order]
    fewest = max(k, counts.sum() / MOST_ATOMS)
    starts, running = [0], 0.0
    for place, count in enumerate(counts):
        if running >= fewest:
            starts.append(place)
            running = 0.0
        running += count
    if running < fewest and len(starts) > 1:
        starts.pop()
    weights = np.add.reduceat(counts, starts)
    if len(starts) < 3 or not weights.all():
        return Hierarchy.bounds([float(numbers[starts[1]])]) if len(starts) > 1 else None
    means = np.add.reduceat(totals, starts, axis=0) / weights[:, None]
    cuts = nested_cuts(weights, means)
    # a bound is a value that at least k people reach, never a rare one
    return Hierarchy.bounds(*([float(numbers[starts[cut]]) for cut in own] for own in cuts))


def _of_texts(
    texts: list[str], counts: NDArray[np.float64], totals: NDArray[np.float64], k: int
) -> Hierarchy | None:
    kept = np.flatnonzero(counts >= k)
    if len(kept) < 3:
        return None
    rare = len(kept) < len(texts) or SUPPRESSED in texts
    kept = np.array([place for place in kept if texts[place] != SUPPRESSED])
    means = totals[kept] / counts[kept][:, None]
    widest = int(np.argmax(means.std(axis=0)))
    order = np.argsort(means[:, widest], kind="stable")
    kept, means = kept[order], means[order]
    names = [texts[place] for place in kept]
    levels = [_labels(names, own) for own in nested_cuts(counts[kept], means)]
    rows = [[name, *(own[place] for own in levels), SUPPRESSED] for place, name in enumerate(names)]
    plain: dict[str, object] = {"kind": "table", "rows": sorted(rows)}
    if rare:
        plain["rest"] = "suppressed"
    return Hierarchy.from_dict(plain)


def _labels(names: list[str], cuts: tuple[int, ...]) -> list[str]:
    """Return the label of each name: the names of its group, or the first and how many more."""
    labels: list[str] = []
    for start, end in zip((0, *cuts), (*cuts, len(names)), strict=True):
        group = sorted(names[start:end])
        label = " | ".join(group)
        if len(label) > LONGEST_LABEL:
            label = f"{group[0]} +{len(group) - 1}"
        labels += [label] * len(group)
    return labels
