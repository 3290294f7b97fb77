"""Queries that measure a column of numbers: sum, mean, variance, quantiles, and all at once."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab.dp._counting import interval
from privlab.dp._passes import Grid, Pass
from privlab.dp._plans import Answer
from privlab.dp._quantiles import rank_bound, rows_needed
from privlab.dp._queries import CONFIDENCE, Query
from privlab.dp._releases import TOLD_COARSELY
from privlab.dp._units import Units
from privlab.language import N_, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from privlab.dp._keys import KeySet
    from privlab.dp._plans import Plan

__all__ = ["DescribeQuery", "MeanQuery", "QuantilesQuery", "SumQuery", "VarianceQuery"]

RANK_ERROR = "_rank_error"
RUNS = 1_000
CHUNK = 1_000
OF_N_ROWS = N_(
    "In a group of n rows that lie evenly between the bounds, n well above {n}, half of the "
    "interval is about {error} / n."
)
ANY_POINT = N_(
    "In a group of fewer than {n} rows any point of the grid may be the answer; whatever the rows, "
    "the error is at most {error} rows 95 times in 100."
)
OF_THE_PARTS = Message(
    "The figures of noise are those of the noisy counts and sums from which it is made, named in "
    "brackets, not of the result itself."
)


@dataclass(frozen=True, repr=False)
class _Measure(Query):
    """A column of numbers between public bounds."""

    column: str = ""
    bounds: Units = field(default_factory=lambda: Units(0.0, 1.0, 0))

    def _details(self) -> dict[str, object]:
        held = self.bounds
        return {"column": self.column, "low": held.low, "high": held.high, "unit": held.unit}

    @property
    def _most_rows(self) -> int:
        return self.asked.caps.rows * self.asked.most_people

    def _size(self, answer: Answer) -> float:
        return 1.0 if answer.of in {"rows", "quantile"} else self.bounds.unit

    def _rounded(self, answer: Answer) -> float:
        return self.bounds.rounding(self._most_rows) if answer.of == "sums" else 0.0

    def _typical(self, answer: Answer) -> float:
        # the middle of the bounds: what a row adds is not looked up
        middle = abs(self.bounds.low + self.bounds.high) / 2
        return 1.0 if answer.of in {"rows", "quantile"} else middle

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        options = {"column": self.column, "units": self.bounds}
        return (self._pass(keys, **options),)

    def _sums(
        self, noisy: Sequence[int], plan: Plan, place: int, names: Sequence[str]
    ) -> dict[str, Sequence[object]]:
        """Return sums in the unit of the column, and the ends that noise and rounding leave."""
        low, high = interval(plan, place, noisy)
        off = self._rounded(self._answers()[place])
        ends = noisy, [units - off for units in low], [units + off for units in high]
        shown = zip(names, ends, strict=True)
        return {name: [self.bounds.value(units) for units in own] for name, own in shown}

    def _extra_assumptions(self) -> tuple[Message, ...]:
        return self._told_of_column()

    def _told_of_column(self) -> tuple[Message, ...]:
        held = self.bounds
        coarse = Message(TOLD_COARSELY, {"unit": held.unit})
        return (
            Message("Rows where the column is missing are left out."),
            Message(
                "Values are held between {low} and {high}, in units of {unit}.",
                {"low": held.low, "high": held.high, "unit": held.unit},
            ),
            *((coarse,) if held.exponent > 0 else ()),
        )


@dataclass(frozen=True, repr=False)
class SumQuery(_Measure):
    """The sum of a column in each group."""

    name: ClassVar[str] = "sum"

    def _answers(self) -> tuple[Answer, ...]:
        return (Answer("sum", "sums", self.bounds.weight),)

    def _columns(self) -> tuple[str, ...]:
        return ("sum", "low", "high")

    def _tell(
        self,
        keys: KeySet,
        noisy: Sequence[Sequence[int]],
        plan: Plan,
    ) -> dict[str, Sequence[object]]:
        return self._sums(noisy[0], plan, 0, ("sum", "low", "high"))


@dataclass(frozen=True, repr=False)
class MeanQuery(_Measure):
    """The mean of a column in each group: a noisy sum over a noisy count."""

    name: ClassVar[str] = "mean"
    _needs_rows: ClassVar[bool] = True

    def _answers(self) -> tuple[Answer, ...]:
        return (Answer("count"), Answer("sum", "centred", self.bounds.reach))

    def _columns(self) -> tuple[str, ...]:
        return ("mean", "low", "high")

    def _extra_assumptions(self) -> tuple[Message, ...]:
        return (
            *super()._extra_assumptions(),
            Message(
                "A mean is a noisy sum over a noisy count; where that count is not above 0 it is "
                "the middle of the bounds. Its interval is simulated."
            ),
            OF_THE_PARTS,
        )

    def _tell(
        self,
        keys: KeySet,
        noisy: Sequence[Sequence[int]],
        plan: Plan,
    ) -> dict[str, Sequence[object]]:
        return dict(self._simulated(noisy, plan))

    def _simulated(self, noisy: Sequence[Sequence[float]], plan: Plan) -> dict[str, list[float]]:
        """Return the figure of each group and the ends of its interval.

        The noise that was drawn is drawn again, and taken off: what remains is what the rows may
        have been. Where nobody remains, they may have been anything, so that such a draw counts
        at both ends. For a mean this is Fieller's interval (1954), which holds at every size.
        """
        given = [np.asarray(own, dtype=float) for own in noisy]
        parts: dict[str, list[float]] = {name: [] for name in (self.name, "low", "high")}
        tail = (1 - CONFIDENCE) / 2
        first, last = self._ends
        for start in range(0, len(given[0]), CHUNK):
            own = [each[start : start + CHUNK] for each in given]
            shape = (RUNS, len(own[0]))
            # the noise that may have been drawn: of the intervals alone, never of a release
            runs = [
                each - mechanism.drawn(shape, seed)
                for seed, (each, mechanism) in enumerate(zip(own, plan.mechanisms, strict=True))
                if mechanism is not None
            ]
            middle, figures = self._figure(own), self._figure(runs)
            some = runs[0] > 0
            low = np.quantile(np.where(some, figures, first), tail, axis=0, method="lower")
            high = np.quantile(np.where(some, figures, last), 1 - tail, axis=0, method="higher")
            # nothing is known of a group that may be empty
            known, off = own[0] > 0, self._off(np.maximum(own[0], 1.0))
            low = np.where(known, np.minimum(low, middle) - off, first)
            high = np.where(known, np.maximum(high, middle) + off, last)
            parts[self.name] += middle.tolist()
            parts["low"] += np.maximum(low, first).tolist()
            parts["high"] += np.minimum(high, last).tolist()
        return parts

    def _even(self, rows: int) -> list[list[float]]:
        """Return the exact answers of a group whose rows lie evenly between the bounds."""
        return [[float(rows)], [0.0]]

    def _likely(self) -> float:
        """Return the figure of such a group."""
        return abs(self.bounds.low + self.bounds.high) / 2

    def _errors(self, plan: Plan, rows: int) -> dict[str, tuple[float, float]]:
        found = self._simulated(self._even(rows), plan)
        return {self.name: ((found["high"][0] - found["low"][0]) / 2, self._likely())}

    def _forecast_only(self, plan: Plan) -> tuple[Message, ...]:
        counts = plan.mechanisms[0]
        least = 1 if counts is None else max(10 * counts.half_width(CONFIDENCE), 1)
        many = 1_000 * least
        error, _ = self._errors(plan, many)[self.name]
        told = {"error": float(f"{error * many:.3g}"), "n": least}
        return (Message(OF_N_ROWS, told),)

    def _off(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what rounding may take the figure off, in its unit."""
        off: NDArray[np.float64] = self.bounds.rounding(counts) / counts * self.bounds.unit
        return off

    @property
    def _ends(self) -> tuple[float, float]:
        """The least and the largest value that there can be."""
        return self.bounds.low, self.bounds.high

    def _figure(self, noisy: Sequence[np.ndarray]) -> np.ndarray:
        """Return the mean, in the unit of the column, of noisy counts and centred sums."""
        held = self.bounds
        counts, sums = noisy[:2]
        ratio = np.where(counts > 0, sums / np.where(counts > 0, counts, 1.0), 0.0)
        return np.clip((ratio + held.middle) * held.unit, held.low, held.high)


@dataclass(frozen=True, repr=False)
class VarianceQuery(MeanQuery):
    """The variance of a column in each group."""

    name: ClassVar[str] = "variance"

    @property
    def _ends(self) -> tuple[float, float]:
        return 0.0, (self.bounds.high - self.bounds.low) ** 2 / 4

    @functools.cached_property
    def _squares(self) -> Units:
        """In what the square of what lies between a value and the middle is counted."""
        most = Fraction(self.bounds.reach) * Fraction(10) ** self.bounds.exponent
        return Units.chosen(0.0, float(most) ** 2, rows=self._most_rows, centred=True)

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        options = {"column": self.column, "units": self.bounds, "squares": self._squares}
        return (self._pass(keys, **options),)

    def _answers(self) -> tuple[Answer, ...]:
        return (*super()._answers(), Answer("squares", "squares", self._squares.reach))

    def _size(self, answer: Answer) -> float:
        return self._squares.unit if answer.of == "squares" else super()._size(answer)

    def _details(self) -> dict[str, object]:
        return {**super()._details(), "unit_of_squares": self._squares.unit}

    def _even(self, rows: int) -> list[list[float]]:
        # squares are counted from the middle of their range, and a third of it on average
        third = rows * (self._squares.high_units / 3 - self._squares.reach)
        return [*super()._even(rows), [third]]

    def _likely(self) -> float:
        return (self.bounds.high - self.bounds.low) ** 2 / 12

    def _off(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        of_mean, reach = super()._off(counts), self.bounds.reach * self.bounds.unit
        of_squares: NDArray[np.float64] = (
            self._squares.rounding(counts) / counts * self._squares.unit
        )
        return of_squares + 2 * reach * of_mean + of_mean**2

    def _columns(self) -> tuple[str, ...]:
        return ("variance", "low", "high")

    def _extra_assumptions(self) -> tuple[Message, ...]:
        return (
            *self._told_of_column(),
            Message(
                "A variance is made of a noisy count, sum and sum of squares, and is held between "
                "0 and a quarter of the square of the range; where that count is not above 0 it "
                "is 0. Its interval is simulated."
            ),
            OF_THE_PARTS,
        )

    def _figure(self, noisy: Sequence[np.ndarray]) -> np.ndarray:
        counts, sums, squares = noisy
        some = counts > 0
        n = np.where(some, counts, 1.0)
        of_squares = (squares / n + self._squares.reach) * self._squares.unit
        variance = of_squares - (sums / n * self.bounds.unit) ** 2
        return np.where(some, np.clip(variance, *self._ends), 0.0)


@dataclass(frozen=True, repr=False)
class QuantilesQuery(_Measure):
    """Quantiles of a column in each group, as points of a public grid.

    The error of each is told in rows, since rows are what the mechanism bounds.
    """

    quantiles: tuple[Fraction, ...] = ()
    n_points: int = 1_001

    name: ClassVar[str] = "quantiles"

    @property
    def _grid(self) -> Grid:
        return Grid(self.bounds.low, self.bounds.high, self.n_points)

    @property
    def _names(self) -> list[str]:
        return [f"p{float(q * 100):g}" for q in self.quantiles]

    @property
    def _shown(self) -> list[str]:
        return [f"{name}{end}" for name in self._names for end in ("", RANK_ERROR)]

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        options = {"column": self.column, "grid": self._grid}
        return (self._pass(keys, **options),)

    def _answers(self) -> tuple[Answer, ...]:
        named = zip(self._names, self.quantiles, strict=True)
        return tuple(Answer(name, "quantile", q=q) for name, q in named)

    def _columns(self) -> tuple[str, ...]:
        return tuple(self._shown)

    def _details(self) -> dict[str, object]:
        asked = [str(q) for q in self.quantiles]
        return {**super()._details(), "quantiles": asked, "points": self.n_points}

    def _extra_assumptions(self) -> tuple[Message, ...]:
        return (
            Message("Rows where the column is missing are left out."),
            Message(
                "Quantiles are points of a public grid of {n} points from {low} to {high}, drawn "
                "by the exponential mechanism.",
                {"n": self.n_points, "low": self.bounds.low, "high": self.bounds.high},
            ),
            Message(
                "A row counts at the point nearest to it. A quantile has no interval in its own "
                "unit: its error is in rows between the answer and the quantile, 95 times in 100 "
                "below where the rows lie evenly around it."
            ),
        )

    def _assumptions(self, plan: Plan) -> tuple[Message, ...]:
        told = super()._assumptions(plan)
        if not self.quantiles:
            return told
        bounds, needed = zip(*self._sure(plan), strict=True)
        values = {"n": max(needed), "error": math.ceil(max(bounds))}
        return (*told, Message(ANY_POINT, values))

    def _sure(self, plan: Plan) -> list[tuple[float, int]]:
        """Return, for each quantile, its error whatever the rows, and the rows that it needs."""
        total = self._passes(self._example_keys())[0].total
        asked = [(self.n_points, q, plan.share, total, CONFIDENCE) for q in self.quantiles]
        return [(rank_bound(*each), rows_needed(*each)) for each in asked]

    def _ranks(self, noisy: Sequence[Sequence[int]], plan: Plan) -> list[list[int]]:
        """Return the error of each quantile of each group, in rows."""
        start = len(noisy) - len(self.quantiles)
        errors = self._widths(plan)[start:]
        return [
            [math.ceil(error)] * len(own) for error, own in zip(errors, noisy[start:], strict=True)
        ]

    def _tell(
        self,
        keys: KeySet,
        noisy: Sequence[Sequence[int]],
        plan: Plan,
    ) -> dict[str, Sequence[object]]:
        points = self._grid.points
        start = len(noisy) - len(self.quantiles)
        told: dict[str, Sequence[object]] = {}
        ranks = self._ranks(noisy, plan)
        for name, own, errors in zip(self._names, noisy[start:], ranks, strict=True):
            told[name] = [float(points[place]) for place in own]
            told[f"{name}{RANK_ERROR}"] = errors
        return told


@dataclass(frozen=True, repr=False)
class DescribeQuery(QuantilesQuery):
    """Count, sum and quantiles of a column in each group, from one pass over the rows."""

    name: ClassVar[str] = "describe"

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        options = {"column": self.column, "units": self.bounds}
        if self.quantiles:
            options["grid"] = self._grid
        return (self._pass(keys, **options),)

    def _answers(self) -> tuple[Answer, ...]:
        own = (Answer("count"), Answer("sum", "sums", self.bounds.weight))
        return (*own, *super()._answers())

    def _columns(self) -> tuple[str, ...]:
        ends = ("", "_low", "_high")
        return (*(f"{name}{end}" for name in ("count", "sum") for end in ends), *self._shown)

    def _extra_assumptions(self) -> tuple[Message, ...]:
        said = list(self._told_of_column())
        if self.quantiles:
            said += super()._extra_assumptions()[1:]
        return tuple(said)

    def _tell(
        self, keys: KeySet, noisy: Sequence[Sequence[int]], plan: Plan
    ) -> dict[str, Sequence[object]]:
        low, high = interval(plan, 0, noisy[0])
        counts = {"count": noisy[0], "count_low": low, "count_high": high}
        sums = self._sums(noisy[1], plan, 1, ("sum", "sum_low", "sum_high"))
        return {**counts, **sums, **super()._tell(keys, noisy, plan)}

    def _ranks(self, noisy: Sequence[Sequence[int]], plan: Plan) -> list[list[int]]:
        least, most = interval(plan, 0, noisy[0])
        told = []
        for q, (bound, _), errors in zip(
            self.quantiles, self._sure(plan), super()._ranks(noisy, plan), strict=True
        ):
            sides = q, 1 - q
            told.append(
                [
                    max(error, *(_of_side(side, error, bound, *ends) for side in sides))
                    for error, *ends in zip(errors, least, most, strict=True)
                ]
            )
        return told


def _of_side(side: Fraction, error: int, bound: float, least: int, most: int) -> int:
    """Return by how many rows a point beyond all rows of one side may be off, if it may be drawn.

    The points there are many. Where they are no further off than the error, or so far that they
    are hardly ever drawn, nothing is to be added.
    """
    reach = max(math.ceil(side * max(most, 0)), 1)
    likely = reach > error and side * least < bound
    return min(reach, math.ceil(bound)) if likely else error
