"""Rules read back from plain JSON values, checked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from privlab.errors import HierarchyError, did_you_mean
from privlab.hierarchies.rules._dates import DateRule
from privlab.hierarchies.rules._french_places import FrenchPlacesRule
from privlab.hierarchies.rules._numbers import BoundsRule, IntervalRule
from privlab.hierarchies.rules._table import TableRule
from privlab.hierarchies.rules._texts import PrefixRule, RedactionRule, SuppressionRule

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlab.hierarchies.rules._rule import Rule

__all__ = ["read_rule"]

READERS: Mapping[str, Callable[[Mapping[str, Any]], Rule]] = {
    TableRule.kind: lambda plain: TableRule.read(
        plain["rows"], "The hierarchy", rest=plain.get("rest", "refused")
    ),
    IntervalRule.kind: lambda plain: IntervalRule(tuple(plain["widths"]), plain["origin"]),
    BoundsRule.kind: lambda plain: BoundsRule(tuple(tuple(own) for own in plain["bounds"])),
    PrefixRule.kind: lambda plain: PrefixRule(tuple(plain["lengths"]), plain.get("width", 0)),
    RedactionRule.kind: lambda plain: RedactionRule(tuple(plain["masked"]), plain["side"]),
    DateRule.kind: lambda plain: DateRule(tuple(plain["periods"])),
    FrenchPlacesRule.kind: lambda plain: FrenchPlacesRule(plain["unit"]),
    SuppressionRule.kind: lambda _: SuppressionRule(),
}


def read_rule(plain: Mapping[str, Any]) -> Rule:
    """Return the rule of its kind, or raise HierarchyError with the kinds there are."""
    kind = plain.get("kind") if isinstance(plain, Mapping) else None
    if not isinstance(kind, str) or kind not in READERS:
        message = f"There is no hierarchy of kind '{kind}'. {did_you_mean(str(kind), READERS)}"
        raise HierarchyError(message)
    try:
        return READERS[kind](plain)
    except (KeyError, TypeError) as error:
        message = f"A hierarchy of kind '{kind}' lacks what makes it ({error}). See .to_dict()."
        raise HierarchyError(message) from None
