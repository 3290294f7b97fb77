"""What is asked: the groups, the bounds, and how a cost is divided over the answers."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from privlab.dp._choosing import PrivateKeys
from privlab.dp._plans import Answer, Plan, make_plan
from privlab.errors import ColumnError, ParameterError, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlab.dp._keys import KeySet
    from privlab.dp._passes import Pass
    from privlab.dp._session import Session
    from privlab.language import Message

__all__ = ["Question"]


@dataclass(frozen=True, repr=False)
class Question(ABC):
    """What every query is made of; nothing here reads a row or spends."""

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

    def _rounded(self, answer: Answer) -> float:  # noqa: ARG002
        """Return how many units an answer may be off before it gets noise."""
        return 0.0

    def _forecast_only(self, plan: Plan) -> tuple[Message, ...]:  # noqa: ARG002
        """Return what a forecast says and a release does not."""
        return ()

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

    def _shape(self, keys: KeySet) -> dict[str, object]:
        """Return what post-processing must know of the query, all of it public."""
        return {"query": self.name, "keys": keys.columns, **self._details()}

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
