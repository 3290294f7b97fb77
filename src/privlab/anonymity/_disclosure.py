"""delta-disclosure privacy (Brickell and Shmatikov 2008): how much a class tells of a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from privlab.anonymity._distributions import Distributions

__all__ = ["delta_disclosure", "delta_of_present"]


def delta_of_present(spread: Distributions) -> NDArray[np.float64]:
    """Highest |ln(p / q)| over the values that a class has, as ARX and pycanon count it.

    Returns
    -------
    array of float, shape (n_classes,), >= 0
    """
    return spread.highest(np.abs(np.log(spread.ratios)))


def delta_disclosure(spread: Distributions) -> NDArray[np.float64]:
    """Highest |ln(p / q)| over all values of the table, p their share in the class, q in the table.

    A value that a class lacks has p = 0 and an infinite logarithm: its absence tells that nobody
    of the class has it. The definition wants the logarithm strictly below delta.

    Returns
    -------
    array of float, shape (n_classes,), >= 0, infinite where a class lacks a value
    """
    whole = np.diff(spread.starts) == spread.n_values
    return np.where(whole, delta_of_present(spread), np.inf)
