"""The values of a sensitive attribute in each class against the whole table, as arrays."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from privlab.classes import ValueCounts

__all__ = ["Distributions", "distributions"]

Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True, eq=False)
class Distributions:
    """Counts of values by class, sparse and ordered, over the values that occur in the table.

    Attributes
    ----------
    starts : array of int64, shape (n_classes + 1,)
        Class c has the entries `starts[c]` to `starts[c + 1]`, at least one.
    values : array of int64, shape (n_entries,), 0 <= value < n_values
        Increasing inside a class; 0 is the lowest value that occurs, a missing value the last.
    counts : array of int64, shape (n_entries,), >= 1
    totals : array of int64, shape (n_values,), >= 1
        Counts in the whole table.
    """

    starts: NDArray[np.int64]
    values: NDArray[np.int64]
    counts: NDArray[np.int64]
    totals: NDArray[np.int64]

    @property
    def n_values(self) -> int:
        """Number of different values in the table."""
        return len(self.totals)

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return len(self.starts) - 1

    @functools.cached_property
    def sums(self) -> NDArray[np.int64]:
        """Sum of the counts of each class, shape (n_classes,)."""
        return self.add(self.counts)

    @functools.cached_property
    def shares(self) -> NDArray[np.float64]:
        """Share of each value in its class, shape (n_entries,), 0 < share <= 1."""
        shares: NDArray[np.float64] = self.counts / np.repeat(self.sums, np.diff(self.starts))
        return shares

    @functools.cached_property
    def table_shares(self) -> NDArray[np.float64]:
        """Share of each value in the table, shape (n_values,), 0 < share <= 1."""
        shares: NDArray[np.float64] = self.totals / self.totals.sum()
        return shares

    @functools.cached_property
    def of_class(self) -> NDArray[np.int64]:
        """The class of each entry, shape (n_entries,)."""
        return np.repeat(np.arange(self.n_classes), np.diff(self.starts))

    @functools.cached_property
    def ratios(self) -> NDArray[np.float64]:
        """Share in the class over share in the table, shape (n_entries,)."""
        return self.shares / self.table_shares[self.values]

    def add(self, entries: NDArray[Number]) -> NDArray[Number]:
        """Return the sum of the entries of each class, shape (n_classes,)."""
        found: NDArray[Number] = np.add.reduceat(entries, self.starts[:-1])
        return found

    def highest(self, entries: NDArray[Number]) -> NDArray[Number]:
        """Return the highest entry of each class, shape (n_classes,)."""
        found: NDArray[Number] = np.maximum.reduceat(entries, self.starts[:-1])
        return found


def distributions(
    counted: ValueCounts, most_entries: int | None = None
) -> Iterator[tuple[slice, Distributions]]:
    """Yield the counts over the values that occur: codes that no row has are left out.

    Parameters
    ----------
    counted : ValueCounts
    most_entries : int, optional
        Entries of classes that are looked at together; all by default. What is computed of a
        class depends on that class and the totals alone.

    Yields
    ------
    (slice of the classes, Distributions of these)
    """
    occurs = counted.totals > 0
    number = np.cumsum(occurs) - 1
    totals = counted.totals[occurs]
    begin, n_classes = 0, len(counted.starts) - 1
    while begin < n_classes:
        end = n_classes
        if most_entries is not None:
            last = int(counted.starts[begin]) + most_entries
            end = int(np.searchsorted(counted.starts, last, side="right")) - 1
            end = min(max(end, begin + 1), n_classes)
        first, last = int(counted.starts[begin]), int(counted.starts[end])
        yield (
            slice(begin, end),
            Distributions(
                counted.starts[begin : end + 1] - first,
                number[counted.values[first:last]],
                counted.counts[first:last].astype(np.int64, copy=False),
                totals,
            ),
        )
        begin = end
