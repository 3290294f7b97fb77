"""Exact integer noise, by the library that was chosen: guarded, never seeded.

The scale is that of the discrete Laplace distribution on the integers,
P(x) = (1 - a) / (1 + a) * a^|x| with a = exp(-1 / scale) and scale = sensitivity / epsilon.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from privlab.errors import ParameterError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NOISES", "Noise", "half_width", "noise_named", "standard_deviation"]

NOISES = ("opendp", "diffprivlib")
# beyond it a float cannot hold every integer, and samplers built on floats add no noise at all
LARGEST = 2**52


class Noise(Protocol):
    """A sampler of discrete Laplace noise with the guarantee that it really gives."""

    def scale(self, epsilon: float, sensitivity: int) -> float:
        """Return the smallest scale at which the loss is at most epsilon."""

    def delta(self, epsilon: float, sensitivity: int, cells: int) -> float:
        """Return the delta that must be charged for a person who touches that many cells."""

    def add(self, exact: Sequence[int], epsilon: float, sensitivity: int) -> list[int]:
        """Return the values with independent noise."""


@dataclass(frozen=True)
class _Guarded:
    """Refuse what no sampler may see, then draw."""

    name: str

    def scale(self, epsilon: float, sensitivity: int) -> float:
        return _module(self.name).scale(epsilon, sensitivity)

    def delta(self, epsilon: float, sensitivity: int, cells: int) -> float:
        return _module(self.name).delta(epsilon, sensitivity, cells)

    def add(self, exact: Sequence[int], epsilon: float, sensitivity: int) -> list[int]:
        if any(isinstance(n, bool) or not isinstance(n, int) or abs(n) > LARGEST for n in exact):
            # decided by the declared maximum, so that no answer depends on the data
            message = "noise is added to whole numbers below 2**52 only"
            raise ParameterError(message)
        return _module(self.name).add(exact, epsilon, sensitivity)


def noise_named(name: str) -> Noise:
    """Return the sampler of a library, or refuse the name."""
    if name not in NOISES:
        message = f"noise='{name}' is not known. {did_you_mean(name, NOISES)}"
        raise ParameterError(message)
    return _Guarded(name)


def _module(name: str) -> Noise:
    if name == "opendp":
        from privlab.dp.noise import _opendp

        return _opendp.NOISE
    from privlab.dp.noise import _diffprivlib

    return _diffprivlib.NOISE


def half_width(scale: float, confidence: float) -> int:
    """Return the smallest t with P(|noise| <= t) at least `confidence`.

    Parameters
    ----------
    scale : float
        Of the discrete Laplace distribution, > 0.
    confidence : float
        Between 0 and 1, exclusive.

    Notes
    -----
    P(|x| > t) = 2 a^(t + 1) / (1 + a) with a = exp(-1 / scale).

    Examples
    --------
    >>> half_width(4.0, 0.95)
    12
    """
    a = math.exp(-1 / scale)
    t = -scale * math.log((1 - confidence) * (1 + a) / 2) - 1
    return max(0, math.ceil(t - 1e-9))


def standard_deviation(scale: float) -> float:
    """Return the standard deviation of discrete Laplace noise: sqrt(2 a) / (1 - a).

    Examples
    --------
    >>> round(standard_deviation(20.0), 3)
    28.281
    """
    a = math.exp(-1 / scale)
    return math.sqrt(2 * a) / (1 - a)
