"""A table opened as the policy describes it; where the two disagree, it is said in plain words."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from privlab.errors import PolicyError, did_you_mean, listed
from privlab.tables import Roles, dataset, is_parquet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    import ibis.expr.datatypes as kinds
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

    from privlab.policy import Field, Policy, Resource
    from privlab.tables import Dataset

__all__ = ["open_resource", "undeclared_columns"]

_CASTS = {
    "date": "date",
    "datetime": "timestamp",
    "boolean": "boolean",
    "integer": "int64",
    "number": "float64",
    "string": "string",
}
_TYPES: dict[str, tuple[str, Callable[[kinds.DataType], bool]]] = {
    "date": ("a date", lambda kind: kind.is_date() or kind.is_timestamp()),
    "datetime": ("a date with a time", lambda kind: kind.is_timestamp()),
    "boolean": ("true or false", lambda kind: kind.is_boolean()),
    "integer": ("whole numbers", lambda kind: kind.is_integer()),
    "number": ("numbers", lambda kind: kind.is_numeric() and not kind.is_boolean()),
    "string": ("text", lambda kind: kind.is_string()),
}


_NUMBERS = {"number", "integer"}


def open_resource(
    policy: Policy, resource: Resource, connection: BaseBackend, as_of: dt.date
) -> Dataset:
    """Return the table of a resource, every column, with the roles of the policy.

    Raises
    ------
    PolicyError
        The file is missing, a declared column is not in it, or does not hold the declared type.
    SourceError, ColumnError
        The file cannot be read.
    """
    where = f"{policy.path.name}, line {resource.line}"
    if not resource.path.exists():
        message = (
            f"{where}: the file of table '{resource.name}' is not there: "
            f"'{resource.path.name}'. Put it beside the policy, or correct its path."
        )
        raise PolicyError(message)
    how: dict[str, Any] = {"empty": "allowed", "connection": connection, **_dialect(resource)}
    # as for any table of a population, no row decides how the others are read
    how["population"] = resource.population or resource.name
    dates = how.pop("dates", {})
    opened = dataset(resource.path, **how)
    # a column that is not in the file is reported below, with its line in the policy
    texts = [name for name in resource.text_columns() if name in opened.inferred]
    dates = {name: form for name, form in dates.items() if name in opened.inferred}
    if dates or any(not opened.table[name].type().is_string() for name in texts):
        opened = dataset(resource.path, text_columns=texts, dates=dates, **how)
    if not opened.n_rows:
        # an empty CSV has no types of its own: the declared ones are right
        opened = opened.replaced(_of_declared_types(resource, opened, resource.fields))
    if any(field.true_values or field.false_values for field in resource.fields.values()):
        opened = opened.replaced(_answered(resource, opened))
    for field in resource.fields.values():
        _check_field(policy, resource, field, opened)
    # the keys of people are compared as they are, in any kind of whole number
    amounts = set(opened.inferred) - {resource.person, *resource.other_people}
    table = _of_declared_types(resource, opened, amounts)
    declared = {field.name for field in resource.fields.values() if field.type in _CASTS}
    roles = Roles.declare(opened.columns, **policy.roles(resource.name))
    held = opened.narrowed(table, roles, selection=(), origins=(), as_of=as_of)
    left = tuple(name for name in held.inferred if name not in declared)
    return dataclasses.replace(held, inferred=left)


def _dialect(resource: Resource) -> Mapping[str, Any]:
    """Return how the policy says that a file is written; a Parquet file needs no word on it."""
    return {} if is_parquet(resource.path) else resource.written


def _of_declared_types(resource: Resource, opened: Dataset, columns: Iterable[str]) -> ir.Table:
    """Return the table with columns in the type of the policy, whatever their values look like."""
    wanted = {}
    for name in columns:
        kind = resource.fields[name].type if name in resource.fields else None
        if name in opened.columns and kind in _CASTS:
            wanted[name] = opened.table[name].cast(_CASTS[kind])
    return opened.table.mutate(**wanted) if wanted else opened.table


def _answered(resource: Resource, opened: Dataset) -> ir.Table:
    """Return the table with yes and no where the policy says the words for them.

    A word that stands for neither is no answer.
    """
    import ibis

    said = {}
    for field in resource.fields.values():
        words = (field.true_values, field.false_values)
        if field.type != "boolean" or not any(words) or field.name not in opened.columns:
            continue
        column = opened.table[field.name]
        if column.type().is_string():
            yes, no = (column.isin(list(each)) if each else ibis.literal(False) for each in words)
            said[field.name] = ibis.cases((yes, True), (no, False))
    return opened.table.mutate(**said) if said else opened.table


def undeclared_columns(resource: Resource, held: Dataset) -> tuple[str, ...]:
    """Return the columns of the file that the policy does not speak of."""
    return tuple(column for column in held.columns if column not in resource.fields)


def _check_field(policy: Policy, resource: Resource, field: Field, opened: Dataset) -> None:
    where = f"{policy.path.name}, line {field.line}"
    if field.name not in opened.columns:
        message = (
            f"{where}: field '{listed([field.name])}' is not a column of '{resource.name}' "
            f"({resource.path.name}). {did_you_mean(field.name, opened.columns)}"
        )
        raise PolicyError(message)
    kind: kinds.DataType = opened.table.schema()[field.name]
    wanted = _TYPES.get(field.type or "")
    if wanted is not None and not wanted[1](kind) and not _writes_numbers(field, opened):
        message = (
            f"{where}: field '{listed([field.name])}' is declared as {field.type} and its column "
            f"in {resource.path.name} holds {kind}. Store {wanted[0]} there, or correct the "
            "declared type."
        )
        raise PolicyError(message)


def _writes_numbers(field: Field, opened: Dataset) -> bool:
    """Whether a column of texts that is declared as numbers holds nothing else, as in 1e300."""
    if field.type not in _NUMBERS or opened.memory is None or field.name not in opened.inferred:
        return False
    import pyarrow as pa

    try:
        opened.memory.column(field.name).cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return False
    return True
