"""How large the classes are: all that k and the risk of a file need.

On an engine the sizes are counted there and only their histogram comes back, so that a hundred
million rows need no class table in this process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.classes._classes import column_of
from privlab.classes._counting import check_own, equivalence_classes
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = ["ClassSizes", "class_sizes"]


@dataclass(frozen=True)
class ClassSizes:
    """The histogram of class sizes.

    Attributes
    ----------
    sizes : array of int64, shape (n,)
        The distinct sizes, increasing, in people (records without a person key).
    classes : array of int64, shape (n,)
        How many classes have that size.
    units : array of int64, shape (n,)
        How many people have it as the size of their smallest class. A person with several rows
        is in several classes and counts once, in the smallest: that is where they are
        recognised. A record has one class.
    """

    sizes: NDArray[np.int64]
    classes: NDArray[np.int64]
    units: NDArray[np.int64]

    @property
    def k(self) -> int:
        """Size of the smallest class."""
        return int(self.sizes[0])

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return int(self.classes.sum())

    @property
    def n_units(self) -> int:
        """Number of people (records without a person key)."""
        return int(self.units.sum())

    @property
    def n_unique(self) -> int:
        """Number of people who are alone in a class."""
        return self.units_below(2)

    def units_below(self, k: int) -> int:
        """Return how many people have a class smaller than k."""
        return int(self.units[self.sizes < k].sum())

    def classes_below(self, k: int) -> int:
        """Return how many classes are smaller than k."""
        return int(self.classes[self.sizes < k].sum())


def class_sizes(
    data: Dataset, columns: Iterable[str] | None = None, *, missing: str = "own"
) -> ClassSizes:
    """Count how many classes and people have each class size.

    Parameters as in `equivalence_classes`.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"town": ["A", "A", "B"]})
    >>> sizes = class_sizes(privlab.dataset(frame), ["town"])
    >>> sizes.sizes.tolist(), sizes.classes.tolist(), sizes.units.tolist()
    ([1, 2], [1, 1], [1, 2])
    """
    check_own(missing)
    wanted = data.quasi_identifiers_or(columns)
    return data.once(("class sizes", wanted), lambda: _counted(data, wanted))


def _counted(data: Dataset, columns: tuple[str, ...]) -> ClassSizes:
    if not data.in_memory and data.one_row_per_person:
        return _counted_on_the_engine(data, columns)
    classes = equivalence_classes(data, quasi_identifiers=columns)
    sizes, counts = np.unique(classes.sizes, return_counts=True)
    if data.one_row_per_person:
        return ClassSizes(sizes, counts, sizes * counts)
    smallest, people = classes.units_by_smallest_class
    # the smallest class of a person is a class, so its size is among the sizes
    units = np.zeros(len(sizes), dtype=np.int64)
    units[np.searchsorted(sizes, smallest)] = people
    return ClassSizes(sizes, counts, units)


def _counted_on_the_engine(data: Dataset, columns: tuple[str, ...]) -> ClassSizes:
    keys = data.plain_keys(columns)
    histogram = (
        keys.group_by(list(keys.columns))
        .aggregate(size=lambda t: t.count())
        .group_by("size")
        .aggregate(classes=lambda t: t.count())
        .order_by("size")
    )
    answer = fetch(histogram, data.connection)
    sizes, counts = column_of(answer, "size"), column_of(answer, "classes")
    return ClassSizes(sizes, counts, sizes * counts)
