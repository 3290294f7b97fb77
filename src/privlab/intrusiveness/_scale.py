"""Scores are compared on one scale only: the same crowd, levels of sensitivity and weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlab.errors import ParameterError, listed

if TYPE_CHECKING:
    from privlab.intrusiveness._result import Intrusiveness
    from privlab.intrusiveness._scenarios import Composite

__all__ = ["check_same_crowd", "check_same_scale"]


def check_same_crowd(one: int, other: int) -> None:
    """Refuse to compare what is known of people in crowds of different sizes."""
    if one != other:
        message = (
            f"One profile was measured in a crowd of {one} people and the other in one of {other}. "
            "Measure both with the same crowd=."
        )
        raise ParameterError(message)


def check_same_scale(one: Composite | Intrusiveness, other: Composite | Intrusiveness) -> None:
    """Refuse to compare scores of different crowds, levels of sensitivity or weights of use."""
    check_same_crowd(one.crowd, other.crowd)
    mine, theirs = _part(one, "sensitivity"), _part(other, "sensitivity")
    moved = [column for column in mine if column in theirs and mine[column] != theirs[column]]
    if moved:
        message = (
            f"The profiles give other levels of sensitivity to {listed(moved)}. Measure both with "
            "the same sensitivity= or dimensions=."
        )
        raise ParameterError(message)
    for name, argument in (("weights", "weights="), ("half", "half=")):
        mine, theirs = _part(one, "use"), _part(other, "use")
        if mine and theirs and mine.get(name) != theirs.get(name):
            message = (
                f"The use of the profiles was weighed otherwise. Measure both with the same "
                f"{argument}."
            )
            raise ParameterError(message)


def _part(scenario: Composite | Intrusiveness, name: str) -> dict[str, Any]:
    found = scenario.provenance.parameters.get(name)
    return found if isinstance(found, dict) else {}
