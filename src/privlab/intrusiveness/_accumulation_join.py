"""Tables of the same people side by side, with who is in which."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from privlab.errors import ColumnError, ParameterError, SourceError, listed
from privlab.intrusiveness.knowledge._columns import profile_columns
from privlab.tables import Dimension, Roles, as_dataset, fetch

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from privlab.tables import Dataset, Source

__all__ = ["Joined", "join_sources"]

ORDINARY = 0.25


class Joined(NamedTuple):
    """The joined table.

    Attributes
    ----------
    data : Dataset
        One row for each person of the first table.
    columns : mapping of source to tuple of str
        The columns that each source brings.
    sources_mean : float
        Mean number of tables in which a person is.
    """

    data: Dataset
    columns: Mapping[str, tuple[str, ...]]
    sources_mean: float


def join_sources(sources: Mapping[str, Source]) -> Joined:
    """Join tables on the person key; columns after the first table are named after theirs.

    Raises
    ------
    SourceError
        A table with several rows a person, or on another engine.
    ColumnError
        A table without person key or dimensions, or two columns of one name.
    """
    import ibis

    if not sources:
        message = "There is no table to join. Pass {'clients': dataset, ...}."
        raise ParameterError(message)
    names = list(sources)
    tables = {name: as_dataset(source) for name, source in sources.items()}
    first = tables[names[0]]
    person = _person(names[0], first)
    columns: dict[str, tuple[str, ...]] = {}
    dimensions: dict[str, Dimension | None] = {}
    wide: ir.Table | None = None
    for name, data in tables.items():
        own = _person(name, data)
        _check(name, data, first)
        profile = profile_columns(data, None)
        named = {c if wide is None else f"{name}_{c}": c for c in profile}
        declared = data.roles.dimensions or {}
        levels = {new: declared[old] for new, old in named.items()}
        chosen = {new: data.table[old] for new, old in named.items()}
        if wide is None:
            wide = data.table.select(**{person: data.table[own]}, **chosen)
        else:
            held = f"{name}_held"
            levels[held] = Dimension("evolution", ORDINARY)
            key = f"{name}_key"
            there = ibis.literal(value=True)
            other = data.table.select(**{key: data.table[own]}, **chosen, **{held: there})
            taken = [c for c in other.columns if c in wide.columns]
            if taken:
                message = f"Two joined columns would be named {listed(taken)}. Rename a table."
                raise ColumnError(message)
            wide = wide.left_join(other, wide[person] == other[key]).drop(key)
            wide = wide.mutate(**{held: wide[held].notnull()})
        columns[name] = tuple(levels)
        dimensions |= levels
    assert wide is not None  # noqa: S101 - there is a source
    origins = [origin for data in tables.values() for origin in data.origins]
    made = first.narrowed(
        wide,
        Roles(person=person, population=first.roles.population, dimensions=dimensions),
        selection=[("joined", name) for name in names[1:]],
        origins=origins,
        as_of=first.as_of,
        opened=first.opened,
    )
    whole = all(data.leaf is data.table for data in tables.values())
    made = made if whole else replace(made, leaf=first.leaf)
    return Joined(made, columns, _sources_mean(made, names[1:]))


def _person(name: str, data: Dataset) -> str:
    if data.roles.person is None or data.roles.dimensions is None:
        message = (
            f"The table '{listed([name])}' has no person key or no life dimensions. Declare "
            "person= and dimensions= in privlab.dataset."
        )
        raise ColumnError(message)
    return data.roles.person


def _check(name: str, data: Dataset, first: Dataset) -> None:
    if not data.one_row_per_person:
        message = (
            f"The table '{listed([name])}' has several rows a person. Make one of them first with "
            "derive_features(data, {...})."
        )
        raise SourceError(message)
    if data.connection is not first.connection:
        message = (
            f"The table '{listed([name])}' is on another engine than the first one. Open both "
            "with the same connection=."
        )
        raise SourceError(message)


def _sources_mean(made: Dataset, others: list[str]) -> float:
    if not others:
        return 1.0
    counted = {f"c{place}": made.table[f"{name}_held"].sum() for place, name in enumerate(others)}
    found = fetch(made.table.aggregate(**counted), made.connection).to_pylist()[0]
    return 1.0 + float(sum(found.values())) / made.n_units
