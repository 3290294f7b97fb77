"""Numbers in intervals: of growing width, or between chosen bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab._checks import is_number
from privlab.errors import HierarchyError, ParameterError
from privlab.hierarchies.rules._rule import OpenDomain, everything

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.hierarchies.rules._rule import Encoded

__all__ = ["BoundsRule", "IntervalRule", "as_floats"]

REMEDY = "Intervals take numbers. Read the column as numbers, or take a hierarchy for texts."
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
# beyond, two bounds one narrowest width apart are no longer two floats
FARTHEST = 2.0**48
# bounds read well with 12 digits as long as these tell two neighbours apart
READABLE = 1e10
# 12 digits
MOST_DIGITS = 1e12
EPSILON = np.finfo(np.float64).eps


def as_floats(values: pa.Array) -> NDArray[np.float64]:
    """Return numbers, and texts that write one, as floats; all others as NaN."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    if pa.types.is_string(kind):
        trimmed = pc.utf8_trim_whitespace(values)
        written = pc.match_substring_regex(trimmed, NUMBER)
        plain = pc.replace_substring_regex(trimmed, r"^\+", "")
        values = pc.if_else(pc.fill_null(written, False), plain, None).cast(pa.float64())
    elif pa.types.is_boolean(kind):
        values = values.cast(pa.uint8())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        return np.full(len(values), np.nan)
    floats = values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return np.asarray(floats, dtype=np.float64)


@dataclass(frozen=True)
class IntervalRule(OpenDomain):
    """Numbers in intervals of growing width, then everything."""

    widths: tuple[float, ...]
    origin: float
    kind: ClassVar[str] = "intervals"
    remedy: ClassVar[str] = REMEDY

    def __post_init__(self) -> None:
        if not self.widths:
            message = (
                "intervals needs at least one width, for instance Hierarchy.intervals(5, 10, 20)."
            )
            raise ParameterError(message)
        for width in self.widths:
            if not is_number(width) or not 0 < width < math.inf:
                message = f"The interval width {width!r} is not a positive number."
                raise ParameterError(message)
        for narrow, wide in zip(self.widths, self.widths[1:], strict=False):
            ratio = wide / narrow
            if wide <= narrow or abs(ratio - round(ratio)) > 1e-9:
                message = (
                    f"The width {wide:g} is not a whole multiple of {narrow:g}: its intervals "
                    "would cut those of the level below. Use for instance "
                    f"{narrow * max(2, round(ratio)):g}."
                )
                raise HierarchyError(message)
        if not is_number(self.origin) or not math.isfinite(self.origin):
            message = f"The origin {self.origin!r} is not a number."
            raise ParameterError(message)
        if abs(self.origin) / self.widths[0] >= FARTHEST:
            message = (
                f"The origin {self.origin!r} is too far from 0 for intervals of "
                f"{self.widths[0]:g}. Use an origin near the values."
            )
            raise ParameterError(message)

    @property
    def height(self) -> int:
        """The coarsest level."""
        return len(self.widths) + 1

    def covers(self, values: pa.Array) -> NDArray[np.bool_]:
        """Say of each value whether it is a number that intervals this narrow can hold."""
        numbers = as_floats(values)
        # NaN and infinity compare as false
        with np.errstate(invalid="ignore", over="ignore"):
            return np.abs(numbers - self.origin) / self.widths[0] < FARTHEST

    def encode(self, values: pa.Array, level: int) -> Encoded:
        """Return the code of the interval of each number, and the intervals that occur."""
        import pyarrow as pa

        if level == self.height:
            return everything(values)
        places = self._places(as_floats(values))
        for narrow, wide in zip(self.widths, self.widths[1:level], strict=False):
            # a wide interval is a whole number of narrow ones: counted so, floats cannot break it
            places = np.floor_divide(places, round(wide / narrow))
        occurring, codes = np.unique(places, return_inverse=True)
        width = self.widths[level - 1]
        if self._is_whole(occurring, width):
            lows = occurring * int(width) + int(self.origin)
            return codes.astype(np.int64), _whole_labels(lows, lows + int(width))
        labels = [self._label(float(place), width) for place in occurring]
        return codes.astype(np.int64), pa.array(labels, type=pa.string())

    def _is_whole(self, places: NDArray[np.int64], width: float) -> bool:
        """Say whether all bounds are whole numbers that are written without an exponent."""
        if not (float(width).is_integer() and float(self.origin).is_integer()):
            return False
        farthest = float(np.abs(places).max(initial=0) + 1) * width + abs(self.origin)
        return farthest < MOST_DIGITS

    def _places(self, numbers: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the number of the narrowest interval that holds each number."""
        narrowest = self.widths[0]
        quotients = (numbers - self.origin) / narrowest
        nearest = np.round(quotients)
        # 0.3 / 0.1 is just below 3: what float noise separates from a bound stands on it
        noise = 4 * EPSILON * (np.abs(quotients) + (np.abs(numbers) + abs(self.origin)) / narrowest)
        on_bound = np.abs(quotients - nearest) <= np.minimum(noise, 0.25)
        return np.where(on_bound, nearest, np.floor(quotients)).astype(np.int64)

    def _label(self, place: float, width: float) -> str:
        low = self.origin + place * width
        high = self.origin + (place + 1) * width
        digits = 12 if max(abs(low), abs(high)) < READABLE * self.widths[0] else 17
        # adding 0.0 makes -0.0 plain
        return f"[{low + 0.0:.{digits}g}, {high + 0.0:.{digits}g})"

    def to_dict(self) -> dict[str, object]:
        """Return the widths and the origin."""
        return {"widths": list(self.widths), "origin": self.origin}


@dataclass(frozen=True)
class BoundsRule(OpenDomain):
    """Numbers between chosen bounds, fewer at each level, then everything."""

    bounds: tuple[tuple[float, ...], ...]
    kind: ClassVar[str] = "bounds"
    remedy: ClassVar[str] = REMEDY

    def __post_init__(self) -> None:
        if not self.bounds or not all(self.bounds):
            message = (
                "bounds needs the bounds of each level, for instance "
                "Hierarchy.bounds([1000, 2000, 5000], [2000])."
            )
            raise ParameterError(message)
        for level, own in enumerate(self.bounds, start=1):
            if not all(is_number(bound) and math.isfinite(bound) for bound in own) or list(
                own
            ) != sorted(set(own)):
                message = f"The bounds of level {level} are not growing numbers."
                raise ParameterError(message)
        for level, (fine, coarse) in enumerate(
            zip(self.bounds, self.bounds[1:], strict=False), start=1
        ):
            if not set(coarse) < set(fine):
                message = (
                    f"The bounds of level {level + 1} are not some of those of level {level}: "
                    "each level must coarsen the one before."
                )
                raise HierarchyError(message)

    @property
    def height(self) -> int:
        """The coarsest level."""
        return len(self.bounds) + 1

    def covers(self, values: pa.Array) -> NDArray[np.bool_]:
        """Say of each value whether it is a number, or endless."""
        return ~np.isnan(as_floats(values))

    def encode(self, values: pa.Array, level: int) -> Encoded:
        """Return the code of the interval of each number, and the intervals that occur."""
        import pyarrow as pa

        if level == self.height:
            return everything(values)
        own = self.bounds[level - 1]
        places = np.searchsorted(np.array(own, dtype=np.float64), as_floats(values), side="right")
        occurring, codes = np.unique(places, return_inverse=True)
        shown = [np.format_float_positional(bound, trim="-") for bound in own]
        labels = [_between(shown, int(place)) for place in occurring]
        return codes.astype(np.int64), pa.array(labels, type=pa.string())

    def to_dict(self) -> dict[str, object]:
        """Return the bounds of each level."""
        return {"bounds": [list(own) for own in self.bounds]}


def _whole_labels(lows: NDArray[np.int64], highs: NDArray[np.int64]) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    low, high = (pa.array(bounds).cast(pa.string()) for bounds in (lows, highs))
    opened = pc.binary_join_element_wise("[", low, "")
    return pc.binary_join_element_wise(opened, pc.binary_join_element_wise(high, ")", ""), ", ")


def _between(bounds: list[str], place: int) -> str:
    if place == 0:
        return f"< {bounds[0]}"
    if place == len(bounds):
        return f">= {bounds[-1]}"
    return f"[{bounds[place - 1]}, {bounds[place]})"
