"""What is made when it is first read: rows in this process need no engine to be counted."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Late"]


class Late:
    """A value that is made once, by whoever reads it first, also when threads do."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: list[Any] = []
        self._lock = threading.RLock()

    @property
    def value(self) -> Any:
        """What was made, the same object for everybody."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
        return self._made[0]
