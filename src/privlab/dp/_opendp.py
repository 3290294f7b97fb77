"""OpenDP's exact discrete Laplace sampler; the only module that touches OpenDP."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NOISE"]


@functools.cache
def _library() -> Any:  # noqa: ANN401 - OpenDP is untyped
    import opendp.prelude as opendp

    opendp.enable_features("contrib")
    return opendp


def _laplace(scale: float) -> Any:  # noqa: ANN401 - OpenDP is untyped
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

    def delta(self, epsilon: float, sensitivity: int, cells: int) -> float:  # noqa: ARG002
        """Return 0: the sampler is exact."""
        return 0.0

    def add(self, exact: Sequence[int], epsilon: float, sensitivity: int) -> list[int]:
        """Return the values with independent discrete Laplace noise."""
        noisy = _laplace(self.scale(epsilon, sensitivity))([int(n) for n in exact])
        return [int(n) for n in noisy]


NOISE = _OpenDP()
