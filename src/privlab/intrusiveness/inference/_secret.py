"""What there is to guess of an attribute: its classes, the prior, and what was learnt of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab._statistics import entropy, z_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CONFIDENT", "Learnt", "Secret", "classes_of", "learnt_bits", "prior_of"]

CONFIDENT = 0.9
_MINORITY = 0.5
_RARE = 0.01
_BANDS = 5
_Z = z_value(0.95)


@dataclass(frozen=True)
class Secret:
    """The classes of an attribute, those of fewer than 1% of the rows as one.

    Attributes
    ----------
    rows : array of int64
        The rows in which it is held.
    classes : array of int64, shape (len(rows),)
    n_classes : int
    lumped : int or None
        The class that stands for all rare values, when there is one.
    banded : bool
        Whether a number was cut into five bands of equal size.
    """

    rows: NDArray[np.int64]
    classes: NDArray[np.int64]
    n_classes: int
    lumped: int | None
    banded: bool


def classes_of(
    codes: NDArray[np.int64], numbers: NDArray[np.float64] | None, missing: int | None, fewest: int
) -> Secret:
    """Return what there is to guess; classes of fewer than `fewest` rows are lumped too."""
    held = np.ones(len(codes), dtype=bool) if missing is None else codes != missing
    if numbers is not None:
        held &= ~np.isnan(numbers)
    rows = np.flatnonzero(held)
    own = codes[rows]
    banded = numbers is not None and len(np.unique(own)) > 2 * _BANDS
    if banded and numbers is not None:
        cuts = np.unique(np.quantile(numbers[rows], np.linspace(0, 1, _BANDS + 1)[1:-1]))
        own = np.searchsorted(cuts, numbers[rows], side="right")
    names, own, counts = np.unique(own, return_inverse=True, return_counts=True)
    rare = counts < max(fewest, _RARE * len(rows))
    places = np.cumsum(~rare) - 1
    common = int((~rare).sum())
    lumped = None
    if rare.any():
        together = int(counts[rare].sum())
        # too few even together: they are left out rather than learnt from
        if together >= fewest:
            lumped = common
            places = np.where(rare, common, places)
        else:
            kept = ~rare[own]
            rows, own = rows[kept], own[kept]
    total = common + (lumped is not None)
    classes = places[own].astype(np.int64) if len(names) else own.astype(np.int64)
    return Secret(rows, classes, total, lumped, banded)


def prior_of(classes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share of each class."""
    return np.bincount(classes) / len(classes)


@dataclass(frozen=True)
class Learnt:
    """What a prediction tells of a secret.

    Attributes
    ----------
    share, interval : float, (float, float)
        Of the bits of the secret, 0 to 1, and its bounds at 95%.
    bits : array of float, shape (n_rows,)
        log2(q_i(t_i) / p(t_i)) of each row; below 0 where the guess misleads.
    disclosed : array of bool, shape (n_rows,)
        Told with a confidence of 0.9 or more that they are in a class of fewer than half.
    correct : array of bool, shape (n_rows,)
        Whether the likeliest class is theirs.
    advantage : float
        (accuracy - that of always saying the largest class) / (1 - that).
    """

    share: float
    interval: tuple[float, float]
    bits: NDArray[np.float64]
    disclosed: NDArray[np.bool_]
    correct: NDArray[np.bool_]
    advantage: float


def learnt_bits(
    q: NDArray[np.float64],
    classes: NDArray[np.int64],
    *,
    lumped: int | None = None,
    units: NDArray[np.int64] | None = None,
) -> Learnt:
    """Return what predicted probabilities tell of a secret.

    Parameters
    ----------
    q : array of float, shape (n_rows, n_classes)
        Predicted for rows that were not learnt from.
    classes : array of int64, shape (n_rows,)
    lumped : int, optional
        A class of several values: to tell it is not to disclose a value.
    units : array of int64, optional
        Person of each row, for the interval; each row its own by default.

    Examples
    --------
    >>> q = np.array([[0.95, 0.05], [0.05, 0.95], [0.5, 0.5], [0.5, 0.5]])
    >>> round(learnt_bits(q, np.array([0, 1, 0, 1])).share, 3)
    0.463
    """
    prior = prior_of(classes)
    whole = entropy(prior)
    own = np.arange(len(classes))
    bits = np.log2(q[own, classes] / prior[classes])
    sums = np.bincount(units, weights=bits) if units is not None else bits
    if units is not None:
        sizes = np.bincount(units)
        sums, sizes = sums[sizes > 0], sizes[sizes > 0]
        spread = np.sqrt(np.sum((sums - bits.mean() * sizes) ** 2)) / len(bits)
    else:
        spread = bits.std() / np.sqrt(len(bits))
    low, high = bits.mean() - _Z * spread, bits.mean() + _Z * spread
    guess = q.argmax(axis=1)
    disclosed = (q[own, guess] >= CONFIDENT) & (prior[guess] < _MINORITY)
    if lumped is not None:
        disclosed &= guess != lumped
    correct = guess == classes
    largest = prior.max()
    return Learnt(
        share=max(0.0, float(bits.mean()) / whole),
        interval=(max(0.0, low / whole), max(0.0, min(1.0, high / whole))),
        bits=bits,
        disclosed=disclosed,
        correct=correct,
        advantage=float((correct.mean() - largest) / (1 - largest)),
    )
