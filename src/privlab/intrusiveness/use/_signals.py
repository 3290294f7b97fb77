"""What a use costs a person: counts become signals from 0 to 1, and signals one score.

All functions take numbers or arrays and know no table.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from privlab._checks import number
from privlab.errors import ParameterError, did_you_mean
from privlab.language import N_
from privlab.policy import USE_HALF, USE_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "SIGNALS",
    "USE_WEIGHTS",
    "check_weights",
    "contact_pressure",
    "noisy_or",
    "overdue_retention",
    "purposes_of_data",
    "use_bits",
]

SIGNALS: Mapping[str, str] = MappingProxyType(
    {
        "contacts": N_("contact pressure"),
        "after_objection": N_("contacts after objection"),
        "purposes": N_("purposes"),
        "recipients": N_("recipients"),
        "automated": N_("automated decisions"),
        "undocumented": N_("undocumented scores"),
        "overdue": N_("overdue retention"),
        "cross_group": N_("mailing across the group"),
        "sale": N_("sale of data"),
    }
)
HALF = USE_HALF
_PURPOSES = 4
_MONTHS = 12


def contact_pressure(contacts: ArrayLike, half: float = HALF) -> NDArray[np.float64]:
    """Return 1 - 2^(-contacts / half): one half at `half` contacts in the year.

    Parameters
    ----------
    contacts : number or array of float
        Contacts of each person in the year, at least 0.
    half : float
        Contacts that weigh one half, above 0.

    Returns
    -------
    array of float, in the shape of `contacts`, 0 to below 1

    Raises
    ------
    ParameterError
        `half` is not above 0.

    Examples
    --------
    >>> contact_pressure([0, 4, 8]).tolist()
    [0.0, 0.5, 0.75]
    """
    if not half > 0:
        message = f"half is {half!r}; it is the number of contacts that weigh one half, over 0."
        raise ParameterError(message)
    return np.asarray(1 - 2.0 ** (-np.asarray(contacts, dtype=float) / half))


def purposes_of_data(purposes: ArrayLike) -> NDArray[np.float64]:
    """Return min(1, max(0, purposes - 1) / 4): nothing for one purpose, 1 from five on.

    Examples
    --------
    >>> purposes_of_data([0, 1, 2, 9]).tolist()
    [0.0, 0.0, 0.25, 1.0]
    """
    return np.clip((np.asarray(purposes, dtype=float) - 1) / _PURPOSES, 0, 1)


def overdue_retention(months: ArrayLike) -> NDArray[np.float64]:
    """Return 1 - 2^(-months / 12): one half after a year too long.

    Parameters
    ----------
    months : number or array of float
        Months that the data of each person are kept too long; below 0 counts as 0.

    Returns
    -------
    array of float, in the shape of `months`, 0 to below 1

    Examples
    --------
    >>> overdue_retention([-3, 0, 12]).tolist()
    [0.0, 0.0, 0.5]
    """
    late = np.maximum(np.asarray(months, dtype=float), 0)
    return np.asarray(1 - 2.0 ** (-late / _MONTHS))


def use_bits(
    signals: Mapping[str, ArrayLike], weights: Mapping[str, float]
) -> dict[str, NDArray[np.float64]]:
    """Return -log2(1 - weight x signal) of each signal: the parts of the score, which add up.

    Examples
    --------
    >>> bits = use_bits({"contacts": 0.5, "after_objection": 1.0}, USE_WEIGHTS)
    >>> {name: round(float(own), 4) for name, own in bits.items()}
    {'contacts': 0.3219, 'after_objection': 2.3219}
    """
    return {
        name: np.asarray(-np.log2(1 - weights[name] * np.asarray(own, dtype=float)))
        for name, own in signals.items()
    }


def noisy_or(signals: Mapping[str, ArrayLike], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Return 1 - prod(1 - weight x signal), 0 to 1, which grows with each signal.

    Examples
    --------
    >>> round(float(noisy_or({"contacts": 0.5, "purposes": 0.25}, USE_WEIGHTS)), 4)
    0.26
    """
    left = np.asarray(1.0)
    for name, own in signals.items():
        left = left * (1 - weights[name] * np.asarray(own, dtype=float))
    return np.asarray(1 - left)


def check_weights(
    weights: Mapping[str, float] | None, promised: Mapping[str, float]
) -> dict[str, float]:
    """Return the weights: those given, over those of the policy, over `USE_WEIGHTS`."""
    for name, value in (weights or {}).items():
        if name not in SIGNALS:
            message = f"weights= has no signal '{name}'. {did_you_mean(str(name), SIGNALS)}"
            raise ParameterError(message)
        number(f"weights= of '{name}'", value, "[0, 1)")
    return {**USE_WEIGHTS, **promised, **(weights or {})}
