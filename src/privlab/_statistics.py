"""Formulas of statistics that several rooms use, as functions of numbers."""

from __future__ import annotations

import itertools
import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["cramers_v", "entropy", "exact_shapley", "z_value"]

M = TypeVar("M")


def z_value(confidence: float) -> float:
    """Return how many deviations around its mean a normal variable stays within.

    Parameters
    ----------
    confidence : float
        With that probability, between 0 and 1, both excluded.

    Examples
    --------
    >>> round(z_value(0.95), 6)
    1.959964
    """
    return NormalDist().inv_cdf((1 + confidence) / 2)


def entropy(shares: NDArray[Any]) -> float:
    """Return the entropy of shares that add up to 1, in bits.

    Examples
    --------
    >>> import numpy as np
    >>> entropy(np.array([0.5, 0.5, 0.0]))
    1.0
    """
    import numpy as np

    some = shares[shares > 0]
    return float(-(some * np.log2(some)).sum())


def cramers_v(phi2: float, rows: int, columns: int, n: float) -> float:
    """Return Cramér's V of a contingency table with Bergsma's correction for chance, 0 to 1.

    Parameters
    ----------
    phi2 : float
        Chi-square of the table over n.
    rows, columns : int
        Values of each variable that occur.
    n : float
        Records.

    References
    ----------
    W. Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", Journal of the Korean
    Statistical Society 42, 2013, equations 4 to 6.

    Examples
    --------
    >>> cramers_v(1.0, 2, 2, 100)
    1.0
    >>> cramers_v(0.0, 2, 2, 100)
    0.0
    """
    if min(rows, columns) < 2 or n < 2:
        return 0.0
    corrected = max(0.0, phi2 - (rows - 1) * (columns - 1) / (n - 1))
    free = min(own - (own - 1) ** 2 / (n - 1) for own in (rows, columns)) - 1
    return min(1.0, math.sqrt(corrected / free)) if free > 0 else 0.0


def exact_shapley(members: Sequence[M], worth: Callable[[Sequence[M]], float]) -> dict[M, float]:
    """Share what all members are worth together between them, over every order of joining.

    Parameters
    ----------
    members : sequence, without repetitions
    worth : callable
        What some members, in their order, are worth together.

    References
    ----------
    Shapley (1953), "A value for n-person games".

    Examples
    --------
    >>> exact_shapley(["a", "b"], lambda joined: len(joined) ** 2)
    {'a': 2.0, 'b': 2.0}
    """
    n = len(members)
    parts = dict.fromkeys(members, 0.0)
    for size in range(n):
        weight = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
        for chosen in itertools.combinations(members, size):
            without = worth(chosen)
            for each in members:
                if each not in chosen:
                    joined = [other for other in members if other in chosen or other == each]
                    parts[each] += weight * (worth(joined) - without)
    return parts
