"""Rates of success with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._bars import plain
from privlab._display._style import FILL, INK, SMALL, dress
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
    from matplotlib.ticker import FuncFormatter

    dress(ax, values="x")
    middle, start, end = (np.asarray(own, dtype=float) for own in (values, low, high))
    places = np.arange(len(middle))
    ax.barh(places, middle, height=0.68, color=FILL)
    spread = np.maximum(np.vstack([middle - start, end - middle]), 0)
    ax.errorbar(middle, places, xerr=spread, fmt="none", ecolor=INK, capsize=3, linewidth=1.2)
    for place, (value, bound) in enumerate(zip(middle, np.maximum(middle, end), strict=True)):
        ax.annotate(
            format_value(Share(round(float(value), 3)), current()),
            (bound, place),
            xytext=(7, 0),
            textcoords="offset points",
            va="center_baseline",
            fontsize=SMALL,
            color=INK,
        )
    ax.set_yticks(places, [plain(name, longest=44) for name in names])
    ax.set_ylim(len(middle) - 0.45, -0.55)
    # room for the percentage beside a rate of 1
    ax.set_xlim(0, 1.15)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda share, _: format_value(Share(share), current()))
    )
    ax.set_xlabel(translate(N_("Rate, with its interval")))
