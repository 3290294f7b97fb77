"""OpenDP's exact samplers of integer noise; the only module that touches OpenDP."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

from privlab._extras import wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NOISE", "gaussian"]


@functools.cache
def _library() -> Any:
    opendp = wanted("opendp.prelude")
    opendp.enable_features("contrib")
    return opendp


def _laplace(scale: float) -> Any:
    opendp = _library()
    domain = opendp.vector_domain(opendp.atom_domain(T="i64"))
    return opendp.m.make_laplace(domain, opendp.l1_distance(T="i64"), scale=scale)


class _OpenDP:
    """Integers all the way: delta is 0."""

    def scale(self, epsilon: float, sensitivity: int) -> float:
        """Return the smallest float whose loss, by OpenDP's own map, is at most epsilon."""
        scale = sensitivity / epsilon
        while _laplace(scale).map(sensitivity) > epsilon:
            scale = math.nextafter(scale, math.inf)
        return scale

    def delta(self, epsilon: float, sensitivity: int, cells: int) -> float:
        """Return 0: the sampler is exact."""
        return 0.0

    def add(self, exact: Sequence[int], epsilon: float, sensitivity: int) -> list[int]:
        """Return the values with independent discrete Laplace noise."""
        noisy = _laplace(self.scale(epsilon, sensitivity))([int(n) for n in exact])
        return [int(n) for n in noisy]


NOISE = _OpenDP()


def gaussian(exact: Sequence[int], sigma: float, l2_squared: int, rho: float) -> list[int]:
    """Return the values with independent discrete Gaussian noise.

    Sigma is widened until the loss, by OpenDP's own map, is at most rho in zCDP.
    """
    opendp = _library()
    domain = opendp.vector_domain(opendp.atom_domain(T="i64"))
    distance = math.nextafter(math.sqrt(l2_squared), math.inf)
    while True:
        made = opendp.m.make_gaussian(domain, opendp.l2_distance(T="f64"), scale=sigma)
        if made.map(distance) <= rho:
            return [int(n) for n in made([int(n) for n in exact])]
        sigma *= 1 + 1e-12
