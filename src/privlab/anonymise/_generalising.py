"""The values of each column at each level, as integer codes that translate into each other."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Generalised", "GeneralisedColumn"]


@dataclass(frozen=True, eq=False)
class GeneralisedColumn:
    """One column at each level that it may take, finest first.

    Attributes
    ----------
    name : str
    levels : tuple of int
        Levels of its hierarchy, increasing.
    height : int
        The coarsest level of its hierarchy, allowed or not.
    codes : tuple of arrays of int32, shape (n_leaves,)
        Code of each leaf at each of the levels; the last leaf is the missing value.
    shares : array of float, shape (n_leaves, n_levels)
        Share of the domain that the label of a leaf stands for, 0 < share <= 1.
    domain_size : int
        Leaves of the domain.
    n_records_in : array of int64, shape (n_leaves,)
        Records that hold each leaf.
    """

    name: str
    levels: tuple[int, ...]
    height: int
    codes: tuple[NDArray[np.int32], ...]
    shares: NDArray[np.float64]
    domain_size: int
    n_records_in: NDArray[np.int64]

    def size(self, place: int) -> int:
        """Return the number of codes at a place among the levels."""
        return int(self.codes[place].max()) + 1

    def of_codes(self, place: int, leaves: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the value of each code where all its leaves have the same one."""
        values = np.zeros(self.size(place), dtype=leaves.dtype)
        values[self.codes[place]] = leaves
        return values

    def sums(self, place: int, leaves: NDArray[np.number]) -> NDArray[np.float64]:
        """Return the sum of the leaves of each code."""
        summed = np.bincount(self.codes[place], weights=leaves, minlength=self.size(place))
        return summed.astype(np.float64, copy=False)

    def lowest(self, place: int, leaves: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the lowest of the leaves of each code."""
        values = np.full(self.size(place), np.inf)
        np.minimum.at(values, self.codes[place], leaves)
        return values


@dataclass(frozen=True, eq=False)
class Generalised:
    """All columns at all levels, with the translation of codes between any two of them."""

    columns: tuple[GeneralisedColumn, ...]

    def of_records(self, codes: NDArray[np.int32], n_records: NDArray[np.int64]) -> Generalised:
        """Return the same columns, their leaves held by other records.

        Parameters
        ----------
        codes : array, shape (n_classes, n_columns)
            Leaf of each class in each column.
        n_records : array, shape (n_classes,)
        """
        held = []
        for c, column in enumerate(self.columns):
            counts = np.bincount(codes[:, c], weights=n_records, minlength=len(column.n_records_in))
            held.append(replace(column, n_records_in=counts.astype(np.int64)))
        return Generalised(tuple(held))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of levels that each column may take."""
        return tuple(len(column.levels) for column in self.columns)

    @functools.cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Number of codes of a column at a place, shape (n_columns, most places)."""
        sizes = np.ones((len(self.columns), max(self.shape)), dtype=np.int64)
        for c, column in enumerate(self.columns):
            for place in range(len(column.levels)):
                sizes[c, place] = column.size(place)
        return sizes

    @functools.cached_property
    def translations(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """All translations behind each other, and where each begins.

        Returns
        -------
        (maps, offsets) : shapes (total,) and (n_columns, most places + 1, most places)
            `maps[offsets[c, 0, to] + leaf]` and `maps[offsets[c, from + 1, to] + code]`.
        """
        parts: list[NDArray[np.int32]] = []
        offsets = np.zeros((len(self.columns), max(self.shape) + 1, max(self.shape)), np.int64)
        end = 0
        for c, column in enumerate(self.columns):
            for to, target in enumerate(column.codes):
                for start in range(to + 2):
                    if start == 0:
                        mapping = target
                    else:
                        source = column.codes[start - 1]
                        mapping = np.zeros(int(source.max()) + 1, dtype=np.int32)
                        mapping[source] = target
                    offsets[c, start, to] = end
                    parts.append(mapping.astype(np.int32, copy=False))
                    end += len(mapping)
        return np.concatenate(parts), offsets

    def labels_of(self, place: Sequence[int]) -> dict[str, int]:
        """Return the level of each column at a node."""
        return {
            column.name: column.levels[each]
            for column, each in zip(self.columns, place, strict=True)
        }
