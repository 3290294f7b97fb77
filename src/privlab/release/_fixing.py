"""What a column tells of another that the treatment hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.tables import arrays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = ["MOST_FIXED", "chance_of_one_value", "fixed_by", "share_fixed"]

# share of the people whose hidden value a column fixes
MOST_FIXED = 0.01
MOST_ROWS = 2_000_000


def chance_of_one_value(
    shares: NDArray[np.float64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the probability that so many people, drawn at random, all have the same value.

    Parameters
    ----------
    shares : array of float, shape (n_values,)
        Of each value; they sum to 1.
    sizes : array of int, shape (n_sizes,)

    Returns
    -------
    array of float, shape (n_sizes,)

    Examples
    --------
    >>> chance_of_one_value(np.array([0.5, 0.5]), np.array([1, 5])).tolist()
    [1.0, 0.0625]
    """
    distinct, place = np.unique(sizes, return_inverse=True)
    found = np.array([(shares**size).sum() for size in distinct], dtype=np.float64)
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
    five people every sixteenth time all have the same of two sexes.

    Parameters
    ----------
    label, value, was, people : arrays of int, shape (n_rows,)
        Codes of the label that the hidden column became, of the other column, of the hidden
        column as it was, and of the person.
    k : int

    Returns
    -------
    float
        At most 1; 0 and below: no more than by chance.
    """
    n_units = len(np.unique(people))
    cell = _packed(label, value)
    n, alike, one_row = _people_in(cell, people), _one_value(cell, was), _first(cell)
    of_cell = label[one_row]
    by_chance = np.empty(len(n))
    large = n >= k
    for each in np.unique(of_cell[large]):
        own = large & (of_cell == each)
        by_chance[own] = chance_of_one_value(_shares(was[label == each]), n[own])
    of_label = float((n[large] * (alike[large] - by_chance[large])).sum())
    column = value[one_row]
    of_value, one = _people_in(value, people), _one_value(value, was)
    hides = ~_one_value(label, was)[of_cell] & (of_value[column] >= k)
    expected = chance_of_one_value(_shares(was), of_value[column[hides]])
    of_all = float((n[hides] * (one[column[hides]] - expected)).sum())
    return max(of_label, of_all) / n_units


def fixed_by(
    data: Dataset, columns: Sequence[str], *, originals: Mapping[str, str], k: int
) -> dict[str, tuple[str, float]]:
    """Return, for each column, the hidden one that it fixes for most people, and their share.

    Parameters
    ----------
    data : Dataset
        The treated table with the values as they were; of more than two million rows, people
        are drawn.
    columns : list of str
    originals : mapping of hidden column to str
        Where its values as they were stand.
    k : int
        As in `share_fixed`.
    """
    read = arrays(data, [*originals, *originals.values(), *columns], max_rows=MOST_ROWS)
    people = np.arange(read.n_rows) if read.people is None else read.people
    codes = {name: _packed(own) for name, own in read.codes.items()}
    found = {}
    for column in columns:
        shares = {
            hidden: share_fixed(codes[hidden], codes[column], codes[was], people, k)
            for hidden, was in originals.items()
        }
        most = max(shares, key=lambda hidden: shares[hidden])
        found[column] = (most, shares[most])
    return found


def _packed(*columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one code a row for each combination that occurs, 0 to their number less 1."""
    packed = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        _, packed = np.unique(packed * (column.max(initial=0) + 1) + column, return_inverse=True)
    return packed


def _people_in(groups: NDArray[np.int64], people: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the distinct people of each group, shape (n_groups,)."""
    return _distinct_in(groups, people)


def _one_value(groups: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether each group has one value, a missing one being a value, shape (n_groups,)."""
    one: NDArray[np.bool_] = _distinct_in(groups, values) == 1
    return one


def _distinct_in(groups: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
    size = values.max(initial=0) + 1
    pairs = np.unique(groups * size + values)
    return np.bincount(pairs // size)


def _first(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a row of each group, shape (n_groups,)."""
    _, first = np.unique(groups, return_index=True)
    return first


def _shares(values: NDArray[np.int64]) -> NDArray[np.float64]:
    counts = np.unique(values, return_counts=True)[1]
    shares: NDArray[np.float64] = counts / counts.sum()
    return shares
