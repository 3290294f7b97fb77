"""Which columns weigh most in a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._display._bars import lying_bars
from privlab.language import N_, Message, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = ["share_bars"]

WHAT = N_("Drop of the score without the column")

MOST_COLUMNS = 15


def share_bars(
    ax: Axes,
    names: Sequence[str],
    values: Sequence[float],
    *,
    what: str = WHAT,
    largest: float | None = None,
) -> None:
    """Draw the share of each column in a score or a risk, the largest on top.

    Parameters
    ----------
    ax : matplotlib Axes
    names : sequence of str
        Columns.
    values : sequence of float
        How much lower the score would be without the column, between 0 and 1, or
        what `what` says. Beyond fifteen columns the smallest are left out and the plot says so.
    what : str
        What the values are, marked for translation.
    largest : float, optional
        Where the axis of the values ends; by default at the largest of them.
    """
    ranked = sorted(zip(names, values, strict=True), key=lambda pair: (-pair[1], pair[0]))
    shown = ranked[:MOST_COLUMNS]
    lying_bars(ax, [name for name, _ in shown], [float(value) for _, value in shown])
    if largest is None:
        largest = max((value for _, value in shown), default=0)
    ax.set_xlim(0, max(largest * 1.15, 0.01))
    what = translate(what)
    if len(ranked) > MOST_COLUMNS:
        rest = Message("{shown} columns of {all}", {"shown": len(shown), "all": len(ranked)})
        what = f"{what} ({rest})"
    ax.set_xlabel(what)
