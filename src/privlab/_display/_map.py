"""People on a map of two scores, in cells of several people, never one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._style import FILL, HATCH, INK, SMALL
from privlab.language import N_, Message, Share, current, format_value, translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle
    from numpy.typing import NDArray

__all__ = ["people_map", "people_map_words"]

_MOST_WRITTEN = 12
_DARK = 0.55


def people_map(
    ax: Axes, edges: NDArray[np.float64], counts: NDArray[np.float64], *, fewest: int
) -> None:
    """Draw cells of people by knowledge (across) and inference (up), each with its number.

    Parameters
    ----------
    ax : matplotlib Axes
    edges : array of float, shape (n + 1,)
        Between 0 and 1, of both scores.
    counts : array of float, shape (n, n)
        People by knowledge, then inference; NaN where a cell is not shown.
    fewest : int
        People of the smallest cell that is shown.
    """
    shown = np.ma.masked_invalid(counts.T)
    most = float(shown.max()) if shown.count() else 1.0
    ax.set_facecolor("none")
    for (up, across), n in np.ndenumerate(counts.T):
        left, low = float(edges[across]), float(edges[up])
        width, height = float(edges[across + 1]) - left, float(edges[up + 1]) - low
        if np.isnan(n):
            continue
        depth = 0.15 + 0.85 * n / most
        ax.add_patch(_cell(left, low, width, height, depth))
        if len(edges) - 1 <= _MOST_WRITTEN:
            ax.annotate(
                format_value(int(n), current()),
                (left + width / 2, low + height / 2),
                ha="center",
                va="center",
                fontsize=SMALL - 2,
                color="white" if depth > _DARK else INK,
            )
    held = np.argwhere(~np.isnan(counts))
    top = edges[int(held.max()) + 1] if len(held) else 1.0
    ax.set_xlim(0, top)
    ax.set_ylim(0, top)
    ax.set_xlabel(translate(N_("Knowledge")), color=INK)
    ax.set_ylabel(translate(N_("Inference")), color=INK)
    note = Message("Cells of fewer than {n} people are left blank.", {"n": fewest})
    ax.set_title(note.text(current()), fontsize=SMALL, color=INK)


def people_map_words(
    edges: NDArray[np.float64], counts: NDArray[np.float64], *, fewest: int
) -> str:
    """Return in words where most people are, for readers who cannot see the map."""
    note = Message("Cells of fewer than {n} people are left blank.", {"n": fewest}).text(current())
    if np.isnan(counts).all():
        return note
    across, up = np.unravel_index(int(np.nanargmax(counts)), counts.shape)
    said = Message(
        "Most people: knowledge {low} to {high}, inference {from_} to {to} ({share}).",
        {
            "low": round(float(edges[across]), 2),
            "high": round(float(edges[across + 1]), 2),
            "from_": round(float(edges[up]), 2),
            "to": round(float(edges[up + 1]), 2),
            "share": Share(float(counts[across, up] / np.nansum(counts))),
        },
    )
    return f"{said.text(current())} {note}"


def _cell(x: float, y: float, width: float, height: float, depth: float) -> Rectangle:
    from matplotlib import patches

    return patches.Rectangle(
        (x, y),
        width,
        height,
        facecolor=FILL,
        alpha=depth,
        edgecolor=INK,
        linewidth=0.6,
        hatch=None if depth > _DARK else HATCH,
    )
