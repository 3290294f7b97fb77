"""What a purpose does with a profile: learn a target, and how well that is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._checks import one_of
from privlab._threads import one_thread
from privlab.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from privlab.proportionality._ladders import Ladder, State

__all__ = ["TASKS", "Task", "area_under_curve", "features_of", "rank_agreement", "task_of"]

TASKS = ("classification", "regression", "ranking")
MOST_CLASSES = 20

Scorer = "Callable[[NDArray[Any], NDArray[np.float64]], float]"


def area_under_curve(answers: NDArray[Any], scores: NDArray[np.float64]) -> float:
    """Return the area under the ROC curve of a binary target; 0.5 when one class is absent.

    Examples
    --------
    >>> area_under_curve(np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8]))
    0.75
    """
    from sklearn.metrics import roc_auc_score

    positive = answers == 1
    return float(roc_auc_score(positive, scores)) if np.ptp(positive.astype(int)) else 0.5


def _area_of_classes(answers: NDArray[Any], scores: NDArray[np.float64]) -> float:
    """Return the mean area of each class against the others, weighted by its people."""
    counts = np.bincount(answers, minlength=scores.shape[1])
    areas = [
        area_under_curve((answers == number).astype(int), scores[:, number]) if count else 0.0
        for number, count in enumerate(counts)
    ]
    return float(np.average(areas, weights=counts))


def rank_agreement(answers: NDArray[Any], scores: NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation, 0 where one of the two is constant."""
    from scipy.stats import spearmanr

    if np.ptp(answers) == 0 or np.ptp(scores) == 0:
        return 0.0
    return float(spearmanr(answers, scores).statistic)


def _explained(answers: NDArray[Any], scores: NDArray[np.float64]) -> float:
    """Return the share of the variance that the predictions explain (R2)."""
    from sklearn.metrics import r2_score

    return float(r2_score(answers, scores)) if np.ptp(answers) else 0.0


@dataclass(frozen=True)
class Task:
    """A model to learn and a score to keep.

    Attributes
    ----------
    kind : {"classification", "regression", "ranking"}
    n_classes : int
        Classes of the target; 0 for numbers.
    scorer : callable
        (answers, predictions) -> float, higher is better. Predictions are the probability of
        the second class, a column of probabilities a class, or numbers.
    model : scikit-learn estimator or None
        None: gradient boosting on histograms.
    """

    kind: str
    n_classes: int
    scorer: Callable[[NDArray[Any], NDArray[np.float64]], float]
    model: Any = None
    seed: int = 0
    rounds: int = field(default=60)

    def predictions(
        self,
        learnt: NDArray[np.float64],
        answers: NDArray[Any],
        asked: NDArray[np.float64],
        categorical: Sequence[bool],
    ) -> NDArray[np.float64]:
        """Learn from some rows and predict others; without a feature, what most have."""
        if not learnt.shape[1] or len(np.unique(answers)) == 1:
            return self._constant(answers, len(asked))
        made = self._made(categorical)
        with one_thread():
            fitted = made.fit(learnt, answers)
            if not self.n_classes:
                return np.asarray(fitted.predict(asked), dtype=np.float64)
            found = np.asarray(fitted.predict_proba(asked), dtype=np.float64)
        shares = np.zeros((len(asked), self.n_classes))
        shares[:, np.asarray(fitted.classes_, dtype=np.int64)] = found
        return shares[:, 1] if self.n_classes == 2 else shares

    def _constant(self, answers: NDArray[Any], n: int) -> NDArray[np.float64]:
        if not self.n_classes:
            return np.full(n, float(answers.mean()))
        shares = np.bincount(answers, minlength=self.n_classes) / len(answers)
        return np.full(n, shares[1]) if self.n_classes == 2 else np.tile(shares, (n, 1))

    def _made(self, categorical: Sequence[bool]) -> Any:
        if self.model is not None:
            from sklearn.base import clone

            copied: Any = clone
            return copied(self.model)
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        kind = HistGradientBoostingClassifier if self.n_classes else HistGradientBoostingRegressor
        return kind(
            categorical_features=list(categorical) if any(categorical) else None,
            max_iter=self.rounds,
            max_leaf_nodes=15,
            # early stopping would hold out rows by their order
            early_stopping=False,
            random_state=self.seed,
        )


def features_of(ladders: Sequence[Ladder], state: State) -> tuple[NDArray[np.float64], list[bool]]:
    """Return what a model reads in a state, and which features are categories."""
    rungs = [own.rungs[place] for own, place in zip(ladders, state, strict=True) if place < own.top]
    if not rungs:
        return np.empty((len(ladders[0].rungs[0].codes), 0)), []
    return np.column_stack([rung.features for rung in rungs]), [r.categorical for r in rungs]


def task_of(
    kind: str | None,
    answers: NDArray[np.int64],
    numbers: NDArray[np.float64] | None,
    *,
    scorer: Any = None,
    model: Any = None,
    seed: int = 0,
) -> tuple[Task, NDArray[Any]]:
    """Return the task, and the answers as it reads them.

    Raises
    ------
    ParameterError
        An unknown task, a target with too many or too few values, or texts where numbers are
        needed.
    """
    values, coded = np.unique(answers, return_inverse=True)
    if kind is None:
        kind = "regression" if numbers is not None and len(values) > MOST_CLASSES else TASKS[0]
    one_of("task", kind, TASKS)
    if scorer is not None and not callable(scorer):
        message = "scorer= is a function of answers and predictions that returns a number."
        raise ParameterError(message)
    if len(values) < 2:
        message = "The target has one value: there is nothing to learn. Choose another target."
        raise ParameterError(message)
    if kind == "classification":
        if len(values) > MOST_CLASSES:
            message = (
                f"The target has {len(values)} distinct values; a classification has 2 to "
                f"{MOST_CLASSES}. Put them in groups first, or pass task='regression'."
            )
            raise ParameterError(message)
        own = area_under_curve if len(values) == 2 else _area_of_classes
        return Task(kind, len(values), scorer or own, model, seed), coded.reshape(-1)
    if numbers is None:
        message = f"task='{kind}' needs a target of numbers. Pass task='classification'."
        raise ParameterError(message)
    own = _explained if kind == "regression" else rank_agreement
    return Task(kind, 0, scorer or own, model, seed), numbers
