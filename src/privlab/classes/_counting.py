"""Equivalence classes counted: in this process for rows in memory, else on the engine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from privlab.classes._classes import EquivalenceClasses, column_of
from privlab.classes._grouping import count_codes, group_words
from privlab.errors import ParameterError, did_you_mean
from privlab.tables import as_dataset, fetch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from privlab.tables import Dataset, Keys, Source

__all__ = ["check_missing", "check_own", "count_classes", "equivalence_classes"]

MISSING_SEMANTICS = ("own", "wildcard", "sdcmicro")


def equivalence_classes(
    data: Source, *, quasi_identifiers: Iterable[str] | None = None, missing: str = "own"
) -> EquivalenceClasses:
    """Count the distinct combinations of quasi-identifiers, on the engine.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
    quasi_identifiers : list of str, optional
        The declared ones by default.
    missing : {"own"}
        A missing value is a category of its own.

    Returns
    -------
    EquivalenceClasses
        `.k`, `.n_classes`, the sizes; `.to_frame()` for the classes themselves.

    Raises
    ------
    ColumnError
        A column that is not there, or no quasi-identifier declared or given.
    ParameterError
        Other semantics of missing values: they make no classes.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": ["F", "F", "M"], "town": ["A", "A", None]})
    >>> classes = equivalence_classes(privlab.dataset(frame, quasi_identifiers=["sex", "town"]))
    >>> classes.k, classes.n_classes
    (1, 2)
    """
    check_own(missing)
    data = as_dataset(data)
    wanted = data.quasi_identifiers_or(quasi_identifiers)
    return data.once(("classes", wanted), lambda: count_classes(data, wanted))


def count_classes(data: Dataset, columns: tuple[str, ...]) -> EquivalenceClasses:
    """Return the classes, counted each time and not kept: they may be many."""
    keys = data.keys(columns)
    if keys.rows is not None and data.one_row_per_person:
        return _grouped_here(data, keys, keys.rows)
    return _grouped(data, keys)


def check_missing(missing: str) -> None:
    """Refuse semantics of missing values that are not known."""
    if missing not in MISSING_SEMANTICS:
        message = f"missing='{missing}' is not known. {did_you_mean(missing, MISSING_SEMANTICS)}"
        raise ParameterError(message)


def check_own(missing: str) -> None:
    """Refuse all but "own", the only semantics that splits a table into classes."""
    check_missing(missing)
    if missing != "own":
        message = (
            f"missing='{missing}' makes no classes: a record is then in several. Allowed here: "
            f"own. Call privlab.classes.candidate_sets(data, missing='{missing}') for the counts."
        )
        raise ParameterError(message)


def _grouped_here(
    data: Dataset, keys: Keys, rows: tuple[NDArray[np.int64], ...]
) -> EquivalenceClasses:
    """Group packed rows in memory, one row a person, without asking the engine."""
    sizes = tuple(coding.size for coding in keys.codings)
    words: tuple[NDArray[np.int64], ...]
    if len(rows) == 1:
        found, records = count_codes(rows[0], math.prod(sizes))
        words = (found,)
    else:
        first, group = group_words(rows)
        records = np.bincount(group, minlength=len(first))
        words = tuple(word[first] for word in rows)
    return EquivalenceClasses(
        data=data,
        columns=keys.columns,
        code_sizes=sizes,
        places=keys.places,
        words=words,
        n_records_in=records,
        n_people_in=records,
        keyed_rows=lambda: keys.table,
    )


def _grouped(data: Dataset, keys: Keys) -> EquivalenceClasses:
    """Group packed rows on the engine; the classes come in the order of their words."""
    one_each = data.roles.person is None or data.one_row_per_person
    table = keys.table
    grouped = table.group_by(list(keys.words))
    if one_each:
        counted = grouped.aggregate(records=lambda t: t.count())
    else:
        counted = grouped.aggregate(
            records=lambda t: t.count(), people=lambda t: t["person"].nunique()
        )
    answer = fetch(counted, data.connection)
    words = tuple(column_of(answer, name) for name in keys.words)
    order = np.lexsort(words[::-1]) if len(words) > 1 else np.argsort(words[0])
    records = column_of(answer, "records")[order]
    return EquivalenceClasses(
        data=data,
        columns=keys.columns,
        code_sizes=tuple(coding.size for coding in keys.codings),
        places=keys.places,
        words=tuple(word[order] for word in words),
        n_records_in=records,
        n_people_in=records if one_each else column_of(answer, "people")[order],
        keyed_rows=lambda: table,
    )
