"""The policy file of a bank: that of the clean one, for its tables, as its flaws change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlab_bank._promises import PACKAGE_NAME, promises

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from privlab_bank.flaws._flaw import Flaw, Said

    Place = str | Sequence[str | int]
    Changes = dict[Place, object]

__all__ = ["package_text", "policy_figures"]


def package_text(tables: Collection[str], flaws: Sequence[Flaw]) -> str:
    """Return the policy file of a bank with these tables and these flaws.

    Parameters
    ----------
    tables : collection of str
        Names of tables, `clients` among them. What no column of theirs serves is left out.
    flaws : sequence of Flaw
    """
    left_out = dict(_left_out(tables))
    broken: Changes = {said.path: said.value for said in _said(tables, flaws)}
    policy = promises()
    for changes in filter(None, (left_out, broken)):
        policy = policy.with_changes(changes)
    return policy.text


def policy_figures(
    tables: Collection[str], flaws: Sequence[Flaw]
) -> dict[str, list[dict[str, Any]]]:
    """Count, flaw by flaw, what is wrong in the policy file itself."""
    figures = {
        flaw.name: [
            {"count": 1, "unit": counted.unit, "table": PACKAGE_NAME, "what": counted.what}
            for counted in (said.counted for said in _said(tables, [flaw]))
            if counted is not None
        ]
        for flaw in flaws
    }
    return {name: found for name, found in figures.items() if found}


def _said(tables: Collection[str], flaws: Sequence[Flaw]) -> Iterator[Said]:
    """Return what flaws say about the tables that there are, or about the whole bank."""
    for flaw in flaws:
        for said in flaw.said:
            if said.path[0] != "resources" or said.path[1] in tables:
                yield said


def _left_out(tables: Collection[str]) -> Iterator[tuple[Place, object]]:
    """Return what takes away the other tables, and the promises that these do not need."""
    policy = promises()
    served = {
        key
        for name in tables
        for field in policy.resource(name).fields.values()
        for key in field.purposes
    }
    for name in policy.resources.keys() - tables:
        yield ("resources", name), None
    for key in policy.purposes.keys() - served:
        yield ("privacy", "purposes", key), None
    for notice in policy.notices:
        yield from _kept(("privacy", "notices", notice.id, "covers"), notice.covers, served)
    for recipient in policy.recipients:
        place = ("privacy", "recipients", recipient.name)
        if served.isdisjoint(recipient.purposes):
            yield place, None
        else:
            yield from _kept((*place, "purposes"), recipient.purposes, served)
    for key, record in policy.records.given.items():
        if record.table not in tables:
            yield ("privacy", "records", key), None


def _kept(
    path: tuple[str, ...], purposes: Sequence[str], served: Collection[str]
) -> Iterator[tuple[Place, object]]:
    kept = [key for key in purposes if key in served]
    if len(kept) < len(purposes):
        yield path, kept
