"""A recipe: which column is coarsened to which level, and what every class must keep."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privlab.anonymise._cells import Cell, cells_from, check_cells, rounds_of_cells
from privlab.anonymise._criteria import Criteria
from privlab.anonymise._release import Rules, at_levels, check_columns, transformed, treated
from privlab.errors import PrivlabError, RecipeError, listed
from privlab.hierarchies import Hierarchy
from privlab.release import let_out
from privlab.tables import as_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab.release import Release
    from privlab.tables import Dataset, Source

__all__ = ["Recipe"]

FORMAT = 3
# 1: levels and hierarchies only; 2: cells as lists of labels, which are read no more
READ = (1, 2, FORMAT)
KEYS = ("privlab_recipe", "levels", "then", "cells", "criteria", "hierarchies")
SHOWN_ROUNDS = 3


@dataclass(frozen=True, repr=False)
class Recipe:
    """Full-domain generalisation: every value of a column goes to the same level.

    Parameters
    ----------
    levels : mapping of column to int
        0 leaves the column as it is; the hierarchy's `height` is the coarsest.
    hierarchies : mapping of column to Hierarchy
        One for each column with a level above 0.
    criteria : Criteria, optional
        What every class of the release must keep; records of classes that do not are
        suppressed. Without criteria nothing is suppressed and nothing is promised.
    then : sequence of mappings of column to int
        Coarser levels for the records that the levels before suppressed, one set after the
        other (local recoding).
    cells : sequence of Cell, optional
        How the records were split, part by part, each part at finer levels of its own
        (Mondrian); they begin together at `levels`. Each label was carried by enough people when
        it was fitted.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> data = privlab.dataset(pd.DataFrame({"age": [31, 34, 38]}), quasi_identifiers=["age"])
    >>> recipe = Recipe({"age": 1}, {"age": Hierarchy.intervals(10)})
    >>> privlab.check_anonymity(recipe.transform(data)).k
    3
    """

    levels: Mapping[str, int]
    hierarchies: Mapping[str, Hierarchy] = field(default_factory=dict)
    criteria: Criteria | None = None
    then: tuple[Mapping[str, int], ...] = ()
    cells: tuple[Cell, ...] = ()

    def __post_init__(self) -> None:
        for levels in (self.levels, *self.then):
            for column, level in levels.items():
                if column in self.hierarchies:
                    self.hierarchies[column].check_level(level)
                elif level:
                    message = (
                        f"Column '{listed([column])}' has level {level} and no hierarchy. Pass "
                        f"hierarchies={{'{listed([column])}': Hierarchy.intervals(...)}}."
                    )
                    raise RecipeError(message)
            if levels.keys() != self.levels.keys():
                message = "Each set of levels in then= must name the same columns as levels=."
                raise RecipeError(message)
        if self.cells and self.then:
            message = "cells= and then= do not go together. Leave one of the two out."
            raise RecipeError(message)
        check_cells(self.cells, self.levels, self.hierarchies)
        several = self.then or self.cells
        if several and self.criteria is not None and self.criteria.k_map is not None:
            message = "then= or cells= and a k-map do not go together. Leave one of the two out."
            raise RecipeError(message)
        if several and self.criteria is None:
            message = (
                "then= and cells= treat what the criteria suppressed: give the recipe its "
                "criteria, for instance criteria=privlab.anonymise.Criteria(k=5)."
            )
            raise RecipeError(message)

    @functools.cached_property
    def rounds(self) -> tuple[Mapping[str, int], ...]:
        """The levels, then those for what they suppressed; with cells, those of any cell."""
        if self.cells:
            return rounds_of_cells(self.levels, self.cells)[0]
        return (self.levels, *self.then)

    def transform(self, data: Source, *, population_table: Source | None = None) -> Dataset:
        """Return the generalised table, with the same roles, as a new version of the data.

        With criteria, records of classes that break them, and records with values that a
        hierarchy does not cover, leave the table; `release` says how many. The others keep their
        order, and their columns but those that name them: for pipelines. `release` is what may
        leave.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes
        population_table : Dataset, frame or file, optional
            Needed where a criterion is k-map.

        Returns
        -------
        Dataset

        Raises
        ------
        RecipeError
            A column of the recipe that the table does not have, or nothing left to release.
        HierarchyError
            Without criteria: values that a hierarchy does not cover.

        Examples
        --------
        >>> import pandas as pd
        >>> recipe = Recipe({"age": 1}, {"age": Hierarchy.intervals(10)})
        >>> recipe.transform(pd.DataFrame({"age": [31, 34]})).to_pandas()["age"].tolist()
        ['[30, 40)', '[30, 40)']
        """
        data, population_table = as_dataset(data), as_dataset(population_table)
        if self.criteria is None:
            return at_levels(data, self.levels, self.hierarchies)
        check_columns(data, self.levels)
        return transformed(self._rules(self.criteria), data, population_table)

    def release(
        self,
        data: Source,
        *,
        keep: Iterable[str] = (),
        strict: float | None = None,
        population_table: Source | None = None,
    ) -> Release:
        """Treat a table and let out what was declared; the criteria are checked on what is left.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes
        keep : list of str
            Columns that leave on the caller's word although the door would hold them back.
        strict : float, optional
            Largest share of the people (0 to 1) who may be alone on all that leaves.
        population_table : Dataset, frame or file, optional
            Needed where a criterion is k-map.

        Returns
        -------
        Release
            `.data`, `.left_behind`, `.n_suppressed`, `.n_unseen` and figures of the check.

        Raises
        ------
        RecipeError
            A recipe without criteria, columns that the table lacks, or nothing left to release.
        ColumnError, ParameterError
            `keep` names what never leaves, or more people are alone than `strict` allows.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> recipe = Recipe(
        ...     {"age": 1}, {"age": Hierarchy.intervals(10)}, privlab.anonymise.Criteria(k=2)
        ... )
        >>> data = privlab.dataset(pd.DataFrame({"age": [31, 34, 52]}), quasi_identifiers=["age"])
        >>> release = recipe.release(data)
        >>> release.n_suppressed, release.to_pandas()["age"].tolist()
        (1, ['[30, 40)', '[30, 40)'])
        """
        data, population_table = as_dataset(data), as_dataset(population_table)
        check_columns(data, self.levels)
        if self.criteria is None:
            message = (
                "This recipe promises nothing: it has no criteria to release by. Use "
                ".transform(data), or give it criteria=privlab.anonymise.Criteria(k=5)."
            )
            raise RecipeError(message)
        made = treated(self._rules(self.criteria), data, population_table, self)
        return let_out(made, keep=keep, strict=strict)

    def _rules(self, criteria: Criteria) -> Rules:
        return Rules((self.levels, *self.then), self.hierarchies, self.cells, criteria)

    def to_json(self) -> str:
        """Return the recipe as readable JSON; it holds rules and labels, never a record.

        Returns
        -------
        str
            JSON that `from_json` reads back.

        Examples
        --------
        >>> recipe = Recipe({"age": 1}, {"age": Hierarchy.intervals(10)})
        >>> Recipe.from_json(recipe.to_json()) == recipe
        True
        """
        plain: dict[str, Any] = {
            "privlab_recipe": FORMAT,
            "levels": dict(self.levels),
            "then": [dict(levels) for levels in self.then],
            "cells": [cell.to_list() for cell in self.cells],
            "criteria": None if self.criteria is None else self.criteria.to_dict(),
            "hierarchies": {column: h.to_dict() for column, h in self.hierarchies.items()},
        }
        return json.dumps(plain, ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read what `to_json` wrote, checking it again.

        Parameters
        ----------
        text : str
            What `to_json` returned, unchanged.

        Returns
        -------
        Recipe

        Raises
        ------
        RecipeError
            Another text, or a format that this privlab does not read.
        ParameterError, HierarchyError
            Criteria or a hierarchy that are not allowed.

        Examples
        --------
        >>> text = Recipe({"code": 1}, {"code": Hierarchy.prefix(2)}).to_json()
        >>> dict(Recipe.from_json(text).levels)
        {'code': 1}
        """
        try:
            plain = json.loads(text)
            if plain["privlab_recipe"] not in READ:
                message = (
                    f"This recipe has format {plain['privlab_recipe']!r}; this privlab reads "
                    f"{FORMAT}."
                )
                raise RecipeError(message)
            unknown = [key for key in plain if key not in KEYS]
            if unknown or (plain["privlab_recipe"] > 1 and "criteria" not in plain):
                said = (
                    f"the key '{listed(unknown)}' is unknown" if unknown else "criteria are missing"
                )
                message = f"This text is not a recipe as it was written: {said}."
                raise RecipeError(message)
            if plain["privlab_recipe"] < FORMAT and plain.get("cells"):
                message = (
                    "This recipe lists the cells of recoding='mondrian' in a form that is read no "
                    "more. Fit the Anonymiser again."
                )
                raise RecipeError(message)
            criteria = plain.get("criteria")
            return cls(
                dict(plain["levels"]),
                {c: Hierarchy.from_dict(h) for c, h in plain["hierarchies"].items()},
                None if criteria is None else Criteria.from_dict(criteria),
                tuple(dict(own) for own in plain.get("then", ())),
                cells_from(plain.get("cells", ())),
            )
        except PrivlabError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError):
            message = "This text is not a recipe. Pass what Recipe.to_json() returned, unchanged."
            raise RecipeError(message) from None

    def __repr__(self) -> str:
        rounds = [
            ", ".join(f"{listed([column])}={level}" for column, level in levels.items())
            for levels in (self.levels, *self.then)[:SHOWN_ROUNDS]
        ]
        if len(self.then) >= SHOWN_ROUNDS:
            rounds.append(f"{len(self.then) + 1 - SHOWN_ROUNDS} more")
        if self.cells:
            released = sum(cell.column is None for cell in self.cells)
            rounds.append(f"split into {released} cells")
        promise = "" if self.criteria is None else f"; {self.criteria.text}"
        return f"<Recipe: {', then '.join(rounds)}{promise}>"
