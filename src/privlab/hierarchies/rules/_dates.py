"""Dates and moments by periods of growing length."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab.errors import ParameterError, did_you_mean
from privlab.hierarchies.rules._rule import OpenDomain, everything

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.hierarchies.rules._rule import Encoded

__all__ = ["DateRule", "as_dates"]

PERIODS = ("day", "month", "quarter", "year", "decade")
MONTHS = 12
DAYS = 31
OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}")
ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}.*)?$"


@dataclass(frozen=True)
class DateRule(OpenDomain):
    """Dates by periods of growing length, then nothing."""

    periods: tuple[str, ...]
    kind: ClassVar[str] = "dates"
    remedy: ClassVar[str] = (
        "Periods take dates, moments, and texts as 2026-11-30: convert other texts to dates first, "
        "for instance with pandas.to_datetime."
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
        return np.asarray(as_dates(values).is_valid())

    def encode(self, values: pa.Array, level: int) -> Encoded:
        """Return the code of the period of each date, and the periods that occur."""
        import pyarrow as pa

        if level == self.height:
            return everything(values)
        period = self.periods[level - 1]
        occurring, codes = np.unique(_numbered(as_dates(values), period), return_inverse=True)
        labels = [_label(int(number), period) for number in occurring]
        return codes.astype(np.int64), pa.array(labels, type=pa.string())

    def to_dict(self) -> dict[str, object]:
        """Return the periods."""
        return {"periods": list(self.periods)}


def as_dates(values: pa.Array) -> pa.Array:
    """Return dates and moments, and texts that write one from the year on; all others as null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    if pa.types.is_timestamp(kind) and OFFSET.fullmatch(kind.tz or ""):
        # an offset is no zone of every database of zones: its clock is read instead
        hours, minutes = int(kind.tz[1:3]), int(kind.tz[4:])
        ahead = dt.timedelta(hours=hours, minutes=minutes) * (-1 if kind.tz[0] == "-" else 1)
        return pc.add(
            values.cast(pa.timestamp(kind.unit)), pa.scalar(ahead, pa.duration(kind.unit))
        )
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return values
    if not pa.types.is_string(kind):
        return pa.nulls(len(values), pa.date32())
    days = pc.fill_null(pc.match_substring_regex(values, ISO_DAY), False)
    cut = pc.if_else(days, pc.utf8_slice_codeunits(values, 0, len("2026-11-30")), None)
    try:
        return cut.cast(pa.date32())
    except pa.ArrowInvalid:
        # a day that no month has: the others are read one by one
        return pa.array([_day(text) for text in cut.to_pylist()], pa.date32())


def _day(text: str | None) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        return None


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
