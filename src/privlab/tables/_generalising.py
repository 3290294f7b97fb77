"""Every value of some columns replaced by its label at a level of a hierarchy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import HierarchyError, listed
from privlab.hierarchies import SUPPRESSED, is_nothing
from privlab.tables._recoding import recode_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.hierarchies import Hierarchy
    from privlab.tables._dataset import Dataset

__all__ = ["generalise"]


def generalise(data: Dataset, levels: Mapping[str, tuple[Hierarchy, int]]) -> Dataset:
    """Return the table with some columns at a level of their hierarchy, as a new version.

    A missing value stays missing, but where a level says nothing any more: there it looks like
    all others.

    Parameters
    ----------
    data : Dataset
    levels : mapping of column to (Hierarchy, int)
        0 leaves the column as it is.

    Raises
    ------
    HierarchyError
        Values that a hierarchy does not cover: their number, never the values.
    """
    new_values, of_missing = {}, {}
    for column, (hierarchy, level) in levels.items():
        if level == 0:
            continue
        values = data.keys((column,)).codings[0].labels
        try:
            labels = hierarchy.labels(values, level=level)
        except HierarchyError as error:
            message = f"Column '{listed([column])}': {error}"
            raise HierarchyError(message) from None
        new_values[column] = labels
        of_missing[column] = SUPPRESSED if is_nothing(labels.unique()) else None
    return recode_values(data, new_values, of_missing)
