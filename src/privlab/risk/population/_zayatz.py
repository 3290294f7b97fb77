"""Uniques of the population from those of the sample, by Zayatz (1991)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["zayatz_log_error", "zayatz_uniques"]


def zayatz_uniques(sizes: ArrayLike, classes: ArrayLike, population_size: int) -> float:
    """Return the expected number of uniques of the population.

    Parameters
    ----------
    sizes : array of int, shape (n,)
        Distinct class sizes of the sample.
    classes : array of int, shape (n,)
        How many classes have each.
    population_size : int
        N, at least the size of the sample.

    Returns
    -------
    float
        s1 P(F=1 | f=1) N/n, where the class sizes of the population are taken to be distributed
        as those of the sample; 0 when nobody is unique in the sample.

    Notes
    -----
    It overestimates when the sample is a small part of the population.

    References
    ----------
    Laura Zayatz, Estimation of the Percent of Unique Population Elements on a Microdata File
    Using the Sample, US Bureau of the Census, 1991.

    Examples
    --------
    >>> round(zayatz_uniques([1, 2], [50, 25], 1000), 1)
    263.0
    """
    sizes, counts = np.asarray(sizes, dtype=np.int64), np.asarray(classes, dtype=np.float64)
    single = counts[sizes == 1].sum()
    if not single:
        return 0.0
    # the chance of a unique of the population is n/N, which cancels the scaling N/n
    chance = _seen_once(sizes, counts, population_size)
    return float(single**2 / (counts * chance).sum())


def zayatz_log_error(sizes: ArrayLike, classes: ArrayLike, population_size: int) -> float:
    """Return the standard error of the logarithm of `zayatz_uniques`, class counts Poisson.

    It holds the chance of the draw only, not what the model gets wrong.
    """
    sizes, counts = np.asarray(sizes, dtype=np.int64), np.asarray(classes, dtype=np.float64)
    chance = _seen_once(sizes, counts, population_size)
    slope = np.where(sizes == 1, 2 / counts, 0) - chance / (counts * chance).sum()
    return float(np.sqrt((counts * slope**2).sum()))


def _seen_once(
    sizes: NDArray[np.int64], counts: NDArray[np.float64], population_size: int
) -> NDArray[np.float64]:
    from scipy.stats import hypergeom  # type: ignore[attr-defined]

    n = round(float((sizes * counts).sum()))
    return np.asarray(hypergeom.pmf(1, population_size, sizes, n), dtype=np.float64)
