"""Rates of success of an attack, and what of it the release alone explains."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

__all__ = ["Rate", "Residual", "residual_risk", "wilson"]


@dataclass(frozen=True)
class Rate:
    """How often an attack succeeded.

    Attributes
    ----------
    successes : float
        Expected number of successes; not whole where ties are resolved by expectation.
    n : int
        Attacks made.
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


@dataclass(frozen=True)
class Residual:
    """What of an attack's success the release explains beyond what holds of anyone, 0 to 1."""

    value: float
    low: float
    high: float


def wilson(successes: float, n: int, confidence: float = 0.95) -> Rate:
    """Return the rate of success with its Wilson score interval.

    Parameters
    ----------
    successes : float
        Between 0 and n.
    n : int
        Attacks, at least 1.
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
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    scale = n + z**2
    spread = max(0.0, successes * (n - successes) / n) + z**2 / 4
    return Rate(
        successes=float(successes),
        n=n,
        value=float(successes) / n,
        centre=(successes + z**2 / 2) / scale,
        margin=z / scale * math.sqrt(spread),
    )


def residual_risk(attack: Rate, control: Rate) -> Residual:
    """Return (attack - control) / (1 - control) with the errors of both propagated.

    Parameters
    ----------
    attack : Rate
        Success on people who are in the release.
    control : Rate
        Success of the same attack on people who are not.

    Notes
    -----
    Centres of the Wilson intervals stand for the rates, so that a control rate of 1 divides by
    nothing; value and bounds are clipped to between 0 and 1.

    References
    ----------
    Giomi, Boenisch, Wehmeyer and Tasnadi, "A unified framework for quantifying privacy risk in
    synthetic data", PoPETs 2023, section 3.

    Examples
    --------
    >>> found = residual_risk(wilson(100, 500), wilson(50, 500))
    >>> round(found.value, 8), round(found.low, 5), round(found.high, 5)
    (0.11063887, 0.06366, 0.15761)
    """
    kept = 1 - control.centre
    value = (attack.centre - control.centre) / kept
    error = math.hypot(attack.margin / kept, (attack.centre - 1) / kept**2 * control.margin)
    return Residual(*(min(1.0, max(0.0, bound)) for bound in (value, value - error, value + error)))
