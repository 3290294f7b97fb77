"""The queries that can be asked, of all rows or by groups."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from privlab.dp._asked import finite_number, whole_number
from privlab.dp._bins import checked_edges
from privlab.dp._choosing import PrivateKeys
from privlab.dp._counting import CountQuery, HistogramQuery, MarginalsQuery, PeopleQuery
from privlab.dp._measuring import (
    DescribeQuery,
    MeanQuery,
    QuantilesQuery,
    SumQuery,
    VarianceQuery,
)
from privlab.dp._units import Units, check_bounds, check_number, exponent_of
from privlab.errors import ColumnError, ParameterError, did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlab.dp._asked import Asked
    from privlab.dp._keys import KeySet

__all__ = ["GroupedSession", "Queries"]

MOST_BINS = 50_000_000
MOST_POINTS = 100_001


class Queries:
    """What can be asked; `_asked_of` says of what and by which groups."""

    def _asked_of(self) -> tuple[Asked, KeySet | PrivateKeys]:
        """Return what is read, and the groups."""
        raise NotImplementedError

    def count(self) -> CountQuery:
        """Count the rows."""
        return CountQuery(*self._asked_of())

    def count_people(self) -> PeopleQuery:
        """Count the people; each counts once in a group."""
        return PeopleQuery(*self._asked_of())

    def sum(
        self,
        column: str,
        low: float | None = None,
        high: float | None = None,
        *,
        unit: float | None = None,
    ) -> SumQuery:
        """Add up a column of numbers.

        Parameters
        ----------
        column : str
        low, high : float
            Public bounds; values outside are moved to the nearer one. Mandatory.
        unit : float, optional
            A power of ten in which values are counted, for instance 0.01 for cents. By default
            the finest in which each bound is at most 1e6 units, made coarser until the sum of
            `rows_per_person` rows of `most_people` people stays exact. The column's type never
            decides it: pass unit=1 where whole numbers are to stay whole.
        """
        bounds = self._bounds("sum", column, low, high, unit)
        return SumQuery(*self._asked_of(), column, bounds)

    def mean(self, column: str, low: float | None = None, high: float | None = None) -> MeanQuery:
        """Return the mean of a column between public bounds, which are mandatory."""
        bounds = self._bounds("mean", column, low, high, None)
        return MeanQuery(*self._asked_of(), column, bounds)

    def variance(
        self, column: str, low: float | None = None, high: float | None = None
    ) -> VarianceQuery:
        """Return the variance of a column between public bounds, which are mandatory."""
        bounds = self._bounds("variance", column, low, high, None)
        return VarianceQuery(*self._asked_of(), column, bounds)

    def quantiles(
        self,
        column: str,
        quantiles: Sequence[float],
        low: float | None = None,
        high: float | None = None,
        *,
        n_points: int = 1_001,
    ) -> QuantilesQuery:
        """Return quantiles of a column.

        Parameters
        ----------
        column : str
        quantiles : sequence of float
            Between 0 and 1, exclusive, with at most six digits.
        low, high : float
            Public bounds; values outside are moved to the nearer one. Mandatory.
        n_points : int
            Points of the public grid from `low` to `high`, of which the answers are some.
        """
        bounds = self._bounds("quantiles", column, low, high, None)
        asked = _quantiles(quantiles)
        if not asked:
            message = "quantiles asks for none. Name them, for instance [0.5, 0.9]."
            raise ParameterError(message)
        n_points = self._points(n_points)
        return QuantilesQuery(*self._asked_of(), column, bounds, asked, n_points)

    def describe(
        self,
        column: str,
        low: float | None = None,
        high: float | None = None,
        *,
        quantiles: Sequence[float] = (),
        unit: float | None = None,
        n_points: int = 1_001,
    ) -> DescribeQuery:
        """Return count, sum and quantiles of a column from one pass over the rows.

        The cost is divided evenly over the count, the sum and each quantile.
        """
        bounds = self._bounds("describe", column, low, high, unit)
        asked, n_points = _quantiles(quantiles), self._points(n_points)
        return DescribeQuery(*self._asked_of(), column, bounds, asked, n_points)

    def histogram(self, column: str, edges: Sequence[float]) -> HistogramQuery:
        """Count the rows in bins of a column.

        Parameters
        ----------
        column : str
        edges : sequence of float
            Rising, known without looking at the data. A bin holds its lower edge; one more bin
            holds what is below the first edge, another what is from the last edge on.
        """
        data = self._asked_of()[0].data
        check_number(data, column, "histogram")
        return HistogramQuery(*self._asked_of(), column, checked_edges("histogram", edges))

    def _bounds(
        self,
        kind: str,
        column: str,
        low: object,
        high: object,
        unit: object,
    ) -> Units:
        whole, _ = self._asked_of()
        check_number(whole.data, column, kind)
        first, last = check_bounds(kind, column, low, high)
        rows = whole.caps.rows * whole.most_people
        if unit is None:
            centred = kind in {"mean", "variance"}
            return Units.chosen(first, last, rows=rows, centred=centred)
        made = Units(first, last, exponent_of(unit))
        if not made.fits(rows):
            message = (
                f"{kind} in units of {made.unit:g} between {first:g} and {last:g} may leave the "
                f"whole numbers that are exact: {whole.most_people} people with "
                f"{whole.caps.rows} rows each. Take a coarser unit, or say how many people "
                "there can be: Session(..., most_people=...)."
            )
            raise ParameterError(message)
        return made.divided(rows)

    def _points(self, n_points: object) -> int:
        asked = whole_number(n_points)
        if asked is None or not 2 <= asked <= MOST_POINTS:
            message = f"n_points is {n_points!r}; it must be from 2 to {MOST_POINTS}."
            raise ParameterError(message)
        _, keys = self._asked_of()
        n_cells = 1 if isinstance(keys, PrivateKeys) else keys.n_cells
        if n_cells * asked > MOST_BINS:
            message = (
                f"{n_cells} groups with {n_points} points each are too many; at most {MOST_BINS} "
                "in all. Take fewer groups or a smaller n_points."
            )
            raise ParameterError(message)
        return asked


@dataclass(frozen=True)
class GroupedSession(Queries):
    """Queries by groups: a public key set, or one chosen privately."""

    asked: Asked
    keys: KeySet | PrivateKeys

    def _asked_of(self) -> tuple[Asked, KeySet | PrivateKeys]:
        return self.asked, self.keys

    def marginals(self, tables: Sequence[Sequence[str]]) -> MarginalsQuery:
        """Count the rows of several contingency tables at once.

        Parameters
        ----------
        tables : sequence of sequence of column
            Each by some of the columns of `group_by`; () is the total. The cost is divided evenly.
        """
        if isinstance(self.keys, PrivateKeys):
            message = "marginals need public groups: group_by({'town': ['Lyon', 'Nice']})."
            raise ParameterError(message)
        asked = []
        for table in tables:
            columns = (table,) if isinstance(table, str) else tuple(table)
            for column in columns:
                if column not in self.keys.columns:
                    message = (
                        f"marginals names '{listed([str(column)])}', which is no column of "
                        f"group_by. {did_you_mean(str(column), self.keys.columns)}"
                    )
                    raise ColumnError(message)
            asked.append(tuple(each for each in self.keys.columns if each in columns))
        if not asked or len(set(asked)) < len(asked):
            message = "marginals needs tables, each once, for instance [['sex'], ['sex', 'town']]."
            raise ParameterError(message)
        return MarginalsQuery(self.asked, self.keys, tuple(asked))


def _quantiles(given: object) -> tuple[Fraction, ...]:
    values: list[Any] = [given]
    if hasattr(given, "__iter__") and not isinstance(given, str):
        values = list(given)
    asked = []
    for q in values:
        known = finite_number(q)
        if known is None or not 0 < known < 1 or Fraction(repr(known)).denominator > 10**6:
            message = (
                f"quantiles holds {q!r}; each must be a number between 0 and 1, exclusive, with "
                "at most six digits, for instance 0.5."
            )
            raise ParameterError(message)
        asked.append(Fraction(repr(known)))
    if len(set(asked)) < len(asked):
        message = "quantiles names one of them twice."
        raise ParameterError(message)
    return tuple(asked)
