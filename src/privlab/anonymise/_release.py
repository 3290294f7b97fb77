"""A table treated by a recipe: made, checked by another path, and what was left out of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import display
from privlab.anonymise._criteria import check_criteria
from privlab.anonymise._following import follow, problem_of, taken
from privlab.anonymise._recipe import Recipe
from privlab.anonymity import check_anonymity
from privlab.classes import equivalence_classes
from privlab.errors import DocumentError, InternalError, ParameterError, RecipeError
from privlab.language import N_, Message
from privlab.results import Figure, Result
from privlab.tables import ClassMap, fetch, relabel, without_identifiers

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._following import Problem, Step
    from privlab.anonymity import AnonymityCheck
    from privlab.tables import Dataset, Relabelling

__all__ = ["Release", "check_kept", "released"]


@dataclass(frozen=True, repr=False)
class Release(Result):
    """A treated table, and what the treatment did.

    Attributes
    ----------
    data : Dataset
        The table to hand out: suppressed records, declared identifiers and the person key are
        not in it. `.to_pandas()` and `.save(path)` get it out.
    recipe : Recipe
    check : AnonymityCheck
        Of the treated table, measured again from its own values.
    n_suppressed : int
        Records left out because their class broke a criterion.
    n_unseen : int
        Records left out because a hierarchy does not know one of their values.
    """

    data: Dataset
    recipe: Recipe
    check: AnonymityCheck
    n_suppressed: int
    n_unseen: int

    title: ClassVar[str] = N_("Treated table")

    def to_pandas(self) -> pd.DataFrame:
        """Return the treated table as a pandas frame; a frame keeps the index of its source."""
        rows = self._rows()
        frame: pd.DataFrame = rows.to_pandas()
        if self.data.memory is not None and self.data.index is not None:
            frame.index = self.data.index
        return frame

    def save(self, path: str | Path) -> Path:
        """Write the treated table as .parquet or .csv; return the path."""
        import pyarrow.csv
        import pyarrow.parquet

        target = Path(path)
        writers = {".parquet": pyarrow.parquet.write_table, ".csv": pyarrow.csv.write_csv}
        if target.suffix not in writers:
            message = f"A table is saved as .parquet or .csv, not as '{target.suffix}'."
            raise ParameterError(message)
        try:
            writers[target.suffix](self._rows(), target)
        except OSError as error:
            message = f"'{target}' cannot be written: {error.strerror}."
            raise DocumentError(message) from None
        return target

    def _rows(self) -> pa.Table:
        if self.data.memory is not None:
            return self.data.memory
        return fetch(self.data.table, self.data.connection)

    caption: ClassVar[str] = N_("Class sizes of the treated table")

    def _draw(self, ax: Axes) -> None:
        sizes = self.check.sizes
        k = self.check.threshold
        display.class_size_bars(ax, sizes.sizes, sizes.units, k=k, unit=self.data.unit)


def released(
    recipe: Recipe, criteria: Criteria, data: Dataset, population_table: Dataset | None
) -> Release:
    """Treat a table, check what is left from its own values, and return both."""
    columns = tuple(recipe.levels)
    check_criteria(criteria, columns, data)
    if criteria.k_map is not None and population_table is None:
        message = (
            "The recipe promises a k-map, which is counted in a population. Pass "
            "population_table=privlab.dataset(...)."
        )
        raise RecipeError(message)
    problem = problem_of(data, columns, criteria, population_table=population_table)
    steps = follow(problem, criteria, recipe.hierarchies, recipe.rounds, recipe.cells)
    kept = np.logical_or.reduce([step.kept for step in steps])
    records = problem.leaves.n_records
    if not kept.any():
        message = (
            "Every record would be suppressed: at these levels no class keeps the criteria "
            f"({criteria.text}). Choose coarser levels, or fit an Anonymiser on this table."
        )
        raise RecipeError(message)
    known = [problem.covered(recipe.hierarchies, levels) for levels in recipe.rounds]
    n_unseen = int(records[~np.logical_or.reduce(known)].sum())
    n_suppressed = int(records[~kept].sum()) - n_unseen
    made = relabel(data, _map(problem, steps), _rows(problem, steps, kept))
    population = None
    if population_table is not None:
        population = Recipe(recipe.levels, recipe.hierarchies).transform(population_table)
    check = check_kept(criteria, made, columns, data, population)
    return Release(
        figures=(
            *_figures(n_suppressed, n_unseen, int(records.sum())),
            *check.figures,
        ),
        assumptions=(
            Message("The criteria were checked on the treated table itself."),
            *_what_leaves(data, columns),
            *check.assumptions,
        ),
        provenance=data.provenance("release", columns, criteria=criteria.text),
        data=without_identifiers(made),
        recipe=recipe,
        check=check,
        n_suppressed=n_suppressed,
        n_unseen=n_unseen,
    )


def _what_leaves(data: Dataset, columns: tuple[str, ...]) -> list[Message]:
    """Say which columns were taken out, and which leave as they are."""
    roles = data.roles
    gone = [*roles.identifiers, *(() if roles.person is None else (roles.person,))]
    left = [c for c in data.columns if c not in gone and c not in columns]
    said = []
    if gone:
        said.append(
            Message("Taken out, they name people: {columns}.", {"columns": ", ".join(gone)})
        )
    if left:
        said.append(
            Message(
                "Left as they are, nothing is promised of what they tell: {columns}.",
                {"columns": ", ".join(left)},
            )
        )
    return said


def _figures(n_suppressed: int, n_unseen: int, n_records: int) -> list[Figure]:
    return [
        Figure(
            "n_suppressed",
            n_suppressed,
            "records",
            N_("Suppressed: their class was too small or too telling"),
        ),
        Figure("n_unseen", n_unseen, "records", N_("Left out: a value that no hierarchy knows")),
        Figure(
            "share_released",
            1 - (n_suppressed + n_unseen) / n_records,
            "share",
            N_("Share of the records released"),
        ),
    ]


def _map(problem: Problem, steps: Sequence[Step]) -> Relabelling | ClassMap:
    """Return what an engine joins with: a map for each column, or one for all classes."""
    if len(steps) == 1:
        return steps[0].relabelling
    import pyarrow as pa

    released = np.flatnonzero(_round_of(problem, steps) >= 0)
    codes = problem.leaves.codes[released]
    old = {
        column: taken(problem.leaf_values[column], codes[:, c].astype(np.int64))
        for c, column in enumerate(problem.columns)
    }
    new = _labels(problem, steps, released)
    return ClassMap(pa.table(old), pa.table(old | new))


def _rows(
    problem: Problem, steps: Sequence[Step], kept: NDArray[np.bool_]
) -> tuple[dict[str, pa.Array], NDArray[np.bool_]] | None:
    """Return the columns of a source in memory as they become, and which rows stay."""
    if problem.data.memory is None:
        return None
    of_rows = equivalence_classes(problem.data, problem.columns).of_rows()
    return _labels(problem, steps, of_rows), kept[of_rows]


def _round_of(problem: Problem, steps: Sequence[Step]) -> NDArray[np.int64]:
    round_of = np.full(len(problem.leaves.codes), -1, dtype=np.int64)
    for place, step in enumerate(steps):
        round_of[step.kept] = place
    return round_of


def _labels(
    problem: Problem, steps: Sequence[Step], classes: NDArray[np.int64]
) -> dict[str, pa.Array]:
    """Return the new value of each changed column for some leaf classes, as often as named."""
    import pyarrow as pa
    import pyarrow.compute as pc

    round_of = _round_of(problem, steps)[classes]
    columns = {}
    for c, column in enumerate(problem.columns):
        if all(column in step.relabelling.unchanged for step in steps):
            continue
        leaves = problem.leaves.codes[classes, c]
        labels, places, begin = [], np.full(len(classes), -1, dtype=np.int64), 0
        for place, step in enumerate(steps):
            own = pc.cast(step.labels[column], pa.string())
            here = round_of == place
            codes = step.codes[column][leaves[here]]
            places[here] = np.where(codes < len(own), codes + begin, -1)
            labels.append(own)
            begin += len(own)
        whole = pa.concat_arrays(labels)
        columns[column] = taken(whole, np.where(places < 0, len(whole), places))
    return columns


def check_kept(
    criteria: Criteria,
    made: Dataset,
    columns: tuple[str, ...],
    source: Dataset,
    population_table: Dataset | None = None,
) -> AnonymityCheck:
    """Check the criteria on a treated table by its own values, or raise InternalError.

    The classes are counted again from the table that leaves, by the same call that a user makes;
    the distribution that sensitive values are compared with is that of the source.
    """
    distances = {
        each.column: each.distance for each in criteria.sensitive if each.distance is not None
    }
    named = dict.fromkeys((*made.roles.sensitive, *criteria.columns))
    sensitive = tuple(column for column in named if column not in columns)
    roles = dataclasses.replace(made.roles, sensitive=sensitive, quasi_identifiers=columns)
    judged = dataclasses.replace(made, roles=roles)
    check = check_anonymity(
        judged,
        columns,
        k=max(criteria.k, 1),
        distances=distances or None,
        population_table=population_table if criteria.k_map is not None else None,
        reference_table=source if criteria.sensitive else None,
    )
    broken = [] if check.k >= criteria.k else ["k"]
    broken += [
        each.criterion
        for each in criteria.sensitive
        if check.sensitive[each.column]
        .violations(each.criterion, each.threshold, l=each.l)
        .n_classes
    ]
    if criteria.k_map is not None and check.k_map < criteria.k_map:
        broken.append("k_map")
    if broken:
        message = (
            f"The treated table breaks its criteria ({', '.join(broken)}); nothing is returned. "
            "Please report it with the recipe and the shape of the table, never the table."
        )
        raise InternalError(message)
    return check
