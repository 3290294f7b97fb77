"""What a query says of itself: cost, error, assumptions; before a release and beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.dp._forecasts import capping_table, error_curve, size_table
from privlab.dp._plans import check_delta, check_epsilon
from privlab.dp._quantiles import rank_error
from privlab.dp._questions import Question
from privlab.dp._releases import Forecast, rare_groups
from privlab.errors import ParameterError
from privlab.language import N_, Message, counted
from privlab.results import Figure, Provenance
from privlab.tables import engine_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from privlab.dp._plans import Plan

__all__ = ["CONFIDENCE", "Forecasting"]

CONFIDENCE = 0.95
SIZES = (100, 1_000, 10_000, 100_000)


@dataclass(frozen=True, repr=False)
class Forecasting(Question):
    """What a query would cost and how wrong it would be, from declared figures alone."""

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
            Rows of typical groups, for the relative error.
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
        return Forecast(
            figures,
            (*self._assumptions(plan), *rare),
            self._provenance(plan),
            size_table(self._errors(plan), group_sizes),
            None if activity is None else capping_table(activity, plan.epsilon),
            error_curve(
                lambda other: self._errors(self._plan(other, delta)), plan.epsilon, group_sizes
            ),
        )

    def _errors(self, plan: Plan) -> dict[str, tuple[float, float]]:
        """Return, for each answer, half of its interval and what a row typically adds."""
        widths = zip(self._answers(), self._widths(plan), strict=True)
        return {answer.name: (width, self._typical(answer)) for answer, width in widths}

    def epsilon_for(self, error: float, delta: float = 0.0) -> float:
        """Return the least epsilon at which the first answer is that near, 95 times in 100.

        Parameters
        ----------
        error : float
            Half of the width of the interval, in the unit of the answer, above 0.

        Returns
        -------
        float
            Rounded up to four digits; nothing is spent or read.
        """
        delta = check_delta(delta)
        if isinstance(error, bool) or not isinstance(error, int | float) or not error > 0:
            message = f"error is {error!r}; it must be a number above 0."
            raise ParameterError(message)
        low, high = 1e-4, 1e3
        if self._widths(self._plan(high, delta))[0] > error:
            message = f"No epsilon up to {high:g} brings the error down to {error:g}."
            raise ParameterError(message)
        while high / low > 1 + 1e-5:
            middle = (low * high) ** 0.5
            enough = self._widths(self._plan(middle, delta))[0] <= error
            low, high = (low, middle) if enough else (middle, high)
        return float(f"{high * (1 + 5e-5):.4g}")

    def _widths(self, plan: Plan) -> list[float]:
        """Return, for each answer, half of its 95% interval; for a quantile its error in rows."""
        widths = []
        passes = self._passes(self._example_keys())
        for answer, mechanism in zip(self._answers(), plan.mechanisms, strict=True):
            own = passes[answer.place]
            if mechanism is not None:
                widths.append(mechanism.half_width(CONFIDENCE) * self._size(answer))
            elif own.grid is not None:
                n_points = own.grid.n_bins + 1
                error = rank_error(n_points, answer.q, plan.share, own.total, CONFIDENCE)
                widths.append(error)
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
        return tuple(said)

    def _provenance(self, plan: Plan) -> Provenance:
        # the number of rows and of people is itself a figure of the data: it does not leave
        data = self.session.data
        return Provenance(
            measure=f"release_{self.name}",
            data_version=data.version,
            engine=engine_name(data.connection),
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
