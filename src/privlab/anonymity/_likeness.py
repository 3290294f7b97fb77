"""beta-likeness (Cao and Karras 2012): how much likelier a value is in a class than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from privlab.anonymity._distributions import Distributions

__all__ = ["basic_beta", "enhanced_beta"]


def basic_beta(spread: Distributions) -> NDArray[np.float64]:
    """Highest gain (p - q) / q of a value, p its share in the class, q in the table.

    Only gains count: a value that became rarer, or is absent, adds nothing.

    Returns
    -------
    array of float, shape (n_classes,), >= 0
    """
    return np.maximum(spread.highest(spread.ratios - 1.0), 0.0)


def enhanced_beta(spread: Distributions) -> NDArray[np.float64]:
    """Smallest beta with every gain at most min(beta, -ln q).

    Frequent values may gain less: no beta repairs a gain above -ln q, and it is infinite then.

    Returns
    -------
    array of float, shape (n_classes,), >= 0, infinite where a gain is above -ln q
    """
    gains = np.maximum(spread.ratios - 1.0, 0.0)
    # of a value that everybody has, the gain and the bound are both 0
    allowed = -np.log(spread.table_shares)[spread.values]
    beyond = gains > allowed + np.spacing(1.0)
    return spread.highest(np.where(beyond, np.inf, gains))
