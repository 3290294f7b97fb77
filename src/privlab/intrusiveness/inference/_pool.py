"""Several guesses made one: each to a power that is learnt where it was not trained.

The logarithmic pool of Genest and Zidek (Statistical Science 1, 1986): q is in proportion to
the product of the guesses, each to its power. Powers of 0 leave a guess out, powers that sum to
less than 1 calm all of them, to more than 1 sharpen them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["pool_powers", "pooled"]

_FLOOR = 1e-6
_LEAST = 1e-9
_RIDGE = 1e-3
_MOST_ROWS = 10_000
# below, a power changes nothing that is shown, and its guess need not be made
_NEGLIGIBLE = 1e-3


def pool_powers(found: NDArray[np.float64], secret: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the powers, none below 0, with which the pool is likeliest.

    Parameters
    ----------
    found : array of float, shape (n_guesses, n_rows, n_classes)
        Probabilities for rows that were not learnt from.
    secret : array of int64, shape (n_rows,)

    Returns
    -------
    array of float, shape (n_guesses,)

    Examples
    --------
    >>> secret = np.array([0, 0, 1, 1] * 20)
    >>> wrong = np.where(np.eye(2)[1 - secret] == 1, 0.9, 0.1)
    >>> powers = pool_powers(np.stack([wrong, np.full((80, 2), 0.5)]), secret)
    >>> float(powers[0])
    0.0
    """
    from scipy import optimize

    step = -(-len(secret) // _MOST_ROWS)
    logs = np.log(np.maximum(found[:, ::step], _FLOOR))
    own = secret[::step]
    rows = np.arange(len(own))
    right = logs[:, rows, own]

    def loss(powers: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = np.tensordot(powers, logs, 1)
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        totals = shares.sum(axis=1)
        shares /= totals[:, None]
        value = -(scores[rows, own] - np.log(totals)).mean()
        slope = ((logs * shares).sum(axis=2) - right).mean(axis=1)
        return float(value + _RIDGE * powers @ powers), slope + 2 * _RIDGE * powers

    least: Any = optimize.minimize
    start = np.full(len(found), 1 / len(found))
    done = least(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(found))
    powers = np.asarray(done.x, dtype=np.float64)
    return np.where(powers < _NEGLIGIBLE, 0.0, powers)


def pooled(found: NDArray[np.float64], powers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of the pool, shape (n_rows, n_classes).

    Examples
    --------
    >>> two = np.array([[[0.8, 0.2]], [[0.5, 0.5]]])
    >>> pooled(two, np.array([2.0, 1.0])).round(3).tolist()
    [[0.941, 0.059]]
    """
    scores = np.tensordot(powers, np.log(np.maximum(found, _FLOOR)), 1)
    scores -= scores.max(axis=1, keepdims=True)
    shares = np.maximum(np.exp(scores), _LEAST)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
