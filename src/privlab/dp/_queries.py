"""Queries: built first, forecast for free, released once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privlab.dp._choosing import PrivateKeys
from privlab.dp._forecasting import CONFIDENCE, Forecasting
from privlab.dp._plans import check_delta, check_epsilon
from privlab.dp._quantiles import draw
from privlab.dp._releases import Release, empty_answer
from privlab.dp._spend import Spend
from privlab.errors import InternalError
from privlab.language import N_
from privlab.results import Figure
from privlab.tables import emptied, fetch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

    from privlab.dp._keys import KeySet
    from privlab.dp._passes import Pass, Totals
    from privlab.dp._plans import Answer, Plan

__all__ = ["CONFIDENCE", "Query"]


@dataclass(frozen=True, repr=False)
class Query(Forecasting):
    """What every query does: it forecasts, and it is released."""

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
            self.session,
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
        data = self.session.data
        if isinstance(self.keys, PrivateKeys) and plan.selection is not None:
            counts = self.keys.expression(data, plan.selection, self._salt())
            fetch(emptied(counts, data.table), data.connection)
        for each in self._passes(self._example_keys()):
            each.dry_run()
        for mechanism in plan.mechanisms:
            if mechanism is not None:
                mechanism.add([0])

    def _drawn(self, plan: Plan) -> dict[str, Any]:
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
