"""New values for the rows of some combinations; rows of no such combination leave the table."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.tables._bare import held_categories
from privlab.tables._content import feed
from privlab.tables._fetch import held_rows, small_table, value_map

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.tables._dataset import Dataset

__all__ = ["ClassMap", "Relabelling", "relabel", "without_identifiers"]


@dataclass(frozen=True)
class Relabelling:
    """What the rows of some combinations become.

    Attributes
    ----------
    old, new : mappings of column to Arrow array, of equal length
        The new value of each distinct value; rows with another value are not spoken of.
    of_missing : mapping of column to str or None
        What a missing value becomes; None: it stays missing.
    unchanged : tuple of str
        Further columns of the combinations, left as they are.
    kept : Arrow table
        The combinations of new values, each once, that the step speaks of.
    """

    old: Mapping[str, pa.Array]
    new: Mapping[str, pa.Array]
    of_missing: Mapping[str, str | None]
    unchanged: tuple[str, ...]
    kept: pa.Table

    def digest(self) -> str:
        """Return the same text for the same step, whenever it is made."""
        import pyarrow as pa

        digest = hashlib.sha256(repr((sorted(self.of_missing.items()), self.unchanged)).encode())
        for column in self.old:
            for values in (self.old[column], self.new[column]):
                feed(digest, pa.chunked_array([values]))
        order = [(name, "ascending") for name in self.kept.column_names]
        for column in (self.kept.sort_by(order) if order else self.kept).itercolumns():
            feed(digest, column)
        return digest.hexdigest()


@dataclass(frozen=True)
class ClassMap:
    """What the rows of each combination of values become, combination by combination.

    Attributes
    ----------
    old, new : Arrow tables of the same columns and length
        Each combination once, and its new values.
    """

    old: pa.Table
    new: pa.Table

    def digest(self) -> str:
        """Return the same text for the same map, whenever it is made."""
        names = [f"o{n}" for n in range(self.old.num_columns)]
        names += [f"n{n}" for n in range(self.new.num_columns)]
        columns = [*self.old.itercolumns(), *self.new.itercolumns()]
        whole = dict(zip(names, columns, strict=True))
        return Relabelling({}, {}, {}, (), _table(whole)).digest()


def _table(columns: Mapping[str, pa.Array]) -> pa.Table:
    import pyarrow as pa

    return pa.table(dict(columns))


def relabel(
    data: Dataset,
    step: Relabelling | ClassMap,
    rows: tuple[Mapping[str, pa.Array], NDArray[np.bool_]] | None = None,
) -> Dataset:
    """Return the table with the new values; rows that the step does not speak of leave it.

    Parameters
    ----------
    step : Relabelling or ClassMap
    rows : (mapping of column to Arrow array of shape (n_rows,), array of bool), optional
        The columns as they become and the rows that stay, for sources in memory, whose rows
        keep their order.
    """
    how = [step.digest()]
    if data.memory is None or rows is None:
        columns = list(data.columns)
        # plain names keep hostile column names out of joins
        plain = data.table.select(**{f"x{n}": data.table[c] for n, c in enumerate(columns)})
        if isinstance(step, ClassMap):
            return data.replaced(_by_class(plain, columns, step), how=how)
        return data.replaced(_by_column(plain, columns, step), how=how)
    changed, stay = rows
    memory = data.memory
    for column, values in changed.items():
        memory = memory.set_column(memory.column_names.index(column), column, values)
    # a category that nobody has any more would still tell that somebody had it
    memory = held_categories(memory.filter(stay))
    kept = data.replaced(held_rows(memory), memory, how=how)
    return kept if kept.index is None else dataclasses.replace(kept, index=kept.index[stay])


def without_identifiers(data: Dataset) -> Dataset:
    """Return the table without its direct identifiers and its person key, in the same order."""
    roles = data.roles
    gone = [*roles.identifiers, *(() if roles.person is None else (roles.person,))]
    if not gone:
        return data
    kept = dataclasses.replace(
        roles,
        person=None,
        population=None,
        identifiers=(),
        dimensions=None
        if roles.dimensions is None
        else {c: d for c, d in roles.dimensions.items() if c not in gone},
    )
    table = data.table.drop(*gone)
    memory = None if data.memory is None else data.memory.drop_columns(gone)
    if memory is not None:
        table = held_rows(memory)
    made = data.replaced(table, memory, how=["without identifiers"])
    return dataclasses.replace(made, roles=kept, index=data.index)


def _by_column(table: ir.Table, columns: Sequence[str], step: Relabelling) -> ir.Table:
    import ibis

    names = {}
    for column, old in step.old.items():
        source = f"x{columns.index(column)}"
        name = f"s_{source}"
        mapping = value_map({f"{name}_old": old, name: step.new[column]})
        table = table.left_join(mapping, table[source] == mapping[f"{name}_old"])
        of_missing = step.of_missing.get(column)
        if of_missing is not None:
            label = ibis.ifelse(table[source].isnull(), ibis.literal(of_missing), table[name])
            table = table.mutate(**{name: label})
        names[column] = name
    # of the joined table alone: a condition on an earlier one is not always the same relation
    known = [
        table[f"{name}_old"].notnull() | table[name.removeprefix("s_")].isnull()
        for name in names.values()
    ]
    table = (table.filter(known) if known else table).view()
    names |= {column: f"x{columns.index(column)}" for column in step.unchanged}
    kept = small_table({f"k{n}": step.kept.column(column) for n, column in enumerate(names)})
    matches = [table[name].identical_to(kept[f"k{n}"]) for n, name in enumerate(names.values())]
    table = table.inner_join(kept, matches)
    return table.select(**{c: table[names.get(c, f"x{n}")] for n, c in enumerate(columns)})


def _by_class(table: ir.Table, columns: Sequence[str], step: ClassMap) -> ir.Table:
    named = step.old.column_names
    whole = {f"o{n}": step.old.column(column) for n, column in enumerate(named)}
    whole |= {f"n{n}": step.new.column(column) for n, column in enumerate(named)}
    mapping = small_table(whole)
    matches = [
        table[f"x{columns.index(column)}"].identical_to(mapping[f"o{n}"])
        for n, column in enumerate(named)
    ]
    table = table.inner_join(mapping, matches)
    new = {column: f"n{n}" for n, column in enumerate(named)}
    return table.select(**{c: table[new.get(c, f"x{n}")] for n, c in enumerate(columns)})
