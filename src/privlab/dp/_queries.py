"""Queries: built first, forecast for free, released once."""

from __future__ import annotations

import hashlib
import json
import numbers
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.dp._bounding import rows_of_each_person
from privlab.dp._keys import CELL
from privlab.dp._noise import half_width, noise_named, standard_deviation
from privlab.dp._releases import Forecast, Release
from privlab.errors import InternalError, ParameterError, PrivlabError, SourceError, listed
from privlab.language import N_, Message, counted
from privlab.results import Figure, Provenance
from privlab.tables import content_mark, engine_name, fetch

if TYPE_CHECKING:
    import datetime as dt

    import ibis.expr.types as ir
    import pandas as pd

    from privlab.dp._keys import KeySet
    from privlab.dp._noise import Noise
    from privlab.dp._session import Session

__all__ = ["CountQuery"]

CONFIDENCE = 0.95
LEAST_EPSILON, MOST_EPSILON = 1e-9, 1e6
MOST_SCALE = 2.0**40
PERSON = "privlab_person"


@dataclass(frozen=True, repr=False)
class CountQuery:
    """The number of rows in each group, at most so many of a person."""

    session: Session
    keys: KeySet

    def forecast(self, epsilon: float) -> Forecast:
        """Say what a release would cost and how wrong it would be; spends and reads nothing.

        Parameters
        ----------
        epsilon : float
            Privacy loss, above 0.
        """
        epsilon = check_epsilon(epsilon)
        scale = self._scale(epsilon)
        width = half_width(scale, CONFIDENCE)
        figures = (
            Figure("epsilon", epsilon, "epsilon", N_("Privacy loss (epsilon)")),
            Figure("delta", self._delta(epsilon), "delta", N_("Delta")),
            Figure("noise_sd", standard_deviation(scale), "rows", N_("Noise, standard deviation")),
            Figure("noise_95", width, "rows", N_("Noise, 95 times in 100 below")),
        )
        return Forecast(figures, self._assumptions(), self._provenance(epsilon))

    def release(
        self,
        epsilon: float,
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
        epsilon = check_epsilon(epsilon)
        register = self.session.register
        if register is None:
            message = (
                "A release spends a budget, and this session has no register. Pass "
                "register=privlab.Register.open('register.sqlite') to the session."
            )
            raise ParameterError(message)
        data = self.session.data
        self._scale(epsilon)
        exact = self._exact()
        # an empty run, and noise on a constant, find what cannot be done before it is reserved
        fetch(exact.limit(0), data.connection)
        self._noise.add([0], epsilon, self._sensitivity)
        content = content_mark(data)
        charge = register.charge(
            population=str(data.roles.population),
            epsilon=epsilon,
            delta=self._delta(epsilon),
            label=label,
            query=self._description(),
            content=content,
            purpose=self._opened_for("purpose", purpose),
            actor=self._opened_for("actor", actor),
            now=now,
        )
        if charge.answer is not None:
            return self._told(charge.answer, epsilon, stored=True)
        counts = self._counted(exact)
        if content_mark(data) != content:
            message = (
                f"The table changed while '{listed([label])}' was counted: what was counted is "
                "unknown, and nothing is released. What was reserved stays spent. Open the table "
                "again and release under a new label."
            )
            raise SourceError(message)
        noisy = self._noise.add(counts, epsilon, self._sensitivity)
        answer = register.settle(charge, {"counts": noisy}, now=now)
        return self._told(answer, epsilon, stored=False)

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

    @property
    def _noise(self) -> Noise:
        return noise_named(self.session.noise)

    @property
    def _sensitivity(self) -> int:
        # one person more or less moves the counts by at most that many rows in all
        return int(self.session.rows_per_person or 0)

    def _delta(self, epsilon: float) -> float:
        cells = min(self._sensitivity, self.keys.n_cells)
        return self._noise.delta(epsilon, self._sensitivity, cells)

    def _scale(self, epsilon: float) -> float:
        """Return the scale of the noise, or refuse one that drowns every count."""
        scale = self._sensitivity / epsilon
        if scale > MOST_SCALE:
            message = (
                f"rows_per_person={self._sensitivity} at epsilon={epsilon:g} needs noise of scale "
                f"{scale:.2g}; at most {MOST_SCALE:.2g} is drawn. Take a lower cap or a higher "
                "epsilon. Nothing was read or spent."
            )
            raise ParameterError(message)
        return self._noise.scale(epsilon, self._sensitivity)

    def _exact(self) -> ir.Table:
        """Return the bounded counts by place of their cell; only cells that have a row."""
        data = self.session.data
        person = data.table[str(data.roles.person)]
        try:
            rows = data.table.filter(person.notnull())  # noqa: PD004 - Ibis
            rows = self.keys.numbered(rows, {PERSON: rows[str(data.roles.person)]})
            rows = rows_of_each_person(
                rows, PERSON, CELL, most=self._sensitivity, salt=self._public_salt()
            )
            return rows.group_by(CELL).aggregate(n=lambda t: t.count())
        except PrivlabError:
            raise
        except Exception as error:  # noqa: BLE001 - the errors of Ibis print what they were given
            message = f"the counts could not be written down ({type(error).__name__})"
            raise InternalError(message) from None

    def _public_salt(self) -> str:
        return hashlib.sha256(self._description().encode()).hexdigest()

    def _counted(self, exact: ir.Table) -> list[int]:
        found = fetch(exact, self.session.data.connection).to_pylist()
        by_cell = {int(row[CELL]): int(row["n"]) for row in found}
        return [by_cell.get(cell, 0) for cell in range(self.keys.n_cells)]

    def _told(self, answer: dict[str, list[int]], epsilon: float, *, stored: bool) -> Release:
        scale = self._scale(epsilon)
        width = half_width(scale, CONFIDENCE)
        table = self._frame(answer["counts"], width)
        figures = (
            Figure("n_groups", self.keys.n_cells, "groups", N_("Groups released")),
            Figure("epsilon", epsilon, "epsilon", N_("Privacy loss (epsilon)")),
            Figure("delta", self._delta(epsilon), "delta", N_("Delta")),
            Figure("epsilon_left", self._left(), "epsilon", N_("Budget left (epsilon)")),
            Figure("noise_sd", standard_deviation(scale), "rows", N_("Noise, standard deviation")),
            Figure("noise_95", width, "rows", N_("Noise, 95 times in 100 below")),
        )
        return Release(figures, self._assumptions(), self._provenance(epsilon), table, stored)

    def _left(self) -> float:
        register = self.session.register
        if register is None:
            message = "a release without a register"
            raise InternalError(message)
        return register.budget(str(self.session.data.roles.population)).left_epsilon

    def _frame(self, counts: list[int], width: int) -> pd.DataFrame:
        import pandas as pd

        frame = pd.DataFrame(list(self.keys.cells()), columns=list(self.keys.columns))
        if not self.keys.columns:
            frame = pd.DataFrame(index=range(1))
        frame["count"] = counts
        frame["low"] = frame["count"] - width
        frame["high"] = frame["count"] + width
        return frame

    def _assumptions(self) -> tuple[Message, ...]:
        return (
            counted(
                "One person more or less changes the answer by at most {n} row; further rows of "
                "a person are left out.",
                "One person more or less changes the answer by at most {n} rows; further rows of "
                "a person are left out.",
                self._sensitivity,
            ),
            Message("Rows without a person key take no part."),
            Message("The groups were declared, not looked up in the data."),
            Message("Noise is drawn by {library}.", {"library": self.session.noise}),
        )

    def _provenance(self, epsilon: float) -> Provenance:
        # the number of rows and of people is itself a figure of the data: it does not leave
        data = self.session.data
        return Provenance(
            measure="release_count",
            data_version=data.version,
            engine=engine_name(data.connection),
            columns=self.keys.columns,
            unit="people",
            n_units=None,
            n_rows=None,
            parameters={
                "epsilon": epsilon,
                "rows_per_person": self.session.rows_per_person,
                "noise": self.session.noise,
            },
            as_of=data.as_of,
        )

    def _description(self) -> str:
        # the register erases nothing of a query: the values of the groups stay out of it
        plain = {
            "query": "count",
            "columns": self.keys.columns,
            "groups": self.keys.n_cells,
            "keys": self.keys.digest,
            "rows_per_person": self.session.rows_per_person,
            "noise": self.session.noise,
        }
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    def __repr__(self) -> str:
        by = ", ".join(self.keys.columns) or "nothing"
        return f"<CountQuery by {by}: {self.keys.n_cells} groups>"


def check_epsilon(epsilon: object) -> float:
    """Return epsilon as a float, or raise ParameterError with what is allowed.

    Examples
    --------
    >>> check_epsilon(0.25)
    0.25
    """
    known = isinstance(epsilon, numbers.Real) and not isinstance(epsilon, bool)
    if not known or not LEAST_EPSILON <= float(epsilon) <= MOST_EPSILON:  # type: ignore[arg-type]
        message = (
            f"epsilon is {epsilon!r}; it must be a number of at least {LEAST_EPSILON:g} and at "
            f"most {MOST_EPSILON:g}, for instance 0.25."
        )
        raise ParameterError(message)
    return float(epsilon)  # type: ignore[arg-type]
