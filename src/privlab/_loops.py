"""Loops that numba compiles: when they are first called, once a process, and kept on disk."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["compiled"]


@functools.cache
def compiled(
    loop: Callable[..., Any], *parts: Callable[..., Any], nogil: bool = False
) -> Callable[..., Any]:
    """Return a function on arrays, compiled.

    Parameters
    ----------
    loop : function
    parts : functions
        That it calls, directly or through one another.
    nogil : bool
        Whether threads may run it side by side.

    Examples
    --------
    >>> def total(values):
    ...     found = 0.0
    ...     for value in values:
    ...         found += value
    ...     return found
    >>> import numpy as np
    >>> float(total(np.array([1.0, 2.0])))  # compiled(total) says the same, faster
    3.0
    """
    # numba takes its time to be imported: only where something is compiled
    import numba
    from numba.extending import register_jitable

    for part in parts:
        register_jitable(part)
    return numba.njit(cache=True, nogil=nogil)(loop)
