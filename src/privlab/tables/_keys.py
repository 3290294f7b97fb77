"""Values as integer codes, and several columns packed into one integer a row.

Measures never see values: they see, for each column, codes 0..size-1 where the last code is
the missing value, and for each row one 64-bit key that holds the codes of several columns.
Whole numbers and dates in a short range are coded by their distance from the smallest, which
costs nothing; all others by their rank among the distinct values.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis.expr.types as ir
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["Coding", "Keys", "pack", "range_labels", "word_names"]

WIDEST_RANGE = 2**20
WORD_LIMIT = 2**62


@dataclass(frozen=True)
class Coding:
    """How the values of one column became codes.

    Attributes
    ----------
    size : int
        Number of codes; `size - 1` is the missing value.
    """

    column: str
    size: int
    _labels: Callable[[], pa.Array]

    @property
    def missing(self) -> int:
        """The code of the missing value."""
        return self.size - 1

    @functools.cached_property
    def labels(self) -> pa.Array:
        """Value of each code, in order, without the missing one; shape (size - 1,)."""
        return self._labels()


@dataclass(frozen=True)
class Keys:
    """The rows of a table as packed codes.

    Attributes
    ----------
    codings : tuple of Coding
        One a column.
    places : tuple of (int, int)
        Word and stride of each column: code = word // stride % size.
    made_table : callable
        Returns `table`; of rows in memory it is made only where it is asked for.
    rows : tuple of arrays of int64 or None
        The words in input order, for sources in memory.
    people : array of int64 or None
        Codes of the person key in input order, for sources in memory.
    """

    columns: tuple[str, ...]
    codings: tuple[Coding, ...]
    places: tuple[tuple[int, int], ...]
    made_table: Callable[[], ir.Table]
    rows: tuple[NDArray[np.int64], ...] | None = None
    people: NDArray[np.int64] | None = None

    @functools.cached_property
    def table(self) -> ir.Table:
        """Columns w0, w1, ... and `person` when a person key is declared."""
        return self.made_table()

    @property
    def words(self) -> tuple[str, ...]:
        """Names of the key columns of `table`."""
        return word_names(self.places)


def word_names(places: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the names of the words that the places use."""
    return tuple(f"w{word}" for word in range(1 + max((word for word, _ in places), default=0)))


def pack(sizes: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return the word and stride of each column so that no word overflows 62 bits.

    Examples
    --------
    >>> pack([3, 10])
    ((0, 1), (0, 3))
    """
    places, word, stride = [], 0, 1
    for size in sizes:
        if stride * size > WORD_LIMIT:
            word, stride = word + 1, 1
        places.append((word, stride))
        stride *= size
    return tuple(places)


def range_labels(low: int, high: int, what: str) -> Callable[[], pa.Array]:
    """Return what makes the values of codes that are distances from the smallest value."""

    def labels() -> pa.Array:
        import pyarrow as pa

        numbers = pa.array(np.arange(low, high + 1))
        if what == "date":
            return numbers.cast(pa.int32()).cast(pa.date32())
        return numbers.cast(pa.bool_()) if what == "boolean" else numbers

    return labels
