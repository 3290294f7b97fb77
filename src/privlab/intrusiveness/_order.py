"""Order before score: who or what is at least as intrusive on every axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ParameterError
from privlab.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

__all__ = ["AXES", "composite_score", "dominates", "pareto_layers"]

AXES: Mapping[str, str] = {
    "knowledge": N_("Knowledge"),
    "inference": N_("Inference"),
    "use": N_("Use"),
}


def composite_score(*axes: ArrayLike) -> NDArray[np.float64]:
    """Return 1 - prod(1 - axis): never below the largest axis, additive in -log2(1 - score).

    Parameters
    ----------
    axes : number or array of float
        Knowledge, inference, use: each 0 to 1; arrays of the same shape, or that broadcast.

    Returns
    -------
    array of float, in the shape of the axes, 0 to 1

    Raises
    ------
    ParameterError
        An axis outside of 0 to 1.

    Examples
    --------
    >>> float(composite_score(0.5, 0.5, 0.0))
    0.75
    """
    left = np.asarray(1.0)
    for axis in axes:
        values = np.asarray(axis, dtype=float)
        if not ((values >= 0) & (values <= 1)).all():
            message = "An axis is outside of 0 to 1. Pass knowledge, inference and use as scores."
            raise ParameterError(message)
        left = left * (1 - values)
    return np.asarray(1 - left)


def dominates(one: ArrayLike, other: ArrayLike) -> bool:
    """Whether `one` is at least as intrusive on every axis, and more so on one.

    Examples
    --------
    >>> dominates([0.2, 0.3], [0.2, 0.1]), dominates([0.2, 0.3], [0.3, 0.1])
    (True, False)
    """
    first, second = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return bool((first >= second).all() and (first > second).any())


def pareto_layers(points: ArrayLike) -> NDArray[np.int64]:
    """Return the layer of each point: 0 for those that none dominates, 1 once these are gone...

    Parameters
    ----------
    points : array of float, shape (n, n_axes)
        More is more intrusive.

    Returns
    -------
    array of int64, shape (n,)
        0 for the most intrusive. Equal points are in one layer.

    Examples
    --------
    >>> pareto_layers([[0.9, 0.1], [0.1, 0.9], [0.1, 0.1], [0.0, 0.1]]).tolist()
    [0, 0, 1, 2]
    """
    found = np.asarray(points, dtype=float)
    if found.ndim != 2 or np.isnan(found).any():
        message = "points is a table of numbers, one row a point and one column an axis."
        raise ParameterError(message)
    distinct, back = np.unique(found, axis=0, return_inverse=True)
    layers = np.zeros(len(distinct), dtype=np.int64)
    # points come in rising order: only later ones can dominate; a point is one layer below the
    # deepest of those that dominate it
    for place in range(len(distinct) - 2, -1, -1):
        above = (distinct[place + 1 :] >= distinct[place]).all(axis=1)
        if above.any():
            layers[place] = layers[place + 1 :][above].max() + 1
    return layers[back.ravel()]
