"""Duties about columns: each has a purpose, is declared, is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.language import counted
from privlab.results import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.duties._rules import Rule
    from privlab.gate import Catalogue
    from privlab.language import Message

__all__ = [
    "forbidden_columns",
    "special_columns_without_reason",
    "undeclared_columns",
    "undimensioned_columns",
    "unpurposed_columns",
]


def unpurposed_columns(catalogue: Catalogue, rule: Rule) -> Iterator[Finding]:
    """Find the columns that no purpose needs."""
    names = [
        f"{resource.name}.{field.name}"
        for resource in catalogue.policy.resources.values()
        for field in resource.fields.values()
        if not field.purposes and not field.forbidden
    ]
    yield from _breach(
        rule,
        names,
        counted(
            "{n} column is held for no purpose: {columns}.",
            "{n} columns are held for no purpose: {columns}.",
            len(names),
            columns=listed(names),
        ),
    )


def undeclared_columns(catalogue: Catalogue, rule: Rule) -> Iterator[Finding]:
    """Find the columns of the files that the policy does not speak of."""
    names = [
        f"{name}.{column}"
        for name in catalogue.policy.resources
        for column in catalogue.undeclared(name)
    ]
    yield from _breach(
        rule,
        names,
        counted(
            "{n} column stands in the files and not in the policy: {columns}.",
            "{n} columns stand in the files and not in the policy: {columns}.",
            len(names),
            columns=listed(names),
        ),
    )


def forbidden_columns(catalogue: Catalogue, rule: Rule) -> Iterator[Finding]:
    """Find the columns that the policy forbids and the files hold all the same."""
    names = [
        f"{resource.name}.{field.name}"
        for resource in catalogue.policy.resources.values()
        for field in resource.fields.values()
        if field.forbidden and field.name in catalogue.held(resource.name).columns
    ]
    yield from _breach(
        rule,
        names,
        counted(
            "{n} column is held although the policy forbids it: {columns}.",
            "{n} columns are held although the policy forbids them: {columns}.",
            len(names),
            columns=listed(names),
        ),
    )


def special_columns_without_reason(catalogue: Catalogue, rule: Rule) -> Iterator[Finding]:
    """Find the special categories that serve a purpose without a reason of Art. 9(2)."""
    names = [
        f"{resource.name}.{field.name}"
        for resource in catalogue.policy.resources.values()
        for field in resource.fields.values()
        if field.is_special
        and not field.forbidden
        and any(resource.purposes[key].reason_special is None for key in field.purposes)
    ]
    yield from _breach(
        rule,
        names,
        counted(
            "{n} column of a special category serves a purpose that declares no reason of "
            "Art. 9(2): {columns}.",
            "{n} columns of special categories serve a purpose that declares no reason of "
            "Art. 9(2): {columns}.",
            len(names),
            columns=listed(names),
        ),
    )


def undimensioned_columns(catalogue: Catalogue, rule: Rule) -> Iterator[Finding]:
    """Find the columns whose life dimension is not said in tables where others say theirs.

    Without it the intrusiveness of their purposes cannot be measured; `dimension: null` says that
    a column tells nothing of the person.
    """
    names = [
        f"{resource.name}.{field.name}"
        for resource in catalogue.policy.resources.values()
        if any(field.dimension is not None for field in resource.fields.values())
        for field in resource.fields.values()
        if field.purposes
        and not field.says_dimension
        and field.role != "direct_identifier"
        and field.name != resource.person
    ]
    if names:
        message = counted(
            "{n} column says nothing of its life dimension, so that the intrusiveness of its "
            "purposes cannot be measured: {columns}.",
            "{n} columns say nothing of their life dimension, so that the intrusiveness of their "
            "purposes cannot be measured: {columns}.",
            len(names),
            columns=listed(names),
        )
        yield Finding(rule.name, rule.article, "warning", message, len(names), {"columns": names})


def _breach(rule: Rule, names: list[str], message: Message) -> Iterator[Finding]:
    if names:
        yield Finding(
            rule.name, rule.article, "breach", message, len(names), {"columns": list(names)}
        )
