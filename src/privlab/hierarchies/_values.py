"""Distinct values as hierarchies read them, and what to say of a column without hierarchy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import HierarchyError, ParameterError, listed
from privlab.hierarchies._suggesting import suiting

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["no_hierarchy_error", "one_value", "plain_array"]


def no_hierarchy_error(column: str, values: pa.Array) -> HierarchyError:
    """Return the error for a column that must coarsen and has no hierarchy, with the remedy.

    Parameters
    ----------
    values : Arrow array, shape (n_values,)
        Distinct values of the column; only their number and type are read.

    Examples
    --------
    >>> import pyarrow as pa
    >>> print(no_hierarchy_error("age", pa.array([31, 34])))
    Column 'age' has 2 distinct values and no hierarchy. Pass hierarchies={'age': ...}, for \
instance Hierarchy.intervals(5, 10, 20), or Hierarchy.suppression() to keep or hide them.
    """
    plain = plain_array(values)
    name = listed([column])
    return HierarchyError(
        f"Column '{name}' has {len(plain)} distinct values and no hierarchy. Pass hierarchies="
        f"{{'{name}': ...}}, for instance {suiting(plain)}, or Hierarchy.suppression() to keep or "
        "hide them."
    )


def plain_array(values: pa.Array) -> pa.Array:
    """Return values in one piece, texts as plain texts."""
    import pyarrow as pa

    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if not isinstance(values, pa.Array):
        message = (
            f"A hierarchy reads an Arrow array of distinct values, not a {type(values).__name__}. "
            "Pass pyarrow.array(values)."
        )
        raise ParameterError(message)
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_large_string(values.type) or pa.types.is_string_view(values.type):
        values = values.cast(pa.string())
    return values


def one_value(value: object) -> pa.Array:
    """Return one value as an array, a missing one where Arrow knows no such value."""
    import pyarrow as pa

    try:
        return pa.array([value])
    except (pa.ArrowException, OverflowError, TypeError):
        # Arrow prints the value that it does not know
        return pa.array([None], type=pa.string())
