"""The records of a release that look most like a person, on some columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from privlab.attacks._tables import Attribute

__all__ = ["Neighbours", "code_distances"]

# sums of the same distances in another order differ by less than this
_EQUAL = 1e-9


def code_distances(
    code: int, size: int, numbers: NDArray[np.float64] | None, span: float
) -> NDArray[np.float64]:
    """Return the distance of each code of a column to one of them, 0 to 1; shape (size,).

    Categories are at 0 or 1; numbers at their difference over `span`, at most 1; the missing
    value is at 1 of all others (Gower 1971, for columns of mixed kinds).

    Examples
    --------
    >>> code_distances(0, 4, np.array([10.0, 15.0, 90.0, np.nan]), 20.0)
    array([0.  , 0.25, 1.  , 1.  ])
    """
    if numbers is None or np.isnan(numbers[code]):
        far = np.ones(size)
    else:
        far = np.abs(numbers - numbers[code]) / span
        far = np.minimum(np.where(np.isnan(far), 1.0, far), 1.0)
    far[code] = 0
    return far


@dataclass(frozen=True, repr=False)
class Neighbours:
    """The distinct records of a release on some columns.

    Attributes
    ----------
    profiles : array of int64, shape (n_profiles, n_columns)
    of_rows : array of int64, shape (n_rows,)
        Profile of each row of the release.
    counts : array of int64, shape (n_profiles,)
        Rows that have each profile.
    spans : tuple of float
        Range of each column in the release.
    """

    attributes: tuple[Attribute, ...]
    profiles: NDArray[np.int64]
    of_rows: NDArray[np.int64]
    counts: NDArray[np.int64]
    spans: tuple[float, ...]

    @classmethod
    def among(cls, codes: NDArray[np.int64], attributes: Sequence[Attribute]) -> Neighbours:
        """Gather the distinct rows of `codes`, shape (n_rows, n_columns)."""
        profiles, of_rows, counts = np.unique(
            codes, axis=0, return_inverse=True, return_counts=True
        )
        spans = tuple(
            _span(attribute.numbers, codes[:, place]) for place, attribute in enumerate(attributes)
        )
        return cls(tuple(attributes), profiles, of_rows.reshape(-1), counts, spans)

    def nearest(self, target: NDArray[np.int64], k: int) -> NDArray[np.bool_]:
        """Return which profiles are at most as far as the k-th nearest row, ties included.

        Parameters
        ----------
        target : array of int64, shape (n_columns,)
        k : int
            Neighbours, at least 1.

        Returns
        -------
        array of bool, shape (n_profiles,)
        """
        far = np.zeros(len(self.profiles))
        for place, (attribute, span) in enumerate(zip(self.attributes, self.spans, strict=True)):
            by_code = code_distances(int(target[place]), attribute.size, attribute.numbers, span)
            far += by_code[self.profiles[:, place]]
        if k == 1:
            return np.asarray(far <= far.min() + _EQUAL)
        order = np.argsort(far, kind="stable")
        reached = np.searchsorted(np.cumsum(self.counts[order]), k)
        furthest = far[order[min(int(reached), len(order) - 1)]]
        return np.asarray(far <= furthest + _EQUAL)


def _span(numbers: NDArray[np.float64] | None, codes: NDArray[np.int64]) -> float:
    if numbers is None:
        return 1.0
    values = numbers[np.unique(codes)]
    values = values[~np.isnan(values)]
    span = float(values.max() - values.min()) if len(values) else 0.0
    return span or 1.0
