"""Duties about columns: each has a purpose, is declared, is allowed, says what it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.language import NN_, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from privlab._gate import Held
    from privlab.duties._rule import Rule
    from privlab.policy import Field, Resource
    from privlab.results import Finding

__all__ = [
    "forbidden_columns",
    "special_columns_without_reason",
    "undeclared_columns",
    "undimensioned_columns",
    "unpurposed_columns",
]


def unpurposed_columns(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the columns that no purpose needs."""
    names = _fields(company, lambda _, field: not field.purposes and not field.forbidden)
    said = NN_(
        "{n} column is held for no purpose: {columns}.",
        "{n} columns are held for no purpose: {columns}.",
    )
    yield from _found(rule, names, said)


def undeclared_columns(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the columns of the files that the policy does not speak of."""
    names = [
        f"{name}.{column}"
        for name in company.policy.resources
        for column in company.undeclared(name)
    ]
    said = NN_(
        "{n} column stands in the files and not in the policy: {columns}.",
        "{n} columns stand in the files and not in the policy: {columns}.",
    )
    yield from _found(rule, names, said)


def forbidden_columns(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the columns that the policy forbids and the files hold all the same."""
    names = _fields(
        company,
        lambda resource, field: (
            field.forbidden and field.name in company.held(resource.name).columns
        ),
    )
    said = NN_(
        "{n} column is held although the policy forbids it: {columns}.",
        "{n} columns are held although the policy forbids them: {columns}.",
    )
    yield from _found(rule, names, said)


def special_columns_without_reason(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the special categories that serve a purpose without a reason of Art. 9(2)."""
    names = _fields(
        company,
        lambda resource, field: (
            field.is_special
            and not field.forbidden
            and any(resource.purposes[key].reason_special is None for key in field.purposes)
        ),
    )
    said = NN_(
        "{n} column of a special category serves a purpose that declares no reason of "
        "Art. 9(2): {columns}.",
        "{n} columns of special categories serve a purpose that declares no reason of "
        "Art. 9(2): {columns}.",
    )
    yield from _found(rule, names, said)


def undimensioned_columns(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the columns whose life dimension is not said in tables where others say theirs.

    Without it the intrusiveness of their purposes cannot be measured; `dimension: null` says that
    a column tells nothing of the person.
    """
    telling = {
        name
        for name, resource in company.policy.resources.items()
        if any(field.dimension is not None for field in resource.fields.values())
    }
    names = _fields(
        company,
        lambda resource, field: (
            resource.name in telling
            and bool(field.purposes)
            and not field.says_dimension
            and field.role != "direct_identifier"
            and field.name != resource.person
        ),
    )
    said = NN_(
        "{n} column says nothing of its life dimension, so that the intrusiveness of its "
        "purposes cannot be measured: {columns}.",
        "{n} columns say nothing of their life dimension, so that the intrusiveness of their "
        "purposes cannot be measured: {columns}.",
    )
    yield from _found(rule, names, said, severity="warning")


def _fields(company: Held, chosen: Callable[[Resource, Field], bool]) -> list[str]:
    return [
        f"{resource.name}.{field.name}"
        for resource in company.policy.resources.values()
        for field in resource.fields.values()
        if chosen(resource, field)
    ]


def _found(
    rule: Rule, names: list[str], said: tuple[str, str], *, severity: str = "breach"
) -> Iterator[Finding]:
    if names:
        one, more = said
        message = Message(one, {"n": len(names), "columns": listed(names)}, more)
        yield rule.finding(severity, message, len(names), {"columns": names})
