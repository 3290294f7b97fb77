"""Which columns make the profile, and in which life dimension each belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import ColumnError, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab.intrusiveness._sensitivity_levels import SensitivityLevel
    from privlab.tables import Dataset

__all__ = ["UNDECLARED", "by_dimension", "profile_columns"]

UNDECLARED = "undeclared"


def profile_columns(data: Dataset, columns: Iterable[str] | None) -> tuple[str, ...]:
    """Return the columns of the profile: those asked for, or all that is declared."""
    roles = data.roles
    if columns is not None:
        wanted = columns if isinstance(columns, str) else tuple(columns)
        if not wanted:
            message = (
                "columns= names no column: there is nothing to measure. Name at least one, or "
                f"leave columns= out for the whole profile. Columns: {listed(data.columns)}"
            )
            raise ColumnError(message)
        return data.quasi_identifiers_or(wanted)
    if roles.dimensions is not None:
        undeclared = [c for c in data.columns if c not in roles.dimensions and c != roles.person]
        if undeclared:
            message = (
                f"Dimensions are declared, but not for {listed(undeclared)}. Give each its "
                "dimension, "
                "or None if it says nothing of the person."
            )
            raise ColumnError(message)
        profile = tuple(column for column, entry in roles.dimensions.items() if entry is not None)
    else:
        profile = (*roles.quasi_identifiers, *roles.sensitive) or tuple(
            c for c in data.columns if c != roles.person and c not in roles.identifiers
        )
    if not profile:
        message = "There is no column to measure: pass columns=[...] or declare dimensions."
        raise ColumnError(message)
    return profile


def by_dimension(
    data: Dataset, profile: Iterable[str], levels: Mapping[str, SensitivityLevel]
) -> dict[str, dict[str, float]]:
    """Return the sensitivity of each column, per dimension; one dimension when none is declared."""
    declared = data.roles.dimensions
    if declared is None:
        return {UNDECLARED: dict.fromkeys(profile, 1.0)}
    grouped: dict[str, dict[str, float]] = {}
    for column in profile:
        entry = declared.get(column)
        if entry is None:
            message = (
                f"Column '{listed([column])}' has no dimension. Declare it in dimensions={{...}}."
            )
            raise ColumnError(message)
        grouped.setdefault(entry.name, {})[column] = (
            levels[column].used if column in levels else entry.sensitivity
        )
    return grouped
