"""How large each class is in the population: from weights, or from a table of the population."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.classes import (
    class_weights,
    constant_per_person,
    equivalence_classes,
    match_words,
    recode,
)
from privlab.errors import ColumnError, ReferenceTableError, listed

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = ["constant_per_person", "counted_in_table", "population_weights"]


def population_weights(data: Dataset, columns: tuple[str, ...], weight: str) -> NDArray[np.float64]:
    """Return the sum of the weights of the people of each class, shape (n_classes,).

    The order is that of `equivalence_classes(data, columns)`. A person counts once a class.

    Raises
    ------
    ColumnError
        As in `class_weights`, and when the weights of a class sum to less than its people.
    """
    found = class_weights(data, columns, weight)
    classes = equivalence_classes(data, quasi_identifiers=columns)
    # sums of floats: a class whose weights are all 1 must not fall below its size
    found = np.where(np.isclose(found, classes.sizes, rtol=1e-12, atol=0), classes.sizes, found)
    small = found < classes.sizes
    if small.any():
        message = (
            f"weight='{listed([weight])}' sums to less than the {data.unit} of the table in "
            f"{int(small.sum())} of {classes.n_classes} classes. A row stands for at least itself: "
            "rescale the weights so that they sum to the population."
        )
        raise ColumnError(message)
    return np.asarray(found, dtype=np.float64)


def counted_in_table(
    data: Dataset, columns: tuple[str, ...], population: Dataset
) -> NDArray[np.float64]:
    """Return how many people of a population table each class of the sample has there.

    Raises
    ------
    ReferenceTableError
        When the table lacks a column, holds another kind of values in it, or does not hold every
        class of the sample with at least the people that it has there.
    """
    absent = [column for column in columns if column not in population.columns]
    if absent:
        message = (
            f"The population table has no column {listed(absent)}. It must hold every "
            f"quasi-identifier. Its columns: {listed(population.columns)}"
        )
        raise ReferenceTableError(message)
    sample, whole = (
        equivalence_classes(data, quasi_identifiers=columns),
        equivalence_classes(population, quasi_identifiers=columns),
    )
    known = np.ones(sample.n_classes, dtype=bool)
    codes = []
    for column in columns:
        theirs = _places(column, _labels(data, column), _labels(population, column))
        found = np.append(theirs, whole.missing(column))[sample.codes(column)]
        known &= found >= 0
        codes.append(np.maximum(found, 0))
    place = match_words(recode(codes, whole.code_sizes)[0], whole.words)
    sizes = np.where(known & (place >= 0), whole.sizes[place], 0)
    small = sizes < sample.sizes
    if small.any():
        n_absent = int((sizes == 0).sum())
        message = (
            f"The population table does not contain the sample: {n_absent} of "
            f"{sample.n_classes} classes are absent from it and {int(small.sum()) - n_absent} have "
            f"fewer {population.unit} there than in the sample. A population holds every "
            "one of the sample: complete it, or code both tables alike."
        )
        raise ReferenceTableError(message)
    return sizes.astype(np.float64)


def _labels(data: Dataset, column: str) -> pa.Array:
    return data.keys((column,)).codings[0].labels


def _places(column: str, own: pa.Array, theirs: pa.Array) -> NDArray[np.int64]:
    """Return the place of each own label among theirs, -1 where it is absent."""
    import pyarrow as pa
    import pyarrow.compute as pc

    own, theirs = _plain(own), _plain(theirs)
    if own.type != theirs.type:
        numeric = all(
            pa.types.is_integer(kind) or pa.types.is_floating(kind)
            for kind in (own.type, theirs.type)
        )
        if not numeric and len(own) and len(theirs):
            message = (
                f"Column '{listed([column])}' holds {own.type} in the sample and {theirs.type} in "
                "the population table. Give both the same type."
            )
            raise ReferenceTableError(message)
        kind = pa.float64() if numeric else own.type
        own, theirs = own.cast(kind, safe=False), theirs.cast(kind, safe=False)
    found = pc.fill_null(pc.index_in(own, value_set=theirs), -1)
    return np.asarray(found.cast("int64").to_numpy(zero_copy_only=False), dtype=np.int64)


def _plain(labels: pa.Array) -> pa.Array:
    import pyarrow as pa

    if pa.types.is_dictionary(labels.type):
        labels = labels.cast(labels.type.value_type)
    if pa.types.is_string(labels.type) or pa.types.is_string_view(labels.type):
        return labels.cast(pa.large_string())
    return labels
