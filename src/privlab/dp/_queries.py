"""Queries: built first, forecast for free, released once."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from privlab.dp._choosing import PrivateKeys
from privlab.dp._forecasts import capping_table, size_table
from privlab.dp._plans import Answer, Plan, check_delta, check_epsilon, make_plan
from privlab.dp._quantiles import draw, rank_error
from privlab.dp._releases import Forecast, Release
from privlab.errors import ColumnError, InternalError, ParameterError, SourceError, listed
from privlab.language import N_, Message, counted
from privlab.results import Figure, Provenance
from privlab.tables import content_mark, engine_name, fetch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from privlab.dp._keys import KeySet
    from privlab.dp._passes import Pass, Totals
    from privlab.dp._session import Session

__all__ = ["CONFIDENCE", "Query"]

CONFIDENCE = 0.95
SIZES = (100, 1_000, 10_000, 100_000)


@dataclass(frozen=True, repr=False)
class Query(ABC):
    """What every query does: it forecasts, and it is released."""

    session: Session
    keys: KeySet | PrivateKeys

    name: ClassVar[str]
    units: ClassVar[str] = "rows"

    def __post_init__(self) -> None:
        taken = set(self.keys.columns) & set(self._columns())
        if taken:
            message = (
                f"group_by names '{listed(sorted(taken))}', which is also the name of a column of "
                "the answer. Rename it in the table first."
            )
            raise ColumnError(message)

    @abstractmethod
    def _passes(self, keys: KeySet) -> tuple[Pass, ...]:
        """Return what is read of the rows."""

    @abstractmethod
    def _answers(self) -> tuple[Answer, ...]:
        """Return the noisy figures of each group."""

    @abstractmethod
    def _columns(self) -> tuple[str, ...]:
        """Return the names of the columns of the answer."""

    @abstractmethod
    def _tell(
        self, keys: KeySet, noisy: Sequence[Sequence[int]], plan: Plan
    ) -> dict[str, Sequence[object]]:
        """Return the columns of the answer, one value a group."""

    def _details(self) -> dict[str, object]:
        """Return what else changes the answer."""
        return {}

    def _extra_assumptions(self) -> tuple[Message, ...]:
        return ()

    def _typical(self, answer: Answer) -> float:  # noqa: ARG002
        """Return how much one row typically adds to an answer, from declared figures alone."""
        return 1.0

    def _size(self, answer: Answer) -> float:  # noqa: ARG002
        """Return one unit of an answer, in the unit in which it is shown."""
        return 1

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
        plan = self._plan(check_epsilon(epsilon), check_delta(delta))
        figures = (
            Figure("epsilon", plan.epsilon, "epsilon", N_("Privacy loss (epsilon)")),
            Figure("delta", plan.delta, "delta", N_("Delta")),
            *self._noise_figures(plan),
        )
        errors = {}
        for answer, width in zip(self._answers(), self._widths(plan), strict=True):
            errors[answer.name] = (width, self._typical(answer))
        return Forecast(
            figures,
            self._assumptions(plan),
            self._provenance(plan),
            size_table(errors, group_sizes),
            None if activity is None else capping_table(activity, plan.epsilon),
        )

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

    def release(
        self,
        epsilon: float,
        delta: float = 0.0,
        *,
        label: str,
        purpose: str | None = None,
        actor: str | None = None,
        now: dt.datetime | None = None,
    ) -> Release:
        """Draw the noise once, charge the budget, and return what may leave.

        Parameters
        ----------
        epsilon : float
            Privacy loss, above 0.
        delta : float
            At least 0 and below 1. Above 0 the noise is Gaussian where that is smaller; only what
            the noise needs is charged.
        label : str
            Names this release. The same label with the same query, epsilon and content returns
            the stored answer without a charge; with anything else it is refused.
        purpose, actor : str, optional
            Written in the register, and charged to their shares of the budget. For a table opened
            through a policy, those for which it was opened; no others are accepted.
        now : datetime, optional
            With a time zone; the clock by default.

        Raises
        ------
        BudgetError
            The budget of the population does not cover it; nothing was read or spent.
        SourceError
            A file of the table is gone, or the table changed while it was counted; in the second
            case the charge stays spent.
        """
        plan = self._plan(check_epsilon(epsilon), check_delta(delta))
        register = self.session.register
        if register is None:
            message = (
                "A release spends a budget, and this session has no register. Pass "
                "register=privlab.Register.open('register.sqlite') to the session."
            )
            raise ParameterError(message)
        data = self.session.data
        # an empty run, and noise on a constant, find what cannot be done before it is reserved
        self._dry_run(plan)
        content = content_mark(data)
        charge = register.charge(
            population=str(data.roles.population),
            epsilon=plan.epsilon,
            delta=plan.delta,
            label=label,
            query=self._description(plan),
            content=content,
            purpose=self._opened_for("purpose", purpose),
            actor=self._opened_for("actor", actor),
            now=now,
        )
        if charge.answer is not None:
            return self._told(charge.answer, plan, stored=True)
        answer = self._drawn(plan, label, content)
        answer = register.settle(charge, answer, now=now)
        return self._told(answer, plan, stored=False)

    def _plan(self, epsilon: float, delta: float) -> Plan:
        passes = self._passes(self._example_keys())
        selects = passes[0].touched if isinstance(self.keys, PrivateKeys) else None
        noise = self.session.noise
        answers = self._answers()
        exact = selects is not None or any(answer.of == "quantile" for answer in answers)
        if noise != "opendp" and exact:
            message = (
                f"noise='{noise}' draws counts and sums by public groups only. Make the session "
                "with noise='opendp'."
            )
            raise ParameterError(message)
        return make_plan(noise, epsilon, delta, answers, passes, selects=selects)

    def _example_keys(self) -> KeySet:
        return self.keys.of([]) if isinstance(self.keys, PrivateKeys) else self.keys

    def _dry_run(self, plan: Plan) -> None:
        data = self.session.data
        if isinstance(self.keys, PrivateKeys) and plan.selection is not None:
            counts = self.keys.expression(data, plan.selection, self._salt())
            fetch(counts.limit(0), data.connection)
        for each in self._passes(self._example_keys()):
            fetch(each.expression().limit(0), data.connection)
        for mechanism in plan.mechanisms:
            if mechanism is not None:
                mechanism.add([0])

    def _drawn(self, plan: Plan, label: str, content: str) -> dict[str, Any]:
        data = self.session.data
        answer: dict[str, Any] = {}
        keys = self.keys
        if isinstance(keys, PrivateKeys):
            if plan.selection is None:
                message = "groups are chosen without a threshold"
                raise InternalError(message)
            answer["keys"] = keys.choose(data, plan.selection, self._salt())
            keys = keys.of(answer["keys"])
        passes = self._passes(keys)
        found = [each.read() for each in passes] if keys.n_cells else []
        if content_mark(data) != content:
            message = (
                f"The table changed while '{listed([label])}' was counted: what was counted is "
                "unknown, and nothing is released. What was reserved stays spent. Open the table "
                "again and release under a new label."
            )
            raise SourceError(message)
        answer["answers"] = [
            self._noisy(each, mechanism, plan, passes, found) if found else []
            for each, mechanism in zip(self._answers(), plan.mechanisms, strict=True)
        ]
        return answer

    def _noisy(
        self,
        answer: Answer,
        mechanism: Any,  # noqa: ANN401
        plan: Plan,
        passes: Sequence[Pass],
        found: Sequence[Totals],
    ) -> list[int]:
        own, totals = passes[answer.place], found[answer.place]
        if answer.of == "quantile":
            if totals.bins is None:
                message = "a quantile without a histogram"
                raise InternalError(message)
            drawn = draw(totals.bins, answer.q, plan.share, own.total)
            return [int(n) for n in drawn]
        exact = totals.rows
        if answer.of == "sums":
            exact = totals.sums
        elif answer.of == "centred" and own.units is not None:
            middle = own.units.middle
            exact = [s - middle * n for s, n in zip(totals.sums, totals.rows, strict=True)]
        elif answer.of == "squares":
            # from the middle of their range: half of the noise
            half = answer.weight
            exact = [s - half * n for s, n in zip(totals.squares, totals.rows, strict=True)]
        return list(mechanism.add(exact))

    def _opened_for(self, what: str, given: str | None) -> str:
        opened = self.session.data.opened
        known = None if opened is None else str(getattr(opened, what))
        if given is not None and known is not None and given != known:
            message = (
                f"{what}='{listed([given])}' is not the {what} for which this table was opened: "
                f"'{known}'. Leave it out, or open the table for it."
            )
            raise ParameterError(message)
        return known or given or ""

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

    def _told(self, answer: dict[str, Any], plan: Plan, *, stored: bool) -> Release:
        keys = self.keys.of(answer["keys"]) if isinstance(self.keys, PrivateKeys) else self.keys
        table = self._frame(keys, self._tell(keys, answer["answers"], plan))
        label = N_("Budget left (epsilon)")
        figures = (
            Figure("n_groups", len(table), "groups", N_("Groups released")),
            Figure("epsilon", plan.epsilon, "epsilon", N_("Privacy loss (epsilon)")),
            Figure("delta", plan.delta, "delta", N_("Delta")),
            Figure("epsilon_left", self._left(), "epsilon", label),
            *self._noise_figures(plan),
        )
        told = (self._assumptions(plan), self._provenance(plan))
        return Release(figures, *told, table, stored, self._shape(keys))

    def _shape(self, keys: KeySet) -> dict[str, object]:
        """Return what post-processing must know of the query, all of it public."""
        return {"query": self.name, "keys": keys.columns, **self._details()}

    def _left(self) -> float:
        register = self.session.register
        if register is None:
            message = "a release without a register"
            raise InternalError(message)
        return register.budget(str(self.session.data.roles.population)).left_epsilon

    def _frame(self, keys: KeySet, told: dict[str, Sequence[Any]]) -> pd.DataFrame:
        import pandas as pd

        frame = pd.DataFrame(list(keys.cells()), columns=list(keys.columns))
        if not keys.columns:
            frame = pd.DataFrame(index=range(1))
        for name, values in told.items():
            frame[name] = values
        return frame

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
            Message("Rows without a person key take no part."),
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

    def _plain(self) -> dict[str, object]:
        # the register erases nothing of a query: the values of the groups stay out of it
        caps = self.session.caps
        return {
            "query": self.name,
            "columns": self.keys.columns,
            "groups": "private" if isinstance(self.keys, PrivateKeys) else self.keys.n_cells,
            "keys": self.keys.digest,
            "rows_per_person": caps.rows,
            "groups_per_person": caps.groups,
            "rows_per_group": caps.rows_per_group,
            "noise": self.session.noise,
            **self._details(),
        }

    def _salt(self) -> str:
        plain = json.dumps(self._plain(), ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()

    def _description(self, plan: Plan) -> str:
        plain = {**self._plain(), "draws": plan.told}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    def __repr__(self) -> str:
        by = ", ".join(self.keys.columns) or "nothing"
        private = isinstance(self.keys, PrivateKeys)
        how = "chosen privately" if isinstance(self.keys, PrivateKeys) else "declared"
        groups = "groups" if private else f"{self._example_keys().n_cells} groups"
        return f"<{type(self).__name__} by {by}: {groups}, {how}>"
