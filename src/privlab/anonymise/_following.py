"""What becomes of each leaf class when levels are applied one after the other."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.anonymise._cells import follow_cells
from privlab.anonymise._leaves import (
    attribute_in,
    generalised_columns,
    leaf_classes,
    leaf_values,
    records_in,
    with_missing,
)
from privlab.anonymise._nodes import Nodes
from privlab.errors import HierarchyError, listed
from privlab.hierarchies import SUPPRESSED, is_nothing
from privlab.tables import Relabelling

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.anonymise._cells import Cell
    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._generalising import Generalised
    from privlab.anonymise._leaves import Levels
    from privlab.anonymise._nodes import Leaves
    from privlab.hierarchies import Hierarchy
    from privlab.tables import Dataset

__all__ = ["Followed", "Problem", "follow", "problem_of"]


@dataclass(frozen=True, eq=False)
class Problem:
    """A table as a search reads it.

    Attributes
    ----------
    data : Dataset
    columns : tuple of str
    leaf_values : mapping of column to Arrow array
        The distinct values, leaf by leaf; the missing value is one leaf more.
    leaves : Leaves
        The classes of the table come first, in the order of its equivalence classes.
    n_own : int
        How many of the leaf classes are of the table and not only of its population.
    once : callable
        Keeps what is computed from these values under a name.
    """

    data: Dataset
    columns: tuple[str, ...]
    leaf_values: Mapping[str, pa.Array]
    leaves: Leaves
    n_own: int
    once: Callable[..., Any]

    def generalised(
        self, hierarchies: Mapping[str, Hierarchy], levels: Mapping[str, Levels]
    ) -> Generalised:
        """Return the columns at the levels that they may take."""
        sizes = {column: len(values) for column, values in self.leaf_values.items()}
        records = records_in(self.leaves, self.columns, sizes)
        return generalised_columns(self.leaf_values, hierarchies, levels, records, self.once)

    def covered(
        self, hierarchies: Mapping[str, Hierarchy], levels: Mapping[str, int]
    ) -> NDArray[np.bool_]:
        """Return which leaf classes hold only values that the hierarchies know."""
        whole = np.ones(len(self.leaves.codes), dtype=bool)
        for c, column in enumerate(self.columns):
            if levels.get(column, 0):
                covers = hierarchies[column].covers(self.leaf_values[column])
                whole &= np.append(covers, True)[self.leaves.codes[:, c]]
        return whole

    def unread(self, hierarchies: Mapping[str, Hierarchy]) -> NDArray[np.bool_]:
        """Return where a leaf class holds a value that its hierarchy does not know.

        Shape (n_leaves, n_columns).
        """
        made = np.zeros(self.leaves.codes.shape, dtype=bool)
        for c, column in enumerate(self.columns):
            if column in hierarchies:
                covers = hierarchies[column].covers(self.leaf_values[column])
                made[:, c] = ~np.append(covers, True)[self.leaves.codes[:, c]]
        return made

    def labels_at(
        self, hierarchies: Mapping[str, Hierarchy], column: str, level: int
    ) -> tuple[NDArray[np.int64], pa.Array]:
        """Return the code of the label of each leaf value, and the label of each code.

        The missing value is the last leaf; where it stays missing its code is beyond the labels.
        """
        own = self.leaf_values[column]
        if level == 0:
            return np.arange(len(own) + 1, dtype=np.int64), own
        codes, labels, _ = self.generalised_values(hierarchies, column, level)
        return codes, labels

    def generalised_values(
        self, hierarchies: Mapping[str, Hierarchy], column: str, level: int
    ) -> tuple[NDArray[np.int64], pa.Array, tuple[pa.Array, pa.Array]]:
        """Return codes, labels, and the values that are read with the label of each."""
        import pyarrow as pa

        own = self.leaf_values[column]
        covers = hierarchies[column].covers(own)
        # where nothing is covered it is told why; else who has other values is left out
        known = own.filter(pa.array(covers)) if covers.any() else own
        try:
            by_level, names = hierarchies[column].codes(known)
        except HierarchyError as error:
            message = f"Column '{listed([column])}': {error}"
            raise HierarchyError(message) from None
        ended = with_missing(by_level[level], names[level])
        # values that are not covered are not held: their code is never read
        filled = np.full(len(own) + 1, int(ended.max()), dtype=np.int64)
        filled[np.append(covers, True)] = ended
        return filled, names[level], (known, names[level].take(pa.array(by_level[level])))

    def nodes_of(self, leaves: Leaves) -> Nodes:
        """Return some leaf classes at their own values, ready to be put together."""
        codes = {
            column: np.arange(len(values) + 1, dtype=np.int64)
            for column, values in self.leaf_values.items()
        }
        return Nodes(_at_one_level(self.columns, codes), leaves, follow_leaves=True)


def problem_of(
    data: Dataset,
    columns: tuple[str, ...],
    criteria: Criteria,
    *,
    target: str | None = None,
    population_table: Dataset | None = None,
) -> Problem:
    """Read a table for a search: its values, classes, sensitive attributes and population."""
    tables = [data] if population_table is None else [data, population_table]
    # leaves depend on both tables: what is kept of them is kept under both versions
    others = tuple(table.version for table in tables[1:])

    def once(name: Hashable, make: Callable[[], Any]) -> Any:
        return data.once(("anonymise", others, name), make)

    values, leaves = {}, {}
    for column in columns:
        values[column], leaves[column] = once(
            ("leaves", column), functools.partial(leaf_values, tables, column)
        )
    attributes = {}
    for column in criteria.columns:
        distances = [each.distance for each in criteria.sensitive if each.column == column]
        chosen = next((each for each in distances if each is not None), None)
        attributes[column] = attribute_in(data, columns, column, distance=chosen)
    if target is not None:
        attributes[f"target {target}"] = attribute_in(data, columns, target, count="records")
    plain = once(
        ("leaf classes", columns), lambda: leaf_classes(data, columns, leaves, population_table)
    )
    own = replace(plain, attributes=attributes)
    n_own = int((own.n_records > 0).sum())
    return Problem(data, columns, values, own, n_own, once)


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
        nodes = Nodes(_at_one_level(problem.columns, codes), leaves, follow_leaves=True)
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


def _at_one_level(columns: Sequence[str], codes: Mapping[str, NDArray[np.int64]]) -> Generalised:
    from privlab.anonymise._generalising import Generalised, GeneralisedColumn

    return Generalised(
        tuple(
            GeneralisedColumn(
                name=column,
                levels=(0,),
                height=0,
                codes=(codes[column].astype(np.int32),),
                shares=np.ones((len(codes[column]), 1)),
                domain_size=1,
                n_records_in=np.zeros(len(codes[column]), dtype=np.int64),
            )
            for column in columns
        )
    )
