"""Sampling weights: how many people of the population each row stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.classes._counting import equivalence_classes
from privlab.classes._grouping import match_words, recode
from privlab.errors import ColumnError, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from privlab.classes._classes import EquivalenceClasses
    from privlab.tables import Dataset

__all__ = ["constant_per_person", "class_weights"]


def class_weights(data: Dataset, columns: Iterable[str], weight: str) -> NDArray[np.float64]:
    """Return the sum of the weights of the people of each class, shape (n_classes,).

    The order is that of `equivalence_classes(data, columns)`. A person counts once a class.

    Parameters
    ----------
    weight : str
        Column of numbers above 0, without missing values; one value a person.

    Raises
    ------
    ColumnError
        When the column is absent, is one of the columns, holds no numbers, a missing weight or
        one that is not above 0, or several weights of one person.
    """
    wanted = data.quasi_identifiers_or(columns)
    values = _weights_of(data, weight)
    if weight in wanted:
        message = f"weight='{listed([weight])}' is also a quasi-identifier. It can be one only."
        raise ColumnError(message)
    classes = equivalence_classes(data, quasi_identifiers=wanted)
    finer = equivalence_classes(data, quasi_identifiers=(*wanted, weight))
    codes = [finer.codes(column) for column in wanted]
    place = match_words(recode(codes, classes.code_sizes)[0], classes.words)
    sums = finer.n_people_in * values[finer.codes(weight)]
    found: NDArray[Any] = np.bincount(place, weights=sums, minlength=classes.n_classes)
    return found


def _weights_of(data: Dataset, weight: str) -> NDArray[np.float64]:
    """Return the weight that each code of the weight column stands for, the missing one last."""
    held = equivalence_classes(data, quasi_identifiers=(weight,))
    labels = data.keys((weight,)).codings[0].labels
    try:
        values = np.append(labels.cast("float64").to_numpy(zero_copy_only=False), np.nan)
    except Exception:  # noqa: BLE001 - Arrow prints the value that is no number
        message = f"weight='{listed([weight])}' does not hold numbers."
        raise ColumnError(message) from None
    with np.errstate(invalid="ignore"):
        wrong = ~((values > 0) & np.isfinite(values))[held.codes(weight)]
    if wrong.any():
        message = (
            f"weight='{listed([weight])}' is missing, infinite or not above 0 in "
            f"{int(held.n_records_in[wrong].sum())} of {held.n_records} rows. A weight says for "
            "how many people of the population a row stands: give each row one."
        )
        raise ColumnError(message)
    constant_per_person(held, "weight", weight)
    return values


def constant_per_person(held: EquivalenceClasses, argument: str, column: str) -> None:
    """Refuse a column that holds several values of one person."""
    several = int(held.n_people_in.sum()) - held.n_units
    if several:
        message = (
            f"{argument}='{listed([column])}' holds more than one value of some people "
            f"({several} too many). Give one value a person, the same in all of their rows."
        )
        raise ColumnError(message)
