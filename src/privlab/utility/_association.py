"""How strongly two columns hang together, from the counts of their pairs of values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab._arrow import as_floats
from privlab._statistics import cramers_v
from privlab.classes import equivalence_classes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from privlab.anonymise._recipe import Recipe
    from privlab.tables import Dataset

__all__ = ["Cut", "association_of", "corrected_cramers_v", "corrected_information", "cut_of"]

# numbers of more values are cut at their deciles: pairs of many values are hardly ever seen twice
MOST_NUMBERS = 20
DECILES = np.arange(0.1, 1.0, 0.1)


def _margins(
    first: NDArray[np.int64], second: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    """Return counts of the pairs that occur, those of both values of each, and the total."""
    one = np.unique(first, return_inverse=True)[1]
    two = np.unique(second, return_inverse=True)[1]
    pairs, place = np.unique(one * (int(two.max()) + 1) + two, return_inverse=True)
    joint = np.bincount(place, weights=counts).astype(np.float64)
    width = int(two.max()) + 1
    row = np.bincount(one, weights=counts).astype(np.float64)
    column = np.bincount(two, weights=counts).astype(np.float64)
    return joint, row[pairs // width], column[pairs % width], float(joint.sum())


def corrected_cramers_v(
    first: NDArray[np.int64], second: NDArray[np.int64], counts: NDArray[np.int64]
) -> float:
    """Return Cramér's V with Bergsma's correction for chance, 0 to 1.

    Parameters
    ----------
    first, second : array of int64, shape (n_pairs,)
        Codes of two columns.
    counts : array of int64, shape (n_pairs,)
        Records with that pair; all above 0.

    References
    ----------
    W. Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", 2013, equations 4 to 6.

    Examples
    --------
    >>> codes = np.array([0, 1])
    >>> corrected_cramers_v(codes, codes, np.array([50, 50]))
    1.0
    """
    joint, row, column, n = _margins(first, second, counts)
    phi2 = float((joint**2 / (row * column)).sum()) - 1
    return cramers_v(phi2, len(np.unique(first)), len(np.unique(second)), n)


def corrected_information(
    first: NDArray[np.int64], second: NDArray[np.int64], counts: NDArray[np.int64]
) -> float:
    """Return the mutual information of two columns in bits, at least 0.

    The plug-in estimate less what chance adds to it (G. Miller, "Note on the bias of information
    estimates", 1955): (pairs - rows - columns + 1) / (2 n ln 2), over the cells that occur.

    Examples
    --------
    >>> codes = np.array([0, 1])
    >>> round(corrected_information(codes, codes, np.array([500, 500])), 2)
    1.0
    """
    joint, row, column, n = _margins(first, second, counts)
    bits = float((joint / n * np.log2(joint * n / (row * column))).sum())
    degrees = len(joint) - len(np.unique(first)) - len(np.unique(second)) + 1
    return max(0.0, bits - degrees / (2 * n * math.log(2)))


@dataclass(frozen=True, eq=False)
class Cut:
    """Numbers or days of many values by the deciles of the original.

    Attributes
    ----------
    bounds : array of float, shape (n_bounds,)
    middles : mapping of label to float
        Middle of the values that a released label stands for.
    """

    bounds: NDArray[np.float64]
    middles: Mapping[str, float]


def cut_of(original: Dataset, recipe: Recipe, column: str) -> Cut | None:
    """Return how the values of a column, and the labels of its release, are cut; None if not."""
    import pyarrow as pa

    classes = equivalence_classes(original, quasi_identifiers=(column,))
    codes, records = classes.codes(column), classes.n_records_in
    held = codes < classes.missing(column)
    labels = original.keys((column,)).codings[0].labels.take(pa.array(codes[held]))
    floats = as_floats(labels)
    if floats is None or len(floats) <= MOST_NUMBERS:
        return None
    order = np.argsort(floats)
    reached = np.cumsum(records[held][order]) / records[held].sum()
    bounds = np.unique(floats[order][np.searchsorted(reached, DECILES)])
    middles: dict[str, float] = {}
    hierarchy = recipe.hierarchies.get(column)
    for level in sorted({levels.get(column, 0) for levels in recipe.rounds} - {0}):
        if hierarchy is None:
            break
        covers = hierarchy.covers(labels)
        known = labels.filter(pa.array(covers))
        every, labels_of = hierarchy.codes(known)
        codes_at, names = every[level], labels_of[level]
        low, high = np.full(len(names), np.inf), np.full(len(names), -np.inf)
        np.minimum.at(low, codes_at, floats[covers])
        np.maximum.at(high, codes_at, floats[covers])
        middles |= dict(zip(names.to_pylist(), ((low + high) / 2).tolist(), strict=True))
    return Cut(bounds, middles)


def association_of(
    data: Dataset, first: str, second: str, cuts: Mapping[str, Cut | None]
) -> tuple[float, float]:
    """Return Cramér's V and the mutual information (bits) of two columns, counted on the engine.

    The missing value is a value of its own.
    """
    classes = equivalence_classes(data, quasi_identifiers=(first, second))
    one = _cut(data, first, classes.codes(first), cuts[first])
    two = _cut(data, second, classes.codes(second), cuts[second])
    counts = classes.n_records_in
    return corrected_cramers_v(one, two, counts), corrected_information(one, two, counts)


def _cut(
    data: Dataset, column: str, codes: NDArray[np.int64], cut: Cut | None
) -> NDArray[np.int64]:
    """Return the codes of a column, those of one interval as one."""
    if cut is None:
        return codes
    labels = data.keys((column,)).codings[0].labels
    floats = as_floats(labels)
    if floats is None:
        floats = np.array([cut.middles.get(str(label), np.nan) for label in labels.to_pylist()])
    values = np.append(floats, np.nan)[codes]
    places = np.searchsorted(cut.bounds, values, side="left")
    return np.where(np.isnan(values), len(cut.bounds) + 1, places).astype(np.int64)
