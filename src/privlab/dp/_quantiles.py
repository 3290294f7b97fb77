"""Quantiles by the exponential mechanism on a public grid, drawn exactly.

A grid point with B of n rows below it is drawn with P proportional to
exp(-epsilon |B - q n| / (2 c max(q, 1 - q))), where c is the most rows of a person in all groups:
a row moves the score by max(q, 1 - q) at most, so that all groups together cost epsilon.
(McSherry and Talwar 2007; Smith 2011.)

The draw is a uniform number laid against the running sum of the weights. Floats decide where it
falls far from every boundary; where it falls near one, more of its digits are drawn and the
weights are computed with more digits until nothing is left to rounding.
"""

from __future__ import annotations

import secrets
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["draw", "rank_error"]

CHUNK = 4096
_BITS = 64
# many times the error of a running sum of floats, and still almost never met
MARGIN = 1e-9


def draw(histograms: NDArray[np.int64], q: Fraction, epsilon: float, cap: int) -> NDArray[np.int64]:
    """Return the place on the grid of one quantile of each group.

    Parameters
    ----------
    histograms : array of int, shape (n_groups, n_bins)
        Rows of each group between neighbouring grid points.
    q : Fraction
        Between 0 and 1, exclusive.
    epsilon : float
        Privacy loss of all groups together.
    cap : int
        Most rows of a person in all groups.

    Returns
    -------
    array of int, shape (n_groups,), from 0 to n_bins
    """
    places = np.empty(len(histograms), dtype=np.int64)
    rate = Fraction(epsilon) / (2 * cap * max(q.numerator, q.denominator - q.numerator))
    for start in range(0, len(histograms), CHUNK):
        part = histograms[start : start + CHUNK]
        below = np.zeros((len(part), part.shape[1] + 1), dtype=np.int64)
        np.cumsum(part, axis=1, out=below[:, 1:])
        score = np.abs(below * q.denominator - q.numerator * below[:, -1:])
        score -= score.min(axis=1, keepdims=True)
        places[start : start + CHUNK] = _places(score, rate)
    return places


def rank_error(n_points: int, q: Fraction, epsilon: float, cap: int, confidence: float) -> float:
    """Return the rows by which a drawn point is further from the quantile than the best point.

    Met with at least that confidence, whatever the data: McSherry and Talwar's bound.

    Examples
    --------
    >>> round(rank_error(1001, Fraction(1, 2), 0.25, 5, 0.95))
    198
    """
    spread = 2 * cap * float(max(q, 1 - q)) / epsilon
    return float(spread * np.log(n_points / (1 - confidence)))


def _places(score: NDArray[np.int64], rate: Fraction) -> NDArray[np.int64]:
    sums = np.cumsum(np.exp(-float(rate) * score), axis=1)
    words = np.frombuffer(secrets.token_bytes(8 * len(score)), dtype=np.uint64)
    at = (words.astype(np.float64) + 0.5) * 2.0**-_BITS * sums[:, -1]
    found = np.minimum((sums <= at[:, None]).sum(axis=1), score.shape[1] - 1)
    rows = np.arange(len(score))
    before = np.where(found > 0, sums[rows, found - 1], -np.inf)
    after = np.where(found < score.shape[1] - 1, sums[rows, found], np.inf)
    near = np.minimum(at - before, after - at) <= MARGIN * sums[:, -1]
    for row in np.flatnonzero(near):
        found[row] = decided(score[row].tolist(), rate, int(words[row]))
    return np.asarray(found, dtype=np.int64)


def decided(score: Sequence[int], rate: Fraction, word: int) -> int:
    """Return the place on which a uniform number falls that begins with the 64 bits of `word`."""
    bits = _BITS
    while True:
        with localcontext() as context:
            context.prec = bits // 3 + 30
            sums = _sums(score, rate)
            error = sums[-1] * len(score) * Decimal(10) ** (20 - context.prec)
            low = Decimal(word) / 2**bits * sums[-1]
            high = Decimal(word + 1) / 2**bits * sums[-1]
            place = sum(1 for total in sums[:-1] if total <= low)
            clear_below = place == 0 or sums[place - 1] <= low - error
            clear_above = place == len(sums) - 1 or sums[place] >= high + error
            if clear_below and clear_above:
                return place
        word = word << _BITS | secrets.randbits(_BITS)
        bits += _BITS


def _sums(score: Sequence[int], rate: Fraction) -> list[Decimal]:
    step = Decimal(rate.numerator) / Decimal(rate.denominator)
    known: dict[int, Any] = {}
    total, sums = Decimal(0), []
    for each in score:
        if each not in known:
            known[each] = (-step * each).exp()
        total += known[each]
        sums.append(total)
    return sums
