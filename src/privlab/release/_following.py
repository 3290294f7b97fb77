"""How far one column of codes follows from another, beyond what chance gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "chance_of_one_value",
    "first_rows",
    "one_value",
    "packed",
    "same_order",
    "share_fixed",
    "share_followed",
]

FEWEST_ROWS = 10
DEVIATIONS = 3
# probabilities held at once
AT_ONCE = 2**22


def chance_of_one_value(
    within: NDArray[np.int64],
    value: NDArray[np.int64],
    part: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the probability that so many rows, drawn at random from a part, have one value.

    Parameters
    ----------
    within, value : arrays of int, shape (n_rows,)
        The part of the table in which each row is, and its value.
    part, sizes : arrays of int, shape (n_groups,)
        The part from which each group is drawn, and how many rows it has.

    Returns
    -------
    array of float, shape (n_groups,)

    Examples
    --------
    >>> within, value = np.array([0, 0, 4, 4]), np.array([7, 8, 8, 8])
    >>> chance_of_one_value(within, value, np.array([0, 0, 4]), np.array([1, 5, 5])).tolist()
    [1.0, 0.0625, 1.0]
    """
    size = value.max(initial=0) + 1
    pairs, counts = np.unique(within * size + value, return_counts=True)
    parts, begin, n_values = np.unique(pairs // size, return_index=True, return_counts=True)
    share = counts / np.repeat(np.add.reduceat(counts, begin), n_values)
    most = sizes.max(initial=0) + 1
    distinct, place = np.unique(part * most + sizes, return_inverse=True)
    own, power = np.searchsorted(parts, distinct // most), distinct % most
    found = np.empty(len(distinct))
    ends = np.cumsum(n_values[own])
    bounds = np.arange(0, ends[-1] + AT_ONCE, AT_ONCE) if len(ends) else np.zeros(1, dtype=int)
    for some in np.split(np.arange(len(distinct)), np.searchsorted(ends, bounds[1:])):
        n = n_values[own[some]]
        starts = np.cumsum(n) - n
        values = np.arange(n.sum()) + np.repeat(begin[own[some]] - starts, n)
        powers = share[values] ** np.repeat(power[some], n)
        found[some] = np.add.reduceat(powers, starts) if len(some) else 0.0
    return found[place]


def share_fixed(
    label: NDArray[np.int64],
    value: NDArray[np.int64],
    was: NDArray[np.int64],
    people: NDArray[np.int64],
    k: int,
) -> float:
    """Return the share of people whose hidden value another column fixes, beyond chance.

    A value is fixed where at least k people share a value of the column, and all had the same
    value of the hidden one, of several that the released label may stand for. They are sought
    among the people of one released label, and among all. What chance gives is taken off: of
    five people every sixteenth time all have the same of two sexes. What is left counts from
    three standard deviations of it.

    Parameters
    ----------
    label, value, was, people : arrays of int, shape (n_rows,)
        Codes of the label that the hidden column became, of the other column, of the hidden
        column as it was, and of the person.
    k : int

    Returns
    -------
    float
        At most 1; 0 where chance could have given it.
    """
    cell = packed(label, value)
    n, alike, one_row = _distinct_in(cell, people), one_value(cell, was), first_rows(cell)
    of_cell = label[one_row]
    large = n >= k
    by_chance = chance_of_one_value(label, was, of_cell[large], n[large])
    of_label = _beyond_chance(n[large], alike[large], by_chance)
    column = value[one_row]
    of_value, one = _distinct_in(value, people), one_value(value, was)
    hides = ~one_value(label, was)[of_cell] & (of_value[column] >= k)
    everybody = np.zeros_like(was)
    expected = chance_of_one_value(
        everybody, was, everybody[: hides.sum()], of_value[column[hides]]
    )
    of_all = _beyond_chance(n[hides], one[column[hides]], expected)
    return max(of_label, of_all) / np.count_nonzero(np.bincount(people))


def _beyond_chance(
    n: NDArray[np.int64], alike: NDArray[np.bool_], chance: NDArray[np.float64]
) -> float:
    """Return how many people more than by chance are in groups that are alike, or 0."""
    more = float((n * (alike - chance)).sum())
    usual = float((n**2 * chance * (1 - chance)).sum()) ** 0.5
    return more if more > DEVIATIONS * usual else 0.0


def share_followed(
    group: NDArray[np.int64], value: NDArray[np.int64], within: NDArray[np.int64], *, least: int
) -> float:
    """Return how far the value follows from the group: 0 as by chance, 1 always.

    Of the groups of at least so many rows, those whose rows all have one value are counted, and
    what chance gives is taken off: 1 is reached where each group has one value.

    Parameters
    ----------
    group, value, within : arrays of int, shape (n_rows,)
        Chance is that of the values of the rows of one `within`, of which a group is a part.
    least : int
        At least 2 rows of a group.

    Returns
    -------
    float
        0 where the groups that chance would not explain hold fewer than ten rows.
    """
    group = packed(within, group)
    n, alike, of_group = np.bincount(group), one_value(group, value), within[first_rows(group)]
    large = n >= least
    chance = chance_of_one_value(within, value, of_group[large], n[large])
    told = float((n[large] * (alike[large] - chance)).sum())
    missed = float((n[large] * (1 - chance)).sum())
    return told / missed if missed >= FEWEST_ROWS else 0.0


def same_order(label: NDArray[np.int64], value: NDArray[np.int64], was: NDArray[np.int64]) -> float:
    """Return how far two columns order the rows of each label alike, 0 to 1, either way round.

    It is the squared correlation of their ranks among the rows of one label.

    Parameters
    ----------
    label, value, was : arrays of int, shape (n_rows,)
        `value` and `was` in the order of what they stand for.
    """
    if len(label) < FEWEST_ROWS:
        return 0.0
    ranks = [_ranks_within(label, each) for each in (value, was)]
    own, other = (rank - _means_within(label, rank) for rank in ranks)
    spread = float((own**2).sum() * (other**2).sum())
    return float((own * other).sum()) ** 2 / spread if spread else 0.0


def _ranks_within(label: NDArray[np.int64], value: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the rank of each row, those of equal values being their mean."""
    group = packed(label, value)
    sizes = np.bincount(group)
    middle: NDArray[np.float64] = (np.cumsum(sizes) - sizes / 2)[group]
    return middle


def _means_within(label: NDArray[np.int64], value: NDArray[np.float64]) -> NDArray[np.float64]:
    label = packed(label)
    means: NDArray[np.float64] = np.bincount(label, weights=value) / np.bincount(label)
    return means[label]


def packed(*columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one code a row for each combination that occurs, 0 to their number less 1."""
    packed = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        _, packed = np.unique(packed * (column.max(initial=0) + 1) + column, return_inverse=True)
    return packed


def one_value(groups: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether each group has one value, a missing one being a value, shape (n_groups,)."""
    one: NDArray[np.bool_] = _distinct_in(groups, values) == 1
    return one


def _distinct_in(groups: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
    size = values.max(initial=0) + 1
    pairs = np.sort(groups * size + values)
    new = np.ones(len(pairs), dtype=bool)
    new[1:] = pairs[1:] != pairs[:-1]
    return np.bincount(pairs[new] // size)


def first_rows(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a row of each group, shape (n_groups,)."""
    _, first = np.unique(groups, return_index=True)
    return first
