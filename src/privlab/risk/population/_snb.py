"""Uniques of the population by the shifted negative binomial (Chen and Keller-McNulty 1998)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["classes_of_population", "snb_log_error", "snb_uniques"]

_STARTS = tuple((a, b) for a in (0.01, 0.1, 1.0, 10.0) for b in (0.001, 0.03, 0.3, 0.8))
_SOLVED = 1e-6
_LARGEST = 30.0
_STEP = 1e-3


def classes_of_population(sizes: ArrayLike, classes: ArrayLike, share: float) -> float:
    """Return the expected number of classes of the population: Haas' modified Shlosser D_Sh3.

    Parameters
    ----------
    sizes, classes : arrays of int, shape (n,)
        Distinct class sizes of the sample, and how many classes have each.
    share : float
        Share of the population in the sample, above 0, at most 1.

    References
    ----------
    Peter Haas and others, Sampling-Based Estimation of the Number of Distinct Values of an
    Attribute, VLDB 1995; modified in Haas and Stokes, JASA 93, 1998.

    Examples
    --------
    >>> classes_of_population([1, 2, 3], [4, 3, 2], share=1.0)
    9.0
    """
    i = np.asarray(sizes, dtype=np.float64)
    s = np.asarray(classes, dtype=np.float64)
    u, ones, kept = float(s.sum()), float(s[i == 1].sum()), 1 - share
    if not ones or share == 1:
        return u
    upper = (i * share**2 * (1 - share**2) ** (i - 1) * s).sum()
    # (1-pi)^i ((1+pi)^i - 1), without forming (1+pi)^i, which overflows
    lower = (((1 - share**2) ** i - kept**i) * s).sum()
    missed = (kept**i * s).sum() / (i * share * kept ** (i - 1) * s).sum()
    return float(u + ones * upper / lower * missed**2)


def snb_uniques(sizes: ArrayLike, classes: ArrayLike, population_size: int) -> float | None:
    """Return the expected number of uniques of the population, None without a solution.

    Parameters
    ----------
    sizes, classes : arrays of int, shape (n,)
        Distinct class sizes of the sample, and how many classes have each.
    population_size : int
        N, at least the size of the sample.

    Returns
    -------
    float or None
        K b^a, where class sizes of the population less one are negative binomial (a, b), K is
        that of `classes_of_population`, and (a, b) give the s1 and s2 of the sample. None when
        no (a, b) does; 0 when nobody is unique in the sample.

    References
    ----------
    Guanyu Chen and Sallie Keller-McNulty, Estimation of Identification Disclosure Risk in
    Microdata, Journal of Official Statistics 14(1), 1998.
    """
    i = np.asarray(sizes, dtype=np.float64)
    s = np.asarray(classes, dtype=np.float64)
    ones, twos = float(s[i == 1].sum()), float(s[i == 2].sum())
    share = float((i * s).sum()) / population_size
    if not ones:
        return 0.0
    if share >= 1:
        return ones
    if not twos:
        return None
    return _uniques(classes_of_population(i, s, share), ones, twos, share)


def snb_log_error(sizes: ArrayLike, classes: ArrayLike, population_size: int) -> float | None:
    """Return the standard error of the logarithm of `snb_uniques`, class counts Poisson.

    It holds the chance of the draw only, not what the model gets wrong. None without solution.
    """
    i = np.asarray(sizes, dtype=np.float64)
    s = np.asarray(classes, dtype=np.float64)
    share = float((i * s).sum()) / population_size
    inputs = [
        classes_of_population(i, s, share),
        float(s[i == 1].sum()),
        float(s[i == 2].sum()),
    ]
    moved = []
    for place in range(len(inputs)):
        both = []
        for step in (1 + _STEP, 1 - _STEP):
            nearby = list(inputs)
            nearby[place] *= step
            both.append(_uniques(nearby[0], nearby[1], nearby[2], share))
        if both[0] is None or both[1] is None:
            return None
        moved.append(float(np.log(both[0] / both[1])) / (2 * _STEP))
    slope = np.zeros_like(s)
    for place in range(len(s)):
        more, less = s.copy(), s.copy()
        more[place] *= 1 + _STEP
        less[place] *= 1 - _STEP
        # the share of the sample stays: it is known, not counted
        change = classes_of_population(i, more, share) - classes_of_population(i, less, share)
        slope[place] = moved[0] * change / inputs[0] / (2 * _STEP * s[place])
    for place, size in ((1, 1), (2, 2)):
        slope[i == size] += moved[place] / inputs[place]
    return float(np.sqrt((s * slope**2).sum()))


def _uniques(total: float, ones: float, twos: float, share: float) -> float | None:
    if not np.isfinite(total):
        return None
    solved = _solve(float(np.log(ones / total)), float(np.log(twos / total)), share)
    if solved is None:
        return None
    a, b = solved
    return float(total * b**a)


def expected_shares(a: float, b: float, share: float) -> tuple[float, float]:
    """Return the logarithms of s1/K and s2/K that (a, b) lead to in a sample.

    With D = (1-pi)(1-b): s1/K = pi (b/(1-D))^a (1 + aD/(1-D)) and
    s2/K = a b^a pi^2 (1-b) (2 - (1-a)D) / (2 (1-D)^(a+2)).
    """
    missed = (1 - share) * (1 - b)
    seen = 1 - missed
    power = a * (np.log(b) - np.log(seen))
    ones = np.log(share) + power + np.log1p(a * missed / seen)
    twos = (
        np.log(a / 2)
        + power
        + 2 * np.log(share)
        + np.log1p(-b)
        + np.log(2 - (1 - a) * missed)
        - 2 * np.log(seen)
    )
    return float(ones), float(twos)


def _solve(ones: float, twos: float, share: float) -> tuple[float, float] | None:
    from scipy.optimize import least_squares

    def missed(at: NDArray[np.float64]) -> NDArray[np.float64]:
        found = expected_shares(*_parameters(at), share)
        return np.array([found[0] - ones, found[1] - twos])

    starts = [np.array([np.log(a), np.log(b / (1 - b))]) for a, b in _STARTS]
    starts.sort(key=lambda at: float((missed(at) ** 2).sum()))
    for start in starts:
        found = least_squares(  # type: ignore[operator]
            missed, start, bounds=(-_LARGEST, _LARGEST), xtol=1e-14, ftol=1e-14
        )
        if np.abs(found.fun).max() < _SOLVED:
            return _parameters(found.x)
    return None


def _parameters(at: NDArray[np.float64]) -> tuple[float, float]:
    return float(np.exp(at[0])), float(1 / (1 + np.exp(-at[1])))
