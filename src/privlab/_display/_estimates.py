"""Estimates of one number beside the number itself, by the share that was sampled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._style import INK, LOOKS, SMALL, dress
from privlab.language import N_, Share, current, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["estimate_lines"]

# marker and dashes tell the estimators apart where colours do not
WIDTH = 0.24
NEAR = 0.5


def estimate_lines(
    ax: Axes,
    shares: Sequence[float],
    lines: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]],
) -> None:
    """Draw one line an estimator: its estimates over the truth, with their range, by share.

    Parameters
    ----------
    ax : matplotlib Axes
    shares : sequence of float, shape (n_shares,)
        Sampled shares of the population, between 0 and 1, in ascending order.
    lines : mapping of name to (middle, low, high), arrays of float, shape (n_shares,)
        Estimate over the truth (1: right) and bounds of its range; NaN where there is none.
        At most four names.
    """
    from matplotlib.ticker import FuncFormatter

    dress(ax, values="y")
    places = np.arange(len(shares), dtype=float)
    ax.axhline(1, color=INK, linewidth=1.2)
    seen = [1.0]
    for order, (name, line) in enumerate(lines.items()):
        middle, low, high = (np.asarray(own, dtype=float) for own in line)
        marker, dashes, colour = LOOKS[order]
        shifted = places + WIDTH * (order / max(len(lines) - 1, 1) - 0.5)
        ax.errorbar(
            shifted,
            middle,
            yerr=np.maximum(np.vstack([middle - low, high - middle]), 0),
            marker=marker,
            linestyle=dashes,
            color=colour,
            capsize=3,
            linewidth=1.2,
            label=name,
        )
        seen += [*low[np.isfinite(low)], *high[np.isfinite(high)]]
    # a factor of two too high is as far from the truth as one too low
    positive = [value for value in seen if value > 0]
    ax.set_yscale("log")
    ax.set_ylim(min(*positive, NEAR) / 1.15, max(*positive, 1 / NEAR) * 1.15)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda ratio, _: format_value(ratio, current())))
    ax.minorticks_off()
    ticks = [tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if _within(ax, tick)]
    ax.set_yticks(ticks)
    ax.set_xticks(places, [format_value(Share(share), current()) for share in shares])
    ax.set_xlim(-0.5, len(shares) - 0.5)
    ax.set_xlabel(translate(N_("Share of the population in the sample")))
    ax.set_ylabel(translate(N_("Estimate over the truth (1: right)")))
    ax.legend(fontsize=SMALL, frameon=False)


def _within(ax: Axes, tick: float) -> bool:
    low, high = ax.get_ylim()
    return bool(low <= tick <= high)
