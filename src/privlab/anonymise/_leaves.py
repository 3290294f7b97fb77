"""From a table to what a search reads: leaf classes and the codes of every level."""

from __future__ import annotations

import functools
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from privlab._checks import is_whole
from privlab.anonymise._generalising import Generalised, GeneralisedColumn
from privlab.anonymise._nodes import Attribute, Leaves
from privlab.anonymity import distances_of, usual_distance
from privlab.classes import equivalence_classes, group_words, match_words, recode, value_counts
from privlab.errors import ColumnError, HierarchyError, ParameterError, did_you_mean, listed
from privlab.hierarchies import is_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.anonymity import Distributions
    from privlab.classes import EquivalenceClasses
    from privlab.hierarchies import Hierarchy
    from privlab.tables import Dataset

__all__ = ["Levels", "attribute_in", "generalised_columns", "leaf_classes", "leaf_values"]

Levels = int | Collection[int] | None


def leaf_values(tables: Sequence[Dataset], column: str) -> tuple[pa.Array, list[NDArray[np.int64]]]:
    """Return the distinct values of a column in all tables, and the leaf of each of their codes.

    The leaf of the missing value is the last one, `len(values)`.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    occurring, codings = [], []
    for data in tables:
        coding = data.keys((column,)).codings[0]
        codes = np.unique(equivalence_classes(data, quasi_identifiers=(column,)).codes(column))
        codes = codes[codes < coding.missing]
        codings.append((coding, codes))
        occurring.append(coding.labels.take(pa.array(codes)))
    values = occurring[0]
    for other in occurring[1:]:
        if other.type != values.type:
            message = (
                f"Column '{listed([column])}' is {values.type} in the table and {other.type} in "
                "the population table. Make them one type."
            )
            raise ColumnError(message)
        values = pc.unique(pa.concat_arrays([values, other]))
    leaves = []
    for (coding, codes), own in zip(codings, occurring, strict=True):
        leaf = np.full(coding.size, len(values), dtype=np.int64)
        leaf[codes] = pc.index_in(own, value_set=values).to_numpy(zero_copy_only=False)
        leaves.append(leaf)
    return values, leaves


def generalised_columns(
    values: Mapping[str, pa.Array],
    hierarchies: Mapping[str, Hierarchy],
    levels: Mapping[str, Levels],
    n_records_in: Mapping[str, NDArray[np.int64]],
    once: Callable[..., Any],
) -> Generalised:
    """Return every column at the levels that it may take.

    `once(name, make)` keeps what depends on the values and a hierarchy alone: one that is
    fitted again and again, while it is tuned, is read once.
    """
    made = []
    for column, own in values.items():
        hierarchy = hierarchies[column]
        every = once(
            ("levels", column, id(hierarchy)), functools.partial(_levels, hierarchy, own, column)
        )
        places = _allowed(column, levels.get(column), hierarchy.height)
        made.append(
            GeneralisedColumn(
                name=column,
                levels=places,
                height=hierarchy.height,
                codes=tuple(every.codes[level] for level in places),
                shares=every.shares[:, list(places)],
                domain_size=every.domain_size,
                n_records_in=n_records_in[column],
            )
        )
    return Generalised(tuple(made))


class _EveryLevel(NamedTuple):
    """What a hierarchy makes of the leaves of a column.

    It holds the hierarchy, so that the id of that one is never given to another.
    """

    hierarchy: Hierarchy
    codes: tuple[NDArray[np.int32], ...]
    shares: NDArray[np.float64]
    domain_size: int


def _levels(hierarchy: Hierarchy, values: pa.Array, column: str) -> _EveryLevel:
    try:
        codes, labels = hierarchy.codes(values)
        shares = hierarchy.domain_shares(values)
        # a column without a value is one that everybody has
        domain_size = max(hierarchy.domain_size(values), 1)
    except HierarchyError as error:
        message = f"Column '{listed([column])}': {error}"
        raise HierarchyError(message) from None
    names = [None, *labels[1:]]
    whole = tuple(
        with_missing(own, name).astype(np.int32) for own, name in zip(codes, names, strict=True)
    )
    alone = np.array([1.0 if is_nothing(name) else 1 / domain_size for name in names])
    return _EveryLevel(hierarchy, whole, np.vstack((shares, alone)), domain_size)


def with_missing(codes: NDArray[np.int64], labels: pa.Array | None) -> NDArray[np.int64]:
    """Return the codes with that of the missing value behind them."""
    own = 0 if is_nothing(labels) else int(codes.max(initial=-1)) + 1
    return np.append(codes, own)


def _allowed(column: str, wanted: Levels, height: int) -> tuple[int, ...]:
    if wanted is None:
        return tuple(range(height + 1))
    given = [wanted] if isinstance(wanted, int) else list(wanted)
    if not given or not all(is_whole(each) and 0 <= each <= height for each in given):
        message = (
            f"levels= allows '{listed([column])}' {wanted!r}; it must be a level or several from "
            f"0 to {height}."
        )
        raise ParameterError(message)
    return tuple(sorted(set(given)))


def leaf_classes(
    data: Dataset,
    columns: tuple[str, ...],
    leaves: Mapping[str, list[NDArray[np.int64]]],
    population: Dataset | None = None,
) -> Leaves:
    """Return the classes of the table, joined with those of its population."""
    classes = equivalence_classes(data, quasi_identifiers=columns)
    own = _codes(classes, [leaves[column][0] for column in columns])
    n_records, n_units = classes.n_records_in, classes.sizes
    pairs = None
    if not data.one_row_per_person:
        membership = classes.membership
        pairs = (membership.classes, membership.people)
    if population is None:
        return Leaves(own, n_records, n_units, None, pairs)
    whole = equivalence_classes(population, quasi_identifiers=columns)
    others = _codes(whole, [leaves[column][1] for column in columns])
    rows = np.vstack((own, others)).astype(np.int64)
    sizes = [int(rows[:, c].max()) + 1 for c in range(len(columns))]
    first, group = group_words(recode(list(rows.T), sizes)[0])
    # the classes of the table keep their numbers: pairs and attributes speak of them
    extra = np.flatnonzero(first >= len(own))
    number = np.empty(len(first), dtype=np.int64)
    number[group[: len(own)]] = np.arange(len(own))
    number[extra] = len(own) + np.arange(len(extra))
    n_population = np.zeros(len(first), dtype=np.int64)
    n_population[number[group[len(own) :]]] = whole.sizes
    none = np.zeros(len(extra), dtype=np.int64)
    return Leaves(
        np.vstack((own, rows[first[extra]])).astype(np.int32),
        np.concatenate((n_records, none)),
        np.concatenate((n_units, none)),
        n_population,
        pairs,
    )


def attribute_in(
    data: Dataset,
    columns: tuple[str, ...],
    column: str,
    *,
    count: str = "units",
    distance: str | Hierarchy | None = None,
) -> Attribute:
    """Return the values of a column in each leaf class.

    Parameters
    ----------
    count : {"units", "records"}
        People, or records for a target that a model learns from rows.
    distance : "ordered", "equal" or Hierarchy, optional
        How far two values are from each other; by the type of the column by default.
    """
    classes = equivalence_classes(data, quasi_identifiers=columns)
    finer = equivalence_classes(data, quasi_identifiers=(*columns, column))
    codes = [finer.codes(each) for each in columns]
    of_class = match_words(recode(codes, classes.code_sizes)[0], classes.words)
    if count == "records" or data.one_row_per_person:
        counts = finer.n_records_in
        places, values, people = of_class, finer.codes(column), None
        totals = np.bincount(values, weights=counts).astype(np.int64)
    else:
        membership = finer.membership
        places = of_class[membership.classes]
        values = finer.codes(column)[membership.classes]
        counts, people = np.ones(len(places), dtype=np.int64), membership.people
        totals = value_counts(data, columns, column).totals
    occurring = np.flatnonzero(totals)
    number = np.zeros(len(totals), dtype=np.int64)
    number[occurring] = np.arange(len(occurring))
    far = usual_distance(data, column) if distance is None else distance

    def distance_of(spread: Distributions) -> NDArray[np.float64]:
        return distances_of(data, column, far, spread, occurring)

    return Attribute(
        places, number[values], counts, people, len(occurring), totals[occurring], distance_of
    )


def _codes(classes: EquivalenceClasses, leaves: Iterable[NDArray[np.int64]]) -> NDArray[np.int32]:
    columns = zip(classes.columns, leaves, strict=True)
    return np.column_stack([leaf[classes.codes(c)] for c, leaf in columns]).astype(np.int32)


def records_in(
    leaves: Leaves, columns: Sequence[str], n_leaves: Mapping[str, int]
) -> dict[str, NDArray[np.int64]]:
    """Return the records that hold each leaf of each column, the missing value last."""
    return {
        column: np.bincount(
            leaves.codes[:, c], weights=leaves.n_records, minlength=n_leaves[column] + 1
        ).astype(np.int64)
        for c, column in enumerate(columns)
    }


def check_named(argument: str, names: Iterable[str], columns: Sequence[str]) -> None:
    """Refuse a mapping that names something else than a quasi-identifier."""
    for name in names:
        if name not in columns:
            message = f"{argument}= names '{listed([name])}'. {did_you_mean(name, columns)}"
            raise ParameterError(message)
