"""Which search a lattice gets: the exact one while it can be held, the heuristic beyond."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from privlab.anonymise._heuristic import search_heuristically
from privlab.anonymise._nodes import Nodes
from privlab.anonymise._search import search

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._generalising import Generalised
    from privlab.anonymise._nodes import Leaves
    from privlab.anonymise._quality import Quality
    from privlab.anonymise._search import Found

__all__ = ["search_lattice"]

# 18 bytes are kept of each node
MOST_NODES = 50_000_000
# beyond so many nodes an exact search begins with what the heuristic found
MANY_NODES = 1_000_000
# nodes that a second suffices to look at often enough
NODES_A_SECOND = 2_000_000
FIRST_SHARE = 0.4


def search_lattice(
    table: Generalised,
    leaves: Leaves,
    criteria: Criteria,
    quality: Quality,
    *,
    most_suppressed: int,
    one_row_per_person: bool,
    target: str | None = None,
    time_limit: float | None = None,
    effort: float = 1.0,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Return the best generalisation of all records that was found.

    Parameters
    ----------
    most_suppressed : int
        Records that may be suppressed.
    target : str, optional
        The attribute that classes are to predict.
    time_limit : float, optional
        Seconds.
    effort : float
        Share of the usual effort of a heuristic, above 0.
    """
    begun = time.monotonic()
    n_nodes = math.prod(table.shape)
    largest = MOST_NODES if time_limit is None else NODES_A_SECOND * time_limit
    first: Found | None = None
    if n_nodes > min(MANY_NODES, largest):
        exact = n_nodes <= min(MOST_NODES, largest)
        share = None if time_limit is None else time_limit * (FIRST_SHARE if exact else 1)
        first = search_heuristically(
            Nodes(table, leaves, target=target, follow_leaves=True),
            criteria,
            quality,
            most_suppressed=most_suppressed,
            time_limit=share,
            effort=effort,
            progress=progress,
        )
        if not exact:
            return first
    left = None if time_limit is None else max(time_limit - (time.monotonic() - begun), 0.01)
    found = search(
        Nodes(table, leaves, target=target),
        criteria,
        quality,
        most_suppressed=most_suppressed,
        one_row_per_person=one_row_per_person,
        time_limit=left,
        first=None if first is None else first.place,
        progress=progress,
    )
    return replace(found, seconds=time.monotonic() - begun)
