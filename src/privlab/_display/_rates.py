"""Rates of success with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._bars import plain
from privlab._display._intervals import lying_intervals
from privlab._display._style import in_percent, write_beside
from privlab.language import N_, Share, current, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["rate_bars"]


def rate_bars(
    ax: Axes, names: Sequence[str], values: ArrayLike, low: ArrayLike, high: ArrayLike
) -> None:
    """Draw one lying bar a rate, the first on top, with its interval and its percentage.

    Parameters
    ----------
    ax : matplotlib Axes
    names : sequence of str
    values, low, high : array of float, shape (n_rates,)
        Rate and bounds of its interval, between 0 and 1.
    """
    lying_intervals(ax, [plain(name, longest=44) for name in names], values, low, high)
    middle, end = np.asarray(values, dtype=float), np.asarray(high, dtype=float)
    for place, (value, bound) in enumerate(zip(middle, np.maximum(middle, end), strict=True)):
        text = format_value(Share(round(float(value), 3)), current())
        write_beside(ax, text, (bound, place), (7, 0), va="center_baseline")
    # room for the percentage beside a rate of 1
    ax.set_xlim(0, 1.15)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
    in_percent(ax.xaxis)
    ax.set_xlabel(translate(N_("Rate, with its interval")))
