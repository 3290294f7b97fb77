"""Queries that measure a column of numbers: sum, mean, variance, quantiles, and all at once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab.dp._counting import interval
from privlab.dp._passes import Grid, Pass
from privlab.dp._plans import Answer
from privlab.dp._queries import CONFIDENCE, Query
from privlab.dp._units import Units
from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from privlab.dp._keys import KeySet
    from privlab.dp._plans import Plan

__all__ = ["DescribeQuery", "MeanQuery", "QuantilesQuery", "SumQuery", "VarianceQuery"]

RANK_ERROR = "_rank_error"
RUNS = 1_000
CHUNK = 1_000
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

    def _size(self, answer: Answer) -> float:
        return 1.0 if answer.of in {"rows", "quantile"} else self.bounds.unit

    def _typical(self, answer: Answer) -> float:
        # the middle of the bounds: what a row adds is not looked up
        middle = abs(self.bounds.low + self.bounds.high) / 2
        return 1.0 if answer.of in {"rows", "quantile"} else middle

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        options = {"column": self.column, "units": self.bounds}
        return (self.session.pass_over(keys, self._salt(), **options),)

    def _extra_assumptions(self) -> tuple[Message, ...]:
        return self._told_of_column()

    def _told_of_column(self) -> tuple[Message, ...]:
        held = self.bounds
        return (
            Message("Rows where the column is missing are left out."),
            Message(
                "Values are held between {low} and {high}, in units of {unit}.",
                {"low": held.low, "high": held.high, "unit": held.unit},
            ),
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
        keys: KeySet,  # noqa: ARG002
        noisy: Sequence[Sequence[int]],
        plan: Plan,
    ) -> dict[str, Sequence[object]]:
        low, high = interval(plan, 0, noisy[0])
        shown = {"sum": noisy[0], "low": low, "high": high}
        return {name: [self.bounds.value(n) for n in own] for name, own in shown.items()}


@dataclass(frozen=True, repr=False)
class MeanQuery(_Measure):
    """The mean of a column in each group: a noisy sum over a noisy count."""

    name: ClassVar[str] = "mean"

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
        keys: KeySet,  # noqa: ARG002
        noisy: Sequence[Sequence[int]],
        plan: Plan,
    ) -> dict[str, Sequence[object]]:
        return self._simulated(noisy, plan)

    def _simulated(self, noisy: Sequence[Sequence[int]], plan: Plan) -> dict[str, Sequence[object]]:
        given = [np.asarray(own, dtype=float) for own in noisy]
        parts: dict[str, list[object]] = {name: [] for name in self._columns()}
        tails = [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]
        for start in range(0, len(given[0]), CHUNK):
            own = [each[start : start + CHUNK] for each in given]
            shape = (RUNS, len(own[0]))
            # the noise that may have been drawn: of the intervals alone, never of a release
            runs = [
                each - np.asarray(mechanism.drawn(shape, seed))
                for seed, (each, mechanism) in enumerate(zip(own, plan.mechanisms, strict=True))
                if mechanism is not None
            ]
            middle = self._figure(own)
            low, high = np.quantile(self._figure(runs), tails, axis=0)
            # nothing is known of a group that may be empty
            low = np.where(own[0] > 0, low, self._ends[0])
            high = np.where(own[0] > 0, high, self._ends[1])
            parts[self.name] += middle.tolist()
            parts["low"] += np.minimum(low, middle).tolist()
            parts["high"] += np.maximum(high, middle).tolist()
        return dict(parts)

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

    @property
    def _half(self) -> int:
        return (self.bounds.reach**2 + 1) // 2

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        options = {"column": self.column, "units": self.bounds, "squared": True}
        return (self.session.pass_over(keys, self._salt(), **options),)

    def _answers(self) -> tuple[Answer, ...]:
        return (*super()._answers(), Answer("squares", "squares", self._half))

    def _size(self, answer: Answer) -> float:
        return self.bounds.unit**2 if answer.of == "squares" else super()._size(answer)

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
        held = self.bounds
        counts, sums, squares = noisy
        some = counts > 0
        n = np.where(some, counts, 1.0)
        units = squares / n + self._half - (sums / n) ** 2
        return np.where(some, np.clip(units * held.unit**2, *self._ends), 0.0)


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
        return Grid(self.bounds.low, self.bounds.high, self.n_points - 1)

    @property
    def _names(self) -> list[str]:
        return [f"p{float(q * 100):g}" for q in self.quantiles]

    @property
    def _shown(self) -> list[str]:
        return [f"{name}{end}" for name in self._names for end in ("", RANK_ERROR)]

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        options = {"column": self.column, "grid": self._grid}
        return (self.session.pass_over(keys, self._salt(), **options),)

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
                "A quantile has no interval in its own unit: its error is in rows between the "
                "answer and the quantile, 95 times in 100 below, beyond what the grid misses."
            ),
        )

    def _tell(
        self,
        keys: KeySet,  # noqa: ARG002
        noisy: Sequence[Sequence[int]],
        plan: Plan,
    ) -> dict[str, Sequence[object]]:
        points = self._grid.points
        start = len(noisy) - len(self.quantiles)
        told: dict[str, Sequence[object]] = {}
        errors = self._widths(plan)[start:]
        for name, own, error in zip(self._names, noisy[start:], errors, strict=True):
            told[name] = [float(points[place]) for place in own]
            told[f"{name}{RANK_ERROR}"] = [math.ceil(error)] * len(own)
        return told


@dataclass(frozen=True, repr=False)
class DescribeQuery(QuantilesQuery):
    """Count, sum and quantiles of a column in each group, from one pass over the rows."""

    name: ClassVar[str] = "describe"

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        options = {"column": self.column, "units": self.bounds}
        if self.quantiles:
            options["grid"] = self._grid
        return (self.session.pass_over(keys, self._salt(), **options),)

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
        told: dict[str, Sequence[object]] = {}
        for place, name in enumerate(("count", "sum")):
            low, high = interval(plan, place, noisy[place])
            own = {name: noisy[place], f"{name}_low": low, f"{name}_high": high}
            for column, values in own.items():
                told[column] = values if not place else [self.bounds.value(n) for n in values]
        return {**told, **super()._tell(keys, noisy, plan)}
