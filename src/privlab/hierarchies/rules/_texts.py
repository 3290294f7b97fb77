"""Codes and texts that lose characters: cut to a prefix, masked from one side, or suppressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab._checks import is_whole
from privlab.errors import ParameterError, did_you_mean
from privlab.hierarchies.rules._rule import SUPPRESSED, OpenDomain, encoded, everything

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.hierarchies.rules._rule import Encoded

__all__ = ["PrefixRule", "RedactionRule", "SuppressionRule", "are_texts"]

REMEDY = (
    "Characters are cut from texts: read the codes as text, so that a leading zero stays, or take "
    "intervals for numbers."
)
SIDES = ("right", "left")
MOST_DIGITS = 19


def are_texts(values: pa.Array) -> NDArray[np.bool_]:
    """Say of each value whether it is a text."""
    import pyarrow as pa

    if not pa.types.is_string(values.type):
        return np.zeros(len(values), dtype=bool)
    return np.asarray(values.is_valid())


@dataclass(frozen=True)
class PrefixRule(OpenDomain):
    """Codes cut to their first characters, then to nothing.

    Attributes
    ----------
    lengths : tuple of int
        Characters kept at levels 1, 2, ...
    width : int
        Digits of a code: a whole number gets back the zeros that it lost at the left. 0 for
        whole numbers as they are.
    """

    lengths: tuple[int, ...]
    width: int = 0
    kind: ClassVar[str] = "prefix"
    remedy: ClassVar[str] = REMEDY

    def __post_init__(self) -> None:
        if not _are_counts(self.lengths) or list(self.lengths) != sorted(
            set(self.lengths), reverse=True
        ):
            message = (
                f"prefix takes decreasing whole lengths, for instance Hierarchy.prefix(3, 2), not "
                f"{self.lengths!r}."
            )
            raise ParameterError(message)
        if not is_whole(self.width) or not 0 <= self.width <= MOST_DIGITS:
            message = f"width= is how many digits a code has, 1 to {MOST_DIGITS}; or 0."
            raise ParameterError(message)

    @property
    def height(self) -> int:
        """The coarsest level."""
        return len(self.lengths) + 1

    def covers(self, values: pa.Array) -> NDArray[np.bool_]:
        """Say of each value whether it is a text, or a whole number from 0."""
        return are_texts(self._as_codes(values))

    def _as_codes(self, values: pa.Array) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        if not pa.types.is_integer(values.type):
            return values
        digits = pc.if_else(pc.greater_equal(values, 0), values, None).cast(pa.string())
        return pc.utf8_lpad(digits, self.width, "0") if self.width else digits

    def encode(self, values: pa.Array, level: int) -> Encoded:
        """Return the code of the prefix of each text, and the prefixes that occur."""
        import pyarrow.compute as pc

        if level == self.height:
            return everything(values)
        values = self._as_codes(values)
        cut = pc.utf8_slice_codeunits(values, 0, self.lengths[level - 1])
        codes, prefixes = encoded(cut)
        return codes, pc.binary_join_element_wise(prefixes, SUPPRESSED, "")

    def to_dict(self) -> dict[str, object]:
        """Return the lengths, and the digits of a code where they are known."""
        return {"lengths": list(self.lengths), **({"width": self.width} if self.width else {})}


@dataclass(frozen=True)
class RedactionRule(OpenDomain):
    """Characters masked from one side, more at each level, then nothing left.

    A text keeps its length until it is suppressed.
    """

    masked: tuple[int, ...]
    side: str
    kind: ClassVar[str] = "redaction"
    remedy: ClassVar[str] = REMEDY

    def __post_init__(self) -> None:
        if self.side not in SIDES:
            message = f"redaction masks from side='{self.side}'. {did_you_mean(self.side, SIDES)}"
            raise ParameterError(message)
        if not _are_counts(self.masked) or list(self.masked) != sorted(set(self.masked)):
            message = (
                "redaction takes growing whole numbers of masked characters, for instance "
                f"Hierarchy.redaction(1, 2, 3), not {self.masked!r}."
            )
            raise ParameterError(message)

    @property
    def height(self) -> int:
        """The coarsest level."""
        return len(self.masked) + 1

    def covers(self, values: pa.Array) -> NDArray[np.bool_]:
        """Say of each value whether it is a text."""
        return are_texts(values)

    def encode(self, values: pa.Array, level: int) -> Encoded:
        """Return the code of each masked text, and the masked texts that occur."""
        import pyarrow.compute as pc

        if level == self.height:
            return everything(values)
        masked = self.masked[level - 1]
        hidden = pc.min_element_wise(pc.utf8_length(values), masked)
        mask = pc.binary_repeat(SUPPRESSED, hidden)
        if self.side == "right":
            kept = pc.utf8_slice_codeunits(values, 0, -masked)
            return encoded(pc.binary_join_element_wise(kept, mask, ""))
        kept = pc.utf8_slice_codeunits(values, masked)
        return encoded(pc.binary_join_element_wise(mask, kept, ""))

    def to_dict(self) -> dict[str, object]:
        """Return how many characters are masked at each level, and from which side."""
        return {"masked": list(self.masked), "side": self.side}


@dataclass(frozen=True)
class SuppressionRule(OpenDomain):
    """Any value, then nothing."""

    kind: ClassVar[str] = "suppression"
    remedy: ClassVar[str] = "Remove the missing values first."

    @property
    def height(self) -> int:
        """The coarsest level."""
        return 1

    def covers(self, values: pa.Array) -> NDArray[np.bool_]:
        """Say of each value whether it is there."""
        return np.asarray(values.is_valid())

    def encode(self, values: pa.Array, level: int) -> Encoded:
        """Return one code for all values."""
        return everything(values)

    def to_dict(self) -> dict[str, object]:
        """Return nothing: there is nothing to choose."""
        return {}


def _are_counts(numbers: tuple[int, ...]) -> bool:
    return bool(numbers) and all(is_whole(n) and n > 0 for n in numbers)
