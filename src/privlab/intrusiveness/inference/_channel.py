"""Few columns and many people: what observing them tells of a secret, without a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["mutual_information", "posterior_vulnerability"]

_EQUAL = 1e-9


def posterior_vulnerability(prior: ArrayLike, channel: ArrayLike) -> float:
    """Return how often the best guess of a secret is right once the columns are seen.

    Parameters
    ----------
    prior : array of float, shape (n_values,)
        Share of each value of the secret; sums to 1.
    channel : array of float, shape (n_values, n_observations)
        Share of each observation among the people of each value; each row sums to 1.

    Notes
    -----
    Counted from a table, many columns make every observation unique and the figure tends to 1:
    use `inference` there.

    References
    ----------
    Geoffrey Smith, "On the foundations of quantitative information flow", FoSSaCS 2009.

    Examples
    --------
    >>> seen = [[0.7, 0.3], [0.4, 0.6], [0.1, 0.9]]
    >>> round(posterior_vulnerability([0.5, 0.3, 0.2], seen), 6)
    0.53
    """
    return float(_joint(prior, channel).max(axis=0).sum())


def mutual_information(prior: ArrayLike, channel: ArrayLike) -> float:
    """Return the bits that the columns tell of a secret, of the same arguments.

    Examples
    --------
    >>> seen = [[0.7, 0.3], [0.4, 0.6], [0.1, 0.9]]
    >>> round(mutual_information([0.5, 0.3, 0.2], seen), 6)
    0.173982
    """
    joint = _joint(prior, channel)
    independent = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    held = joint > 0
    return float(np.sum(joint[held] * np.log2(joint[held] / independent[held])))


def _joint(prior: ArrayLike, channel: ArrayLike) -> NDArray[np.float64]:
    shares, seen = np.asarray(prior, dtype=float), np.asarray(channel, dtype=float)
    if shares.ndim != 1 or seen.shape[:1] != shares.shape or seen.ndim != 2:  # noqa: PLR2004 - a table
        message = (
            f"The channel has the shape {seen.shape} and the prior {shares.shape}. Pass one row of "
            "the channel for each value of the prior."
        )
        raise ParameterError(message)
    sums = np.append(seen.sum(axis=1), shares.sum())
    if (shares < 0).any() or (seen < 0).any() or (np.abs(sums - 1) > _EQUAL).any():
        message = "The prior and each row of the channel are shares: none below 0, summing to 1."
        raise ParameterError(message)
    return np.asarray(shares[:, None] * seen)
