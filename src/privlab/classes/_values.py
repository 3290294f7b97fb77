"""How the values of a sensitive attribute are spread over the equivalence classes."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.classes._counting import count_classes, equivalence_classes
from privlab.classes._grouping import count_codes, group_words, match_words, recode
from privlab.errors import ColumnError, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from privlab.classes._classes import EquivalenceClasses
    from privlab.tables import Dataset

__all__ = ["ValueCounts", "value_counts"]


@dataclass(frozen=True, repr=False, eq=False)
class ValueCounts:
    """Counts of the values of a sensitive attribute in each class, sparse, ordered by class.

    Attributes
    ----------
    classes : EquivalenceClasses
    sensitive : tuple of str
        One column, or several that are one attribute together.
    starts : array of int64, shape (n_classes + 1,)
        Class c has the entries `starts[c]` to `starts[c + 1]`, at least one.
    values : array of int64 (of an engine: of narrower integers), shape (n_entries,)
        Codes of the values, increasing inside a class. Of one column: the codes of the table,
        the missing value last. Of several: the number of each combination that occurs.
    counts : array of int64 (of an engine: int32 for less than 2**31 rows), shape (n_entries,)
        People of the class with the value, at least 1 (records without a person key). A person
        counts once for each value that they have there.
    totals : array of int64, shape (n_values,)
        People with each value in the whole table; 0 for codes that do not occur.
    """

    classes: EquivalenceClasses
    sensitive: tuple[str, ...]
    starts: NDArray[np.int64]
    values: NDArray[np.int64]
    counts: NDArray[np.int64]
    totals: NDArray[np.int64]

    @property
    def n_values(self) -> int:
        """Number of codes of the attribute."""
        return len(self.totals)

    @functools.cached_property
    def of_class(self) -> NDArray[np.int64]:
        """The class of each entry, shape (n_entries,)."""
        return np.repeat(np.arange(self.classes.n_classes), np.diff(self.starts))

    def __repr__(self) -> str:
        return f"<ValueCounts: {len(self.sensitive)} columns over {self.classes.n_classes} classes>"


def value_counts(
    data: Dataset,
    columns: Iterable[str] | None = None,
    sensitive: str | tuple[str, ...] | None = None,
) -> ValueCounts:
    """Count the values of a sensitive attribute in each equivalence class.

    Parameters
    ----------
    data : Dataset
    columns : list of str, optional
        The declared quasi-identifiers by default.
    sensitive : str or tuple of str, optional
        A column, or several that are one attribute together; all that are declared by default.

    Raises
    ------
    ColumnError
        No sensitive column, or one that is not a column or is among the quasi-identifiers.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"town": ["A", "A", "B"], "illness": ["flu", None, "flu"]})
    >>> found = value_counts(privlab.dataset(frame), ["town"], "illness")
    >>> found.starts.tolist(), found.values.tolist(), found.counts.tolist()
    ([0, 2, 3], [0, 1, 0], [1, 1, 1])
    """
    wanted = data.quasi_identifiers_or(columns)
    attribute = _attribute(data, wanted, sensitive)
    return data.once(("value counts", wanted, attribute), lambda: _counted(data, wanted, attribute))


def _attribute(
    data: Dataset, columns: tuple[str, ...], sensitive: str | tuple[str, ...] | None
) -> tuple[str, ...]:
    if sensitive is None:
        sensitive = data.roles.sensitive
    attribute = (sensitive,) if isinstance(sensitive, str) else tuple(sensitive)
    if not attribute:
        message = (
            "No sensitive column is declared. Pass sensitive=[...] to privlab.dataset: the columns "
            f"whose values must not be learned. Columns: {listed(data.columns)}"
        )
        raise ColumnError(message)
    attribute = data.quasi_identifiers_or(attribute)
    both = [column for column in attribute if column in columns]
    if both:
        message = (
            f"{listed(both)} is among the quasi-identifiers: who knows a value cannot learn it. "
            "Leave it out of one of the two."
        )
        raise ColumnError(message)
    return tuple(dict.fromkeys(attribute))


def _counted(data: Dataset, columns: tuple[str, ...], attribute: tuple[str, ...]) -> ValueCounts:
    classes = equivalence_classes(data, quasi_identifiers=columns)
    if data.in_memory:
        places, values, n_values = _in_memory(data, classes, attribute)
        people = None if data.one_row_per_person else data.keys((attribute[0],)).people
        keys, counts = count_codes(places * n_values + values, classes.n_classes * n_values, people)
        totals = count_codes(values, n_values, people)
    else:
        # one group-by: a combination with the values is a class of a finer table
        finer = count_classes(data, (*columns, *attribute))
        if len(finer.words) == 1 and len(attribute) == 1:
            return _of_finer(data, classes, finer, attribute)
        codes = [finer.codes(column) for column in columns]
        places = match_words(recode(codes, classes.code_sizes)[0], classes.words)
        values, n_values = _numbered(
            [finer.codes(column) for column in attribute],
            [finer.missing(column) + 1 for column in attribute],
        )
        keys = places * n_values + values
        order = np.argsort(keys)
        keys, counts = keys[order], finer.sizes[order]
        totals = _totals_on_the_engine(data, attribute, values, finer)
    of_class = keys // n_values
    starts = np.zeros(classes.n_classes + 1, dtype=np.int64)
    np.cumsum(np.bincount(of_class, minlength=classes.n_classes), out=starts[1:])
    per_value = np.zeros(n_values, dtype=np.int64)
    np.add.at(per_value, totals[0], totals[1])
    return ValueCounts(classes, attribute, starts, keys - of_class * n_values, counts, per_value)


def _of_finer(
    data: Dataset,
    classes: EquivalenceClasses,
    finer: EquivalenceClasses,
    attribute: tuple[str, ...],
) -> ValueCounts:
    """Count from classes of one word that the value was packed into last.

    There may be ten times as many as classes: they are kept in few bytes, and sorting them puts
    them in the order of the classes.
    """
    stride, n_values = finer.places[-1][1], finer.code_sizes[-1]
    values = finer.words[0] // stride
    keys = finer.words[0] - values * stride
    keys *= n_values
    keys += values
    per_value = np.zeros(n_values, dtype=np.int64)
    np.add.at(per_value, *_totals_on_the_engine(data, attribute, values, finer))
    del values
    order = np.argsort(keys)
    keys = keys[order]
    narrow = np.int32 if data.n_rows < 2**31 else np.int64
    counts: NDArray[Any] = finer.sizes.astype(narrow)[order]
    del order
    class_words = keys // n_values
    keys -= class_words * n_values
    held: NDArray[Any] = keys.astype(np.min_scalar_type(n_values))
    starts = np.concatenate(
        [[0], np.flatnonzero(class_words[1:] != class_words[:-1]) + 1, [len(class_words)]]
    )
    return ValueCounts(classes, attribute, starts, held, counts, per_value)


def _totals_on_the_engine(
    data: Dataset,
    attribute: tuple[str, ...],
    values: NDArray[np.int64],
    finer: EquivalenceClasses,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return values and how many people have each; a value may come several times."""
    if data.one_row_per_person:
        return values, finer.sizes
    whole = equivalence_classes(data, quasi_identifiers=attribute)
    return _values_of(whole, attribute), whole.sizes


def _in_memory(
    data: Dataset, classes: EquivalenceClasses, attribute: tuple[str, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the class and the value of each row, and the number of values."""
    codes, sizes = [], []
    for column in attribute:
        keys = data.keys((column,))
        if keys.rows is not None:
            codes.append(keys.rows[0])
            sizes.append(keys.codings[0].size)
    values, n_values = _numbered(codes, sizes)
    return classes.of_rows(), values, n_values


def _values_of(whole: EquivalenceClasses, attribute: tuple[str, ...]) -> NDArray[np.int64]:
    return _numbered(
        [whole.codes(column) for column in attribute],
        [whole.missing(column) + 1 for column in attribute],
    )[0]


def _numbered(codes: list[NDArray[np.int64]], sizes: list[int]) -> tuple[NDArray[np.int64], int]:
    """Return one number for the codes of several columns, in their order, and how many."""
    if len(codes) == 1:
        return codes[0], sizes[0]
    # the first column weighs most, so that the numbers follow the order of the columns
    first, group = group_words(recode(codes[::-1], sizes[::-1])[0])
    return group, len(first)
