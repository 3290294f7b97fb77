"""What a recipe made of each class of the original: its round, or nothing; and what that lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab.anonymise._criteria import Criteria
from privlab.anonymise._following import follow
from privlab.anonymise._problem import problem_of
from privlab.hierarchies import is_nothing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from privlab.anonymise._problem import Problem
    from privlab.anonymise._recipe import Recipe
    from privlab.tables import Dataset

__all__ = ["Applied", "applied", "column_loss"]


@dataclass(frozen=True, eq=False)
class Applied:
    """A recipe followed by the classes of a table.

    Attributes
    ----------
    recipe : Recipe
    problem : Problem
    round_of : array of int64, shape (n_leaf_classes,)
        Round of levels that releases each class; -1 where its records are suppressed.
    """

    recipe: Recipe
    problem: Problem
    round_of: NDArray[np.int64]


def applied(recipe: Recipe, data: Dataset, population_table: Dataset | None = None) -> Applied:
    """Follow a recipe without making a table."""
    criteria = recipe.criteria or Criteria()
    columns = tuple(recipe.levels)
    problem = problem_of(data, columns, criteria, population_table=population_table)
    rounds = (recipe.levels, *recipe.then)
    done = follow(problem, criteria, recipe.hierarchies, rounds, recipe.cells)
    return Applied(recipe, problem, done.round_of)


def column_loss(done: Applied, column: str) -> float:
    """Return the loss of a column, 0 (as it was) to 1 (hidden), suppressed records included.

    The share of the domain that the label of a record stands for, 1 where it is suppressed, on
    average over the records and scaled from what it is without a treatment (V. Iyengar 2002,
    normalised by column as in ARX).
    """
    leaves = done.problem.leaves
    own = leaves.codes[:, done.problem.columns.index(column)]
    shares, domain_size = _shares(done, column)
    suppressed = done.round_of < 0
    costs = np.where(suppressed, 1.0, shares[own, np.maximum(done.round_of, 0)])
    n = float(leaves.n_records.sum())
    least = n / max(domain_size, 1)
    cost = float(costs @ leaves.n_records)
    return max(cost - least, 0.0) / (n - least) if n > least else 0.0


def _shares(done: Applied, column: str) -> tuple[NDArray[np.float64], int]:
    """Return the share of the domain of each leaf in each round, the missing value last."""
    values = done.problem.leaf_values[column]
    hierarchy = done.recipe.hierarchies.get(column)
    rounds = done.recipe.rounds
    if hierarchy is None:
        return np.full((len(values) + 1, len(rounds)), 1 / max(len(values), 1)), len(values)
    covers = hierarchy.covers(values)
    known = values.filter(pa.array(covers))
    domain_size = hierarchy.domain_size(known)
    every = hierarchy.domain_shares(known)
    shares = np.ones((len(values) + 1, len(rounds)))
    for number, levels in enumerate(rounds):
        level = levels[column]
        shares[:-1, number][covers] = every[:, level]
        hides = level and is_nothing(hierarchy.labels(known, level=level).unique())
        shares[-1, number] = 1.0 if hides else 1 / max(domain_size, 1)
    return shares, domain_size
