"""Lying bars with their intervals, and released counts with those of their noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._bars import plain
from privlab._display._style import FILL, INK, dress
from privlab.language import N_, Message, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["interval_bars", "lying_intervals"]

MOST_GROUPS = 25


def lying_intervals(
    ax: Axes, names: Sequence[str], values: ArrayLike, low: ArrayLike, high: ArrayLike
) -> None:
    """Draw one lying bar a name, the first on top, with its interval."""
    dress(ax, values="x")
    middle, start, end = (np.asarray(own, dtype=float) for own in (values, low, high))
    places = np.arange(len(middle))
    ax.barh(places, middle, height=0.68, color=FILL)
    spread = np.maximum(np.vstack([middle - start, end - middle]), 0)
    ax.errorbar(middle, places, xerr=spread, fmt="none", ecolor=INK, capsize=3, linewidth=1.2)
    ax.set_yticks(places, list(names))
    ax.set_ylim(len(middle) - 0.45, -0.55)


def interval_bars(
    ax: Axes, names: Sequence[str], values: ArrayLike, low: ArrayLike, high: ArrayLike
) -> None:
    """Draw one lying bar a group with the interval of its noise, in the order given.

    Parameters
    ----------
    ax : matplotlib Axes
    names : sequence of str
        Groups. Beyond twenty-five the rest is left out and the plot says so.
    values, low, high : array of float, shape (n_groups,)
        Released value and bounds of its interval.
    """
    shown = min(len(names), MOST_GROUPS)
    drawn = (np.asarray(own, dtype=float)[:shown] for own in (values, low, high))
    lying_intervals(ax, [plain(name) for name in names[:shown]], *drawn)
    what = translate(N_("Released count, with the interval of its noise"))
    if shown < len(names):
        rest = Message("{shown} groups of {all}", {"shown": shown, "all": len(names)})
        what = f"{what} ({rest})"
    ax.set_xlabel(what)
