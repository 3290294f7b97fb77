"""Columns that a purpose reads only coarsely: handed out at the level that the policy promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import PolicyError, PrivlabError, listed
from privlab.hierarchies import Hierarchy
from privlab.tables import generalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlab.policy import Policy, Purpose, Resource
    from privlab.tables import Dataset

__all__ = ["coarsened", "coarsened_columns"]


def coarsened_columns(
    resource: Resource, purpose: Purpose, columns: Iterable[str]
) -> tuple[str, ...]:
    """Return the columns that the policy hands out at a coarser level for a purpose."""
    return tuple(c for c in columns if purpose.key in resource.fields[c].generalised)


def coarsened(view: Dataset, policy: Policy, resource: Resource, purpose: Purpose) -> Dataset:
    """Return a view with the columns that the purpose reads coarsely at their level.

    Raises
    ------
    PolicyError
        A hierarchy that cannot be read, a level it does not have, or values that it does not
        cover: nothing is handed out finer than promised.
    """
    levels = {}
    for name in coarsened_columns(resource, purpose, view.columns):
        promised = resource.fields[name].generalised[purpose.key]
        where = f"{policy.path.name}, line {promised.line}"
        try:
            hierarchy = Hierarchy.from_dict(promised.hierarchy)
            hierarchy.check_level(promised.level)
        except (PrivlabError, LookupError, TypeError, ValueError, AttributeError) as error:
            said = str(error) if isinstance(error, PrivlabError) else "a part is missing or wrong."
            message = (
                f"{where}: the hierarchy of '{listed([name])}' for '{purpose.key}' cannot be "
                f"used: {said} Write what Hierarchy.to_dict() returns and a level from 1 to its "
                "height."
            )
            raise PolicyError(message) from None
        levels[name] = (hierarchy, promised.level)
    if not levels:
        return view
    try:
        return generalise(view, levels)
    except PrivlabError as error:
        message = (
            f"{policy.path.name}, line {resource.line}: '{resource.name}' cannot be handed out as "
            f"coarsely as '{purpose.key}' promises. {error}"
        )
        raise PolicyError(message) from None
