"""How much of a score rests on each column, in percent; columns share, so sums pass 100."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._display._bars import lying_bars
from privlab.language import N_, Message, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = ["contribution_bars"]

MOST_COLUMNS = 15


def contribution_bars(ax: Axes, names: Sequence[str], percents: Sequence[float]) -> None:
    """Draw the contribution of each column, the largest on top.

    Parameters
    ----------
    ax : matplotlib Axes
    names : sequence of str
        Columns.
    percents : sequence of float
        Between 0 and 100. Beyond fifteen columns the smallest are left out and the plot says so.
    """
    ranked = sorted(zip(names, percents, strict=True), key=lambda pair: (-pair[1], pair[0]))
    shown = ranked[:MOST_COLUMNS]
    lying_bars(ax, [name for name, _ in shown], [float(percent) for _, percent in shown])
    ax.set_xlim(0, 115)
    what = translate(N_("Contribution to the scores (%)"))
    if len(ranked) > MOST_COLUMNS:
        rest = Message("{shown} columns of {all}", {"shown": len(shown), "all": len(ranked)})
        what = f"{what} ({rest})"
    ax.set_xlabel(what)
