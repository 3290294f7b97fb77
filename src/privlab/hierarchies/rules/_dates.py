"""Dates and moments by periods of growing length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab.errors import ParameterError, did_you_mean
from privlab.hierarchies.rules._rule import OpenDomain, everything

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.hierarchies.rules._rule import Encoded

__all__ = ["DateRule"]

PERIODS = ("day", "month", "quarter", "year", "decade")
MONTHS = 12
DAYS = 31


@dataclass(frozen=True)
class DateRule(OpenDomain):
    """Dates by periods of growing length, then nothing."""

    periods: tuple[str, ...]
    kind: ClassVar[str] = "dates"
    remedy: ClassVar[str] = (
        "Periods take dates and moments: convert texts to dates first, for instance with "
        "pandas.to_datetime."
    )

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
        """The coarsest level."""
        return len(self.periods) + 1

    def covers(self, values: pa.Array) -> NDArray[np.bool_]:
        """Say of each value whether it is a date or a moment."""
        import pyarrow as pa

        if not (pa.types.is_date(values.type) or pa.types.is_timestamp(values.type)):
            return np.zeros(len(values), dtype=bool)
        return np.asarray(values.is_valid())

    def encode(self, values: pa.Array, level: int) -> Encoded:
        """Return the code of the period of each date, and the periods that occur."""
        import pyarrow as pa

        if level == self.height:
            return everything(values)
        period = self.periods[level - 1]
        occurring, codes = np.unique(_numbered(values, period), return_inverse=True)
        labels = [_label(int(number), period) for number in occurring]
        return codes.astype(np.int64), pa.array(labels, type=pa.string())

    def to_dict(self) -> dict[str, object]:
        """Return the periods."""
        return {"periods": list(self.periods)}


def _numbered(values: pa.Array, period: str) -> NDArray[np.int64]:
    """Return the number of the period of each date, counted from the year 0."""
    import pyarrow.compute as pc

    # a moment with a time zone is read in that zone
    years = _whole(pc.year(values))
    if period == "decade":
        return years // 10
    if period == "year":
        return years
    months = _whole(pc.month(values)) - 1
    if period == "quarter":
        return years * 4 + months // 3
    if period == "month":
        return years * MONTHS + months
    days = _whole(pc.day(values)) - 1
    return (years * MONTHS + months) * DAYS + days


def _whole(numbers: pa.Array) -> NDArray[np.int64]:
    return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.int64)


def _label(number: int, period: str) -> str:
    if period == "decade":
        return f"{number * 10}s"
    if period == "year":
        return f"{number}"
    if period == "quarter":
        return f"{number // 4}-Q{number % 4 + 1}"
    if period == "month":
        return f"{number // MONTHS}-{number % MONTHS + 1:02d}"
    month, day = divmod(number, DAYS)
    return f"{month // MONTHS}-{month % MONTHS + 1:02d}-{day + 1:02d}"
