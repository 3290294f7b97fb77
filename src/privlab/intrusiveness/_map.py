"""The axes drawn, and the map of people by two of them: counts in cells, never of a few people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab import _display as display
from privlab.errors import ParameterError
from privlab.intrusiveness._order import AXES
from privlab.language import N_, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["BINS", "draw_axes", "draw_cells", "people_cells"]

BINS = 10


def people_cells(
    known: NDArray[np.float64],
    guessed: NDArray[np.float64],
    *,
    bins: int,
    fewest: int,
    fewest_shown: int,
) -> pd.DataFrame:
    """Count people in cells of knowledge and inference; small cells are missing.

    Parameters
    ----------
    known, guessed : arrays of float, shape (n_people,), 0 to 1
    bins : int
        Of each axis, 2 to 50.
    fewest : int
        People in a cell that is shown.
    fewest_shown : int
        The least that `fewest` may be.

    Returns
    -------
    pandas frame, shape (bins, bins)
        `attrs["hidden"]` counts the people of the cells that are not shown, when they are at
        least `fewest`, else it is None.
    """
    import pandas as pd

    if not 2 <= bins <= 50 or fewest < fewest_shown:
        message = (
            f"bins is {bins} and fewest {fewest}; allowed: bins 2 to 50, fewest from "
            f"{fewest_shown}."
        )
        raise ParameterError(message)
    edges = np.linspace(0, 1, bins + 1)
    counts, _, _ = np.histogram2d(known, guessed, bins=[edges, edges])
    shown = np.where(counts >= fewest, counts, np.nan)
    hidden = int(counts[counts < fewest].sum())
    places = [round(float(edge), 4) for edge in edges[:-1]]
    frame = pd.DataFrame(shown, index=places, columns=places)
    frame.attrs["hidden"] = hidden if hidden >= fewest else None
    return frame


def draw_axes(ax: Axes, vector: Mapping[str, float | None]) -> None:
    """Draw the axes that were measured as bars."""
    held = {name: value for name, value in vector.items() if value is not None}
    display.share_bars(
        ax,
        [translate(AXES[name]) for name in held],
        list(held.values()),
        what=N_("Score, from 0 to 1"),
    )


def draw_cells(cells: pd.DataFrame, ax: Axes | None, *, fewest: int) -> display.Plot:
    """Draw the cells of a map."""
    edges = np.linspace(0, 1, len(cells) + 1)
    plot = display.new_plot(
        ax,
        title=translate(N_("People by knowledge and inference")),
        description=display.people_map_words(edges, cells.to_numpy(), fewest=fewest),
    )
    display.people_map(plot.ax_, edges, cells.to_numpy(), fewest=fewest)
    return plot
