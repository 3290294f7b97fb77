"""A table treated by the rules of a recipe: made, and checked by another path."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.anonymise._criteria import check_criteria
from privlab.anonymise._following import follow, taken
from privlab.anonymise._problem import problem_of
from privlab.anonymity import check_anonymity
from privlab.classes import equivalence_classes
from privlab.errors import InternalError, RecipeError, did_you_mean, listed
from privlab.language import N_, Message
from privlab.release import Treated, with_originals
from privlab.results import Figure
from privlab.tables import ClassMap, Roles, generalise, relabel, without_identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.anonymise._cells import Cell
    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._following import Followed
    from privlab.anonymise._problem import Problem
    from privlab.anonymity import AnonymityCheck
    from privlab.hierarchies import Hierarchy
    from privlab.tables import Dataset, Relabelling

__all__ = ["Rules", "at_levels", "check_columns", "transformed", "treated"]


@dataclass(frozen=True)
class Rules:
    """What is done to a table, and what every class of it must keep.

    Attributes
    ----------
    rounds : tuple of mappings of column to int
        Levels, each set for the records that those before suppressed; at least one.
    hierarchies : mapping of column to Hierarchy
    cells : tuple of Cell
        How records that begin at the first levels are split into cells; none: rounds alone.
    criteria : Criteria
    """

    rounds: tuple[Mapping[str, int], ...]
    hierarchies: Mapping[str, Hierarchy]
    cells: tuple[Cell, ...]
    criteria: Criteria

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that every round names."""
        return tuple(self.rounds[0])


@dataclass(frozen=True)
class _Fared:
    """How the records of a table fared under a recipe."""

    check: AnonymityCheck
    n_suppressed: int
    n_unseen: int
    n_records: int


def treated(
    rules: Rules, data: Dataset, population_table: Dataset | None, recipe: object
) -> Treated:
    """Treat a table and check what is left from its own values, for the door."""
    changed = [c for c in rules.columns if any(levels[c] for levels in rules.rounds)]
    beside, originals = with_originals(data, [c for c in changed if c in data.columns])
    made, followed = _followed(rules, data, population_table, beside)
    return Treated(
        made,
        data,
        rules.columns,
        "release",
        originals=originals,
        k=rules.criteria.k,
        check=followed.check,
        figures=tuple(
            _figures(followed.n_suppressed, followed.n_unseen, followed.n_records),
        ),
        assumptions=(Message("The criteria were checked on the treated table itself."),),
        parameters={"criteria": rules.criteria.text},
        recipe=recipe,
        n_suppressed=followed.n_suppressed,
        n_unseen=followed.n_unseen,
    )


def at_levels(
    data: Dataset, levels: Mapping[str, int], hierarchies: Mapping[str, Hierarchy]
) -> Dataset:
    """Return every row with each column at its level."""
    check_columns(data, levels)
    return generalise(data, {c: (hierarchies[c], level) for c, level in levels.items() if level})


def check_columns(data: Dataset, columns: Iterable[str]) -> None:
    """Refuse a table that lacks a column of a recipe."""
    for column in columns:
        if column not in data.columns:
            message = (
                f"The recipe names '{listed([column])}', which is not a column. "
                f"{did_you_mean(column, data.columns)}"
            )
            raise RecipeError(message)


def transformed(rules: Rules, data: Dataset, population_table: Dataset | None) -> Dataset:
    """Treat a table and check it; its rows keep their order, and lose what names people."""
    return without_identifiers(_followed(rules, data, population_table, data)[0])


def _followed(
    rules: Rules, data: Dataset, population_table: Dataset | None, beside: Dataset
) -> tuple[Dataset, _Fared]:
    """Follow the rules in `beside`: the table, perhaps with further columns that stay."""
    columns, criteria = rules.columns, rules.criteria
    check_criteria(criteria, columns, data)
    if criteria.k_map is not None and population_table is None:
        message = (
            "The recipe promises a k-map, which is counted in a population. Pass "
            "population_table=privlab.dataset(...)."
        )
        raise RecipeError(message)
    problem = problem_of(data, columns, criteria, population_table=population_table)
    done = follow(problem, criteria, rules.hierarchies, rules.rounds, rules.cells)
    kept = done.round_of >= 0
    records = problem.leaves.n_records
    if not kept.any():
        message = (
            "Every record would be suppressed: at these levels no class keeps the criteria "
            f"({criteria.text}). Choose coarser levels, or fit an Anonymiser on this table."
        )
        raise RecipeError(message)
    n_unseen = int(records[~_known(problem, rules.hierarchies, done.rounds)].sum())
    n_suppressed = int(records[~kept].sum()) - n_unseen
    labelled = _Labelled(problem, rules.hierarchies, done)
    made = relabel(beside, labelled.map(), labelled.rows())
    population = None
    if population_table is not None:
        population = at_levels(population_table, rules.rounds[0], rules.hierarchies)
    check = _check_kept(criteria, made, columns, data, population)
    return made, _Fared(check, n_suppressed, n_unseen, int(records.sum()))


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


def _known(
    problem: Problem, hierarchies: Mapping[str, Hierarchy], rounds: Sequence[Mapping[str, int]]
) -> NDArray[np.bool_]:
    """Return which leaf classes some round could read every value of."""
    unread = problem.unread(hierarchies)
    known = np.asarray(~unread.any(axis=1))
    if known.all():
        return known
    for levels in rounds:
        changed = [bool(levels.get(column, 0)) for column in problem.columns]
        known |= ~unread[:, changed].any(axis=1)
    return known


@dataclass(frozen=True)
class _Labelled:
    """The labels of leaf classes as a recipe released them."""

    problem: Problem
    hierarchies: Mapping[str, Hierarchy]
    done: Followed

    def map(self) -> Relabelling | ClassMap:
        """Return what an engine joins with: a map for each column, or one for all classes."""
        if self.done.relabelling is not None:
            return self.done.relabelling
        import pyarrow as pa

        problem = self.problem
        released = np.flatnonzero(self.done.round_of >= 0)
        codes = problem.leaves.codes[released]
        old = {
            column: taken(problem.leaf_values[column], codes[:, c].astype(np.int64))
            for c, column in enumerate(problem.columns)
        }
        return ClassMap(pa.table(old), pa.table(old | self.labels(released)))

    def rows(self) -> tuple[dict[str, pa.Array], NDArray[np.bool_]] | None:
        """Return the columns of a source in memory as they become, and which rows stay."""
        problem = self.problem
        if problem.data.memory is None:
            return None
        of_rows = equivalence_classes(problem.data, quasi_identifiers=problem.columns).of_rows()
        return self.labels(of_rows), self.done.round_of[of_rows] >= 0

    def labels(self, classes: NDArray[np.int64]) -> dict[str, pa.Array]:
        """Return the new value of each changed column for some classes, as often as named."""
        import pyarrow as pa
        import pyarrow.compute as pc

        round_of = self.done.round_of[classes]
        columns = {}
        for c, column in enumerate(self.problem.columns):
            levels = np.array([levels[column] for levels in self.done.rounds], dtype=np.int64)
            if not levels.any():
                continue
            leaves = self.problem.leaves.codes[classes, c]
            level_of = np.where(round_of < 0, -1, levels[round_of])
            labels, places, begin = [], np.full(len(classes), -1, dtype=np.int64), 0
            for level in np.unique(levels).tolist():
                codes, own = self.problem.labels_at(self.hierarchies, column, level)
                here = level_of == level
                found = codes[leaves[here]]
                places[here] = np.where(found < len(own), found + begin, -1)
                labels.append(pc.cast(own, pa.string()))
                begin += len(own)
            whole = pa.concat_arrays(labels)
            columns[column] = taken(whole, np.where(places < 0, len(whole), places))
        return columns


def _check_kept(
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
    roles = Roles(person=made.roles.person, sensitive=sensitive, quasi_identifiers=columns)
    judged = _judged_alone(made, roles, (*columns, *sensitive))
    check = check_anonymity(
        judged,
        quasi_identifiers=columns,
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


def _judged_alone(made: Dataset, roles: Roles, columns: tuple[str, ...]) -> Dataset:
    """Return the columns that are judged and the person key: a check is kept with the release."""
    names = [*(() if roles.person is None else (roles.person,)), *columns]
    return dataclasses.replace(
        made,
        table=made.table.select(*names),
        memory=None if made.memory is None else made.memory.select(names),
        roles=roles,
        _memory_of={},
    )
