"""How wrong an answer will be, by what is spent on it and by the size of its group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._style import INK, LOOKS, SMALL, dress
from privlab.language import N_, Share, counted, current, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["error_curves"]

# marker and dashes tell the sizes apart where colours do not


def error_curves(
    ax: Axes,
    lines: Mapping[int, tuple[ArrayLike, ArrayLike]],
    *,
    chosen: float,
    relative: bool,
) -> None:
    """Draw one falling line a size of group, on scales of powers.

    Parameters
    ----------
    ax : matplotlib Axes
    lines : mapping of rows of a group to (epsilon, error), arrays of float, shape (n_epsilons,)
    chosen : float
        The epsilon of the forecast, which is marked.
    relative : bool
        Whether errors are shares of the answer; otherwise they are in its unit, and where they
        are the same for every size, one line is drawn.
    """
    from matplotlib.ticker import FuncFormatter

    dress(ax, values="y")
    errors = [np.asarray(error, dtype=float) for _, error in lines.values()]
    alike = not relative and all(np.array_equal(errors[0], each) for each in errors)
    for order, (size, (epsilon, error)) in enumerate(lines.items()):
        marker, dashes, colour = LOOKS[order % len(LOOKS)]
        said = counted("groups of {n} row", "groups of {n} rows", size).text()
        name = translate(N_("every group")) if alike else said
        (line,) = ax.plot(epsilon, error, linewidth=1.4, markersize=5, label=name)
        line.set(marker=marker, linestyle=dashes, color=colour)
        if alike:
            break
    ax.axvline(chosen, color=INK, linewidth=1.0, linestyle=(0, (1, 2)))
    ax.set_xscale("log")
    ax.set_yscale("log")

    def shown(value: float, _: object) -> str:
        return format_value(Share(value) if relative else value, current())

    ax.yaxis.set_major_formatter(FuncFormatter(shown))
    ax.minorticks_off()
    ticks = np.unique([np.asarray(epsilon, dtype=float) for epsilon, _ in lines.values()])
    ax.set_xticks(ticks, [format_value(float(tick), current()) for tick in ticks])
    ax.set_xlabel(translate(N_("Epsilon (dotted: that of the forecast)")))
    of_answer = N_("Error of the answer, 95 times in 100 below, of its size")
    plain = N_("Error of the answer, 95 times in 100 below")
    ax.set_ylabel(translate(of_answer if relative else plain))
    ax.legend(fontsize=SMALL, frameon=False)
