"""A table treated by the rules of a recipe: made, and checked by another path."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.anonymise._criteria import check_criteria
from privlab.anonymise._following import follow, problem_of, taken
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

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._following import Problem, Step
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
    cells : tuple of (None or labels)
        For each round, the only combinations that it speaks of.
    criteria : Criteria
    """

    rounds: tuple[Mapping[str, int], ...]
    hierarchies: Mapping[str, Hierarchy]
    cells: tuple[tuple[tuple[str | None, ...], ...] | None, ...]
    criteria: Criteria

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that every round names."""
        return tuple(self.rounds[0])


@dataclass(frozen=True)
class _Followed:
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
) -> tuple[Dataset, _Followed]:
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
    steps = follow(problem, criteria, rules.hierarchies, rules.rounds, rules.cells)
    kept = np.logical_or.reduce([step.kept for step in steps])
    records = problem.leaves.n_records
    if not kept.any():
        message = (
            "Every record would be suppressed: at these levels no class keeps the criteria "
            f"({criteria.text}). Choose coarser levels, or fit an Anonymiser on this table."
        )
        raise RecipeError(message)
    known = [problem.covered(rules.hierarchies, levels) for levels in rules.rounds]
    n_unseen = int(records[~np.logical_or.reduce(known)].sum())
    n_suppressed = int(records[~kept].sum()) - n_unseen
    made = relabel(beside, _map(problem, steps), _rows(problem, steps, kept))
    population = None
    if population_table is not None:
        population = at_levels(population_table, rules.rounds[0], rules.hierarchies)
    check = _check_kept(criteria, made, columns, data, population)
    return made, _Followed(check, n_suppressed, n_unseen, int(records.sum()))


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
    of_rows = equivalence_classes(problem.data, quasi_identifiers=problem.columns).of_rows()
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
