"""Sensitivity and exposure joined per dimension: a Choquet (level-set) integral.

K = sum over levels l of (s_l - s_(l-1)) u(columns with sensitivity >= s_l)

so that a sensitive column that says little does not multiply what an ordinary one says, and
a harmless copy of a sensitive column lowers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Step", "choquet_steps"]


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
