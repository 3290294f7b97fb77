"""What a purpose keeps against how much is known of people, and the state that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._style import ALERT, FILL, INK, dress, in_percent, name_above
from privlab.language import N_, translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["proportion_frontier"]


def proportion_frontier(
    ax: Axes,
    *,
    left: ArrayLike,
    fresh: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    selection: ArrayLike,
    chosen: ArrayLike,
    keep: float,
) -> None:
    """Draw the honest frontier with its intervals, the flattering one beside it, and the choice.

    Parameters
    ----------
    ax : matplotlib Axes
    left : array of float, shape (n_states,)
        Intrusiveness left, as a share of the full profile's.
    fresh, low, high : array of float, shape (n_states,)
        Share of the gain kept on rows never used to choose, and its interval.
    selection : array of float, shape (n_states,)
        The same on the rows for choosing; NaN where there is none.
    chosen : array of bool, shape (n_states,)
    keep : float
        The share asked for.
    """
    dress(ax, values="y")
    x, y, start, end, flattered = (
        np.asarray(own, dtype=float) for own in (left, fresh, low, high, selection)
    )
    picked = np.asarray(chosen, dtype=bool)
    order = np.argsort(x)
    if not np.isnan(flattered).all():
        ax.plot(
            x[order],
            flattered[order],
            linestyle="--",
            marker="s",
            markersize=5,
            markerfacecolor="none",
            color=ALERT,
            linewidth=1,
            label=translate(N_("On the rows for choosing: flattered")),
        )
    spread = np.maximum(np.vstack([y - start, end - y]), 0)[:, order]
    ax.errorbar(
        x[order],
        y[order],
        yerr=spread,
        marker="o",
        markersize=6,
        capsize=3,
        color=FILL,
        linewidth=1.2,
        label=translate(N_("On fresh rows, with interval")),
    )
    ax.axhline(keep, color=INK, linewidth=0.8, linestyle=":")
    ax.scatter(
        x[picked],
        y[picked],
        s=170,
        facecolors="none",
        edgecolors=INK,
        linewidths=1.6,
        zorder=5,
        label=translate(N_("Chosen")),
    )
    for axis in (ax.xaxis, ax.yaxis):
        in_percent(axis, decimals=4)
    ax.margins(x=0.08, y=0.12)
    ax.set_xlabel(translate(N_("Intrusiveness left")))
    ax.set_ylabel(translate(N_("Kept for the purpose")))
    name_above(ax)
