"""What the score would be were the levels of sensitivity chosen otherwise.

Levels can be contested, so every measure says what one level more or less would change: of
every column at once, and of each column alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlab.language import N_
from privlab.policy import SENSITIVITIES
from privlab.results import Figure
from privlab.tables import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.intrusiveness._sensitivity_levels import SensitivityLevel
    from privlab.intrusiveness.knowledge._columns import ColumnSets

__all__ = ["Moves", "level_figures", "moved", "moves", "moves_figures"]

EQUAL = 1e-12


class Moves(NamedTuple):
    """What moving levels does to the knowledge score.

    Attributes
    ----------
    lower, higher : float
        The score when every column is one level lower or higher.
    of_columns : mapping of column to (float, float)
        The score when that column alone is one level lower, and higher.
    order_kept : float
        Share of the moves of one column that leave the order of the dimensions as it is.
    """

    lower: float
    higher: float
    of_columns: Mapping[str, tuple[float, float]]
    order_kept: float


def moved(level: float, steps: int) -> float:
    """Return the level some steps higher or lower, within the four levels.

    Examples
    --------
    >>> moved(0.5, 1), moved(1.0, 1), moved(0.25, -1)
    (0.75, 1.0, 0.25)
    """
    place = SENSITIVITIES.index(level) + steps
    return SENSITIVITIES[min(max(place, 0), len(SENSITIVITIES) - 1)]


def moves(sets: Mapping[str, ColumnSets], dimensions: int) -> Moves:
    """Return what one level more or less does to a score that is a mean of dimensions."""
    scores = {name: each.score() for name, each in sets.items()}
    order = _order(scores)
    of_columns: dict[str, tuple[float, float]] = {}
    kept = []
    for name, each in sets.items():
        for column, level in each.levels.items():
            found = []
            for steps in (-1, 1):
                other = each.score(levels={**each.levels, column: moved(level, steps)})
                elsewhere = scores | {name: other}
                found.append(sum(elsewhere.values()) / dimensions)
                kept.append(_order(elsewhere) == order)
            of_columns[column] = (found[0], found[1])
    lower, higher = (
        sum(
            each.score(levels={c: moved(level, steps) for c, level in each.levels.items()})
            for each in sets.values()
        )
        / dimensions
        for steps in (-1, 1)
    )
    return Moves(lower, higher, of_columns, sum(kept) / len(kept))


def moves_figures(found: Moves) -> tuple[Figure, ...]:
    """Return the figures of the analysis."""
    less = N_("Knowledge, were every column one level less sensitive")
    more = N_("Knowledge, were every column one level more sensitive")
    kept = N_("Moves of one column by one level that keep the order of the dimensions")
    return (
        Figure("knowledge_one_level_lower", found.lower, "score", less),
        Figure("knowledge_one_level_higher", found.higher, "score", more),
        Figure("order_kept", found.order_kept, "share", kept),
    )


def level_figures(
    sets: Mapping[str, ColumnSets], levels: Mapping[str, SensitivityLevel]
) -> tuple[Figure, ...]:
    """Return the score at the levels of the law alone, and at those that people see alone."""
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
    by_law = N_("Knowledge, at the levels of the law alone")
    as_seen = N_("Knowledge, at the levels that people see alone")
    return (
        Figure("knowledge_law", scores["law"], "score", by_law),
        Figure("knowledge_perceived", scores["perceived"], "score", as_seen),
    )


def _order(scores: Mapping[str, float]) -> list[str]:
    # ties, but for rounding, keep the order in which the dimensions were declared
    return sorted(scores, key=lambda name: -round(scores[name] / EQUAL))
