"""How strongly two columns hang together, from the counts of their pairs of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.classes import equivalence_classes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = ["association_of", "corrected_cramers_v", "corrected_information"]

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
    joint = np.bincount(place, weights=counts)
    width = int(two.max()) + 1
    row = np.bincount(one, weights=counts)
    column = np.bincount(two, weights=counts)
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
    rows, columns = len(np.unique(first)), len(np.unique(second))
    if min(rows, columns) < 2 or n < 2:  # noqa: PLR2004 - one value goes with everything
        return 0.0
    phi2 = float((joint**2 / (row * column)).sum()) - 1
    corrected = max(0.0, phi2 - (rows - 1) * (columns - 1) / (n - 1))
    least = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    return float(min(1.0, np.sqrt(corrected / least))) if least > 0 else 0.0


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
    return max(0.0, bits - degrees / (2 * n * np.log(2)))


def association_of(data: Dataset, first: str, second: str) -> tuple[float, float]:
    """Return Cramér's V and the mutual information (bits) of two columns, counted on the engine.

    The missing value is a value of its own.
    """
    classes = equivalence_classes(data, (first, second))
    codes = [_cut(data, column, classes.codes(column)) for column in (first, second)]
    counts = classes.n_records_in
    return corrected_cramers_v(*codes, counts), corrected_information(*codes, counts)


def _cut(data: Dataset, column: str, codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the codes of a column, numbers of many values by decile."""
    import pyarrow as pa

    coding = data.keys((column,)).codings[0]
    kind = coding.labels.type
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if not number or len(np.unique(codes)) <= MOST_NUMBERS:
        return codes
    alone = equivalence_classes(data, (column,))
    values = np.append(coding.labels.cast(pa.float64()).to_numpy(zero_copy_only=False), np.nan)
    own, records = values[alone.codes(column)], alone.n_records_in
    own, records = own[~np.isnan(own)], records[~np.isnan(own)]
    order = np.argsort(own)
    reached = np.cumsum(records[order]) / records.sum()
    bounds = own[order][np.searchsorted(reached, DECILES)]
    cut = np.searchsorted(bounds, values[codes], side="left")
    return np.where(np.isnan(values[codes]), len(bounds) + 1, cut).astype(np.int64)
