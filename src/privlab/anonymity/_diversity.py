"""How diverse the sensitive values of a class are: (alpha, k) and the forms of l-diversity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from privlab.anonymity._distributions import Distributions

__all__ = ["alpha", "distinct_l", "entropy_l", "recursive_c"]


def alpha(spread: Distributions, sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Highest share of one value in each class (Wong, Li, Fu, Wang 2006).

    Parameters
    ----------
    spread : Distributions
    sizes : array of int64, shape (n_classes,)
        People of each class; less than its counts add up to when people have several values.

    Returns
    -------
    array of float, shape (n_classes,), 0 < alpha <= 1
    """
    return spread.highest(spread.counts) / sizes


def distinct_l(spread: Distributions) -> NDArray[np.int64]:
    """Different values in each class (Machanavajjhala, Kifer, Gehrke, Venkitasubramaniam 2007).

    Returns
    -------
    array of int64, shape (n_classes,), >= 1
    """
    return np.diff(spread.starts)


def entropy_l(spread: Distributions) -> NDArray[np.float64]:
    """exp(H), H the entropy of the values of a class (Machanavajjhala et al. 2007).

    A class is entropy l-diverse for every l up to it; it is no whole number and is not rounded.

    Returns
    -------
    array of float, shape (n_classes,), 1 <= l <= distinct l
    """
    entropy = -spread.add(spread.shares * np.log(spread.shares))
    # rounding may not take a class beyond what can be reached
    return np.clip(np.exp(entropy), 1.0, distinct_l(spread))


def recursive_c(spread: Distributions, l: int) -> NDArray[np.float64]:  # noqa: E741 - its name
    """r1 / (r_l + ... + r_m), counts in decreasing order (Machanavajjhala et al. 2007).

    Recursive (c, l)-diversity is r1 < c (r_l + ... + r_m): a class has it for every c strictly
    above. It is infinite where a class has fewer than l values.

    Returns
    -------
    array of float, shape (n_classes,)
    """
    top = spread.highest(spread.counts)
    if l <= 2:
        tail = spread.sums - top if l == 2 else spread.sums
    else:
        # one number an entry: the entries of a class stay together, its highest count first
        wide = int(top.max()) + 1
        counts = wide - 1 - np.sort(spread.of_class * wide + (wide - 1 - spread.counts)) % wide
        rank = np.arange(len(counts)) - np.repeat(spread.starts[:-1], np.diff(spread.starts))
        tail = spread.add(np.where(rank >= l - 1, counts, 0))
    found = np.full(len(tail), np.inf)
    np.divide(top, tail, out=found, where=tail > 0)
    return found
