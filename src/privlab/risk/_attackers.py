"""What an attacker succeeds at, from class sizes (El Emam 2013)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Attacker", "prosecutor"]


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
