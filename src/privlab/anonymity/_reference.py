"""The distribution that a class is compared with, when it is that of another table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.anonymity._distributions import Distributions
from privlab.anonymity._population import translation
from privlab.classes import equivalence_classes
from privlab.errors import ColumnError, ParameterError, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from privlab.classes import ValueCounts
    from privlab.tables import Dataset

__all__ = ["referred_to"]


def referred_to(
    counted: ValueCounts, data: Dataset, reference: Dataset
) -> tuple[Distributions, NDArray[np.int64]]:
    """Return the counts over the values of a reference table, and its people with each code.

    Raises
    ------
    ColumnError
        A reference that lacks the column or has it in another type.
    ParameterError
        A reference that lacks a value that the table has: then the table is no part of it.
    """
    (column,) = counted.sensitive
    if column not in reference.columns:
        message = (
            f"The reference table lacks the sensitive column '{listed([column])}'. Columns: "
            f"{listed(reference.columns)}"
        )
        raise ColumnError(message)
    whole = equivalence_classes(reference, quasi_identifiers=(column,))
    coding = reference.keys((column,)).codings[0]
    totals = np.zeros(coding.size, dtype=np.int64)
    totals[whole.codes(column)] = whole.sizes
    code = translation(data.keys((column,)).codings[0], coding, "reference table")
    own = code[counted.values]
    if (own < 0).any() or not totals[own].all():
        message = (
            f"The reference table lacks a value of '{listed([column])}' that the table has. Pass "
            "the table that this one was made from."
        )
        raise ParameterError(message)
    occurs = totals > 0
    number = np.cumsum(occurs) - 1
    values = number[own]
    # values stay increasing inside each class, in the order of the reference
    of_class = counted.of_class
    order = np.lexsort((values, of_class))
    spread = Distributions(counted.starts, values[order], counted.counts[order], totals[occurs])
    return spread, totals
