"""What is known of people as one table after the other is joined: the accumulation curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from privlab import _display as display
from privlab.classes import equivalence_classes
from privlab.intrusiveness._accumulation_join import Joined, join_sources
from privlab.intrusiveness.knowledge._columns import by_dimension, column_sets
from privlab.intrusiveness.knowledge._columns_shared import check_orders, shapley
from privlab.intrusiveness.knowledge._crowd import crowd_of
from privlab.intrusiveness.knowledge._people import People
from privlab.language import N_, Message, named
from privlab.results import Figure, Result
from privlab.tables import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from privlab.intrusiveness.knowledge._columns import ColumnSets
    from privlab.tables import Dataset, Source

__all__ = ["Accumulation", "accumulate_knowledge"]


@dataclass(frozen=True, repr=False)
class Accumulation(Result):
    """How the knowledge of people grows with the tables that are joined.

    Attributes
    ----------
    steps : pandas frame, one row a table, in the order in which they were joined
        `source`, `knowledge` once it is joined (0 to 1), `added` by it in that order, `alone`:
        the knowledge of that table by itself, `without`: how much lower the last score would be
        without it, `shapley`: its part over all orders (the parts add up to the last score), and
        one column per dimension.
    joined : Dataset
        One row a person with the columns of all tables.
    knowledge : float
        Once all are joined.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"id": list("abcd"), "sex": list("FFMM")})
    >>> people = privlab.dataset(frame, person="id", dimensions={"sex": ("identity", 0.25)})
    >>> found = accumulate_knowledge({"clients": people}, crowd=4)
    >>> found.steps["source"].tolist(), round(found.knowledge, 4)
    (['clients'], 0.0125)
    """

    steps: pd.DataFrame
    joined: Dataset
    knowledge: float

    title: ClassVar[str] = N_("Accumulation of knowledge")
    measure_title: ClassVar[str] = N_("Measure of intrusiveness")
    point: ClassVar[str] = "impacts"
    caption: ClassVar[str] = N_("What is known of the average person as tables are joined")

    def _draw(self, ax: Axes) -> None:
        display.accumulation_steps(ax, list(self.steps["source"]), list(self.steps["knowledge"]))

    def describe_plot(self, language: str | None = None) -> str:
        """Return the curve in words.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str
        """
        return "; ".join(
            named(source, value, language)
            for source, value in zip(self.steps["source"], self.steps["knowledge"], strict=True)
        )


def accumulate_knowledge(
    sources: Mapping[str, Source], *, crowd: int = 1000, n_orders: int = 100, seed: int = 0
) -> Accumulation:
    """Measure what is known of people as their tables are joined one after the other.

    Parameters
    ----------
    sources : mapping of name to Dataset
        In the order of joining, one row a person each (`derive_features` makes it so), with
        the same person key and declared dimensions. The people are those of the first.
    crowd : int
        People in the random crowd, at least 2; lowered to the people of the first table.
    n_orders, seed : int
        Random orders for the parts of more than 8 tables.

    Returns
    -------
    Accumulation

    Raises
    ------
    ColumnError
        A table without person key or dimensions, or two columns that would have one name.
    SourceError
        A table with several rows a person, or on another engine than the first.
    ParameterError
        No table, fewer than two orders, or a crowd below 2.

    Notes
    -----
    Every table after the first adds to `evolution`, at level 0.25, whether the person is in it:
    together these columns tell the number of sources.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> who = {"id": list("abcd"), "sex": list("FFMM")}
    >>> pay = {"id": list("abcd"), "pay": [1, 2, 1, 2]}
    >>> sources = {
    ...     "clients": privlab.dataset(
    ...         pd.DataFrame(who), person="id", dimensions={"sex": ("identity", 0.25)}
    ...     ),
    ...     "salaries": privlab.dataset(
    ...         pd.DataFrame(pay), person="id", dimensions={"pay": ("income", 0.75)}
    ...     ),
    ... }
    >>> accumulate_knowledge(sources, crowd=4).steps["knowledge"].round(4).tolist()
    [0.0125, 0.05]
    """
    check_orders(n_orders)
    joined = join_sources(sources)
    data = joined.data
    profile = tuple(column for columns in joined.columns.values() for column in columns)
    classes = equivalence_classes(data, quasi_identifiers=profile)
    seen = crowd_of(data, None, None, classes, crowd)
    people = People.behind(classes)
    sets = column_sets(seen, classes, people, by_dimension(data, profile, {}))
    knowledge = _Knowledge(sets, joined)
    steps = _steps(knowledge, n_orders=n_orders, seed=seed)
    total = float(steps["knowledge"].iloc[-1])
    return Accumulation(
        figures=(
            Figure("knowledge", total, "score", N_("Knowledge, all tables joined")),
            Figure(
                "knowledge_first",
                float(steps["knowledge"].iloc[0]),
                "score",
                N_("Knowledge, first table alone"),
            ),
            Figure(
                "sources_mean", joined.sources_mean, "ratio", N_("Tables that hold a person, mean")
            ),
        ),
        assumptions=(
            Message("Tables are joined in this order: {tables}.", {"tables": ", ".join(sources)}),
            Message("People are compared in a random crowd of {n}.", {"n": seen.size}),
            Message("The people are those of the first table."),
            Message("Whether a person is in a table is known, and belongs to their evolution."),
        ),
        provenance=data.provenance("measure_intrusiveness", profile, crowd=seen.size),
        steps=steps,
        joined=data,
        knowledge=total,
    )


@dataclass(frozen=True)
class _Knowledge:
    """The knowledge score of any choice of tables."""

    sets: Mapping[str, ColumnSets]
    joined: Joined

    def dimensions(self, sources: Collection[str]) -> dict[str, float]:
        """Return the score of each dimension of which something is held."""
        kept = {column for source in sources for column in self.joined.columns[source]}
        return {name: each.score(kept) for name, each in self.sets.items()}

    def score(self, sources: Collection[str]) -> float:
        return sum(self.dimensions(sources).values()) / len(DIMENSIONS)


def _steps(knowledge: _Knowledge, *, n_orders: int, seed: int) -> pd.DataFrame:
    import pandas as pd

    names = list(knowledge.joined.columns)
    parts = shapley(names, knowledge.score, n_orders=n_orders, seed=seed)
    total = knowledge.score(names)
    rows, before = [], 0.0
    for place, name in enumerate(names):
        found = knowledge.dimensions(names[: place + 1])
        score = sum(found.values()) / len(DIMENSIONS)
        rest = [other for other in names if other != name]
        rows.append(
            {
                "source": name,
                "knowledge": score,
                "added": score - before,
                "alone": knowledge.score([name]),
                "without": total - knowledge.score(rest),
                "shapley": parts[name].value,
                **{dimension: found.get(dimension, 0.0) for dimension in DIMENSIONS},
            }
        )
        before = score
    return pd.DataFrame(rows)
