"""What each column that is needed coarsely becomes, told in the labels of its hierarchy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from privlab.proportionality._ladders import Ladder, Rung, State

__all__ = ["coarsening_frame"]

MOST_EXAMPLES = 3


def coarsening_frame(ladders: Sequence[Ladder], state: State, fewest_shown: int) -> pd.DataFrame:
    """Return one row a coarsened column: what is left of it, by labels of its hierarchy.

    Parameters
    ----------
    ladders : sequence of Ladder
    state : State
    fewest_shown : int
        Rows of a label that is shown: one that fewer carry may be a value of theirs.

    Returns
    -------
    pandas DataFrame
        `column`, `level`, `labels` (how many are left), `of` (distinct values before),
        `examples` (tuple of at most three labels, in their order, each of at least so many rows).
    """
    import pandas as pd

    rows = []
    for one, place in zip(ladders, state, strict=True):
        if place == one.top or not one.rungs[place].level:
            continue
        rung, finest = one.rungs[place], one.rungs[0]
        left, before = rung.size - 1, finest.size - 1
        rows.append((one.column, rung.level, left, before, _examples(rung, fewest_shown)))
    return pd.DataFrame(rows, columns=["column", "level", "labels", "of", "examples"])


def _examples(rung: Rung, fewest_shown: int) -> tuple[str, ...]:
    counts = np.bincount(rung.codes, minlength=rung.size)
    shared = [
        label for label, count in zip(rung.labels, counts, strict=False) if count >= fewest_shown
    ]
    return tuple(shared[:MOST_EXAMPLES])
