"""What each column contributes to a share of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.display._bars import lying_bars
from privlab.language import N_, Message, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = ["part_bars"]

MOST_COLUMNS = 15


def part_bars(ax: Axes, names: Sequence[str], values: Sequence[float]) -> None:
    """Draw the part of each column in the share of people who are alone, the largest on top.

    Parameters
    ----------
    ax : matplotlib Axes
    names : sequence of str
        Columns.
    values : sequence of float
        Their parts, between 0 and 1. Beyond fifteen columns the smallest are left out and the
        plot says so.
    """
    ranked = sorted(zip(names, values, strict=True), key=lambda pair: (-pair[1], pair[0]))
    shown = ranked[:MOST_COLUMNS]
    lying_bars(ax, [name for name, _ in shown], [float(value) for _, value in shown])
    largest = max((value for _, value in shown), default=0)
    ax.set_xlim(0, max(largest * 1.15, 0.01))
    what = translate(N_("Part in the share of those alone in a class"))
    if len(ranked) > MOST_COLUMNS:
        rest = Message("{shown} columns of {all}", {"shown": len(shown), "all": len(ranked)})
        what = f"{what} ({rest})"
    ax.set_xlabel(what)
