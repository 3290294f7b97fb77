"""Each thing twice, before a treatment and after it, as two bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._display._bars import plain
from privlab._display._style import ALERT, FILL, HATCH, SMALL, dress, name_above, write_beside
from privlab.language import N_, Share, current, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["paired_bars"]

HEIGHT = 0.38
# beyond, two bars a name no longer fit a plot of a notebook
MOST_NAMES = 8


def paired_bars(
    ax: Axes,
    names: Sequence[str],
    before: ArrayLike,
    after: ArrayLike,
    *,
    what: str,
    kind: str = "share",
) -> None:
    """Draw two lying bars a name: hatched before the treatment, full after it.

    Parameters
    ----------
    ax : matplotlib Axes
    names : sequence of str, shape (n,)
        The first on top; beyond eight the others are left out.
    before, after : array of float, shape (n,)
        Between 0 and 1.
    what : str
        What the bars are, marked for translation.
    kind : {"share", "number"}
        How the values are written.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    dress(ax, values="x")
    first, second = (np.asarray(own, dtype=float)[:MOST_NAMES] for own in (before, after))
    places = np.arange(len(first))
    hatched = {"facecolor": "none", "edgecolor": ALERT, "hatch": HATCH, "linewidth": 1.0}
    ax.barh(places - HEIGHT / 2, first, HEIGHT, label=translate(N_("Before")), **hatched)  # type: ignore[arg-type]
    ax.barh(places + HEIGHT / 2, second, HEIGHT, label=translate(N_("After")), color=FILL)
    for values, shift in ((first, -HEIGHT / 2), (second, HEIGHT / 2)):
        for place, value in enumerate(values):
            look: dict[str, Any] = {"va": "center_baseline", "fontsize": SMALL - 1}
            text, at = _written(float(value), kind), (float(value), place + shift)
            write_beside(ax, text, at, (5, 0), **look)
    ax.set_yticks(places, [plain(name, longest=36) for name in names[:MOST_NAMES]])
    ax.set_ylim(len(places) - 0.45, -0.55)
    highest = max(first.max(initial=0), second.max(initial=0), 0.01)
    ax.set_xlim(0, highest * 1.15)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _written(value, kind)))
    ax.set_xlabel(translate(what))
    name_above(ax, ncols=2)


def _written(value: float, kind: str) -> str:
    # two significant digits: more would suggest a precision that a plot does not have
    rounded = float(f"{value:.2g}")
    return format_value(Share(rounded) if kind == "share" else rounded, current())
