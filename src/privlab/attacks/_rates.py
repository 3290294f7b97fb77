"""Rates of success of an attack, and what of it the release alone explains."""

from __future__ import annotations

import math
from dataclasses import dataclass

from privlab.results import Rate, wilson

__all__ = ["Rate", "Residual", "residual_risk", "wilson"]


@dataclass(frozen=True)
class Residual:
    """What of an attack's success the release explains beyond what holds of anyone, 0 to 1."""

    value: float
    low: float
    high: float


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
