"""Models that an attacker trains on a release to guess a secret."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from privlab.attacks._tables import Attribute

__all__ = ["MOST_ROWS", "MOST_VALUES", "learnt_rows", "train"]

MOST_ROWS = 50_000
# values of a secret among which a model chooses: the work grows with their number
MOST_VALUES = 100
_MOST_ROWS_TIMES_VALUES = 1_000_000
_MOST_CATEGORIES = 255


def learnt_rows(
    secrets: NDArray[np.int64], numbers: NDArray[np.float64] | None, seed: int
) -> NDArray[np.int64]:
    """Return the rows of a release from which a model learns, in order.

    Of a category, rows of its `MOST_VALUES` most frequent values; of a number, rows that have
    one. Over `MOST_ROWS`, or a million rows times values, they are drawn at random.

    Parameters
    ----------
    secrets : array of int64, shape (n_rows,)
        Codes of the secret.
    numbers : array of float or None
        What each code is worth, for a number.
    """
    most = MOST_ROWS
    if numbers is not None:
        rows = np.flatnonzero(~np.isnan(numbers[secrets]))
    else:
        counts = np.bincount(secrets)
        # the sort is stable: of equally frequent values the first are kept
        kept = np.argsort(-counts, kind="stable")[:MOST_VALUES]
        kept = kept[counts[kept] > 0]
        rows = np.flatnonzero(np.isin(secrets, kept))
        most = min(most, _MOST_ROWS_TIMES_VALUES // len(kept))
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


def train(
    codes: NDArray[np.int64],
    attributes: Sequence[Attribute],
    known: Sequence[int],
    secret: int,
    *,
    model: str,
    as_number: bool,
    seed: int,
) -> Callable[[NDArray[np.int64]], NDArray[Any]]:
    """Return a function from the codes of people to guesses of their secret.

    Guesses are codes of the secret, or numbers when `as_number`; the model learns from
    `learnt_rows`.

    Parameters
    ----------
    codes : array of int64, shape (n_rows, n_attributes)
        The release.
    model : {"linear", "boosting"}
        Logistic (for numbers, ridge) regression; gradient boosting on histograms.
    """
    numbers = attributes[secret].numbers if as_number else None
    rows = learnt_rows(codes[:, secret], numbers, seed)
    learnt = codes[rows]
    answers: NDArray[Any] = learnt[:, secret] if numbers is None else numbers[learnt[:, secret]]
    if len(np.unique(answers)) == 1:
        only = answers[0]
        return lambda people: np.full(len(people), only)
    if model == "linear":
        fitted, features = _linear(learnt, attributes, known, as_number=as_number)
    else:
        fitted, features = _boosting(attributes, known, as_number=as_number, seed=seed)
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings(), one_thread():
        # an attacker stops there too; what counts is how often the guess is right
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted.fit(features(learnt), answers)

    def guess(people: NDArray[np.int64]) -> NDArray[Any]:
        with one_thread():
            return np.asarray(fitted.predict(features(people)))

    return guess


def _linear(
    learnt: NDArray[np.int64],
    attributes: Sequence[Attribute],
    known: Sequence[int],
    *,
    as_number: bool,
) -> tuple[Any, Callable[[NDArray[np.int64]], Any]]:
    from scipy import sparse
    from sklearn import linear_model, pipeline, preprocessing

    # neither library ships types
    to_sparse: Any = sparse.csr_array
    stack: Any = sparse.hstack
    models: Any = linear_model
    scaler: Any = preprocessing.MaxAbsScaler
    join: Any = pipeline.Pipeline

    levels = {place: np.unique(learnt[:, place]) for place in known}
    middles = {
        place: _middle(attributes[place].numbers, learnt[:, place])
        for place in known
        if attributes[place].numbers is not None
    }

    def features(people: NDArray[np.int64]) -> Any:
        blocks: list[Any] = []
        for place in known:
            own, numbers = people[:, place], attributes[place].numbers
            if numbers is not None:
                values = numbers[own] - middles[place]
                absent = np.isnan(values)
                blocks.append(np.column_stack([np.where(absent, 0.0, values), absent]))
            else:
                blocks.append(_indicators(own, levels[place]))
        return stack([to_sparse(block) for block in blocks], format="csr", dtype=np.float64)

    model = models.Ridge() if as_number else models.LogisticRegression(max_iter=200)
    return join([("scale", scaler()), ("model", model)]), features


def _indicators(codes: NDArray[np.int64], levels: NDArray[np.int64]) -> Any:
    from scipy import sparse

    to_sparse: Any = sparse.csr_array
    places = np.minimum(np.searchsorted(levels, codes), len(levels) - 1)
    # a value that was not learnt has no indicator
    rows = np.flatnonzero(levels[places] == codes)
    return to_sparse((np.ones(len(rows)), (rows, places[rows])), shape=(len(codes), len(levels)))


def _boosting(
    attributes: Sequence[Attribute],
    known: Sequence[int],
    *,
    as_number: bool,
    seed: int,
) -> tuple[Any, Callable[[NDArray[np.int64]], Any]]:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    # columns with more categories than bins are cut by the order of their codes
    categorical = [
        attributes[place].numbers is None and attributes[place].size <= _MOST_CATEGORIES
        for place in known
    ]

    def features(people: NDArray[np.int64]) -> Any:
        columns = []
        for place in known:
            numbers = attributes[place].numbers
            columns.append(people[:, place] if numbers is None else numbers[people[:, place]])
        return np.column_stack(columns).astype(np.float64)

    kind = HistGradientBoostingRegressor if as_number else HistGradientBoostingClassifier
    # early stopping would hold out rows by their order
    own = kind(
        categorical_features=categorical,
        max_iter=30,
        max_leaf_nodes=15,
        early_stopping=False,
        random_state=seed,
    )
    return own, features


def _middle(numbers: NDArray[np.float64] | None, codes: NDArray[np.int64]) -> float:
    if numbers is None:
        return 0.0
    values = numbers[codes]
    values = values[~np.isnan(values)]
    return float(np.median(values)) if len(values) else 0.0
