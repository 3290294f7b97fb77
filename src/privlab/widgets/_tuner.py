"""A panel to choose k and the level of each column, and see at once what that does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from privlab.anonymise import Anonymiser, ClassTable, Criteria, Recipe
from privlab.errors import ParameterError
from privlab.language import Message, check_language, current
from privlab.tables import as_dataset
from privlab.widgets._recipe_code import recipe_code
from privlab.widgets._tuner_words import bins_of, labels_in, status_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.anonymise import JudgedLevels
    from privlab.hierarchies import Hierarchy
    from privlab.tables import Source

__all__ = ["AnonymisationTuner"]

HERE = Path(__file__).parent
MOST_K = 100


class AnonymisationTuner(anywidget.AnyWidget):
    """A panel over the class table of a dataset; its state is a frozen recipe.

    Parameters
    ----------
    data : Dataset
        With quasi-identifiers, unless `hierarchies` names the columns.
    hierarchies : mapping of column to Hierarchy, optional
        Columns without one get what `Hierarchy.suggest` finds.
    k : int
        People (records without a person key) wanted in every class.
    suppression_limit : float
        Share of the records that the search for the best levels may leave out, 0 to 1.
    language : {"fr", "en"}, optional
        Of the panel; the current one by default.

    Attributes
    ----------
    recipe : Recipe
        What the panel shows; assigning one moves the sliders.
    code : str
        The expression that makes the recipe.
    judged : JudgedLevels
        The classes at these levels.

    Raises
    ------
    ParameterError, HierarchyError
        As `Anonymiser` and `Hierarchy` raise them.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"age": [31, 34, 38, 52], "sex": ["F", "F", "F", "M"]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["age", "sex"])
    >>> tuner = AnonymisationTuner(data, hierarchies={"age": privlab.Hierarchy.intervals(10)}, k=3)
    >>> tuner.levels = [1, 0]
    >>> tuner.judged.n_suppressed, eval(tuner.code) == tuner.recipe
    (1, True)
    """

    _esm = (HERE / "tuner.js").read_text(encoding="utf-8")
    _css = (HERE / "tuner.css").read_text(encoding="utf-8")

    k = traitlets.Int(5, min=1).tag(sync=True)
    levels = traitlets.List(traitlets.Int()).tag(sync=True)
    limit = traitlets.Float(0.0, min=0.0, max=1.0).tag(sync=True)
    columns: Any = traitlets.List().tag(sync=True)
    labels: Any = traitlets.Dict().tag(sync=True)
    most_k = traitlets.Int(MOST_K).tag(sync=True)
    shown: Any = traitlets.Dict().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        data: Source,
        *,
        hierarchies: Mapping[str, Hierarchy] | None = None,
        k: int = 5,
        suppression_limit: float = 0.05,
        language: str | None = None,
    ) -> None:
        own = check_language(language or current())
        data = as_dataset(data)
        # the search checks the parameters, and its suggestions complete the hierarchies
        fitted = Anonymiser(
            k=k,
            hierarchies=hierarchies,
            suppression_limit=1.0,
            quasi_identifiers=data.roles.quasi_identifiers or tuple(hierarchies or {}),
            time_limit=0.0,
        ).fit(data)
        chosen = dict(fitted.recipe_.hierarchies)
        self.data = data
        self._language = own
        self._table = ClassTable(data, chosen)
        self._recipe: Recipe | None = None
        self._judged: JudgedLevels | None = None
        super().__init__(
            k=k,
            limit=float(suppression_limit),
            levels=[0] * len(chosen),
            columns=[_described(column, h, own) for column, h in chosen.items()],
            labels=labels_in(own),
            most_k=max(MOST_K, k),
        )
        self.on_msg(self._asked)
        self.observe(self._moved, ["k", "levels", "limit"])
        self._moved(None)

    @property
    def recipe(self) -> Recipe:
        """What the panel shows, as a frozen recipe."""
        if self._recipe is None:
            raise AssertionError
        return self._recipe

    @recipe.setter
    def recipe(self, recipe: Recipe) -> None:
        if recipe.levels.keys() != self._table.hierarchies.keys() or recipe.then:
            message = (
                "This panel shows one level for each of its columns. Pass a recipe of one round "
                f"with the columns {', '.join(self._table.columns)}."
            )
            raise ParameterError(message)
        others = {c: h for c, h in recipe.hierarchies.items() if h != self._table.hierarchies[c]}
        if others:
            message = (
                "The hierarchies of this recipe are not those of the panel. Make a panel with "
                "hierarchies=recipe.hierarchies."
            )
            raise ParameterError(message)
        with self.hold_trait_notifications():
            self.levels = [recipe.levels[column] for column in self._table.columns]
            if recipe.criteria is not None:
                self.k = recipe.criteria.k

    @property
    def judged(self) -> JudgedLevels:
        """The classes at these levels."""
        if self._judged is None:
            raise AssertionError
        return self._judged

    def find_best(self) -> Recipe:
        """Move to the levels that lose least within the suppression limit, and return the recipe.

        Returns
        -------
        Recipe

        Raises
        ------
        ParameterError
            When no levels reach k within the limit.
        """
        fitted = Anonymiser(
            k=self.k,
            hierarchies=self._table.hierarchies,
            suppression_limit=self.limit,
            quasi_identifiers=self._table.columns,
        ).fit(self.data)
        self.levels = [fitted.levels_[column] for column in self._table.columns]
        return self.recipe

    @traitlets.validate("levels")
    def _known(self, proposal: Any) -> list[int]:
        levels: list[int] = list(proposal["value"])
        if len(levels) != len(self._table.columns):
            message = f"levels has {len(levels)} levels for {len(self._table.columns)} columns."
            raise ParameterError(message)
        for column, level in zip(self._table.columns, levels, strict=True):
            self._table.hierarchies[column].check_level(level)
        return levels

    def _moved(self, _: object) -> None:
        criteria = Criteria(k=self.k)
        levels = dict(zip(self._table.columns, self.levels, strict=True))
        self._recipe = Recipe(levels, self._table.hierarchies, criteria)
        self._judged = self._table.judge(levels, criteria)
        with self.hold_sync():
            self.code = recipe_code(self._recipe)
            self._say("")

    def _say(self, note: str) -> None:
        self.shown = {
            "bins": bins_of(self.judged, self.k, self._language),
            "status": status_of(self.judged, self.k, self.limit, self._language),
            "note": note,
        }

    def _asked(self, _: object, content: object, __: object) -> None:
        if content != {"do": "best"}:
            return
        try:
            self.find_best()
        except ParameterError:
            note = Message(
                "No levels reach k within that limit: let more records be suppressed, or lower k."
            )
        else:
            note = Message("It is proven that no other levels lose less within that limit.")
        self._say(note.text(self._language))


def _described(column: str, hierarchy: Hierarchy, language: str) -> dict[str, Any]:
    levels = range(hierarchy.height + 1)
    return {
        "name": column,
        "height": hierarchy.height,
        "levels": [hierarchy.describe(level).text(language) for level in levels],
    }
