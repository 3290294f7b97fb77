"""A table as a search reads it: its values, its leaf classes, and what is kept of them."""

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

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._generalising import Generalised
    from privlab.anonymise._leaves import Levels
    from privlab.anonymise._nodes import Leaves
    from privlab.hierarchies import Hierarchy
    from privlab.tables import Dataset

__all__ = ["Problem", "at_one_level", "problem_of"]


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
        return Nodes(at_one_level(self.columns, codes), leaves, follow_leaves=True)


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


def at_one_level(columns: Sequence[str], codes: Mapping[str, NDArray[np.int64]]) -> Generalised:
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
