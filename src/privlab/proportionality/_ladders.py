"""Each column as a ladder: the value itself, coarser labels, and at last not collected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab._arrow import as_floats
from privlab.errors import HierarchyError, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from privlab.hierarchies import Hierarchy
    from privlab.tables import Arrays

__all__ = ["MOST_CATEGORIES", "Ladder", "Rung", "State", "ladder", "present_values"]

State = tuple[int, ...]
# scikit-learn's boosting reads at most so many categories
MOST_CATEGORIES = 254


@dataclass(frozen=True, eq=False)
class Rung:
    """One column at one level.

    Attributes
    ----------
    level : int
        Level of the hierarchy, 0 for the value itself.
    codes : array of int64, shape (n_rows,)
        The label of each row; the last code is the missing value.
    size : int
        Number of codes.
    features : array of float, shape (n_rows,)
        What a model reads: the mean number of the label, or its code; NaN where missing.
    categorical : bool
        Whether `features` are codes without order.
    labels : tuple of str
        The label of the hierarchy of each code but the last; empty at level 0.
    """

    level: int
    codes: NDArray[np.int64]
    size: int
    features: NDArray[np.float64]
    categorical: bool
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Ladder:
    """The rungs of one column, the finest first; one rung further, it is not collected."""

    column: str
    rungs: tuple[Rung, ...]
    hierarchy: Hierarchy | None

    @property
    def top(self) -> int:
        """The place of 'not collected'."""
        return len(self.rungs)

    def of_rows(self, rows: NDArray[np.int64]) -> Ladder:
        """Return the ladder of some rows only."""
        rungs = [
            replace(rung, codes=rung.codes[rows], features=rung.features[rows])
            for rung in self.rungs
        ]
        return replace(self, rungs=tuple(rungs))


def present_values(drawn: Arrays, column: str) -> tuple[pa.Array, NDArray[np.int64]]:
    """Return the distinct values that occur, and the place of each row's; after them if missing."""
    coding, own = drawn.codings[column], drawn.codes[column]
    present = np.unique(own[own != coding.missing])
    place = np.full(coding.size, len(present), dtype=np.int64)
    place[present] = np.arange(len(present))
    return coding.labels.take(pa.array(present)), place[own]


def ladder(drawn: Arrays, column: str, hierarchy: Hierarchy | None) -> Ladder:
    """Return the ladder of a column; levels that tell nothing, or nothing less, are left out."""
    values, leaves = present_values(drawn, column)
    numbers = _numbers(values)
    levels: Sequence[NDArray[np.int64]] = (np.arange(len(values), dtype=np.int64),)
    labels: Sequence[pa.Array] = ()
    if hierarchy is not None and len(values):
        try:
            levels, labels = hierarchy.codes(values)
        except HierarchyError as error:
            message = f"Column '{listed([column])}': {error}"
            raise HierarchyError(message) from None
    rungs: list[Rung] = []
    sizes: set[int] = set()
    for level, codes in enumerate(levels):
        size = int(codes.max(initial=-1)) + 1
        if size in sizes or (level and size <= 1):
            continue
        sizes.add(size)
        rung = _rung(level, codes, size, leaves, numbers)
        if level:
            rung = replace(rung, labels=tuple(str(text) for text in labels[level].to_pylist()))
        rungs.append(rung)
    return Ladder(column, tuple(rungs), hierarchy)


def _rung(
    level: int,
    codes: NDArray[np.int64],
    size: int,
    leaves: NDArray[np.int64],
    numbers: NDArray[np.float64] | None,
) -> Rung:
    of_rows = np.append(codes, size)[leaves]
    if numbers is None:
        worth = np.append(np.arange(size, dtype=np.float64), np.nan)
    else:
        totals = np.bincount(codes, weights=numbers, minlength=size)
        worth = np.append(totals / np.bincount(codes, minlength=size), np.nan)
    categorical = numbers is None and size <= MOST_CATEGORIES
    return Rung(level, of_rows, size + 1, worth[of_rows], categorical)


def _numbers(values: pa.Array) -> NDArray[np.float64] | None:
    """Return numbers, days and truth values as floats; None for any other type."""
    return as_floats(values.cast(pa.uint8()) if pa.types.is_boolean(values.type) else values)
