"""Queries: built first, forecast for free, released once."""

from __future__ import annotations

import functools
import hashlib
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from privlab.dp._asked import check_cap, finite_number
from privlab.dp._choosing import PrivateKeys
from privlab.dp._forecasts import (
    capping_table,
    error_curve,
    error_of,
    least_epsilon,
    size_table,
)
from privlab.dp._passes import Pass
from privlab.dp._plans import Answer, Plan, cautions, check_delta, check_epsilon, make_plan
from privlab.dp._quantiles import draw, rank_error
from privlab.dp._releases import Forecast, Release, empty_answer, rare_groups
from privlab.dp._spend import Spend
from privlab.errors import ColumnError, InternalError, ParameterError, listed
from privlab.language import N_, Message, counted
from privlab.results import Figure, Provenance
from privlab.tables import emptied, fetch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from privlab.dp._asked import Asked
    from privlab.dp._keys import KeySet
    from privlab.dp._passes import Totals

__all__ = ["CONFIDENCE", "Query"]

CONFIDENCE = 0.95
SIZES = (100, 1_000, 10_000, 100_000)


@dataclass(frozen=True, repr=False)
class Query(ABC):
    """What every query does: it says what it would cost, and it is released."""

    asked: Asked
    keys: KeySet | PrivateKeys

    name: ClassVar[str]
    units: ClassVar[str] = "rows"
    _needs_rows: ClassVar[bool] = False

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

    def _typical(self, answer: Answer) -> float:
        """Return how much one row typically adds to an answer, from declared figures alone."""
        return 1.0

    def _size(self, answer: Answer) -> float:
        """Return one unit of an answer, in the unit in which it is shown."""
        return 1

    def _rounded(self, answer: Answer) -> float:
        """Return how many units an answer may be off before it gets noise."""
        return 0.0

    def _forecast_only(self, plan: Plan) -> tuple[Message, ...]:
        """Return what a forecast says and a release does not."""
        return ()

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
        n = self._checked_rows(rows)
        told = {"rows" if each.of == "quantile" else each.of for each in self._answers()}

        def wide(epsilon: float) -> float:
            errors = self._errors(self._plan(epsilon, delta), n)
            return error_of(figure, errors, one_unit=len(told) == 1)

        return least_epsilon(wide, wanted)

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
        RegisterError
            The label names another question or another table, or has no answer.
        PurposeError
            Someone objected since the table was opened; nothing was read or spent.
        SourceError
            A file of the table is gone, or the table changed while it was counted; in the second
            case the charge stays spent.
        EngineError
            The engine cannot do it: found before the charge. Or it failed after it: the charge
            stays spent, and why is not told.
        """
        plan = self._plan(check_epsilon(epsilon), check_delta(delta))
        spend = Spend(
            self.asked,
            plan.epsilon,
            plan.delta,
            label,
            self._description(plan),
            purpose,
            actor,
            now,
        )
        answer, stored = spend.answer(lambda: self._rehearse(plan), lambda: self._drawn(plan))
        return self._told(answer, plan, spend, stored=stored)

    def _rehearse(self, plan: Plan) -> None:
        """Have the engine run the query on nobody's rows, and the sampler add to a constant."""
        data = self.asked.data
        if isinstance(self.keys, PrivateKeys) and plan.selection is not None:
            counts = self.keys.expression(data, plan.selection, self._salt())
            fetch(emptied(counts, data.table), data.connection)
        for each in self._passes(self._example_keys()):
            each.dry_run()
        for mechanism in plan.mechanisms:
            if mechanism is not None:
                mechanism.add([0])

    def _drawn(self, plan: Plan) -> dict[str, Any]:
        data = self.asked.data
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
        answer["answers"] = [
            self._noisy(each, mechanism, plan, passes, found) if found else []
            for each, mechanism in zip(self._answers(), plan.mechanisms, strict=True)
        ]
        return answer

    def _noisy(
        self,
        answer: Answer,
        mechanism: Any,
        plan: Plan,
        passes: Sequence[Pass],
        found: Sequence[Totals],
    ) -> list[int]:
        own, totals = passes[answer.place], found[answer.place]
        if answer.of != "quantile":
            return list(mechanism.add(own.exact(totals, answer.of, answer.weight)))
        if totals.bins is None:
            message = "a quantile without a histogram"
            raise InternalError(message)
        return [int(n) for n in draw(totals.bins, answer.q, plan.share, own.total)]

    def _told(self, answer: dict[str, Any], plan: Plan, spend: Spend, *, stored: bool) -> Release:
        keys = self.keys.of(answer["keys"]) if isinstance(self.keys, PrivateKeys) else self.keys
        table = self._frame(keys, self._tell(keys, answer["answers"], plan))
        left, together = spend.left()
        figures = (
            Figure("n_groups", len(table), "groups", N_("Groups released")),
            Figure("epsilon", plan.epsilon, "epsilon", N_("Privacy loss (epsilon)")),
            Figure("delta", plan.delta, "delta", N_("Delta")),
            left,
            *self._noise_figures(plan),
        )
        said = (*self._assumptions(plan), *together)
        if plan.selection is not None and table.empty:
            said = (*said, empty_answer(plan.selection.threshold))
        return Release(figures, said, self._provenance(plan), table, stored, self._shape(keys))

    def _frame(self, keys: KeySet, told: dict[str, Sequence[Any]]) -> pd.DataFrame:
        import pandas as pd

        frame = pd.DataFrame(list(keys.cells()), columns=list(keys.columns))
        if not keys.columns:
            frame = pd.DataFrame(index=range(1))
        for name, values in told.items():
            frame[name] = values
        return frame

    def _errors(self, plan: Plan, rows: int) -> dict[str, tuple[float, float]]:
        """Return half of the interval of each figure of a group, and its size if it is typical.

        Of a mean and a variance, that of a group whose rows lie evenly between the bounds.
        """
        widths = zip(self._answers(), self._widths(plan), strict=True)
        return {answer.name: (width, rows * self._typical(answer)) for answer, width in widths}

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

    def _plan(self, epsilon: float, delta: float) -> Plan:
        passes = self._passes(self._example_keys())
        selects = passes[0].touched if isinstance(self.keys, PrivateKeys) else None
        noise = self.asked.noise
        answers = self._answers()
        exact = selects is not None or any(answer.of == "quantile" for answer in answers)
        if noise != "opendp" and exact:
            message = (
                f"noise='{noise}' draws counts and sums by public groups only. Make the session "
                "with noise='opendp'."
            )
            raise ParameterError(message)
        return make_plan(noise, epsilon, delta, answers, passes, selects=selects)

    def _pass(self, keys: KeySet, **options: Any) -> Pass:
        """Return a pass over the rows, bounded by the caps."""
        chosen = bool(keys.columns) and keys.chosen
        options |= {"caps": self.asked.caps, "salt": self._salt(), "open_ended": chosen}
        return Pass(self.asked.data, keys, **options)

    def _example_keys(self) -> KeySet:
        return self.keys.of([]) if isinstance(self.keys, PrivateKeys) else self.keys

    def _shape(self, keys: KeySet) -> dict[str, object]:
        """Return what post-processing must know of the query, all of it public."""
        return {"query": self.name, "keys": keys.columns, **self._details()}

    def _plain(self) -> dict[str, object]:
        # the register erases nothing of a query: the values of the groups stay out of it
        caps = self.asked.caps
        return {
            "query": self.name,
            "columns": self.keys.columns,
            "groups": "private" if isinstance(self.keys, PrivateKeys) else self.keys.n_cells,
            "keys": self.keys.digest,
            "rows_per_person": caps.rows,
            "groups_per_person": caps.groups,
            "rows_per_group": caps.rows_per_group,
            "noise": self.asked.noise,
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
        caps = self.asked.caps
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
        said.append(Message("Noise is drawn by {library}.", {"library": self.asked.noise}))
        kinds = {each.kind for each in plan.mechanisms if each is not None}
        if "gaussian" in kinds:
            said.append(Message("The noise is Gaussian: at this delta it is the smaller one."))
        elif kinds and plan.selection is None and self.asked.noise == "opendp":
            said.append(Message("The noise is Laplace and needs no delta."))
        declared = self.asked.most_people if self.asked.people_declared else None
        return (*said, *cautions(plan.epsilon, plan.delta, declared))

    def _provenance(self, plan: Plan) -> Provenance:
        # the number of rows and of people is itself a figure of the data: it does not leave
        data = self.asked.data
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
                "rows_per_person": self.asked.rows_per_person,
                "noise": self.asked.noise,
            },
            as_of=data.as_of,
        )
