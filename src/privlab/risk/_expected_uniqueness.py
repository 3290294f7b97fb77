"""How many people are alone by law of chance, from published counts and without any record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["expected_uniqueness"]

EQUAL = 1e-6
CELLS = 2**22


def expected_uniqueness(group_sizes: ArrayLike, shares: ArrayLike) -> float:
    """Return the expected share of people who are alone in their group with their values.

    It needs no record: the population of each place and how common each value is. So it says
    what columns would give away before they are collected.

    Parameters
    ----------
    group_sizes : array of float, shape (n_groups,)
        People of each group that someone could know to hold the person, a place for instance;
        0 or above. Means of official counts need not be whole; a group below one person counts
        as one who is alone.
    shares : array of float, shape (n_values,)
        Share of the people who have each value (a combination of birth date and sex, say); sums
        to 1. The same in every group.

    Returns
    -------
    float, 0 to 1

    Raises
    ------
    ParameterError

    Notes
    -----
    With z people in a group whose values fall independently, a person of a value of share p is
    alone with the chance (1 - p)^(z - 1); for d equally frequent values this is (1 - 1/d)^(z - 1).
    Take the sizes of the actual groups: their mean hides the small ones, where people are alone.
    Places whose values differ from the average (the ages of a student town) make the truth
    somewhat lower.

    References
    ----------
    Latanya Sweeney, Simple demographics often identify people uniquely, Data Privacy Working
    Paper 3, Carnegie Mellon University 2000: 87 % of the United States by ZIP code, birth date
    and sex, from counts of actual places.

    Examples
    --------
    >>> days = 78 * 365 * 2
    >>> round(expected_uniqueness([9_330], [1 / days] * days), 4)
    0.8489
    """
    sizes, people = np.unique(_sizes(group_sizes), return_counts=True)
    values, times = np.unique(_shares(shares), return_counts=True)
    weights = values * times
    total = 0.0
    block = max(1, CELLS // len(values))
    for start in range(0, len(sizes), block):
        own = sizes[start : start + block]
        alone = (1 - values) ** np.maximum(own[:, None] - 1, 0) @ weights
        total += float(alone @ (own * people[start : start + block]))
    return min(total / float(sizes @ people), 1.0)


def _sizes(group_sizes: ArrayLike) -> NDArray[np.float64]:
    sizes = np.asarray(group_sizes, dtype=np.float64).ravel()
    if not np.isfinite(sizes).all() or (sizes < 0).any() or not sizes.sum() > 0:
        message = "group_sizes are numbers of people: none missing or below 0, one above 0."
        raise ParameterError(message)
    return sizes


def _shares(shares: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(shares, dtype=np.float64).ravel()
    if not np.isfinite(values).all() or (values < 0).any() or abs(values.sum() - 1) > EQUAL:
        message = (
            "shares say how common each value is: none missing or below 0, summing to 1. Divide "
            "counts by their sum."
        )
        raise ParameterError(message)
    return values
