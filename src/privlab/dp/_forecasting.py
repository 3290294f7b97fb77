"""What a query says of itself: cost, error, assumptions; before a release and beside it."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from privlab.dp._caps import check_cap, finite_number
from privlab.dp._forecasts import capping_table, error_curve, size_table
from privlab.dp._plans import check_delta, check_epsilon
from privlab.dp._quantiles import rank_error
from privlab.dp._questions import Question
from privlab.dp._releases import Forecast, cautions, rare_groups
from privlab.errors import ParameterError, did_you_mean, listed
from privlab.language import N_, Message, counted
from privlab.results import Figure, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from privlab.dp._plans import Plan

__all__ = ["CONFIDENCE", "Forecasting"]

CONFIDENCE = 0.95
SIZES = (100, 1_000, 10_000, 100_000)
LEAST, MOST = 1e-4, 1e3


@dataclass(frozen=True, repr=False)
class Forecasting(Question):
    """What a query would cost and how wrong it would be, from declared figures alone."""

    _needs_rows: ClassVar[bool] = False

    def forecast(
        self,
        epsilon: float,
        delta: float = 0.0,
        *,
        group_sizes: Sequence[int] = SIZES,
        activity: Mapping[int, float] | None = None,
    ) -> Forecast:
        """Say what a release would cost and how wrong it would be; spends and reads nothing.

        Parameters
        ----------
        epsilon : float
            Privacy loss, above 0.
        delta : float
            At least 0 and below 1. Above 0 the noise may be Gaussian, where that is smaller.
        group_sizes : sequence of int
            Rows of typical groups, declared or already released: for the relative error, and for
            that of a mean or a variance, which takes a group whose rows lie evenly between the
            bounds.
        activity : mapping of int to float, optional
            How many people, or which share of them, have so many rows: declared, public, or
            already released. With it the forecast shows what capping leaves out.
        """
        delta = check_delta(delta)
        plan = self._plan(check_epsilon(epsilon), delta)
        figures = (
            Figure("epsilon", plan.epsilon, "epsilon", N_("Privacy loss (epsilon)")),
            Figure("delta", plan.delta, "delta", N_("Delta")),
            *self._noise_figures(plan),
        )
        rare = () if plan.selection is None else (rare_groups(plan.selection.threshold),)
        said = (*self._assumptions(plan), *self._forecast_only(plan), *rare)

        def errors(other: float) -> Callable[[int], dict[str, tuple[float, float]]]:
            return functools.partial(self._errors, self._plan(other, delta))

        return Forecast(
            figures,
            said,
            self._provenance(plan),
            size_table(errors(plan.epsilon), group_sizes),
            None if activity is None else capping_table(activity, plan.epsilon),
            error_curve(errors, plan.epsilon, group_sizes),
        )

    def _errors(self, plan: Plan, rows: int) -> dict[str, tuple[float, float]]:
        """Return half of the interval of each figure of a group, and its size if it is typical.

        Of a mean and a variance, that of a group whose rows lie evenly between the bounds.
        """
        widths = zip(self._answers(), self._widths(plan), strict=True)
        return {answer.name: (width, rows * self._typical(answer)) for answer, width in widths}

    def epsilon_for(
        self,
        error: float,
        delta: float = 0.0,
        *,
        rows: int | None = None,
        figure: str | None = None,
    ) -> float:
        """Return the least epsilon at which a figure is that near, 95 times in 100.

        Parameters
        ----------
        error : float
            Half of the width of the interval, in the unit of the figure, above 0: of a count in
            rows, of a quantile in rows too, of a sum or a mean in the unit of the column, of a
            variance in its square.
        delta : float
            At least 0 and below 1.
        rows : int, optional
            Of a group, declared or already released: they are never counted here. Needed for a
            mean and a variance, of rows that lie evenly between the bounds.
        figure : str, optional
            Which one, where the query has several in different units: of `describe` "count",
            "sum", "p50" ... By default all of them are to be that near.

        Returns
        -------
        float
            Rounded up to four digits; nothing is spent or read.

        Raises
        ------
        ParameterError
            No epsilon is enough; `rows` or `figure` is missing or not known.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"id": range(9), "age": 40})
        >>> data = privlab.dataset(frame, person="id", population="clients")
        >>> session = privlab.dp.Session(data, rows_per_person=1)
        >>> 0.01 < session.mean("age", 0, 100).epsilon_for(1.0, rows=10_000) < 0.05
        True
        """
        delta = check_delta(delta)
        wanted = finite_number(error)
        if wanted is None or wanted <= 0:
            message = f"error is {error!r}; it must be a number above 0."
            raise ParameterError(message)
        rows = self._checked_rows(rows)
        low, high = LEAST, MOST

        def wide(epsilon: float) -> float:
            return self._error_of(figure, self._errors(self._plan(epsilon, delta), rows))

        if wide(high) > wanted:
            message = f"No epsilon up to {high:g} brings the error down to {wanted:g}."
            raise ParameterError(message)
        while high / low > 1 + 1e-5:
            middle = (low * high) ** 0.5
            low, high = (low, middle) if wide(middle) <= wanted else (middle, high)
        step = 10.0 ** (math.floor(math.log10(high)) - 3)
        return float(f"{math.ceil(high / step) * step:.4g}")

    def _checked_rows(self, rows: int | None) -> int:
        if rows is None and self._needs_rows:
            message = (
                f"How near a {self.name} comes depends on the rows of its group, and they are "
                "never counted here. Pass rows=..., a number that was declared or already "
                "released: the error falls as one over it, as .forecast(epsilon) says."
            )
            raise ParameterError(message)
        if rows is not None:
            check_cap("rows", rows)
        return int(rows or 1)

    def _error_of(self, figure: str | None, errors: Mapping[str, tuple[float, float]]) -> float:
        if figure is not None:
            if figure not in errors:
                message = (
                    f"figure='{listed([str(figure)])}' is no figure of this query. "
                    f"{did_you_mean(str(figure), list(errors))}"
                )
                raise ParameterError(message)
            return errors[figure][0]
        units = {"rows" if each.of == "quantile" else each.of for each in self._answers()}
        if len(errors) > 1 and len(units) > 1:
            message = (
                f"This query has figures in different units: {', '.join(errors)}. Say which one "
                f"is to be that near: epsilon_for(error, figure='{next(iter(errors))}')."
            )
            raise ParameterError(message)
        return max(width for width, _ in errors.values())

    def _widths(self, plan: Plan) -> list[float]:
        """Return, for each answer, half of its 95% interval; for a quantile its error in rows."""
        widths = []
        passes = self._passes(self._example_keys())
        for answer, mechanism in zip(self._answers(), plan.mechanisms, strict=True):
            own = passes[answer.place]
            if mechanism is not None:
                reach = mechanism.half_width(CONFIDENCE) + self._rounded(answer)
                widths.append(reach * self._size(answer))
            else:
                widths.append(rank_error(answer.q, plan.share, own.total, CONFIDENCE))
        return widths

    def _noise_figures(self, plan: Plan) -> tuple[Figure, ...]:
        figures: list[Figure] = []
        answers, several = self._answers(), len(self._answers()) > 1
        for answer, mechanism, width in zip(
            answers, plan.mechanisms, self._widths(plan), strict=True
        ):
            column = answer.name if several else ""
            unit = self.units if answer.of == "rows" else "ratio"
            if mechanism is None:
                label = N_("Rows between the answer and the quantile, 95 times in 100 below")
                figures.append(Figure("rank_95", width, "rows", label, column=column))
                continue
            spread = mechanism.standard_deviation * self._size(answer)
            label = N_("Noise, standard deviation")
            figures.append(Figure("noise_sd", spread, unit, label, column=column))
            label = N_("Noise, 95 times in 100 below")
            figures.append(Figure("noise_95", width, unit, label, column=column))
        if plan.selection is not None:
            label = N_("People, noise included, from which a group is released")
            figures.append(Figure("threshold", plan.selection.threshold, "people", label))
        return tuple(figures)

    def _assumptions(self, plan: Plan) -> tuple[Message, ...]:
        caps = self.session.caps
        said = [
            counted(
                "One person more or less changes the answer by at most {n} row; further rows of "
                "a person are left out.",
                "One person more or less changes the answer by at most {n} rows; further rows of "
                "a person are left out.",
                caps.rows,
            ),
            Message("Every row had a person key when the session was made."),
        ]
        if plan.selection is None:
            said.append(Message("The groups were declared, not looked up in the data."))
        else:
            said.append(Message("The groups are those in which enough people are, noise included."))
        said += self._extra_assumptions()
        said.append(Message("Noise is drawn by {library}.", {"library": self.session.noise}))
        kinds = {each.kind for each in plan.mechanisms if each is not None}
        if "gaussian" in kinds:
            said.append(Message("The noise is Gaussian: at this delta it is the smaller one."))
        elif kinds and plan.selection is None and self.session.noise == "opendp":
            said.append(Message("The noise is Laplace and needs no delta."))
        declared = self.session.most_people if self.session.people_declared else None
        return (*said, *cautions(plan.epsilon, plan.delta, declared))

    def _provenance(self, plan: Plan) -> Provenance:
        # the number of rows and of people is itself a figure of the data: it does not leave
        data = self.session.data
        return Provenance(
            measure=f"release_{self.name}",
            data_version=data.version,
            engine=data.connection.name,
            columns=self.keys.columns,
            unit="people",
            n_units=None,
            n_rows=None,
            parameters={
                "epsilon": plan.epsilon,
                "rows_per_person": self.session.rows_per_person,
                "noise": self.session.noise,
            },
            as_of=data.as_of,
        )
