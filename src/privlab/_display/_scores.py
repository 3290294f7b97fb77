"""How a score between 0 and 1 is spread over people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._bars import count_axis
from privlab._display._style import FILL, INK, dress, write_beside
from privlab.language import N_, Message, current, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["score_bars"]

MARKS = {
    "p50": N_("half are below {score}"),
    "p95": N_("95% are below {score}"),
    "p99": N_("99% are below {score}"),
}
LINES = ("solid", "dashed", "dotted")
NEAR_THE_RIGHT = 0.7


def score_bars(
    ax: Axes,
    edges: ArrayLike,
    counts: ArrayLike,
    *,
    marks: Mapping[str, float] | None = None,
    unit: str = "people",
) -> None:
    """Draw a histogram of a score, with percentiles marked and named.

    Parameters
    ----------
    ax : matplotlib Axes
    edges : array of float, shape (n_bins + 1,)
        Between 0 and 1.
    counts : array of float, shape (n_bins,)
    marks : mapping of {"p50", "p95", "p99"} to float
    unit : {"people", "records"}
    """
    edges, counts = np.asarray(edges, dtype=float), np.asarray(counts, dtype=float)
    dress(ax, values="y")
    gap = (edges[1:] - edges[:-1]) * 0.06
    ax.bar(
        edges[:-1] + gap, counts, width=edges[1:] - edges[:-1] - 2 * gap, align="edge", color=FILL
    )
    count_axis(ax, highest=float(counts.max(initial=0)), unit=unit)
    ax.set_xlim(0, 1)
    tenths = [0, 0.2, 0.4, 0.6, 0.8, 1]
    ax.set_xticks(tenths, [format_value(tenth, current()) for tenth in tenths])
    ax.set_xlabel(translate(N_("Score, from 0 (nothing is known) to 1")))
    _mark(ax, sorted((marks or {}).items(), key=lambda mark: mark[1]))


def _mark(ax: Axes, marks: Sequence[tuple[str, float]]) -> None:
    # names stand above the bars, all on the same side of their lines, and the lines shorten
    # towards that side: no line crosses a name, however close the percentiles are
    to_the_left = bool(marks) and marks[-1][1] > NEAR_THE_RIGHT
    for place, (name, score) in enumerate(marks):
        height = 1.03 + 0.075 * (place if to_the_left else len(marks) - 1 - place)
        ax.plot(
            [score, score],
            [0, height],
            transform=ax.get_xaxis_transform(),
            color=INK,
            linewidth=1.1,
            linestyle=LINES[place % len(LINES)],
            clip_on=False,
            scalex=False,
            scaley=False,
        )
        write_beside(
            ax,
            Message(MARKS.get(name, "{score}"), {"score": round(float(score), 2)}).text(),
            (score, height),
            (-5 if to_the_left else 5, 0),
            xycoords=ax.get_xaxis_transform(),
            ha="right" if to_the_left else "left",
            va="top",
            annotation_clip=False,
        )
