"""A hierarchy that suits the type of a column, and names no value that few people carry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from privlab._checks import whole
from privlab.errors import ParameterError
from privlab.hierarchies._spans import spans_rule
from privlab.hierarchies.rules._dates import DateRule, as_dates
from privlab.hierarchies.rules._numbers import BoundsRule, IntervalRule, as_floats
from privlab.hierarchies.rules._rule import SUPPRESSED
from privlab.hierarchies.rules._table import TableRule
from privlab.hierarchies.rules._texts import PrefixRule, SuppressionRule

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import ArrayLike, NDArray

    from privlab.hierarchies.rules._rule import Rule

__all__ = ["checked_counts", "suggested_rule", "suiting"]

SUGGESTED_CLASSES = 8
FEW = 2
SHORTEST_PREFIX = 2
MOST_TEXTS = 20
SKEWED_VALUES = 20
SHORT_YEARS = 3
# the largest number in spans: beyond, intervals would be narrower than floats are apart
FARTHEST_SPAN = 2.0**40


def checked_counts(values: pa.Array, counts: ArrayLike | None, k: int) -> NDArray[np.int64] | None:
    """Return the people who carry each value, or raise ParameterError."""
    whole("k", k, least=1, of="people")
    if counts is None:
        return None
    people = np.asarray(counts)
    if people.shape != (len(values),) or people.dtype.kind not in "iu" or (people < 0).any():
        message = (
            f"counts takes how many people carry each of the {len(values)} values: as many whole "
            f"numbers from 0. It has shape {people.shape} and type {people.dtype}."
        )
        raise ParameterError(message)
    return people.astype(np.int64)


def suggested_rule(
    values: pa.Array, counts: NDArray[np.int64] | None, k: int, *, codes: bool = False
) -> Rule | None:
    """Return a rule that suits the values, None where there is nothing to coarsen."""
    import pyarrow as pa

    kind = values.type
    if not len(values):
        return None
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return DateRule(_periods(as_dates(values)))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return (_whole_codes(values) if codes else None) or _numbers(values, counts, k)
    if pa.types.is_string(kind):
        return _written(values, counts, k)
    return SuppressionRule()


def _written(values: pa.Array, counts: NDArray[np.int64] | None, k: int) -> Rule:
    """Return a rule for texts: they may write dates, codes, spans of numbers, or numbers."""
    dates = as_dates(values)
    if not dates.null_count:
        return DateRule(_periods(dates))
    coded = _codes(values) or spans_rule(values, counts, k)
    if coded is None and len(values) > FEW and np.isfinite(as_floats(values)).all():
        coded = _numbers(values, counts, k)
    return coded or _texts(values, counts, k)


def suiting(values: pa.Array) -> str:
    """Return the call that makes a hierarchy for such values."""
    import pyarrow as pa

    kind = values.type
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return "Hierarchy.dates('year', 'decade')"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "Hierarchy.intervals(5, 10, 20)"
    if pa.types.is_string(kind):
        return "Hierarchy.prefix(3, 2), Hierarchy.from_csv('labels.csv')"
    return "Hierarchy.from_mapping({value: [labels]})"


def _periods(values: pa.Array) -> tuple[str, ...]:
    import pyarrow.compute as pc

    years = pc.min_max(pc.year(values)).as_py()
    if years["min"] is not None and 0 < years["max"] - years["min"] + 1 <= SHORT_YEARS:
        distinct_days = len(pc.unique(values.cast("date32", safe=False)))
        return ("month", "quarter", "year") if distinct_days > 1 else ("year", "decade")
    return ("year", "decade")


def _numbers(values: pa.Array, counts: NDArray[np.int64] | None, k: int) -> Rule | None:
    numbers = as_floats(values)
    weights = np.ones(len(numbers), dtype=np.int64) if counts is None else counts
    finite = np.isfinite(numbers)
    numbers, weights = numbers[finite], weights[finite]
    span = float(numbers.max() - numbers.min()) if len(numbers) else 0.0
    if span <= 0 or not math.isfinite(span):
        return None
    if np.abs(numbers).max() / span >= FARTHEST_SPAN:
        return SuppressionRule()  # floats do not tell neighbours apart
    if len(numbers) >= SKEWED_VALUES and _is_skewed(numbers, weights):
        bounds = _rounded_quantiles(numbers, weights, k)
        if len(bounds) > 1:
            return BoundsRule((bounds, bounds[len(bounds) % 2 :: 2] or bounds[:1]))
    power = 10.0 ** math.floor(math.log10(span / SUGGESTED_CLASSES))
    width = next(n for n in (1, 2, 5, 10) if n * power * SUGGESTED_CLASSES >= span) * power
    are_whole = bool((numbers == np.floor(numbers)).all())
    width = max(1.0, width) if are_whole else width
    if finite.all():
        # a step changes something when its intervals hold several numbers, and are several
        steps = [width, width * 4]
        steps = [n for n in steps if not (are_whole and n <= 1) and _n_intervals(numbers, n) > 1]
        return IntervalRule(tuple(steps), 0.0) if steps else SuppressionRule()
    # bounds hold what is endless too
    edges = np.arange(math.floor(numbers.min() / width) + 1, math.ceil(numbers.max() / width))
    bounds = tuple(float(f"{edge * width:.12g}") for edge in edges)
    return (
        BoundsRule((bounds, bounds[3::4] or bounds[:1])) if len(bounds) > 1 else SuppressionRule()
    )


def _n_intervals(numbers: NDArray[np.float64], width: float) -> int:
    return len(np.unique(np.floor(numbers / width)))


def _is_skewed(numbers: NDArray[np.float64], weights: NDArray[np.int64]) -> bool:
    """Say whether intervals of equal width would hold most people in one of them."""
    spread, _ = np.histogram(numbers, bins=SUGGESTED_CLASSES, weights=weights)
    return bool(spread.max() > spread.sum() / 2)


def _rounded_quantiles(
    numbers: NDArray[np.float64], weights: NDArray[np.int64], k: int
) -> tuple[float, ...]:
    """Return bounds of two digits near the quantiles, at least k people between two of them."""
    order = np.argsort(numbers)
    numbers, running = numbers[order], np.cumsum(weights[order])
    places = np.searchsorted(running, running[-1] * np.arange(1, SUGGESTED_CLASSES) / 8)
    wanted = {_two_digits(float(numbers[place])) for place in places}
    bounds: list[float] = []
    below = 0
    total = int(running[-1])
    for bound in sorted(wanted):
        under = np.searchsorted(numbers, bound, side="left")
        people = int(running[under - 1]) if under else 0
        if people - below >= k and total - people >= k:
            bounds.append(bound)
            below = people
    return tuple(bounds)


def _two_digits(number: float) -> float:
    return float(f"{number:.1e}")


def _codes(values: pa.Array) -> Rule | None:
    import pyarrow.compute as pc

    lengths = pc.unique(pc.utf8_length(values)).to_pylist()
    if len(lengths) != 1 or lengths[0] <= SHORTEST_PREFIX:
        return None
    # the Corsican departments 2A and 2B have a letter
    coded = pc.match_substring_regex(values, r"^[0-9][0-9AB][0-9]*$")
    if not pc.all(coded).as_py():
        return None
    return PrefixRule(tuple(range(lengths[0] - 1, SHORTEST_PREFIX - 1, -1)))


def _whole_codes(values: pa.Array) -> Rule | None:
    """Return the first digits of whole numbers, of which the first may have lost its zero."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_integer(values.type) or not pc.min(values).as_py() > 0:
        return None
    width = len(str(pc.max(values).as_py()))
    if width <= SHORTEST_PREFIX or len(str(pc.min(values).as_py())) < width - 1:
        return None
    return PrefixRule(tuple(range(width - 1, SHORTEST_PREFIX - 1, -1)), width)


def _texts(values: pa.Array, counts: NDArray[np.int64] | None, k: int) -> Rule:
    """Return the more frequent half of few texts and the others together, or nothing but "*"."""
    # of two values the one that is hidden would be known all the same
    few, many = len(values) <= FEW, len(values) > MOST_TEXTS
    if counts is None or few or many or SUPPRESSED in values.to_pylist():
        return SuppressionRule()
    frequent = sorted(zip(counts.tolist(), values.to_pylist(), strict=True), reverse=True)
    kept = [(n, text) for n, text in frequent[: len(frequent) // 2] if n >= k]
    # the others together must hide in a crowd too
    while kept and sum(n for n, _ in frequent[len(kept) :]) < k:
        kept.pop()
    if not kept:
        return SuppressionRule()
    # in the order of the alphabet: that of the counts would say who is more frequent
    lines = [[text, text, SUPPRESSED] for text in sorted(text for _, text in kept)]
    return TableRule.read(lines, "The suggested hierarchy", rest="suppressed")
