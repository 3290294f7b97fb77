"""What an Arrow column holds, told by its type, and its numbers as floats."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["as_floats", "holds_numbers"]


def holds_numbers(kind: pa.DataType) -> bool:
    """Return whether a type is of whole, floating or decimal numbers.

    Examples
    --------
    >>> import pyarrow as pa
    >>> holds_numbers(pa.int16()), holds_numbers(pa.bool_())
    (True, False)
    """
    from pyarrow import types

    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))


def as_floats(values: pa.Array) -> NDArray[np.float64] | None:
    """Return numbers, or days and moments in seconds, as floats; None for any other type.

    Examples
    --------
    >>> import pyarrow as pa
    >>> as_floats(pa.array([1, None]))
    array([ 1., nan])
    """
    import pyarrow as pa

    kind = values.type
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        values = values.cast(pa.timestamp("s"), safe=False).cast(pa.int64())
    elif not holds_numbers(kind):
        return None
    floats: NDArray[np.float64] = values.cast("float64", safe=False).to_numpy(zero_copy_only=False)
    return floats
