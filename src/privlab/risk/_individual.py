"""The risk of one record in a sample: the expected 1/F, given the f seen (Benedetti, Franconi)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["individual_risk"]

# from this f, or from this p, 200 terms of the series leave less than 1e-15
_LARGE_F = 20
_LARGE_P = 0.2
_N_TERMS = 200


def individual_risk(sizes: ArrayLike, population: ArrayLike) -> NDArray[np.float64]:
    """Return the expected risk of a record whose class has f in the sample and F estimated.

    Parameters
    ----------
    sizes : array of int, shape (n,)
        Class sizes f in the sample (>= 1).
    population : array of float, shape (n,)
        Estimated class sizes F in the population (>= f): the sum of the weights of the class.

    Returns
    -------
    array of float, shape (n,), in (0, 1]
        E[1/F | f] when F given f is negative binomial with p = f / F; 1/f where F = f.

    Raises
    ------
    ParameterError
        When an f is not a whole number of at least 1, or an F is below its f.

    Notes
    -----
    With q = 1 - p, r_f = (p/f) sum_k k!/((f+1)_k) q^k, every term positive. Where it converges
    slowly (small f and p) r_1 = (p/q) ln(1/p) and r_f = (p/q) (1/(f-1) - r_(f-1)), which is
    stable for p below 1/2; f = 2 gives the closed form of the reference. The form
    (p^f/f) 2F1(f, f; f+1; q) overflows from an f of a few dozen.

    References
    ----------
    Luisa Franconi and Silvia Polettini, Individual risk estimation in mu-Argus, PSD 2004.

    Examples
    --------
    >>> individual_risk([1, 2], [100, 84.5]).round(10).tolist()
    [0.0465168706, 0.0220423262]
    """
    f = np.asarray(sizes, dtype=np.float64)
    total = np.asarray(population, dtype=np.float64)
    if not (np.isfinite(f).all() and (f >= 1).all() and (f == np.floor(f)).all()):
        message = "sizes holds a class size that is not a whole number of at least 1."
        raise ParameterError(message)
    if not (np.isfinite(total).all() and (total >= f).all()):
        message = (
            f"population holds {int((~(total >= f)).sum())} sizes below those of the sample: a "
            "class of the population holds at least the people of the sample."
        )
        raise ParameterError(message)
    p = f / total
    series = (f >= _LARGE_F) | (p >= _LARGE_P)
    risk = np.empty_like(p)
    risk[series] = _summed(f[series], p[series])
    risk[~series] = _recursed(f[~series], p[~series])
    return risk


def _summed(f: NDArray[np.float64], p: NDArray[np.float64]) -> NDArray[np.float64]:
    q = 1 - p
    term, total = np.ones_like(p), np.ones_like(p)
    for k in range(1, _N_TERMS):
        term = term * (q * k / (f + k))
        total += term
    return np.asarray(p / f * total)


def _recursed(f: NDArray[np.float64], p: NDArray[np.float64]) -> NDArray[np.float64]:
    odds = p / (1 - p)
    risk = -odds * np.log(p)
    for step in range(2, _LARGE_F):
        risk = np.where(f >= step, odds * (1 / (step - 1) - risk), risk)
    return risk
