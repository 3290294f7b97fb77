"""Sums over the compatible classes of each class: pure functions of integer arrays.

Two classes are compatible when they are equal on every column that both of them hold. When the
grid of all combinations is small, the sum is a product of one step a column; otherwise classes
are hashed on the columns that two patterns of missing values hold in common.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._loops import compiled
from privlab.classes._grouping import combined
from privlab.classes._pattern_sums import pattern_sums, patterns_of, with_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["compatible_sums"]

LARGEST_GRID = 2**24
MANY_CELLS = 2**20
HASH_COST = 2
LARGEST_COUNT = 2**31


def compatible_sums(
    codes: Sequence[NDArray[np.int64]], sizes: Sequence[int], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return, for each class, the sums of values over all classes compatible with it.

    Parameters
    ----------
    codes : sequence of int arrays, each of shape (n_classes,)
        Codes of each column; no two classes are equal on all of them.
    sizes : sequence of int
        Number of codes of each column; the last code is the missing value.
    values : array of float, shape (n_values, n_classes)

    Returns
    -------
    array of float, shape (n_values, n_classes); a class is compatible with itself.

    Examples
    --------
    >>> town, sex = np.array([0, 1, 2]), np.array([0, 0, 1])  # the last is missing in both
    >>> compatible_sums([town, sex], [3, 2], np.array([[5.0, 2.0, 1.0]])).tolist()
    [[6.0, 3.0, 8.0]]
    """
    gone = [column == size - 1 for column, size in zip(codes, sizes, strict=True)]
    open_: list[int] = []
    whole: list[int] = []
    for place, absent in enumerate(gone):
        (open_ if absent.any() else whole).append(place)
    if not open_:
        return values.copy()
    dense = [_dense(codes[place], sizes[place]) for place in open_]
    context, n_contexts = combined([codes[p] for p in whole], [sizes[p] for p in whole])
    absent = np.stack([gone[place] for place in open_])
    patterns, pattern = patterns_of(absent)
    n_patterns = patterns.shape[1]
    grid = math.prod([n_contexts, *(size for _, size in dense)])
    hashed = HASH_COST * n_patterns * len(pattern) + LARGEST_GRID // 16
    if grid <= LARGEST_GRID and grid * len(dense) <= hashed:
        return _on_a_grid(context, n_contexts, dense, values)
    columns = [(context, n_contexts + 1), *dense]
    return pattern_sums(columns, with_context(patterns), pattern, values)


def _dense(codes: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], int]:
    """Return codes numbered without gaps, and how many; the missing one stays last."""
    seen = np.zeros(size, dtype=bool)
    seen[codes] = True
    number = np.cumsum(seen) - 1
    return number[codes], int(number[-1]) + 1


def _on_a_grid(
    context: NDArray[np.int64] | int,
    n_contexts: int,
    dense: Sequence[tuple[NDArray[np.int64], int]],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    # the longest axis comes last: the others then move runs of cells
    ordered = sorted(dense, key=lambda column: column[1])
    place = np.zeros(values.shape[1], dtype=np.int64)
    for codes, size in ordered:
        place *= size
        place += codes
    place *= n_contexts
    place += context
    shape = np.array([size for _, size in ordered], dtype=np.int64)
    cells = math.prod(size for _, size in ordered) * n_contexts
    summed = compiled(_sum_grid, _sum_axis, nogil=True)

    def sums(value: NDArray[np.float64]) -> NDArray[Any]:
        grid = np.zeros(cells, dtype=_narrowest(value))
        grid[place] = value
        summed(grid, shape)
        return grid[place]

    if len(values) == 1 or cells < MANY_CELLS:
        return np.stack([sums(value) for value in values]).astype(np.float64, copy=False)
    # two grids at most at a time, so that memory stays bounded
    with ThreadPoolExecutor(2) as pool:
        return np.stack(list(pool.map(sums, values))).astype(np.float64, copy=False)


def _narrowest(values: NDArray[np.float64]) -> type[np.int32 | np.float64]:
    """Return the type that holds every sum of the values, counts in half the memory."""
    counts = np.all(values == np.floor(values)) and np.abs(values).sum() < LARGEST_COUNT
    return np.int32 if counts else np.float64


def _sum_grid(grid: NDArray[Any], shape: NDArray[np.int64]) -> None:
    """Sum, on each axis, all values into the missing one and the missing one into all.

    A part of the grid is done on its own axes as soon as it is whole, while it is in a cache.
    """
    last = len(shape) - 1
    n_contexts = len(grid)
    for axis in range(len(shape)):
        n_contexts //= shape[axis]
    run = shape[last] * n_contexts
    totals = np.empty(len(grid) // shape[0], dtype=grid.dtype)
    for end in range(run, len(grid) + 1, run):
        block = run
        _sum_axis(grid[end - block : end], shape[last], n_contexts, totals)
        for axis in range(last - 1, -1, -1):
            inner, block = block, block * shape[axis]
            if end % block:
                break
            _sum_axis(grid[end - block : end], shape[axis], inner, totals)


def _sum_axis(cells: NDArray[Any], size: int, inner: int, totals: NDArray[Any]) -> None:
    missing = (size - 1) * inner
    if inner == 1:
        wild = cells[missing]
        total = wild
        for at in range(missing):
            total += cells[at]
            cells[at] += wild
        cells[missing] = total
        return
    for i in range(inner):
        totals[i] = cells[missing + i]
    for at in range(0, missing, inner):
        for i in range(inner):
            totals[i] += cells[at + i]
            cells[at + i] += cells[missing + i]
    for i in range(inner):
        cells[missing + i] = totals[i]
