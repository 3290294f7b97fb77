"""Models fitted with differential privacy through a session: experimental, bounded, charged."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._checks import is_number, whole
from privlab.dp._keys import CELL, KeySet
from privlab.dp._passes import is_known, rows_of_each_person, rows_read
from privlab.dp._spend import Spend
from privlab.dp._units import check_bounds, check_number
from privlab.dp._values import as_amount
from privlab.dp.models._fitted import FittedModel, Shape
from privlab.errors import ParameterError, did_you_mean
from privlab.language import N_, Message, counted
from privlab.results import Figure, Provenance
from privlab.tables import emptied, fetch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from privlab.dp._asked import Asked

__all__ = ["KINDS", "fit_model"]

# diffprivlib draws again until a variance is above 0: with less it may not come back
LEAST_EPSILON = 0.05

KINDS = ("gaussian_nb", "logistic_regression", "random_forest", "pca")
PERSON, ORDER = "privlab_person", "privlab_order"
LEAST_CLASSES = 2
LEAST_FOR_A_FEATURE = 0.01
LEAST_PEOPLE, MOST_PEOPLE = 10, 10_000_000


@dataclass(frozen=True)
class _Asked:
    """What is to be fitted, checked against the columns and never against the values."""

    session: Asked
    kind: str
    shape: Shape
    keys: KeySet
    people: int

    def description(self) -> str:
        """Return what is asked, in full; the classes by a digest."""
        plain = {
            "query": f"model {self.kind}",
            "features": [[name, *own] for name, own in self.shape.features.items()],
            "target": list(self.keys.columns),
            "keys": self.keys.digest,
            "people": self.people,
        }
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    def rows(self) -> ir.Table:
        """Return one row of each person, at most `people` of them, in an order nobody chose."""
        table = rows_read(self.session.data)
        person = str(self.session.data.roles.person)
        known: Any = is_known(table[person])
        for name in self.shape.features:
            known &= is_known(as_amount(table[name]))
        rows = table.filter(known)
        keep = {PERSON: rows[person]}
        keep |= {
            f"privlab_feature{n}": as_amount(rows[name])
            for n, name in enumerate(self.shape.features)
        }
        rows = self.keys.numbered(rows, keep)
        salt = hashlib.sha256(self.description().encode()).hexdigest()
        # whoever comes or goes moves one row in or out, and at the limit one other out or in
        says = [f"privlab_feature{n}" for n in range(len(self.shape.features))]
        bounds: dict[str, Any] = {"caps": self.session.caps, "n_groups": self.keys.n_cells}
        rows = rows_of_each_person(rows, PERSON, CELL, says, **bounds, salt=salt)
        order = (rows[PERSON].cast("string") + "\x1f" + salt).hexdigest("md5")
        return rows.mutate(**{ORDER: order}).order_by(ORDER).limit(self.people).drop(PERSON, ORDER)

    def arrays(self, rows: ir.Table) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return exactly `people` rows of scaled features, and their class.

        What lacks is filled with public rows: the number of rows says nothing of the data, and
        a person more or less replaces one row.
        """
        answer = fetch(rows, self.session.data.connection)
        taken = [
            answer.column(f"privlab_feature{n}").to_numpy() for n in range(len(self.shape.features))
        ]
        found = self.shape.scaled(np.column_stack(taken).astype(np.float64))
        lacking = self.people - len(found)
        n_classes = self.keys.n_cells
        x = np.vstack([found, np.zeros((lacking, found.shape[1]))])
        public = np.arange(len(found), self.people) % n_classes
        y = np.concatenate([answer.column(CELL).to_numpy().astype(np.int64), public])
        return x, y.astype(np.int64)


def fit_model(
    session: Asked,
    kind: str,
    features: Mapping[str, Sequence[float]],
    target: Mapping[str, Sequence[object]] | None = None,
    *,
    people: int,
    epsilon: float,
    label: str,
    purpose: str | None = None,
    actor: str | None = None,
) -> FittedModel:
    """Fit one of diffprivlib's models on one row a person, and charge the budget. Experimental.

    Its guarantee is proven for real numbers and not for floats, as the default noise is: what
    leaves is rounded to a public grid, and audits found no more loss than is charged.

    Parameters
    ----------
    session : Session
        With `rows_per_person=1`: a person is one row.
    kind : {"gaussian_nb", "logistic_regression", "random_forest", "pca"}
    features : mapping of column to (low, high)
        Bounds known without looking at the data; values outside are moved to the nearer one.
    target : mapping of one column to its classes, at least two
        Known without looking at the data; other rows take no part. None for "pca".
    people : int
        How many rows are fitted, from 10: people beyond it are left out, and rows that lack are
        filled with the middle of the bounds. A little below a released count of people is best.
    epsilon : float
        Privacy loss, at least 0.05 and 0.01 for each feature.
    label : str
        Names the release. The same label for the same model, epsilon and content returns the
        stored model without a charge; for anything else it is refused.
    purpose, actor : str, optional
        As in `release`.

    Returns
    -------
    FittedModel
        `.parameters`, `.predict(frame)` or, for "pca", `.transform(frame)`.

    Raises
    ------
    ParameterError, ColumnError
        What is asked is incomplete; nothing was read or spent.
    BudgetError
        The budget does not cover it; nothing was read or spent.

    Notes
    -----
    diffprivlib 0.6.6 reads bounds and classes from the data unless they are given, shows the
    number of rows, and calibrates naive Bayes and the trees for a row that appears, not for one
    that moves; each is mended here (see the module that touches diffprivlib).

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"id": range(40), "age": [20, 60] * 20, "left": ["no", "yes"] * 20})
    >>> data = privlab.dataset(frame, person="id", population="clients")
    >>> register = privlab.Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
    >>> register.set_budget("clients", epsilon=1.0)
    >>> session = privlab.dp.Session(data, register=register, rows_per_person=1)
    >>> bounds, classes = {"age": (0, 100)}, {"left": ["no", "yes"]}
    >>> model = fit_model(
    ...     session, "gaussian_nb", bounds, classes, people=40, epsilon=0.5, label="who leaves"
    ... )
    >>> len(model.predict(frame)), register.budget("clients").spent_epsilon
    (40, 0.5)
    """
    asked = _checked(session, kind, features, target, people)
    epsilon = _enough(epsilon, len(asked.shape.features))
    spend = Spend(session, epsilon, 0.0, label, asked.description(), purpose, actor)
    rows, data = asked.rows(), session.data

    def tried() -> None:
        fetch(emptied(rows, data.table), data.connection)

    def fitted() -> dict[str, Any]:
        from privlab.dp.noise import _diffprivlib

        x, y = asked.arrays(rows)
        return _diffprivlib.MODELS[kind](x, y, asked.keys.n_cells, epsilon)

    answer, stored = spend.answer(tried, fitted)
    return _told(asked, answer, spend, stored=stored)


def _told(asked: _Asked, answer: Mapping[str, Any], spend: Spend, *, stored: bool) -> FittedModel:
    data = asked.session.data
    figures = [
        Figure("epsilon", spend.epsilon, "epsilon", N_("Privacy loss (epsilon)")),
        Figure("n_features", len(asked.shape.features), "columns", N_("Features")),
    ]
    left, together = spend.left()
    figures.append(left)
    return FittedModel(
        figures=tuple(figures),
        assumptions=(
            Message(
                "Experimental: the guarantee is proven for real numbers, not for floats; what "
                "leaves is rounded to a public grid."
            ),
            counted(
                "Fitted on exactly {n} row, one a person; what lacked was filled with public rows.",
                "Fitted on exactly {n} rows, one a person; what lacked was filled with public "
                "rows.",
                asked.people,
            ),
            Message("Bounds and classes were declared, not looked up in the data."),
            *together,
        ),
        provenance=Provenance(
            measure="fit_model",
            data_version=data.version,
            engine=data.connection.name,
            columns=(*asked.shape.features, *asked.keys.columns),
            unit="people",
            n_units=None,
            n_rows=None,
            parameters={"kind": asked.kind, "epsilon": spend.epsilon, "people": asked.people},
            as_of=data.as_of,
        ),
        kind=asked.kind,
        shape=asked.shape,
        parameters=answer,
        stored=stored,
    )


def _checked(
    session: Asked,
    kind: str,
    features: Mapping[str, Sequence[float]],
    target: Mapping[str, Sequence[object]] | None,
    people: int,
) -> _Asked:
    if kind not in KINDS:
        message = f"kind='{kind}' is no model that is offered. {did_you_mean(str(kind), KINDS)}"
        raise ParameterError(message)
    if session.rows_per_person != 1:
        message = (
            f"fit_model takes one row of a person, and this session lets in "
            f"{session.rows_per_person}. Make one with rows_per_person=1, on a table of one row a "
            "person."
        )
        raise ParameterError(message)
    whole("people", people, least=LEAST_PEOPLE, most=MOST_PEOPLE)
    keys = _classes(session, kind, target)
    return _Asked(session, kind, Shape(_features(session, features), keys.groups), keys, people)


def _features(
    session: Asked, features: Mapping[str, Sequence[float]]
) -> dict[str, tuple[float, float]]:
    if not hasattr(features, "items") or not features:
        message = (
            "fit_model needs the bounds of each feature, known without looking at the data, for "
            "instance {'age': (18, 90)}."
        )
        raise ParameterError(message)
    bounds: dict[str, tuple[float, float]] = {}
    for name, own in features.items():
        check_number(session.data, name, "fit_model")
        pair = tuple(own) if isinstance(own, list | tuple) else (None, None)
        low, high = pair if len(pair) == 2 else (None, None)
        bounds[name] = check_bounds("fit_model", name, low, high)
    return bounds


def _classes(session: Asked, kind: str, target: Mapping[str, Sequence[object]] | None) -> KeySet:
    if kind == "pca":
        if target is not None:
            message = "'pca' has no target. Leave it out."
            raise ParameterError(message)
        return KeySet({})
    if target is None or not hasattr(target, "items") or len(target) != 1:
        message = (
            f"'{kind}' needs one target column with its classes, known without looking at the "
            "data, for instance {'left': [True, False]}."
        )
        raise ParameterError(message)
    keys = KeySet.declare(target, session.data)
    if keys.n_cells < LEAST_CLASSES:
        message = f"'{kind}' needs at least two classes; one was declared."
        raise ParameterError(message)
    return keys


def _enough(epsilon: object, n_features: int) -> float:
    if not is_number(epsilon) or not LEAST_EPSILON <= float(epsilon) < math.inf:
        message = (
            f"epsilon is {epsilon!r}; it must be a number of at least {LEAST_EPSILON:g}, for "
            "instance 0.5: below it nothing is learned, and draws may take long."
        )
        raise ParameterError(message)
    least = LEAST_FOR_A_FEATURE * n_features
    if float(epsilon) < least:
        message = (
            f"epsilon is {epsilon!r}; a model needs at least {least:g}: {LEAST_FOR_A_FEATURE} for "
            f"each of {n_features} features, below which nothing is learnt. Take a larger "
            "epsilon or fewer features. Nothing was spent."
        )
        raise ParameterError(message)
    return float(epsilon)
