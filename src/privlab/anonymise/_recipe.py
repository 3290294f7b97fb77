"""A recipe: which column is coarsened to which level."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlab.errors import HierarchyError, PrivlabError, RecipeError, did_you_mean, listed
from privlab.hierarchies import Hierarchy
from privlab.tables import recode_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.tables import Dataset

__all__ = ["Recipe"]

FORMAT = 1


@dataclass(frozen=True, repr=False)
class Recipe:
    """Full-domain generalisation: every value of a column goes to the same level.

    Parameters
    ----------
    levels : mapping of column to int
        0 leaves the column as it is; the hierarchy's `height` is the coarsest.
    hierarchies : mapping of column to Hierarchy
        One for each column with a level above 0.

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

    def __post_init__(self) -> None:
        for column, level in self.levels.items():
            if column in self.hierarchies:
                self.hierarchies[column].check_level(level)
            elif level:
                message = (
                    f"Column '{listed([column])}' has level {level} and no hierarchy. Pass "
                    f"hierarchies={{'{listed([column])}': Hierarchy.intervals(...)}}."
                )
                raise RecipeError(message)

    def transform(self, data: Dataset) -> Dataset:
        """Return the generalised table, with the same roles, as a new version of the data.

        Raises
        ------
        RecipeError
            A column of the recipe that the table does not have.
        HierarchyError
            Values that a hierarchy does not cover.
        """
        new_values = {}
        for column, level in self.levels.items():
            if column not in data.columns:
                message = (
                    f"The recipe names '{listed([column])}', which is not a column. "
                    f"{did_you_mean(column, data.columns)}"
                )
                raise RecipeError(message)
            if level == 0:
                continue
            values = data.keys((column,)).codings[0].labels
            try:
                new_values[column] = self.hierarchies[column].labels(values, level=level)
            except HierarchyError as error:
                message = f"Column '{listed([column])}': {error}"
                raise HierarchyError(message) from None
        return recode_values(data, new_values)

    def to_json(self) -> str:
        """Return the recipe as readable JSON; it holds rules and labels, never a record."""
        plain = {
            "privlab_recipe": FORMAT,
            "levels": dict(self.levels),
            "hierarchies": {column: h.to_dict() for column, h in self.hierarchies.items()},
        }
        return json.dumps(plain, ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read what `to_json` wrote, checking it again."""
        try:
            plain = json.loads(text)
            if plain["privlab_recipe"] != FORMAT:
                message = (
                    f"This recipe has format {plain['privlab_recipe']!r}; this privlab reads "
                    f"{FORMAT}."
                )
                raise RecipeError(message)
            hierarchies = {c: Hierarchy.from_dict(h) for c, h in plain["hierarchies"].items()}
            return cls({c: int(level) for c, level in plain["levels"].items()}, hierarchies)
        except PrivlabError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError):
            message = "This text is not a recipe. Pass what Recipe.to_json() returned, unchanged."
            raise RecipeError(message) from None

    def __repr__(self) -> str:
        levels = ", ".join(f"{listed([column])}={level}" for column, level in self.levels.items())
        return f"<Recipe: {levels}>"
