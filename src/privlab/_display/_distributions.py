"""Two distributions of one number, with the part that tells them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._bars import plain
from privlab._display._style import ALERT, FILL, HATCH, SMALL, dress, in_percent
from privlab.language import N_, Message, translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["distribution_steps"]


def distribution_steps(
    ax: Axes,
    edges: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    marked: ArrayLike,
    *,
    what: str,
) -> None:
    """Draw two outlines over the same bins, one dashed, and hatch the bins that are marked.

    Parameters
    ----------
    ax : matplotlib Axes
    edges : array of float, shape (n_bins + 1,)
    first, second : array of float, shape (n_bins,)
        Share of the runs in each bin, on either input.
    marked : array of bool, shape (n_bins,)
        Bins of the event that tells the inputs apart.
    what : str
        Name of the number.
    """
    dress(ax, values="y")
    places = np.asarray(edges, dtype=float)
    top = np.maximum(np.asarray(first, dtype=float), np.asarray(second, dtype=float))
    hatched = np.where(np.asarray(marked, dtype=bool), top, 0.0)
    ax.stairs(
        hatched,
        places,
        fill=True,
        facecolor="none",
        edgecolor=ALERT,
        hatch=HATCH,
        linewidth=0,
        label=translate(N_("Event")),
    )
    one, other = translate(N_("First input")), translate(N_("Second input"))
    ax.stairs(np.asarray(first, dtype=float), places, color=FILL, linewidth=1.6, label=one)
    ax.stairs(
        np.asarray(second, dtype=float),
        places,
        color=ALERT,
        linewidth=1.6,
        linestyle="--",
        label=other,
    )
    in_percent(ax.yaxis)
    ax.set_ylim(bottom=0)
    ax.set_xlabel(Message("Output: {what}", {"what": plain(what)}).text())
    ax.set_ylabel(translate(N_("Share of the runs")))
    ax.legend(fontsize=SMALL, frameon=False)
