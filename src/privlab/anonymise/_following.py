"""What becomes of each leaf class when levels are applied one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.anonymise._cells import follow_cells
from privlab.anonymise._nodes import Nodes
from privlab.anonymise._problem import at_one_level
from privlab.hierarchies import SUPPRESSED, is_nothing
from privlab.tables import Relabelling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.anonymise._cells import Cell
    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._problem import Problem
    from privlab.hierarchies import Hierarchy

__all__ = ["Followed", "follow"]


@dataclass(frozen=True, eq=False)
class Followed:
    """What a recipe does to each leaf class.

    Attributes
    ----------
    rounds : tuple of mappings of column to int
    round_of : array of int64, shape (n_leaves,)
        The round whose levels release each leaf class, -1 for none.
    relabelling : Relabelling or None
        The same for an engine, where one round says it all.
    """

    rounds: tuple[Mapping[str, int], ...]
    round_of: NDArray[np.int64]
    relabelling: Relabelling | None


def follow(
    problem: Problem,
    criteria: Criteria,
    hierarchies: Mapping[str, Hierarchy],
    rounds: Sequence[Mapping[str, int]],
    cells: Sequence[Cell] = (),
) -> Followed:
    """Apply the levels of each round to what the rounds before did not release.

    With cells, the first round holds the levels that they were split from.
    """
    if cells:
        made, round_of = follow_cells(problem, criteria, hierarchies, rounds[0], cells)
        return Followed(made, round_of, None)
    held = problem.leaves.n_records > 0
    round_of = np.full(len(held), -1, dtype=np.int64)
    relabelling = None
    for number, levels in enumerate(rounds):
        known = problem.covered(hierarchies, levels) & held & (round_of < 0)
        kept, relabelling = _step(problem, criteria, hierarchies, levels, known | ~held)
        round_of[kept] = number
    return Followed(tuple(rounds), round_of, relabelling if len(rounds) == 1 else None)


def _step(
    problem: Problem,
    criteria: Criteria,
    hierarchies: Mapping[str, Hierarchy],
    levels: Mapping[str, int],
    held: NDArray[np.bool_],
) -> tuple[NDArray[np.bool_], Relabelling]:
    """Return which leaf classes one set of levels releases, and what an engine joins with."""
    import pyarrow as pa

    codes, labels, old, new, of_missing, unchanged = {}, {}, {}, {}, {}, []
    for column in problem.columns:
        level = levels.get(column, 0)
        if level == 0:
            codes[column], labels[column] = problem.labels_at(hierarchies, column, 0)
            unchanged.append(column)
            continue
        codes[column], labels[column], (old[column], new[column]) = problem.generalised_values(
            hierarchies, column, level
        )
        of_missing[column] = SUPPRESSED if is_nothing(labels[column]) else None
    kept = np.zeros(len(held), dtype=bool)
    combinations = {c: labels[c].slice(0, 0) for c in (*old, *unchanged)}
    if held.any():
        leaves = problem.leaves.part(held)
        nodes = Nodes(at_one_level(problem.columns, codes), leaves, follow_leaves=True)
        node = nodes.at((0,) * len(problem.columns))
        good = ~criteria.judge(nodes, node).broken & (node.n_records > 0)
        if node.of_leaf is not None:
            kept[held] = good[node.of_leaf] & (leaves.n_records > 0)
        for c, column in enumerate(problem.columns):
            own_codes = node.codes[good, c].astype(np.int64)
            combinations[column] = taken(labels[column], own_codes)
    made = Relabelling(old, new, of_missing, tuple(unchanged), pa.table(combinations))
    return kept, made


def texts(labels: pa.Array, codes: NDArray[np.int64]) -> list[str | None]:
    """Return the label of each code as text, None for the missing value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    own: list[str | None] = taken(pc.cast(labels, pa.string()), codes).to_pylist()
    return own


def taken(labels: pa.Array, codes: NDArray[np.int64]) -> pa.Array:
    """Return the label of each code, missing beyond the last one."""
    import pyarrow as pa

    return labels.take(pa.array(codes, mask=codes >= len(labels)))
