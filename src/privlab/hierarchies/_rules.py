"""How one value coarsens, by kind of value; each rule is monotone by construction."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from privlab.errors import HierarchyError, ParameterError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["SUPPRESSED", "DateRule", "IntervalRule", "PrefixRule", "Rule", "TableRule"]

SUPPRESSED = "*"
PERIODS = ("month", "quarter", "year", "decade")


class Rule(Protocol):
    """How one value coarsens at levels 1 to `height`."""

    kind: ClassVar[str]

    @property
    def height(self) -> int:
        """The coarsest level."""

    def covers(self, value: object) -> bool:
        """Say whether the rule has a label for the value."""

    def label(self, value: object, level: int) -> str:
        """Return the label of a covered value at a level from 1 to `height`."""

    def to_dict(self) -> dict[str, object]:
        """Return the rule as plain JSON values, without its kind."""


@dataclass(frozen=True)
class TableRule:
    """Labels listed for each value."""

    labels: Mapping[str, tuple[str, ...]]
    kind: ClassVar[str] = "table"

    @classmethod
    def read(cls, rows: Sequence[Sequence[str]], name: str) -> TableRule:
        """Check rows of texts: the value, then its label at each level."""
        if not rows:
            message = f"{name} has no line: each line is a value and its labels."
            raise HierarchyError(message)
        height = len(rows[0]) - 1
        labels: dict[str, tuple[str, ...]] = {}
        for line, (value, *own) in enumerate(rows, start=1):
            if len(own) != height:
                message = f"{name}, line {line}: {len(own)} labels where line 1 has {height}."
                raise HierarchyError(message)
            if labels.setdefault(value, tuple(own)) != tuple(own):
                message = (
                    f"{name}, line {line}: this value stands on an earlier line with other labels."
                )
                raise HierarchyError(message)
        _check_monotone(labels, height, name)
        return cls(labels)

    @property
    def height(self) -> int:
        return len(next(iter(self.labels.values())))

    def covers(self, value: object) -> bool:
        return str(value) in self.labels

    def label(self, value: object, level: int) -> str:
        return self.labels[str(value)][level - 1]

    def to_dict(self) -> dict[str, object]:
        return {"rows": [[value, *own] for value, own in self.labels.items()]}


@dataclass(frozen=True)
class IntervalRule:
    """Numbers in intervals of growing width, then everything."""

    widths: tuple[float, ...]
    origin: float
    kind: ClassVar[str] = "intervals"

    def __post_init__(self) -> None:
        if not self.widths:
            message = (
                "intervals needs at least one width, for instance Hierarchy.intervals(5, 10, 20)."
            )
            raise ParameterError(message)
        for width in self.widths:
            if isinstance(width, bool) or not math.isfinite(width) or width <= 0:
                message = f"The interval width {width!r} is not a positive number."
                raise ParameterError(message)
        for narrow, wide in zip(self.widths, self.widths[1:], strict=False):
            ratio = wide / narrow
            if wide <= narrow or abs(ratio - round(ratio)) > 1e-9:  # noqa: PLR2004 - float noise
                message = (
                    f"The width {wide:g} is not a whole multiple of {narrow:g}: its intervals "
                    "would "
                    "cut those of the level below. Use for instance "
                    f"{narrow * max(2, round(ratio)):g}."
                )
                raise HierarchyError(message)
        if isinstance(self.origin, bool) or not math.isfinite(self.origin):
            message = f"The origin {self.origin!r} is not a number."
            raise ParameterError(message)

    @property
    def height(self) -> int:
        return len(self.widths) + 1

    def covers(self, value: object) -> bool:
        try:
            return math.isfinite(float(value))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return False

    def label(self, value: object, level: int) -> str:
        if level == self.height:
            return SUPPRESSED
        # a wide interval is a whole number of narrow ones: counted so, floats cannot break it
        place = math.floor((float(value) - self.origin) / self.widths[0])  # type: ignore[arg-type]
        width = self.widths[level - 1]
        low = self.origin + place // round(width / self.widths[0]) * width
        return f"[{low:.12g}, {low + width:.12g})"

    def to_dict(self) -> dict[str, object]:
        return {"widths": list(self.widths), "origin": self.origin}


@dataclass(frozen=True)
class PrefixRule:
    """Codes cut to their first characters, then to nothing."""

    lengths: tuple[int, ...]
    kind: ClassVar[str] = "prefix"

    def __post_init__(self) -> None:
        whole = all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in self.lengths)
        if (
            not self.lengths
            or not whole
            or list(self.lengths) != sorted(set(self.lengths), reverse=True)
        ):
            message = (
                f"prefix takes decreasing whole lengths, for instance Hierarchy.prefix(3, 2), not "
                f"{self.lengths!r}."
            )
            raise ParameterError(message)

    @property
    def height(self) -> int:
        return len(self.lengths) + 1

    def covers(self, value: object) -> bool:
        return isinstance(value, str)

    def label(self, value: object, level: int) -> str:
        if level == self.height:
            return SUPPRESSED
        return str(value)[: self.lengths[level - 1]] + SUPPRESSED

    def to_dict(self) -> dict[str, object]:
        return {"lengths": list(self.lengths)}


@dataclass(frozen=True)
class DateRule:
    """Dates by periods of growing length, then nothing."""

    periods: tuple[str, ...]
    kind: ClassVar[str] = "dates"

    def __post_init__(self) -> None:
        for period in self.periods:
            if period not in PERIODS:
                message = (
                    f"dates does not know the period '{period}'. {did_you_mean(period, PERIODS)}"
                )
                raise ParameterError(message)
        places = [PERIODS.index(period) for period in self.periods]
        if not places or places != sorted(set(places)):
            message = (
                "dates takes periods from short to long, for instance "
                "Hierarchy.dates('year', 'decade')."
            )
            raise ParameterError(message)

    @property
    def height(self) -> int:
        return len(self.periods) + 1

    def covers(self, value: object) -> bool:
        return isinstance(value, dt.date)

    def label(self, value: object, level: int) -> str:
        if level == self.height:
            return SUPPRESSED
        day: dt.date = value  # type: ignore[assignment]
        period = self.periods[level - 1]
        if period == "month":
            return f"{day.year}-{day.month:02d}"
        if period == "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        if period == "year":
            return f"{day.year}"
        return f"{day.year // 10 * 10}s"

    def to_dict(self) -> dict[str, object]:
        return {"periods": list(self.periods)}


def _check_monotone(table: Mapping[str, tuple[str, ...]], height: int, name: str) -> None:
    for level in range(1, height):
        parents: dict[str, str] = {}
        for labels in table.values():
            if parents.setdefault(labels[level - 1], labels[level]) != labels[level]:
                message = (
                    f"{name} is not monotone: two values share a label at level {level} and not at "
                    f"level {level + 1}. Each level must coarsen the one before."
                )
                raise HierarchyError(message)
