"""Two models and the prior, learnt on some people and asked about others.

Each model makes several guesses: the regression with two penalties, the boosting after more and
more rounds, until people kept aside say that more would be no better.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._threads import one_thread
from privlab.intrusiveness.inference._features import indicators, plain_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from privlab.intrusiveness.inference._features import Feature

__all__ = ["GUESSES", "Learners"]

_PENALTIES = (1.0, 0.1)
_ROUNDS = (15, 30, 60, 100, 150, 250, 400)
# where one part of the people is too small to say when to stop
_USUAL_ROUNDS = 2
_KEPT_ASIDE = 5
_FLOOR = 1e-9
_NO_BETTER = 0.999

# which model makes each guess, in the order in which they are told
GUESSES = (*("linear" for _ in _PENALTIES), *("boosting" for _ in _ROUNDS), "prior")


class Learners:
    """The models of one fold.

    Parameters
    ----------
    features : mapping of column to Feature
    secret : array of int64, shape (n_rows,)
        Classes 0..n_classes-1, each among the rows learnt from.
    learnt, asked : arrays of int64
        Rows.
    units : array of int64, shape (n_rows,)
        Person of each row: whole people are kept aside.
    seed : int
    """

    def __init__(
        self,
        features: Mapping[str, Feature],
        secret: NDArray[np.int64],
        learnt: NDArray[np.int64],
        asked: NDArray[np.int64],
        *,
        units: NDArray[np.int64],
        seed: int = 0,
    ) -> None:
        counts = np.bincount(secret[learnt], minlength=int(secret.max()) + 1) + 0.5
        self._prior = counts / counts.sum()
        columns, categorical = plain_columns(features)
        plain = np.column_stack(list(columns.values()))
        sparse = {name: indicators(each, learnt) for name, each in features.items()}
        self._names = list(features)
        self._plain = plain[asked]
        self._sparse = {name: block[asked] for name, block in sparse.items()}
        with warnings.catch_warnings(), one_thread():
            _quiet(warnings)
            joined = _joined({name: block[learnt] for name, block in sparse.items()})
            self._linear = [
                _regression(penalty, seed).fit(joined, secret[learnt]) for penalty in _PENALTIES
            ]
            most = _rounds_enough(plain[learnt], secret[learnt], units[learnt], categorical, seed)
            self._boosted = _boosting(categorical, seed, most).fit(plain[learnt], secret[learnt])
        self._most = most

    def told(
        self,
        powers: NDArray[np.float64] | None = None,
        *,
        shuffled: tuple[str, NDArray[np.int64], NDArray[np.int64]] | None = None,
    ) -> NDArray[np.float64]:
        """Return the probabilities of each guess, shape (n_guesses, n_asked, n_classes).

        Parameters
        ----------
        powers : array of float, shape (n_guesses,), optional
            Guesses of power 0 are not made, and are told as the prior.
        shuffled : (column, array of int64, array of int64), optional
            Asks about some of the rows only, with the values of a column taken from others.
        """
        wanted = np.ones(len(GUESSES), dtype=bool) if powers is None else powers > 0
        plain, sparse = self._plain, self._sparse
        if shuffled is not None:
            name, rows, others = shuffled
            place = self._names.index(name)
            sparse = {own: block[others if own == name else rows] for own, block in sparse.items()}
            others_plain = plain[others, place]
            plain = plain[rows]
            plain[:, place] = others_plain
        found = np.tile(self._prior, (len(GUESSES), len(plain), 1))
        with one_thread():
            if wanted[: len(_PENALTIES)].any():
                joined = _joined(sparse)
                for place, model in enumerate(self._linear):
                    found[place] = model.predict_proba(joined)
            boosted = np.flatnonzero(wanted[len(_PENALTIES) : -1])
            if len(boosted):
                found[len(_PENALTIES) : -1] = self._stages(plain, _ROUNDS[int(boosted[-1])])
        return found

    def _stages(self, plain: NDArray[np.float64], last: int) -> NDArray[np.float64]:
        """Return the boosting's guesses after more and more rounds; unmade ones are the last."""
        found = np.empty((len(_ROUNDS), len(plain), len(self._prior)))
        place = 0
        last = min(last, self._most)
        for n, scores in enumerate(self._boosted.staged_decision_function(plain), start=1):
            if n == _ROUNDS[place]:
                found[place:] = _shares(scores)
                place += 1
            if n >= last:
                break
        return found


def _shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    both = scores if scores.ndim > 1 else np.column_stack([np.zeros(len(scores)), scores])
    raised = np.exp(both - both.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _joined(blocks: Mapping[str, Any]) -> Any:
    from scipy import sparse

    stack: Any = sparse.hstack
    return stack(list(blocks.values()), format="csr")


def _quiet(own: Any) -> None:
    from sklearn.exceptions import ConvergenceWarning

    # what counts is what the model is worth on other rows
    own.simplefilter("ignore", ConvergenceWarning)


def _regression(penalty: float, seed: int) -> Any:
    from sklearn import linear_model

    models: Any = linear_model
    return models.LogisticRegression(C=penalty, max_iter=100, random_state=seed)


def _boosting(categorical: list[bool], seed: int, rounds: int) -> Any:
    from sklearn import ensemble

    models: Any = ensemble
    return models.HistGradientBoostingClassifier(
        categorical_features=categorical,
        max_iter=rounds,
        max_leaf_nodes=8,
        min_samples_leaf=10,
        learning_rate=0.05,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=seed,
    )


def _rounds_enough(
    plain: NDArray[np.float64],
    secret: NDArray[np.int64],
    units: NDArray[np.int64],
    categorical: list[bool],
    seed: int,
) -> int:
    """Return the first number of rounds that is no better than the one before, on people aside."""
    _, units = np.unique(units, return_inverse=True)
    order = np.random.default_rng(seed).permutation(int(units.max()) + 1)
    aside = order[units] % _KEPT_ASIDE == 0
    if aside.all() or not aside.any() or len(np.unique(secret[~aside])) < 2:
        return _ROUNDS[_USUAL_ROUNDS]
    model = _boosting(categorical, seed, 1).set_params(warm_start=True)
    rows, best = np.arange(int(aside.sum())), np.inf
    for rounds in _ROUNDS:
        model.set_params(max_iter=rounds).fit(plain[~aside], secret[~aside])
        found = np.zeros((len(rows), int(secret.max()) + 1))
        found[:, model.classes_] = model.predict_proba(plain[aside])
        loss = float(-np.log(np.maximum(found[rows, secret[aside]], _FLOOR)).mean())
        if loss > best * _NO_BETTER:
            return rounds
        best = loss
    return _ROUNDS[-1]
