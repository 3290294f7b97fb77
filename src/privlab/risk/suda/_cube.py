"""Minimal sample uniques of all column sets at once, from a cube of who is where.

The cube has an axis a column, with a place for each value and one for "any value". A cell holds
the one class that lies there, or says that none or several do. A class alone in a cell is a
minimal unique when no neighbour with one value fewer holds it alone: sets with more values
cannot, and sets with fewer cannot either, since whoever is alone on a set is so on all that
hold it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from privlab._loops import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["minimal_uniques_in_cube", "occurring"]

LARGEST_CUBE = 2**25
EMPTY, SEVERAL = -1, -2


def occurring(
    codes: Sequence[NDArray[np.int32]], sizes: Sequence[int], max_size: int
) -> list[NDArray[np.bool_]] | None:
    """Return which codes of each column occur, or None when a cube of them costs too much.

    It does when it is large, or larger than the rows times the sets to split them by.
    """
    n_sets = sum(math.comb(len(sizes), size) for size in range(1, max_size + 1))
    most = min(LARGEST_CUBE, n_sets * len(codes[0]))
    seen, cells = [], 1
    for column, size in zip(codes, sizes, strict=True):
        occurs = np.zeros(size, dtype=bool)
        occurs[column] = True
        seen.append(occurs)
        cells *= int(np.count_nonzero(occurs)) + 1
        if cells > most:
            return None
    return seen


def minimal_uniques_in_cube(
    codes: Sequence[NDArray[np.int32]],
    seen: Sequence[NDArray[np.bool_]],
    alone: NDArray[np.bool_],
    weights: NDArray[np.float64],
    max_size: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the scores by class, the weights by column and the counts by size.

    Parameters as in `minimal_uniques`, and `seen`: which codes occur, the missing one last;
    `alone`: whether a class is one person, who is in no other class.
    """
    shape = np.array([np.count_nonzero(occurs) + 1 for occurs in seen], dtype=np.int64)
    lacking = np.where([occurs[-1] for occurs in seen], shape - 2, -1)
    place = np.zeros(len(alone), dtype=np.int32)
    step = math.prod(shape.tolist())
    cells = np.full(step, EMPTY, dtype=np.int32)
    for column, occurs, length in zip(codes, seen, shape.tolist(), strict=True):
        step //= length
        place += ((np.cumsum(occurs, dtype=np.int32) - np.int32(1)) * np.int32(step)).take(column)
    cells[place] = np.where(alone, np.arange(len(alone), dtype=np.int32), np.int32(SEVERAL))
    compiled(_fill)(cells, shape)
    found: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]] = compiled(_find)(
        cells, shape, lacking, weights, max_size, len(alone)
    )
    return found


def _fill(cells: NDArray[np.int32], shape: NDArray[np.int64]) -> None:
    """Set the last place of each axis to who is in any of the others."""
    inner = len(cells)
    for axis in range(len(shape)):
        inner //= shape[axis]
        block = inner * shape[axis]
        for outer in range(0, len(cells), block):
            whole = outer + block - inner
            if inner == 1:
                total = cells[whole]
                for at in range(outer, whole):
                    both = total if cells[at] == EMPTY else np.int32(SEVERAL)
                    total = cells[at] if total == EMPTY else both
                cells[whole] = total
                continue
            for at in range(outer, whole, inner):
                for i in range(inner):
                    here, total = cells[at + i], cells[whole + i]
                    both = total if here == EMPTY else np.int32(SEVERAL)
                    cells[whole + i] = here if total == EMPTY else both


def _find(  # noqa: C901, PLR0912 - one loop that numba compiles
    cells: NDArray[np.int32],
    shape: NDArray[np.int64],
    lacking: NDArray[np.int64],
    weights: NDArray[np.float64],
    max_size: int,
    n_classes: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    n_axes = len(shape)
    scores, of_columns = np.zeros(n_classes), np.zeros(n_axes)
    of_sizes = np.zeros(n_axes, dtype=np.int64)
    steps = np.ones(n_axes, dtype=np.int64)
    for axis in range(n_axes - 2, -1, -1):
        steps[axis] = steps[axis + 1] * shape[axis + 1]
    length = shape[-1]
    # what to add to a cell's place to reach its neighbour with any value of the axis
    aside = np.zeros(n_axes, dtype=np.int64)
    for start in range(0, len(cells), length):
        depth, held = 0, True
        for axis in range(n_axes - 1):
            digit = start // steps[axis] % shape[axis]
            held = held and digit != lacking[axis]
            aside[axis] = (shape[axis] - 1 - digit) * steps[axis]
            depth += aside[axis] > 0
        if not held or depth > max_size:
            continue
        for digit in range(length):
            row = cells[start + digit]
            if row < 0 or digit == lacking[-1]:
                continue
            aside[-1] = length - 1 - digit
            size = depth + (aside[-1] > 0)
            if size == 0 or size > max_size:
                continue
            minimal = True
            if size > 1:
                for axis in range(n_axes - 1, -1, -1):
                    if aside[axis] and cells[start + digit + aside[axis]] >= 0:
                        minimal = False
                        break
            if minimal:
                scores[row] += weights[size - 1]
                of_sizes[size - 1] += 1
                for axis in range(n_axes):
                    if aside[axis]:
                        of_columns[axis] += weights[size - 1]
    return scores, of_columns, of_sizes
