"""Queries that count: rows, people, bins of a column, and several tables at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from privlab.dp._plans import Answer
from privlab.dp._queries import CONFIDENCE, Query
from privlab.errors import InternalError
from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from privlab.dp._keys import KeySet
    from privlab.dp._passes import Pass
    from privlab.dp._plans import Plan

__all__ = ["CountQuery", "HistogramQuery", "MarginalsQuery", "PeopleQuery", "interval"]


def interval(plan: Plan, place: int, noisy: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the bounds that hold the exact figure of each group, in units."""
    mechanism = plan.mechanisms[place]
    if mechanism is None:
        message = "an interval of noise for an answer without noise"
        raise InternalError(message)
    width = mechanism.half_width(CONFIDENCE)
    return [n - width for n in noisy], [n + width for n in noisy]


@dataclass(frozen=True, repr=False)
class CountQuery(Query):
    """The number of rows in each group, at most so many of a person."""

    name: ClassVar[str] = "count"

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        return (self._pass(keys),)

    def _answers(self) -> tuple[Answer, ...]:
        return (Answer(self.name),)

    def _columns(self) -> tuple[str, ...]:
        return (self.name, "low", "high")

    def _tell(
        self,
        keys: KeySet,
        noisy: Sequence[Sequence[int]],
        plan: Plan,
    ) -> dict[str, Sequence[object]]:
        low, high = interval(plan, 0, noisy[0])
        return {self.name: noisy[0], "low": low, "high": high}


@dataclass(frozen=True, repr=False)
class PeopleQuery(CountQuery):
    """The number of people in each group."""

    name: ClassVar[str] = "people"
    units: ClassVar[str] = "people"

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        return (self._pass(keys, unit="people"),)

    def _extra_assumptions(self) -> tuple[Message, ...]:
        return (Message("A person counts once in a group, whatever their rows."),)


@dataclass(frozen=True, repr=False)
class HistogramQuery(CountQuery):
    """The number of rows in each bin of a column, with one bin below and one above the edges."""

    column: str = ""
    edges: tuple[float, ...] = ()

    name: ClassVar[str] = "histogram"

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        options = {"column": self.column, "edges": self.edges}
        return (self._pass(keys, **options),)

    def _answers(self) -> tuple[Answer, ...]:
        return (Answer("count"),)

    def _columns(self) -> tuple[str, ...]:
        return ("bin_from", "bin_to", "count", "low", "high")

    def _details(self) -> dict[str, object]:
        return {"column": self.column, "edges": list(self.edges)}

    def _extra_assumptions(self) -> tuple[Message, ...]:
        return (Message("Rows where the column is missing are left out."),)

    def _tell(
        self, keys: KeySet, noisy: Sequence[Sequence[int]], plan: Plan
    ) -> dict[str, Sequence[object]]:
        low, high = interval(plan, 0, noisy[0])
        starts, ends = [-float("inf"), *self.edges], [*self.edges, float("inf")]
        return {
            "bin_from": starts * keys.n_cells,
            "bin_to": ends * keys.n_cells,
            "count": noisy[0],
            "low": low,
            "high": high,
        }

    def _frame(self, keys: KeySet, told: dict[str, Sequence[Any]]) -> pd.DataFrame:
        import pandas as pd

        cells = [cell for cell in keys.cells() for _ in range(len(self.edges) + 1)]
        frame = pd.DataFrame(cells, columns=list(keys.columns), index=range(len(cells)))
        for name, values in told.items():
            frame[name] = values
        return frame


@dataclass(frozen=True, repr=False)
class MarginalsQuery(Query):
    """Several contingency tables, released together: the cost is divided over them."""

    tables: tuple[tuple[str, ...], ...] = ()

    name: ClassVar[str] = "marginals"

    def _own(self, keys: KeySet) -> list[KeySet]:
        return [keys.only(columns) for columns in self.tables]

    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        return tuple(self._pass(own) for own in self._own(keys))

    def _answers(self) -> tuple[Answer, ...]:
        names = [" x ".join(columns) or "total" for columns in self.tables]
        return tuple(Answer(name, place=place) for place, name in enumerate(names))

    def _columns(self) -> tuple[str, ...]:
        return ("table", "count", "low", "high")

    def _details(self) -> dict[str, object]:
        return {"tables": [list(columns) for columns in self.tables]}

    def _tell(
        self, keys: KeySet, noisy: Sequence[Sequence[int]], plan: Plan
    ) -> dict[str, Sequence[object]]:
        told: dict[str, list[object]] = {
            **{column: [] for column in keys.columns},
            **{name: [] for name in self._columns()},
        }
        for place, (own, answer) in enumerate(zip(self._own(keys), self._answers(), strict=True)):
            low, high = interval(plan, place, noisy[place])
            for cell in own.cells():
                values = dict(zip(own.columns, cell, strict=True))
                for column in keys.columns:
                    told[column].append(values.get(column))
            told["table"] += [answer.name] * own.n_cells
            told["count"] += noisy[place]
            told["low"] += low
            told["high"] += high
        return dict(told)

    def _frame(self, keys: KeySet, told: dict[str, Sequence[Any]]) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(told)
