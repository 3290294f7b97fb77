"""From promises about columns to the roles that a measure needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from privlab.policy._columns import Resource

__all__ = ["roles_of"]

ARGUMENTS = {
    "direct_identifier": "identifiers",
    "quasi_identifier": "quasi_identifiers",
    "sensitive": "sensitive",
    "ordinary": "ordinary",
}


def roles_of(table: Resource, purpose: str | None) -> dict[str, Any]:
    """Return the roles of the columns that a purpose may read, as `privlab.dataset` takes them.

    The person key has that role alone. A column whose dimension is written as null says nothing
    of the person; one that says nothing of its dimension is left out, and measures ask for it.
    """
    columns = [table.fields[name] for name in table.fields_for(purpose)]
    person = next((column.name for column in columns if column.name == table.person), None)
    of_role: dict[str, list[str]] = {argument: [] for argument in ARGUMENTS.values()}
    for column in columns:
        argument = ARGUMENTS.get(column.role)
        if argument is not None and column.name != person:
            of_role[argument].append(column.name)
    dimensions = {
        column.name: None if column.dimension is None else (column.dimension, column.sensitivity)
        for column in columns
        if column.says_dimension and column.name != person
    }
    if not any(dimensions.values()):
        dimensions = {}
    return {
        "person": person,
        "population": None if person is None else table.population,
        **of_role,
        "dimensions": dimensions or None,
    }
