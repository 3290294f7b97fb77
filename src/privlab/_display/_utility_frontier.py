"""What is lost against what is risked: one point a setting, the best ones joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._style import ALERT, FILL, dress, in_percent, name_above, write_beside
from privlab.language import N_, current, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["frontier_points"]

# two names closer than this, in shares of the plot, would be written over each other
CLOSE = (0.2, 0.055)


def frontier_points(
    ax: Axes, names: Sequence[str], risk: ArrayLike, loss: ArrayLike, best: ArrayLike
) -> None:
    """Draw settings by risk and loss; those that no other one betters are full, joined and named.

    Parameters
    ----------
    ax : matplotlib Axes
    names : sequence of str, shape (n_points,)
    risk : array of float, shape (n_points,)
        Average risk of a record, 0 to 1.
    loss : array of float, shape (n_points,)
    best : array of bool, shape (n_points,)
        Points that no other one betters in both.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    dress(ax, values="y")
    x, y = (np.asarray(own, dtype=float) for own in (risk, loss))
    chosen = np.asarray(best, dtype=bool)
    if not chosen.all():
        ax.scatter(
            x[~chosen],
            y[~chosen],
            s=36,
            marker="s",
            facecolors="none",
            edgecolors=ALERT,
            label=translate(N_("Another setting is better in both")),
        )
    order = np.flatnonzero(chosen)[np.lexsort((y[chosen], x[chosen]))]
    ax.plot(
        x[order],
        y[order],
        marker="o",
        markersize=7,
        color=FILL,
        linewidth=1.2,
        label=translate(N_("No other setting is better in both")),
    )
    ax.margins(x=0.16, y=0.14)
    _name(ax, [names[place] for place in order], x[order], y[order])
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5))
    in_percent(ax.xaxis, decimals=4)
    ax.yaxis.set_major_formatter(
        FuncFormatter(lambda number, _: format_value(float(f"{number:.3g}"), current()))
    )
    ax.set_xlabel(translate(N_("Average risk of a record")))
    ax.set_ylabel(translate(N_("Loss")))
    name_above(ax)


def _name(ax: Axes, names: Sequence[str], x: np.ndarray, y: np.ndarray) -> None:
    """Write the name of each point, but for those that would cover one before."""
    width = max(float(np.ptp(x)) if len(x) else 0.0, 1e-12)
    height = max(float(np.ptp(y)) if len(y) else 0.0, 1e-12)
    written: list[tuple[float, float]] = []
    for name, across, up in zip(names, x, y, strict=True):
        at = (float(across) / width, float(up) / height)
        near = [
            abs(at[0] - other[0]) < CLOSE[0] and abs(at[1] - other[1]) < CLOSE[1]
            for other in written
        ]
        if any(near):
            continue
        written.append(at)
        write_beside(ax, name, (float(across), float(up)), (7, 5))
