"""Quantiles by the exponential mechanism on a public grid, drawn exactly.

Each row counts at the point of the grid nearest to it. A point with B of n rows below it and A at
or below it holds the quantile q when B <= q n <= A; its score is the distance of q n to the
interval [B, A], so that the quantile of rows that all say the same is what they say. A point is
drawn with P proportional to exp(-epsilon * score / (2 c max(q, 1 - q))), where c is the most rows
of a person in all groups (McSherry and Talwar 2007; Smith 2011).

A row more moves a score by max(q, 1 - q) at most, so that all groups together cost epsilon:
the score is max(B - q n, q n - A, 0). A row at the point moves A and n by one, and B by none; a
row below it moves all three by one, a row above it n alone. So B - q n moves by -q or by 1 - q,
and q n - A by q or by -(1 - q); and the greatest of three numbers, of which none moves by more
than d, moves by d at most.

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

__all__ = ["draw", "rank_bound", "rank_error", "rows_needed"]

CHUNK = 4096
_BITS = 64
# many times the error of a running sum of floats, and still almost never met
MARGIN = 1e-9


def draw(histograms: NDArray[np.int64], q: Fraction, epsilon: float, cap: int) -> NDArray[np.int64]:
    """Return the place on the grid of one quantile of each group.

    Parameters
    ----------
    histograms : array of int, shape (n_groups, n_points)
        Rows of each group at each point of the grid.
    q : Fraction
        Between 0 and 1, exclusive.
    epsilon : float
        Privacy loss of all groups together.
    cap : int
        Most rows of a person in all groups.

    Returns
    -------
    array of int, shape (n_groups,), from 0 to n_points - 1
    """
    places = np.empty(len(histograms), dtype=np.int64)
    rate = Fraction(epsilon) / (2 * cap * max(q.numerator, q.denominator - q.numerator))
    for start in range(0, len(histograms), CHUNK):
        part = histograms[start : start + CHUNK]
        places[start : start + CHUNK] = _places(scores(part, q), rate)
    return places


def scores(histograms: NDArray[np.int64], q: Fraction) -> NDArray[np.int64]:
    """Return how many rows each point is away from the quantile, times the denominator of q.

    Parameters
    ----------
    histograms : array of int, shape (n_groups, n_points)
    q : Fraction

    Returns
    -------
    array of int, shape (n_groups, n_points), at least 0, and 0 somewhere in each group

    Examples
    --------
    >>> scores(np.array([[0, 4, 0], [1, 0, 1]]), Fraction(1, 2)).tolist()
    [[4, 0, 4], [0, 0, 0]]
    """
    upto = np.cumsum(histograms, axis=1, dtype=np.int64)
    wanted = q.numerator * upto[:, -1:]
    past = (upto - histograms) * q.denominator - wanted
    upto *= -q.denominator
    upto += wanted
    return np.asarray(np.maximum(np.maximum(past, upto), 0), dtype=np.int64)


def rank_error(q: Fraction, epsilon: float, cap: int, confidence: float) -> float:
    """Return the rows between a drawn point and the quantile, where rows lie evenly around it.

    The score of a point that is drawn is then exponential, whatever the rows and the grid.

    Examples
    --------
    >>> round(rank_error(Fraction(1, 2), 0.25, 5, 0.95))
    60
    """
    return float(_spread(q, epsilon, cap) * -np.log(1 - confidence))


def rank_bound(n_points: int, q: Fraction, epsilon: float, cap: int, confidence: float) -> float:
    """Return the rows between a drawn point and the quantile, whatever the rows.

    Met with at least that confidence: McSherry and Talwar's bound. It is reached where the rows
    all lie at one point of the grid.

    Examples
    --------
    >>> round(rank_bound(1001, Fraction(1, 2), 0.25, 5, 0.95))
    198
    """
    return float(_spread(q, epsilon, cap) * np.log(n_points / (1 - confidence)))


def rows_needed(n_points: int, q: Fraction, epsilon: float, cap: int, confidence: float) -> int:
    """Return the rows from which a point without a row on one side of it is hardly ever drawn.

    In a smaller group any point may be drawn: the points beyond all rows are many, and their score
    is at least min(q, 1 - q) n.

    Examples
    --------
    >>> rows_needed(1001, Fraction(1, 2), 0.25, 5, 0.95)
    397
    """
    bound = rank_bound(n_points, q, epsilon, cap, confidence)
    return int(np.ceil(bound / float(min(q, 1 - q))))


def _spread(q: Fraction, epsilon: float, cap: int) -> float:
    return 2 * cap * float(max(q, 1 - q)) / epsilon


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
