"""One thread for the models that are learnt, wherever that is done."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["one_thread"]


@contextmanager
def one_thread() -> Iterator[None]:
    """Let linear algebra and scikit-learn use one thread inside a `with` block.

    Threads that wait for each other on a busy machine take a hundred times as long, and add
    sums in an order of their own, so that figures could not be repeated.

    Examples
    --------
    >>> with one_thread():
    ...     pass
    """
    import warnings

    # a limit binds the libraries that are loaded by then, and none that is loaded later
    import scipy.linalg  # noqa: F401
    import sklearn.utils  # noqa: F401
    import threadpoolctl

    limits: Any = threadpoolctl.threadpool_limits
    with limits(1), warnings.catch_warnings():
        # how many cores there are is asked of the system's own programs, and does not matter here
        warnings.filterwarnings("ignore", message="Could not find the number of physical cores")
        yield
