"""Exact integer noise: which an answer gets, and how much; guarded, never seeded.

It is chosen by its expected error, before anything is read, and drawn by the library that was
chosen.

The scale is that of the discrete Laplace distribution on the integers,
P(x) = (1 - a) / (1 + a) * a^|x| with a = exp(-1 / scale) and scale = sensitivity / epsilon.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from privlab._checks import one_of
from privlab.dp.noise import _gaussian
from privlab.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "NOISES",
    "Mechanism",
    "Noise",
    "choose",
    "half_width",
    "noise_named",
    "standard_deviation",
]

NOISES = ("opendp", "diffprivlib")
# beyond it a float cannot hold every integer, and samplers built on floats add no noise at all
LARGEST = 2**52
MOST_SCALE = 2.0**40


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
    return _Guarded(one_of("noise", name, NOISES))


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


@dataclass(frozen=True)
class Mechanism:
    """Noise for the groups of one answer, in whole units.

    Attributes
    ----------
    kind : {"laplace", "gaussian"}
    library : str
    epsilon, delta : float
        What it costs.
    l1, l2_squared : int
        How far one person more or less moves the answer.
    touched : int
        In how many groups.
    scale : float
        Of the Laplace noise, or sigma of the Gaussian.
    """

    kind: str
    library: str
    epsilon: float
    delta: float
    l1: int
    l2_squared: int
    touched: int
    scale: float

    @property
    def standard_deviation(self) -> float:
        """In units."""
        return standard_deviation(self.scale) if self.kind == "laplace" else self.scale

    def half_width(self, confidence: float) -> int:
        """Return the units within which the noise stays with that probability."""
        if self.kind == "laplace":
            return half_width(self.scale, confidence)
        return _gaussian.half_width(self.scale, confidence)

    def add(self, exact: Sequence[int]) -> list[int]:
        """Return the values with independent noise.

        What is beyond the exact integers is moved to the last of them: one person moves a value
        that was moved no further than before, and no error tells of it.
        """
        held = [max(-LARGEST, min(LARGEST, int(n))) for n in exact]
        if self.kind == "laplace":
            return noise_named(self.library).add(held, self.epsilon, self.l1)
        from privlab.dp.noise import _opendp

        rho = _gaussian.rho_for(self.epsilon, self.delta)
        return _opendp.gaussian(held, self.scale, self.l2_squared, rho)

    def drawn(self, shape: tuple[int, ...], seed: int) -> NDArray[np.float64]:
        """Return noise of this size for the simulation of an interval; never for a release."""
        import numpy as np

        rng = np.random.default_rng(seed)
        if self.kind == "gaussian":
            return np.rint(rng.normal(0.0, self.scale, shape))
        # the difference of two geometric numbers is discrete Laplace
        p = -math.expm1(-1 / self.scale)
        return (rng.geometric(p, shape) - rng.geometric(p, shape)).astype(np.float64)


def choose(
    library: str,
    epsilon: float,
    delta: float,
    *,
    l1: int,
    l2_squared: int,
    touched: int,
) -> Mechanism:
    """Return the noise with the smaller standard deviation that this cost allows.

    Raises
    ------
    ParameterError
        It would drown every figure.
    """
    noise = noise_named(library)
    if l1 / epsilon > MOST_SCALE:
        message = (
            f"A person who moves the answer by {l1} at epsilon={epsilon:g} needs noise of scale "
            f"{l1 / epsilon:.2g}; at most {MOST_SCALE:.2g} is drawn. Take a lower cap, a coarser "
            "unit or a higher epsilon. Nothing was read or spent."
        )
        raise ParameterError(message)
    scale = noise.scale(epsilon, l1)
    laplace = Mechanism(
        "laplace",
        library,
        epsilon,
        noise.delta(epsilon, l1, touched),
        l1,
        l2_squared,
        touched,
        scale,
    )
    if delta <= 0 or library != "opendp":
        return laplace
    rho = _gaussian.rho_for(epsilon, delta)
    # a little wider than the formula: the map of the sampler is met at the first try
    sigma = _gaussian.sigma_for(rho, l2_squared) * (1 + 1e-9)
    if not math.isfinite(sigma) or sigma >= laplace.standard_deviation:
        return laplace
    return Mechanism("gaussian", library, epsilon, delta, l1, l2_squared, touched, sigma)
