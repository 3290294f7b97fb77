"""One row a column: what it says alone, what the score would lose, how its level counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlab.errors import ParameterError, did_you_mean, listed
from privlab.intrusiveness._sensitivity_levels import SensitivityLevel
from privlab.intrusiveness.knowledge._profile import UNDECLARED
from privlab.language import N_
from privlab.results import Figure
from privlab.tables import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from privlab.intrusiveness.knowledge._columns import ColumnSets
    from privlab.intrusiveness.knowledge._sensitivity import Moves

__all__ = ["check_levels", "columns_frame", "level_figures"]


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


def columns_frame(
    sets: Mapping[str, ColumnSets], levels: Mapping[str, SensitivityLevel], found: Moves | None
) -> pd.DataFrame:
    """Return what each column costs, in the order of the dimensions."""
    import numpy as np
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
            if found is not None:
                lower, higher = found.of_columns[column]
                row |= {"one_level_lower": lower, "one_level_higher": higher}
            rows.append(row)
    return pd.DataFrame(rows)


def level_figures(
    sets: Mapping[str, ColumnSets], levels: Mapping[str, SensitivityLevel]
) -> tuple[Figure, ...]:
    """Return the score at the levels of the law alone, and at those that people see alone."""
    if not levels or UNDECLARED in sets:
        return ()
    scores = dict.fromkeys(("law", "perceived"), 0.0)
    for each in sets.values():
        law, perceived = dict(each.levels), dict(each.levels)
        for column in each.levels:
            if column in levels:
                own = levels[column]
                law[column] = own.law
                perceived[column] = own.law if own.perceived is None else own.perceived
        scores["law"] += each.score(levels=law) / len(DIMENSIONS)
        scores["perceived"] += each.score(levels=perceived) / len(DIMENSIONS)
    return (
        Figure(
            "knowledge_law", scores["law"], "score", N_("Knowledge, at the levels of the law alone")
        ),
        Figure(
            "knowledge_perceived",
            scores["perceived"],
            "score",
            N_("Knowledge, at the levels that people see alone"),
        ),
    )
