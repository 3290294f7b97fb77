"""diffprivlib's Geometric mechanism, guarded; the only module that touches diffprivlib.

It draws one 53-bit float and inverts it: its support ends near 36 sensitivity / epsilon, where
the true distribution has a tail. What lies beyond is charged as delta.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NOISE"]

# at 22 to 24 bits brute force finds delta = 2 to 6 (sensitivity / epsilon) 2^-bits a cell;
# 32 times 2^-53 leaves a margin over that
DELTA_A_CELL = 2.0**-48


class _Diffprivlib:
    """A finite support: delta is above 0."""

    def scale(self, epsilon: float, sensitivity: int) -> float:
        """Return sensitivity / epsilon."""
        return sensitivity / epsilon

    def delta(self, epsilon: float, sensitivity: int, cells: int) -> float:
        """Return the mass of the missing tails, over the cells that a person touches."""
        return DELTA_A_CELL * max(1.0, sensitivity / epsilon) * cells

    def add(self, exact: Sequence[int], epsilon: float, sensitivity: int) -> list[int]:
        """Return the values with independent two-sided geometric noise."""
        from diffprivlib.mechanisms import Geometric

        mechanism = Geometric(epsilon=epsilon, sensitivity=sensitivity)
        return [int(mechanism.randomise(int(n))) for n in exact]


NOISE = _Diffprivlib()
