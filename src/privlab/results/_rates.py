"""Rates, and the doubt that their number of trials leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass

from privlab._statistics import z_value

__all__ = ["Rate", "wilson"]


@dataclass(frozen=True)
class Rate:
    """How often something came out, of so many trials.

    Attributes
    ----------
    successes : float
        Expected number of successes; not whole where ties are resolved by expectation.
    n : int
        Trials.
    value : float
        Successes over attacks, 0 to 1.
    centre, margin : float
        Middle and half width of the Wilson interval.
    """

    successes: float
    n: int
    value: float
    centre: float
    margin: float

    @property
    def interval(self) -> tuple[float, float]:
        """Bounds of the Wilson interval, 0 to 1."""
        return max(0.0, self.centre - self.margin), min(1.0, self.centre + self.margin)


def wilson(successes: float, n: int, confidence: float = 0.95) -> Rate:
    """Return the rate of success with its Wilson score interval.

    Parameters
    ----------
    successes : float
        Between 0 and n, not always whole.
    n : int
        Trials, at least 1.
    confidence : float
        Between 0 and 1, both excluded.

    References
    ----------
    Edwin B. Wilson, "Probable inference", JASA 22 (1927): centre (s + z^2/2) / (n + z^2),
    margin z / (n + z^2) sqrt(s (n - s) / n + z^2 / 4).

    Examples
    --------
    >>> rate = wilson(100, 500)
    >>> rate.value, round(rate.centre, 6), round(rate.margin, 6)
    (0.2, 0.202287, 0.035002)
    """
    z = z_value(confidence)
    scale = n + z**2
    spread = max(0.0, successes * (n - successes) / n) + z**2 / 4
    return Rate(
        successes=float(successes),
        n=n,
        value=float(successes) / n,
        centre=(successes + z**2 / 2) / scale,
        margin=z / scale * math.sqrt(spread),
    )
