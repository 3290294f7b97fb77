"""Two cross-fitted models and the prior, mixed by what they are worth on rows not learnt from."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["MODELS", "Feature", "cross_fitted", "mixed", "mixture_weights"]

MODELS = ("linear", "boosting")
_MOST_CATEGORIES = 255
_BANDS = 10
_ROUNDS = 60
_FLOOR = 1e-9
_TEMPERATURES = (0.5, 0.7, 0.85, 1.0, 1.2)


@dataclass(frozen=True)
class Feature:
    """A column of what the attacker knows: codes, and numbers where it is a number."""

    codes: NDArray[np.int64]
    numbers: NDArray[np.float64] | None = None


def cross_fitted(
    features: Mapping[str, Feature],
    secret: NDArray[np.int64],
    folds: NDArray[np.int64],
    *,
    seed: int = 0,
) -> tuple[NDArray[np.float64], Mapping[str, NDArray[np.float64]]]:
    """Return the probabilities that each model gives to each class of the secret.

    Parameters
    ----------
    features : mapping of column to Feature
    secret : array of int64, shape (n_rows,)
        Classes 0..n_classes-1, each present outside of every fold.
    folds : array of int64, shape (n_rows,)
        Each row is predicted by models that learnt from the other folds.

    Returns
    -------
    array of float, shape (3, n_rows, n_classes)
        The logistic regression, the gradient boosting, the prior of the other folds.
    mapping of column to array of float, of the same shape
        The same with the values of that column shuffled between the rows of a fold.
    """
    shape = (len(MODELS) + 1, len(secret), int(secret.max()) + 1)
    found = np.zeros(shape)
    shuffled = {name: np.zeros(shape) for name in features}
    rng = np.random.default_rng(seed)
    for fold in np.unique(folds):
        outside, inside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        orders = {name: rng.permutation(len(inside)) for name in features}
        counts = np.bincount(secret[outside], minlength=shape[2]) + 0.5
        for table in [found, *shuffled.values()]:
            table[-1, inside] = counts / counts.sum()
        for place, encode in enumerate((_linear, _boosting)):
            blocks, model, join = encode(features, outside, seed)
            with warnings.catch_warnings(), _one_thread():
                _quiet(warnings)
                model.fit(join([block[outside] for block in blocks.values()]), secret[outside])
                own = {name: block[inside] for name, block in blocks.items()}
                found[place, inside] = model.predict_proba(join(list(own.values())))
                for name, order in orders.items():
                    changed = {**own, name: own[name][order]}
                    shuffled[name][place, inside] = model.predict_proba(
                        join(list(changed.values()))
                    )
    return found, shuffled


def mixture_weights(
    found: NDArray[np.float64], secret: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the temperature of each model and the weights that make the mixture likeliest.

    Temperatures calibrate; the weights are those of a likeliest mixture (expectation and
    maximisation), so that a model that is worse than the prior gets none.

    Parameters
    ----------
    found : array of float, shape (n_models, n_rows, n_classes)
    secret : array of int64, shape (n_rows,)
    """
    rows = np.arange(len(secret))
    warmth = np.ones(len(found))
    for place in range(len(found) - 1):
        losses = [
            -np.log(_warmed(found[place], each)[rows, secret]).mean() for each in _TEMPERATURES
        ]
        warmth[place] = _TEMPERATURES[int(np.argmin(losses))]
    told = np.stack(
        [_warmed(own, each)[rows, secret] for own, each in zip(found, warmth, strict=True)]
    )
    weights = np.full(len(found), 1 / len(found))
    for _ in range(200):
        joint = weights[:, None] * told
        weights = (joint / joint.sum(axis=0)).mean(axis=1)
    return warmth, weights


def mixed(
    found: NDArray[np.float64], warmth: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the probabilities of the mixture, shape (n_rows, n_classes)."""
    parts = [
        weight * _warmed(own, each)
        for own, each, weight in zip(found, warmth, weights, strict=True)
    ]
    return np.asarray(np.sum(parts, axis=0))


def _warmed(found: NDArray[np.float64], power: float) -> NDArray[np.float64]:
    raised = np.maximum(found, _FLOOR) ** power
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _one_thread() -> Any:  # noqa: ANN401 - threadpoolctl ships no types
    import threadpoolctl

    limits: Any = threadpoolctl.threadpool_limits
    return limits(1)


def _quiet(own: Any) -> None:  # noqa: ANN401 - a module
    from sklearn.exceptions import ConvergenceWarning

    # what counts is what the model is worth on other rows
    own.simplefilter("ignore", ConvergenceWarning)


def _linear(
    features: Mapping[str, Feature], learnt: NDArray[np.int64], seed: int
) -> tuple[dict[str, Any], Any, Any]:
    from scipy import sparse
    from sklearn import linear_model

    models: Any = linear_model
    stack: Any = sparse.hstack
    blocks = {name: _indicators(each, learnt) for name, each in features.items()}
    model = models.LogisticRegression(C=1.0, max_iter=100, random_state=seed)
    return blocks, model, lambda parts: stack(parts, format="csr")


def _indicators(each: Feature, learnt: NDArray[np.int64]) -> Any:  # noqa: ANN401 - SciPy ships no types
    from scipy import sparse

    to_sparse: Any = sparse.csr_array
    codes = each.codes if each.numbers is None else _banded(each.numbers, learnt)
    levels = np.unique(codes[learnt])
    places = np.minimum(np.searchsorted(levels, codes), len(levels) - 1)
    # a value that was not learnt has no indicator
    rows = np.flatnonzero(levels[places] == codes)
    block = to_sparse((np.ones(len(rows)), (rows, places[rows])), shape=(len(codes), len(levels)))
    if each.numbers is None:
        return block
    spread = np.nanstd(each.numbers[learnt]) or 1.0
    values = (each.numbers - np.nanmedian(each.numbers[learnt])) / spread
    stack: Any = sparse.hstack
    number = np.clip(np.nan_to_num(values), -5, 5)[:, None]
    return stack([block, to_sparse(number)], format="csr")


def _banded(numbers: NDArray[np.float64], learnt: NDArray[np.int64]) -> NDArray[np.int64]:
    cuts = np.unique(np.nanquantile(numbers[learnt], np.linspace(0, 1, _BANDS + 1)[1:-1]))
    return np.where(np.isnan(numbers), -1, np.searchsorted(cuts, numbers, side="right"))


def _boosting(
    features: Mapping[str, Feature],
    learnt: NDArray[np.int64],  # noqa: ARG001 - as of the other model
    seed: int,
) -> tuple[dict[str, Any], Any, Any]:
    from sklearn import ensemble

    models: Any = ensemble
    blocks: dict[str, Any] = {}
    categorical = []
    for name, each in features.items():
        # columns with more categories than bins are cut by the order of their codes
        categorical.append(each.numbers is None and each.codes.max() < _MOST_CATEGORIES)
        values = each.codes.astype(np.float64) if each.numbers is None else each.numbers
        blocks[name] = values[:, None]
    model = models.HistGradientBoostingClassifier(
        categorical_features=categorical,
        max_iter=_ROUNDS,
        max_leaf_nodes=8,
        learning_rate=0.08,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=seed,
    )
    return blocks, model, _side_by_side


def _side_by_side(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.hstack(list(parts))
