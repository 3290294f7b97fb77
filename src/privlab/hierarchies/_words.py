"""A level of a hierarchy in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.hierarchies.rules._dates import DateRule
from privlab.hierarchies.rules._french_places import FrenchPlacesRule
from privlab.hierarchies.rules._numbers import BoundsRule, IntervalRule
from privlab.hierarchies.rules._texts import PrefixRule, RedactionRule
from privlab.language import N_, Message, counted

if TYPE_CHECKING:
    from privlab.hierarchies.rules._rule import Rule

__all__ = ["level_message"]

PERIODS = {
    "day": N_("the day"),
    "month": N_("the month"),
    "quarter": N_("the quarter"),
    "year": N_("the year"),
    "decade": N_("the decade"),
}
PLACES = (N_("the department"), N_("the region"))


def level_message(rule: Rule, level: int) -> Message:
    """Return what is left of a value at a level from 0 to the height of the rule."""
    if level == 0:
        return Message("as it is held")
    if isinstance(rule, DateRule) and level < rule.height:
        return Message(PERIODS[rule.periods[level - 1]])
    if isinstance(rule, IntervalRule) and level < rule.height:
        return Message("an interval of width {width}", {"width": rule.widths[level - 1]})
    if isinstance(rule, BoundsRule) and level < rule.height:
        n = len(rule.bounds[level - 1]) + 1
        return counted("{n} interval between bounds", "one of {n} intervals between bounds", n)
    if isinstance(rule, PrefixRule) and level < rule.height:
        return counted("its first sign", "its first {n} signs", rule.lengths[level - 1])
    if isinstance(rule, RedactionRule) and level < rule.height:
        n = rule.masked[level - 1]
        if rule.side == "right":
            return counted("all but its last sign", "all but its last {n} signs", n)
        return counted("all but its first sign", "all but its first {n} signs", n)
    if isinstance(rule, FrenchPlacesRule) and level < rule.height:
        return Message(PLACES[level - 1 + (rule.unit == "departement")])
    return _last_or_own(rule, level)


def _last_or_own(rule: Rule, level: int) -> Message:
    if rule.kind == "table":
        said = {"level": level, "height": rule.height}
        return Message("level {level} of {height} of its own hierarchy", said)
    return Message("nothing: every value is hidden")
