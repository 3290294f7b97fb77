"""How many people are in small and in large equivalence classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._display._bars import TO, standing_bars
from privlab.language import N_, Message, current, format_value, translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

__all__ = ["class_size_bars"]

STEPS = ((1, 2, 5), (1, 5), (1,))
MOST_BARS = 10
LAST_START = 10_000
LONGEST_LABEL = 8


def class_size_bars(
    ax: Axes, sizes: ArrayLike, counts: ArrayLike, *, k: int, unit: str = "people"
) -> None:
    """Draw how many people (or records) are in classes of each size, those below k hatched.

    Parameters
    ----------
    ax : matplotlib Axes
    sizes : array of int, shape (n_classes,)
        Class sizes, at least 1.
    counts : array of float, shape (n_classes,)
        People or records of each class.
    k : int
        Smallest size that is accepted.
    unit : {"people", "records"}
    """
    sizes, counts = np.asarray(sizes), np.asarray(counts, dtype=float)
    starts = _starts(int(sizes.max(initial=1)), k)
    bins = np.searchsorted(starts, sizes, side="right") - 1
    totals = np.bincount(bins, weights=counts, minlength=len(starts))
    labels = [
        _label(start, after)
        for start, after in zip(starts.tolist(), [*starts[1:].tolist(), None], strict=True)
    ]
    small = Message("In classes smaller than {k}", {"k": k})
    parts = (small, Message("In classes of {k} or more", {"k": k}))
    standing_bars(ax, labels, totals, alarming=starts < k, parts=parts, unit=unit)
    ax.set_xlabel(translate(N_("Size of the class")))


def _starts(largest: int, k: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    # the smallest sizes always stand apart; large ones are grouped more coarsely until they fit
    for steps in STEPS:
        powers = 10 ** np.arange(len(str(LAST_START)))
        grid = {int(step * power) for power in powers for step in steps} | {1, 2, k}
        last = max(min(largest, LAST_START), k)
        starts = np.array(sorted(start for start in grid if start <= last))
        if len(starts) <= MOST_BARS:
            break
    return starts


def _label(start: int, after: int | None) -> str:
    first = format_value(start, current())
    if after is None:
        return f"≥ {first}"
    if after == start + 1:
        return first
    last = format_value(after - 1, current())
    broken = "\n" if len(first) + len(last) > LONGEST_LABEL else ""
    return f"{first}{TO}{broken}{last}"
