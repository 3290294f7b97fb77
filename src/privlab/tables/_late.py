"""What is made when it is first read: rows in this process need no engine to be counted."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Late", "late_fields"]

C = TypeVar("C")


class Late:
    """A value that is made once, by whoever reads it first."""

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


class _LateField:
    """A field that may hold a `Late`, and gives its value."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, held: Any, owner: type) -> Any:
        if held is None:
            return self
        kept = held.__dict__[self._name]
        return kept.value if isinstance(kept, Late) else kept

    def __set__(self, held: Any, value: object) -> None:
        held.__dict__[self._name] = value


def late_fields(*names: str) -> Callable[[type[C]], type[C]]:
    """Let fields of a frozen dataclass be given a `Late`; whoever reads them gets its value."""

    def decorated(owner: type[C]) -> type[C]:
        for name in names:
            setattr(owner, name, _LateField(name))
        return owner

    return decorated
