"""How the score climbs as one table after the other is joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._display._bars import plain, short
from privlab._display._style import FILL, HATCH, INK, SMALL, dress, write_beside
from privlab.language import N_, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = ["accumulation_steps"]


def accumulation_steps(ax: Axes, names: Sequence[str], scores: Sequence[float]) -> None:
    """Draw one bar a table: what was known before it, and hatched on top what it adds.

    Parameters
    ----------
    ax : matplotlib Axes
    names : sequence of str, shape (n_tables,)
        In the order in which they were joined.
    scores : sequence of float, shape (n_tables,)
        What is known of the average person once the table is joined, 0 to 1, never falling.
    """
    dress(ax, values="y")
    before = 0.0
    for place, score in enumerate(scores):
        ax.bar(place, before, width=0.68, color=FILL, label="_before")
        ax.bar(
            place,
            score - before,
            bottom=before,
            width=0.68,
            facecolor="none",
            edgecolor=FILL,
            hatch=HATCH,
            label="_added" if place else translate(N_("added by the table")),
        )
        write_beside(ax, short(score), (place, score), (0, 4), ha="center")
        before = score
    turned = len(names) > 4
    ax.set_xticks(
        range(len(names)),
        [plain(name) for name in names],
        rotation=30 if turned else 0,
        ha="right" if turned else "center",
    )
    ax.set_ylim(0, max(before, 0.01) * 1.2)
    ax.set_ylabel(translate(N_("Knowledge, from 0 to 1")))
    ax.legend(loc="upper left", frameon=False, fontsize=SMALL, labelcolor=INK)
