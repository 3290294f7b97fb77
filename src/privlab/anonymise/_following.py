"""What becomes of each leaf class when levels are applied one after the other."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

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
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._generalising import Generalised
    from privlab.anonymise._leaves import Levels
    from privlab.anonymise._nodes import Leaves
    from privlab.hierarchies import Hierarchy
    from privlab.tables import Dataset

__all__ = ["Problem", "Step", "follow", "problem_of"]


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
class Step:
    """What one set of levels does.

    Attributes
    ----------
    kept : array of bool, shape (n_leaves,)
        Leaf classes that it releases.
    codes : mapping of column to array of int64, shape (n_values + 1,)
        Code of the label of each leaf value.
    labels : mapping of column to Arrow array
        Label of each code; a code more stands for the missing value where it stays missing.
    relabelling : Relabelling
        The same for an engine.
    """

    kept: NDArray[np.bool_]
    codes: Mapping[str, NDArray[np.int64]]
    labels: Mapping[str, pa.Array]
    relabelling: Relabelling


def follow(
    problem: Problem,
    criteria: Criteria,
    hierarchies: Mapping[str, Hierarchy],
    rounds: Sequence[Mapping[str, int]],
    cells: Sequence[Collection[tuple[str | None, ...]] | None] = (),
) -> list[Step]:
    """Apply the levels of each round to what the rounds before did not release.

    `cells` may name the only combinations of labels that a round speaks of.
    """
    left = problem.leaves.n_records > 0
    steps = []
    for place, levels in enumerate(rounds):
        only = None if not cells or cells[place] is None else frozenset(cells[place] or ())
        known = problem.covered(hierarchies, levels) & left
        held = known | (problem.leaves.n_records == 0)
        step = _step(problem, criteria, hierarchies, levels, held, only)
        steps.append(step)
        left &= ~step.kept
    return steps


def _step(
    problem: Problem,
    criteria: Criteria,
    hierarchies: Mapping[str, Hierarchy],
    levels: Mapping[str, int],
    held: NDArray[np.bool_],
    only: frozenset[tuple[str | None, ...]] | None,
) -> Step:
    import pyarrow as pa

    codes, labels, old, new, of_missing, unchanged = {}, {}, {}, {}, {}, []
    for column in problem.columns:
        own, level = problem.leaf_values[column], levels.get(column, 0)
        if level == 0:
            codes[column] = np.arange(len(own) + 1, dtype=np.int64)
            labels[column] = own
            unchanged.append(column)
            continue
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
        codes[column], labels[column] = filled, names[level]
        old[column], new[column] = known, names[level].take(pa.array(by_level[level]))
        of_missing[column] = SUPPRESSED if is_nothing(names[level]) else None
    kept = np.zeros(len(held), dtype=bool)
    combinations = {c: labels[c].slice(0, 0) for c in (*old, *unchanged)}
    if held.any():
        leaves = problem.leaves.part(held)
        nodes = Nodes(_at_one_level(problem.columns, codes), leaves, follow_leaves=True)
        node = nodes.at((0,) * len(problem.columns))
        good = ~criteria.judge(nodes, node).broken & (node.n_records > 0)
        if only is not None:
            named = [
                texts(labels[column], node.codes[:, c].astype(np.int64))
                for c, column in enumerate(problem.columns)
            ]
            good &= np.array([cell in only for cell in zip(*named, strict=True)], dtype=bool)
        if node.of_leaf is not None:
            kept[held] = good[node.of_leaf] & (leaves.n_records > 0)
        for c, column in enumerate(problem.columns):
            own_codes = node.codes[good, c].astype(np.int64)
            combinations[column] = taken(labels[column], own_codes)
    return Step(
        kept,
        codes,
        labels,
        Relabelling(old, new, of_missing, tuple(unchanged), pa.table(combinations)),
    )


def leaf_labels(values: pa.Array, hierarchy: Hierarchy, level: int) -> list[str | None]:
    """Return the label of each value as text, and last that of the missing value."""
    codes, labels = hierarchy.codes(values)
    named = labels[level] if level else None
    return texts(labels[level], with_missing(codes[level], named))


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
