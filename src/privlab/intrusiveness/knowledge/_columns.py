"""The columns of a profile: which they are, what each says, and what each set of them costs.

Sensitivity and exposure are joined per dimension by a Choquet (level-set) integral:

K = sum over levels l of (s_l - s_(l-1)) u(columns with sensitivity >= s_l)

so that a sensitive column that says little does not multiply what an ordinary one says, and
a harmless copy of a sensitive column lowers nothing. The mean exposure u of a set of columns is
counted once and remembered: leaving a column out, sharing the score and moving a level all read
the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.errors import ColumnError, ParameterError, did_you_mean, listed
from privlab.intrusiveness._sensitivity_levels import SensitivityLevel
from privlab.tables import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from privlab.classes import EquivalenceClasses
    from privlab.intrusiveness.knowledge._crowd import Crowd
    from privlab.intrusiveness.knowledge._people import People
    from privlab.tables import Dataset

__all__ = [
    "UNDECLARED",
    "ColumnSets",
    "Step",
    "by_dimension",
    "check_levels",
    "choquet_steps",
    "column_sets",
    "columns_frame",
    "profile_columns",
]

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
                "dimension, or None if it says nothing of the person; "
                "privlab.detect_roles(source).dimensions proposes one for every column."
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


def check_levels(
    levels: Mapping[str, Any] | None, profile: Iterable[str], argument: str = "sensitivity"
) -> dict[str, SensitivityLevel]:
    """Return the levels of columns of the profile, or refuse what is none."""
    wanted = set(profile)
    for column, level in (levels or {}).items():
        if not isinstance(level, SensitivityLevel):
            message = (
                f"{argument}= gives '{listed([column])}' a {type(level).__name__}. Pass "
                "SensitivityLevel(law=..., perceived=...)."
            )
            raise ParameterError(message)
        if column not in wanted:
            message = (
                f"{argument}= names '{listed([column])}', which is not in the profile. "
                f"{did_you_mean(column, wanted)}"
            )
            raise ParameterError(message)
    return dict(levels or {})


@dataclass(frozen=True)
class Step:
    """One level of the integral.

    Attributes
    ----------
    weight : float
        Height of the step, 0 to 1.
    columns : tuple of str
        The columns at least that sensitive.
    """

    weight: float
    columns: tuple[str, ...]


def choquet_steps(sensitivities: Mapping[str, float]) -> tuple[Step, ...]:
    """Return the steps of the integral for the columns of one dimension.

    Parameters
    ----------
    sensitivities : mapping of column to level
        Levels between 0 and 1.

    Examples
    --------
    >>> [(step.weight, step.columns) for step in choquet_steps({"sexe": 0.25, "dep": 0.5})]
    [(0.25, ('sexe', 'dep')), (0.25, ('dep',))]
    """
    steps, below = [], 0.0
    for level in sorted(set(sensitivities.values())):
        columns = tuple(column for column, own in sensitivities.items() if own >= level)
        steps.append(Step(level - below, columns))
        below = level
    return tuple(steps)


@dataclass(frozen=True, eq=False, repr=False)
class ColumnSets:
    """The columns of one dimension, and how exposed people are by each set of them.

    Attributes
    ----------
    seen : Crowd
        The reference table, rolled up to the columns of the dimension.
    classes : EquivalenceClasses
        The measured table, rolled up from that of the whole profile.
    people : People
    levels : mapping of column to float
        Sensitivity of each column, 0 to 1.
    """

    seen: Crowd
    classes: EquivalenceClasses
    people: People
    levels: Mapping[str, float]
    _means: dict[frozenset[str], float] = field(default_factory=dict)

    def bits(self, columns: Iterable[str]) -> NDArray[np.float64]:
        """Return the crowd bits of each class of the dimension, shape (n_classes,)."""
        wanted = set(columns)
        ordered = [column for column in self.levels if column in wanted]
        return self.seen.bits(self.classes, ordered)

    def exposure(self, columns: Iterable[str]) -> float:
        """Return the mean exposure of people by a set of columns, 0 to 1."""
        wanted = frozenset(columns)
        if not wanted:
            return 0.0
        if wanted not in self._means:
            self._means[wanted] = self._mean(self.bits(wanted) / np.log2(self.seen.size))
        return self._means[wanted]

    def score(
        self, columns: Iterable[str] | None = None, levels: Mapping[str, float] | None = None
    ) -> float:
        """Return the mean score of the dimension, of some of its columns, or at other levels."""
        kept = self.levels if columns is None else set(columns)
        own = {c: level for c, level in (levels or self.levels).items() if c in kept}
        return sum(step.weight * self.exposure(step.columns) for step in choquet_steps(own))

    def of_people(self) -> NDArray[np.float64]:
        """Return the score of each entry of `people.weights`."""
        score = np.zeros(len(self.people.weights))
        for step in choquet_steps(self.levels):
            exposed = self.bits(step.columns) / np.log2(self.seen.size)
            spread = self.people.of_classes(exposed[self._place])
            self._means[frozenset(step.columns)] = self.people.mean(spread)
            score += step.weight * spread
        return score

    @property
    def _place(self) -> NDArray[np.int64]:
        place = self.classes.place_of_finer
        return np.arange(self.classes.n_classes) if place is None else place

    def _mean(self, values: NDArray[np.float64]) -> float:
        if self.people.starts is None:
            return float(np.average(values, weights=self.classes.sizes))
        return self.people.mean(self.people.of_classes(values[self._place]))


def column_sets(
    seen: Crowd,
    classes: EquivalenceClasses,
    people: People,
    grouped: Mapping[str, Mapping[str, float]],
) -> dict[str, ColumnSets]:
    """Return the sets of each dimension: one roll-up of either table for all that follows."""
    made = {}
    for name, levels in grouped.items():
        own = classes.roll_up(levels)
        made[name] = ColumnSets(seen.narrowed(classes, own), own, people, levels)
    return made


def columns_frame(
    sets: Mapping[str, ColumnSets],
    levels: Mapping[str, SensitivityLevel],
    of_moves: Mapping[str, tuple[float, float]] | None,
) -> pd.DataFrame:
    """Return what each column costs, in the order of the dimensions.

    `of_moves` holds the knowledge score, were a column alone one level lower, and higher.
    """
    import pandas as pd

    rows = []
    for dimension, each in sets.items():
        declared = dimension != UNDECLARED
        whole = each.score()
        for column, level in each.levels.items():
            without = each.score([other for other in each.levels if other != column])
            row = {
                "column": column,
                "dimension": dimension,
                "sensitivity": level if declared else None,
                "bits": each.exposure([column]) * float(np.log2(each.seen.size)),
                "share": (whole - without) / (len(DIMENSIONS) if declared else 1),
            }
            if levels:
                own = levels.get(column, SensitivityLevel(level))
                row |= {"law": own.law, "perceived": own.perceived}
            if of_moves is not None:
                lower, higher = of_moves[column]
                row |= {"one_level_lower": lower, "one_level_higher": higher}
            rows.append(row)
    return pd.DataFrame(rows)
