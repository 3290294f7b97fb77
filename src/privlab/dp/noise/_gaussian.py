"""The discrete Gaussian: how large it must be, and how far it reaches.

Canonne, Kamath and Steinke (2020), "The discrete Gaussian for differential privacy":
noise of parameter sigma on integers of L2 sensitivity D is rho-zCDP with rho = D^2 / (2 sigma^2),
and rho-zCDP is (epsilon, delta)-DP with
delta = inf over a > 1 of exp((a - 1)(a rho - epsilon)) / (a - 1) * (1 - 1 / a)^a.
"""

from __future__ import annotations

import functools
import math

import numpy as np

from privlab._statistics import z_value

__all__ = ["delta_of", "half_width", "rho_for", "sigma_for"]


@functools.cache
def _orders() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.concatenate([1 + np.logspace(-4, 0, 400), np.logspace(np.log10(2.01), 9, 2000)])


def delta_of(rho: float, epsilon: float) -> float:
    """Return a delta at which rho-zCDP is (epsilon, delta)-DP.

    Examples
    --------
    >>> delta_of(0.5, 1.0) > delta_of(0.1, 1.0) > 0
    True
    """
    a = _orders()
    said = (a - 1) * (a * rho - epsilon) - np.log(a - 1) + a * np.log1p(-1 / a)
    return float(np.exp(min(said.min(), 0.0)))


@functools.lru_cache(maxsize=256)
def rho_for(epsilon: float, delta: float) -> float:
    """Return the largest rho found for which rho-zCDP is (epsilon, delta)-DP.

    Examples
    --------
    >>> round(1 / math.sqrt(2 * rho_for(1.0, 1e-6)), 2)
    4.53
    """
    low, high = 0.0, epsilon
    while delta_of(high, epsilon) <= delta:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if delta_of(middle, epsilon) <= delta else (low, middle)
    # the floats of the search are exact to far more digits than that
    return low * (1 - 1e-9)


def sigma_for(rho: float, l2_squared: int) -> float:
    """Return the parameter of the noise for an L2 sensitivity."""
    return math.sqrt(l2_squared / (2 * rho))


def half_width(sigma: float, confidence: float) -> int:
    """Return the smallest t with P(|noise| <= t) at least `confidence`.

    Examples
    --------
    >>> half_width(10.0, 0.95)
    20
    """
    reach = int(40 * sigma) + 2
    if sigma > 1000:
        return math.ceil(sigma * z_value(confidence))
    places = np.arange(reach)
    mass = np.exp(-(places.astype(float) ** 2) / (2 * sigma**2))
    inside = np.cumsum(np.where(places == 0, 1.0, 2.0) * mass)
    return int(np.searchsorted(inside, confidence * inside[-1]))
