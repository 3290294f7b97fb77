"""How many people run which risk of being recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._bars import TO, standing_bars
from privlab.language import N_, Message, Share, current, format_value, translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["risk_bars"]

BOUNDS = (0.01, 0.05, 0.1, 0.2, 0.5, 1.0)


def risk_bars(
    ax: Axes, risks: ArrayLike, counts: ArrayLike, *, threshold: float, unit: str = "people"
) -> None:
    """Draw how many people (or records) run each risk, those above the threshold hatched.

    Parameters
    ----------
    ax : matplotlib Axes
    risks : array of float, shape (n_classes,)
        Risk of being recognised, between 0 and 1.
    counts : array of float, shape (n_classes,)
        People or records that run it.
    threshold : float
        Risk that is still accepted, between 0 and 1.
    unit : {"people", "records"}
    """
    risks, counts = np.asarray(risks, dtype=float), np.asarray(counts, dtype=float)
    inner = {bound for bound in (*BOUNDS, threshold) if 0 < bound <= 1}
    bounds = np.array(sorted(inner))
    bins = np.minimum(np.searchsorted(bounds, risks, side="left"), len(bounds) - 1)
    totals = np.bincount(bins, weights=counts, minlength=len(bounds))
    labels = [_label(low, high) for low, high in zip([0.0, *bounds[:-1]], bounds, strict=True)]
    accepted = {"threshold": Share(threshold)}
    high = Message("Risk above {threshold}", accepted)
    parts = (high, Message("Risk of {threshold} or less", accepted))
    standing_bars(ax, labels, totals, alarming=bounds > threshold, parts=parts, unit=unit)
    ax.set_xlabel(translate(N_("Risk of being recognised")))


def _label(low: float, high: float) -> str:
    upper = format_value(Share(high), current())
    if low == 0:
        return f"≤ {upper}"
    lower = format_value(round(low * 100, 6), current())
    return f"{lower}{TO}{upper}"
