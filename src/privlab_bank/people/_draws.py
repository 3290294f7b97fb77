"""Random draws that depend on a seed, a table and a block of people, and on nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

__all__ = ["BLOCK", "Lottery", "Shuffle", "band", "generators"]

BLOCK = 10_000
"""People whose random numbers are drawn together; a bank is a sequence of whole blocks."""


def generators(seed: int, table: int, block: int, themes: int) -> list[np.random.Generator]:
    """Return one generator a theme, so that a theme that draws more moves no other.

    Parameters
    ----------
    seed : int
        The seed of the bank, 0 to 2**32 - 1.
    table : int
        The number of the table in the bank.
    block : int
        The number of the block of people, from 0.
    themes : int
        How many independent streams; adding themes leaves the earlier ones as they were.
    """
    sequences = np.random.SeedSequence((seed, table, block)).spawn(themes)
    return [np.random.Generator(np.random.PCG64(sequence)) for sequence in sequences]


def band(values: npt.NDArray[np.integer], bounds: Sequence[int]) -> Codes:
    """Return the number of the band of each value; band i holds bounds[i-1] <= value < bounds[i].

    Examples
    --------
    >>> band(np.array([17, 18, 64, 65]), (18, 65)).tolist()
    [0, 1, 1, 2]
    """
    return np.searchsorted(np.asarray(bounds), values, side="right").astype(np.int64)


@dataclass(frozen=True)
class Lottery:
    """Categories with weights, in one cell or in many: a draw is one binary search.

    Attributes
    ----------
    steps : array of float, shape (n_cells * n_categories,)
        Cumulated shares of each cell, shifted by the number of the cell.
    n_categories : int
    """

    steps: Floats
    n_categories: int

    @classmethod
    def of(cls, weights: npt.ArrayLike) -> Lottery:
        """Build from weights of shape (..., n_categories); no cell may be empty."""
        table = np.asarray(weights, dtype=np.float64)
        cells = table.reshape(-1, table.shape[-1])
        steps = np.cumsum(cells, axis=1)
        steps /= steps[:, -1:]
        steps[:, -1] = 1.0
        return cls((steps + np.arange(len(cells))[:, None]).ravel(), cells.shape[1])

    def draw(self, uniform: Floats, cell: Codes | int = 0) -> Codes:
        """Return a category for each uniform number of [0, 1), in the given cells.

        Examples
        --------
        >>> coin = Lottery.of([[1, 3], [1, 0]])
        >>> coin.draw(np.array([0.2, 0.3, 0.9]), np.array([0, 0, 1])).tolist()
        [0, 1, 0]
        """
        found = np.searchsorted(self.steps, cell + uniform, side="right")
        drawn: Codes = np.clip(found - cell * self.n_categories, 0, self.n_categories - 1)
        return drawn


@dataclass(frozen=True)
class Shuffle:
    """A seeded one-to-one map of the numbers below 10**8, as four Feistel rounds.

    Attributes
    ----------
    rounds : array of int, shape (4, 10_000)
    """

    rounds: Codes

    @classmethod
    def of(cls, rng: np.random.Generator) -> Shuffle:
        """Draw the four round tables."""
        return cls(rng.integers(0, 10_000, size=(4, 10_000)))

    def map(self, numbers: Codes) -> Codes:
        """Return the image of each number, 0 <= number < 10**8; no two images are equal."""
        left, right = np.divmod(numbers, 10_000)
        for table in self.rounds:
            left, right = right, (left + table[right]) % 10_000
        return left * 10_000 + right
