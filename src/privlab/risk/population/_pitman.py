"""The Pitman-Yor family: one fit for uniques of the population and for how risk scales with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["PitmanYor", "fit_pitman_yor", "pitman_log_error"]

_DIRECT_SUM = 100_000
_STARTS = ((0.2, 1.0), (0.6, 1.0), (0.2, 100.0), (0.6, 100.0), (0.1, 10_000.0))
_LOWEST, _HIGHEST = -14.0, 14.0
_NEGLIGIBLE_D = 1e-9
_STEP = 0.01
_FLAT = 1e-9


@dataclass(frozen=True)
class PitmanYor:
    """A random partition of a population into classes.

    Parameters
    ----------
    theta : float
        Concentration, above 0: how many classes there are early on.
    d : float
        Discount, 0 <= d < 1: how fast new classes keep coming; 0 is Ewens' model.

    References
    ----------
    Nobuaki Hoshino, Applying Pitman's Sampling Formula to Microdata Disclosure Risk Assessment,
    Journal of Official Statistics 17(4), 2001. Luc Rocher, Julien Hendrickx and Yves-Alexandre
    de Montjoye, A scaling law to model the effectiveness of identification techniques, Nature
    Communications 16, 2025.
    """

    theta: float
    d: float

    def __post_init__(self) -> None:
        if not (0 < self.theta < np.inf and 0 <= self.d < 1):
            message = (
                f"theta is {self.theta!r} and d is {self.d!r}; theta must be above 0, and d at "
                "least 0 and below 1."
            )
            raise ParameterError(message)

    def uniqueness(self, n: ArrayLike) -> NDArray[np.float64]:
        """Return the expected share of a population of n who are alone in a class.

        Parameters
        ----------
        n : array of int, shape (m,)
            Sizes of the population (>= 1).

        Examples
        --------
        >>> PitmanYor(theta=1.0, d=0.0).uniqueness([1, 4]).round(12).tolist()
        [1.0, 0.25]
        """
        from scipy.special import gammaln

        sizes, theta, d = _sizes(n), self.theta, self.d
        return np.asarray(
            np.exp(
                gammaln(1 + theta)
                - gammaln(d + theta)
                + gammaln(sizes + d + theta - 1)
                - gammaln(sizes + theta)
            )
        )

    def correctness(self, n: ArrayLike) -> NDArray[np.float64]:
        """Return the expected number of classes over n: the share whom an exact match finds.

        Examples
        --------
        >>> PitmanYor(theta=1.0, d=0.0).correctness([1, 2]).round(12).tolist()
        [1.0, 0.75]
        """
        from scipy.special import gammaln, psi

        sizes, theta, d = _sizes(n), self.theta, self.d
        if d < _NEGLIGIBLE_D:
            return np.asarray(theta / sizes * (psi(sizes + theta) - psi(theta)))
        grown = gammaln(sizes + d + theta) - gammaln(sizes + theta)
        start = gammaln(theta) - gammaln(d + theta)
        return np.asarray(np.expm1(grown + start) * theta / (sizes * d))

    @property
    def entropy(self) -> float:
        """Expected entropy of the classes of an endless population, in nats."""
        from scipy.special import psi

        return float(psi(self.theta + 1) - psi(1 - self.d))


def fit_pitman_yor(sizes: ArrayLike, classes: ArrayLike) -> PitmanYor | None:
    """Return the likeliest parameters of a sample, None when it cannot tell them.

    Parameters
    ----------
    sizes : array of int, shape (n,)
        Distinct class sizes of the sample.
    classes : array of int, shape (n,)
        How many classes have each.

    Returns
    -------
    PitmanYor or None
        None when everybody is unique or there is one class: no parameter is the likeliest.
    """
    from scipy.optimize import minimize

    histogram = _Histogram.of(sizes, classes)
    if histogram.u in {1, histogram.n}:
        return None

    def cost(at: NDArray[np.float64]) -> float:
        theta, d = _parameters(at)
        return -histogram.log_likelihood(theta, d) / histogram.u

    starts = [_coordinates(theta, d) for d, theta in _STARTS]
    moments = histogram.moments()
    if moments is not None:
        starts.insert(0, _coordinates(*moments))
    first = min(starts, key=cost)
    bounds = [(_LOWEST, 35.0), (_LOWEST, _HIGHEST)]
    options = {"xatol": 1e-6, "fatol": 1e-12, "maxiter": 4000}
    found = minimize(  # type: ignore[no-untyped-call]
        cost, first, method="Nelder-Mead", bounds=bounds, options=options
    )
    if not found.success or found.x[0] > bounds[0][1] - 1:
        return None
    theta, d = _parameters(found.x)
    return PitmanYor(theta, d)


def pitman_log_error(
    model: PitmanYor, sizes: ArrayLike, classes: ArrayLike, population_size: int
) -> float | None:
    """Return the standard error of the logarithm of the uniques of the population.

    From the curvature of the likelihood at its maximum; None where it has none, at a bound.
    """
    histogram = _Histogram.of(sizes, classes)
    centre = _coordinates(model.theta, model.d)

    def likelihood(at: NDArray[np.float64]) -> float:
        return histogram.log_likelihood(*_parameters(at))

    def uniques(at: NDArray[np.float64]) -> float:
        return float(np.log(PitmanYor(*_parameters(at)).uniqueness(population_size)))

    steps = np.eye(2) * _STEP
    slope = np.array([uniques(centre + e) - uniques(centre - e) for e in steps]) / (2 * _STEP)
    bend = np.array(
        [
            [
                likelihood(centre + e + f)
                - likelihood(centre + e - f)
                - likelihood(centre - e + f)
                + likelihood(centre - e - f)
                for f in steps
            ]
            for e in steps
        ]
    ) / (4 * _STEP**2)
    curved = np.linalg.eigvalsh(-bend)
    if not np.isfinite(bend).all() or curved.min() <= _FLAT * curved.max():
        return None
    return float(np.sqrt(slope @ np.linalg.solve(-bend, slope)))


@dataclass(frozen=True, eq=False)
class _Histogram:
    sizes: NDArray[np.float64]
    classes: NDArray[np.float64]
    n: float
    u: float

    @classmethod
    def of(cls, sizes: ArrayLike, classes: ArrayLike) -> _Histogram:
        sizes = np.asarray(sizes, dtype=np.float64)
        counts = np.asarray(classes, dtype=np.float64)
        return cls(sizes, counts, float((sizes * counts).sum()), float(counts.sum()))

    def log_likelihood(self, theta: float, d: float) -> float:
        from scipy.special import gammaln

        within = gammaln(self.sizes - d) - gammaln(1 - d)
        among = gammaln(theta + self.n) - gammaln(theta + 1)
        return float(self._new_classes(theta, d) - among + (self.classes * within).sum())

    def _new_classes(self, theta: float, d: float) -> float:
        from scipy.special import gammaln

        # a difference of gammas loses its digits for a small d; beyond the limit the sum is long
        if self.u <= _DIRECT_SUM:
            return float(np.log(theta + d * np.arange(1, self.u)).sum())
        start = theta / d
        return float(
            (self.u - 1) * np.log(d) + gammaln(start + self.u) - gammaln(start + 1),
        )

    def moments(self) -> tuple[float, float] | None:
        """Return Hoshino's start values (theta, d), None where they are no parameters."""
        ones, twos = (float(self.classes[self.sizes == size].sum()) for size in (1, 2))
        n, u = self.n, self.u
        if not ones or not twos:
            return None
        c = ones * (ones - 1) / twos
        below = 2 * ones * u + ones * c - n * c
        if not below:
            return None
        theta = (n * u * c - ones * (n - 1) * (2 * u + c)) / below
        d = (theta * (ones - n) + (n - 1) * ones) / (n * u)
        return (theta, d) if theta > 0 and 0 < d < 1 else None


def _parameters(at: NDArray[np.float64]) -> tuple[float, float]:
    return float(np.exp(at[0])), float(1 / (1 + np.exp(-at[1])))


def _coordinates(theta: float, d: float) -> NDArray[np.float64]:
    return np.array([np.log(theta), np.clip(np.log(d / (1 - d)), _LOWEST, _HIGHEST)])


def _sizes(n: ArrayLike) -> NDArray[np.float64]:
    sizes = np.asarray(n, dtype=np.float64)
    if not (sizes >= 1).all():
        message = "n holds a population below 1: a population has at least one person."
        raise ParameterError(message)
    return sizes
