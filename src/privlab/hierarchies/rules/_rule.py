"""What every kind of rule answers: which values it covers, their labels, the size of its domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["SUPPRESSED", "Encoded", "OpenDomain", "Rule", "encoded", "everything", "is_nothing"]

SUPPRESSED = "*"

Encoded = tuple["NDArray[np.int64]", "pa.Array"]


class Rule(Protocol):
    """How values coarsen at levels 1 to `height`; monotone by construction or checked."""

    kind: ClassVar[str]
    remedy: ClassVar[str]

    @property
    def height(self) -> int:
        """The coarsest level."""

    def covers(self, values: pa.Array) -> NDArray[np.bool_]:
        """Say of each value whether the rule has labels for it."""

    def encode(self, values: pa.Array, level: int) -> Encoded:
        """Return the code of the label of each covered value, and the labels that occur."""

    def domain_size(self, values: pa.Array) -> int:
        """Return how many values the hierarchy speaks of."""

    def domain_counts(self, values: pa.Array, level: int) -> NDArray[np.int64]:
        """Return how many values of the domain share the label of each value, shape (n,)."""

    def to_dict(self) -> dict[str, object]:
        """Return the rule as plain JSON values, without its kind."""


class OpenDomain:
    """Rules that list no value: their domain is the distinct values given."""

    def domain_size(self, values: pa.Array) -> int:
        """Return the number of values given."""
        return len(values)

    def domain_counts(self: Rule, values: pa.Array, level: int) -> NDArray[np.int64]:
        """Return how many of the values given share the label of each."""
        codes, _ = self.encode(values, level)
        return np.bincount(codes)[codes] if len(codes) else np.zeros(0, dtype=np.int64)


def encoded(labels: pa.Array) -> Encoded:
    """Return texts as codes and the distinct texts, in order of first appearance."""
    found = labels.dictionary_encode()
    return found.indices.to_numpy(zero_copy_only=False).astype(np.int64), found.dictionary


def everything(values: pa.Array) -> Encoded:
    """Return one code for all values: the label of the level that says nothing."""
    import pyarrow as pa

    labels = pa.array([SUPPRESSED][: len(values)], type=pa.string())
    return np.zeros(len(values), dtype=np.int64), labels


def is_nothing(labels: pa.Array | None) -> bool:
    """Whether a level says nothing any more: then a missing value looks like all others."""
    return labels is not None and len(labels) <= 1 and labels.to_pylist() in ([], [SUPPRESSED])
