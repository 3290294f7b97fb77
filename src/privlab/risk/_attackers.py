"""What an attacker succeeds at, from class sizes (El Emam 2013)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Attacker", "journalist", "marketer", "prosecutor"]


@dataclass(frozen=True)
class Attacker:
    """Success of one kind of attacker.

    Attributes
    ----------
    at_risk : float
        Share of units whose risk is above the threshold (strictly), 0 to 1.
    highest : float
        Highest risk of a unit, 0 to 1.
    average : float
        Mean risk over units, 0 to 1: the expected share re-identified.
    """

    at_risk: float
    highest: float
    average: float


def prosecutor(sizes: ArrayLike, units: ArrayLike, threshold: float) -> Attacker:
    """Return the success of an attacker who knows that the person is in the table.

    Parameters
    ----------
    sizes : array of int, shape (n,)
        Class sizes f (>= 1); the risk of each unit there is 1/f.
    units : array of int, shape (n,)
        How many people (or records) have that class size.
    threshold : float
        Risk above which a unit is at risk, 0 to 1.

    Returns
    -------
    Attacker
        `at_risk` the share of units above the threshold, `highest` and `average` the risk, 0 to 1.

    References
    ----------
    Khaled El Emam, Guide to the De-Identification of Personal Health Information, 2013, ch. 16.

    Examples
    --------
    >>> prosecutor([1, 5], [1, 5], threshold=0.2)
    Attacker(at_risk=0.16666666666666666, highest=1.0, average=0.3333333333333333)
    """
    sizes = np.asarray(sizes, dtype=np.float64)
    units = np.asarray(units, dtype=np.float64)
    risk = 1 / sizes
    total = units.sum()
    return Attacker(
        at_risk=float(units[risk > threshold].sum() / total),
        highest=float(risk.max()),
        average=float((units * risk).sum() / total),
    )


def marketer(population: ArrayLike, units: ArrayLike, threshold: float) -> Attacker:
    """Return the success of an attacker who matches the whole table with the population.

    Parameters
    ----------
    population : array of float, shape (n,)
        Class sizes F in the population (>= 1).
    units : array of int, shape (n,)
        How many people (or records) of the table have that class size.
    threshold : float
        Risk above which a unit is at risk, 0 to 1.

    Returns
    -------
    Attacker
        `average` is (1/n) sum of f/F, the share matched rightly.

    Examples
    --------
    >>> marketer([2, 10], [1, 5], threshold=0.2).average
    0.16666666666666666
    """
    return prosecutor(population, units, threshold)


def journalist(
    population: ArrayLike, units: ArrayLike, threshold: float, *, classes: ArrayLike | None = None
) -> Attacker:
    """Return the success of an attacker who does not know whether the person is in the table.

    Parameters
    ----------
    population, units, threshold
        As in `marketer`.
    classes : array of int, shape (n,), optional
        How many classes of the table have that size. Then `average` is the larger of the
        marketer's and of u / sum of F, the chance of a person drawn from those classes of the
        population. None where people are in several classes, which do not add up.

    Returns
    -------
    Attacker
        `at_risk` and `highest` as for the marketer; `average`.

    Examples
    --------
    >>> journalist([2, 10], [1, 5], 0.2, classes=[1, 1])
    Attacker(at_risk=0.16666666666666666, highest=0.5, average=0.16666666666666666)
    """
    matched = marketer(population, units, threshold)
    if classes is None:
        return matched
    held = np.asarray(classes, dtype=np.float64)
    drawn = float(held.sum() / (held * np.asarray(population, dtype=np.float64)).sum())
    return Attacker(matched.at_risk, matched.highest, max(drawn, matched.average))
