"""What a model that learns from the release is worth on originals it never saw."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._checks import whole
from privlab._threads import one_thread
from privlab.errors import ColumnError, ParameterError, did_you_mean, listed
from privlab.results import wilson
from privlab.tables import arrays
from privlab.utility._features import features_of, rounds_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from privlab.tables import Dataset
    from privlab.utility._applied import Applied
    from privlab.utility._features import Features

__all__ = ["MODELS", "ModelKept", "check_target", "models_kept"]

MODELS = ("logistic", "boosting")
MOST_VALUES = 50
N_DRAWS = 2_000
# scikit-learn's boosting reads at most so many categories
MOST_CATEGORIES = 254

Interval = tuple[float, float]


@dataclass(frozen=True)
class ModelKept:
    """Accuracy of one model on original records, each tested once and by models without it.

    Attributes
    ----------
    model : str
    baseline : float
        Of always guessing the most frequent value of the original training records.
    original, anonymised : float
        Of the model trained on original records, and on the released ones among them.
    kept : float or None
        (anonymised - baseline) / (original - baseline); None where the original model is not
        clearly better than the baseline.
    original_interval, anonymised_interval, kept_interval : (float, float)
        At 95%: Wilson for the accuracies, paired bootstrap over people for what is kept.
    n_tested : int
        People (records without a person key) tested.
    sampled_share : float
        Share of them that were drawn.
    """

    model: str
    baseline: float
    original: float
    anonymised: float
    kept: float | None
    original_interval: Interval
    anonymised_interval: Interval
    kept_interval: Interval | None
    n_tested: int
    sampled_share: float


def check_target(data: Dataset, target: str, recipe_columns: Sequence[str]) -> None:
    """Refuse a target that is not there or that the recipe changes."""
    if target not in data.columns or target in recipe_columns:
        others = [column for column in data.columns if column not in recipe_columns]
        why = "is changed by the recipe" if target in recipe_columns else "is not a column"
        message = (
            f"target='{listed([target])}' {why}. Name a column that the recipe leaves as it is. "
            f"{did_you_mean(target, others)}"
        )
        raise ColumnError(message)


def models_kept(
    done: Applied,
    *,
    target: str,
    features: Sequence[str],
    models: Sequence[str],
    folds: int,
    seed: int,
    max_rows: int,
) -> list[ModelKept]:
    """Cross-validate each model on the original and on the release, tested on originals.

    Folds are drawn by person, so that nobody is both learnt from and tested.
    """
    for model in models:
        if model not in MODELS:
            message = f"models= names '{model}'. {did_you_mean(model, MODELS)}"
            raise ParameterError(message)
    data = done.problem.data
    columns = tuple(dict.fromkeys((*done.problem.columns, *features, target)))
    drawn = arrays(data, columns, max_rows=max_rows, salt="utility")
    rounds = rounds_of(done, drawn)
    own = features_of(done, drawn, features, rounds)
    answers = drawn.codes[target]
    n_values = len(np.unique(answers))
    if not 2 <= n_values <= MOST_VALUES:
        message = (
            f"The target has {n_values} distinct values; a model chooses among 2 to {MOST_VALUES}. "
            "Put numbers in groups first, for instance with a recipe of intervals."
        )
        raise ParameterError(message)
    people = np.arange(drawn.n_rows) if drawn.people is None else drawn.people
    n_people = int(people.max()) + 1
    whole("folds", folds, least=2, most=n_people)
    rng = np.random.default_rng(seed)
    fold = (rng.permutation(n_people) % folds)[people]
    found = []
    for model in models:
        right = _right(model, own, answers, rounds >= 0, fold, seed)
        found.append(_kept(model, right, people, rng, drawn.sampled_share))
    return found


def _right(
    model: str,
    features: Features,
    answers: NDArray[np.int64],
    released: NDArray[np.bool_],
    fold: NDArray[np.int64],
    seed: int,
) -> NDArray[np.bool_]:
    """Return whether baseline, original and anonymised guess each row, shape (n_rows, 3)."""
    right = np.zeros((len(answers), 3), dtype=bool)
    for number in range(int(fold.max()) + 1):
        tested, learnt = fold == number, fold != number
        most = int(np.bincount(answers[learnt]).argmax())
        right[tested, 0] = answers[tested] == most
        sources = (
            (1, features.before, features.before, learnt),
            (2, features.after, features.asked, learnt & released),
        )
        for place, source, asked, rows in sources:
            guessed = _guess(
                model, source[rows], answers[rows], asked[tested], features.is_number, seed, most
            )
            right[tested, place] = guessed == answers[tested]
    return right


def _guess(
    model: str,
    learnt: NDArray[np.float64],
    answers: NDArray[np.int64],
    asked: NDArray[np.float64],
    is_number: Sequence[bool],
    seed: int,
    most: int,
) -> NDArray[np.int64]:
    if len(answers) == 0:
        return np.full(len(asked), most)
    if len(np.unique(answers)) == 1:
        return np.full(len(asked), answers[0])
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings(), one_thread():
        # both models stop at the same number of rounds: what is compared is their data
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = _pipeline(model, is_number, seed).fit(learnt, answers)
        guessed: NDArray[np.int64] = fitted.predict(asked)
    return guessed


def _pipeline(model: str, is_number: Sequence[bool], seed: int) -> Any:
    from sklearn import compose, ensemble, impute, linear_model, pipeline, preprocessing

    parts: Any = preprocessing
    numbers = [place for place, own in enumerate(is_number) if own]
    texts = [place for place, own in enumerate(is_number) if not own]
    join: Any = pipeline.make_pipeline
    columns: Any = compose.ColumnTransformer
    if model == "logistic":
        filled: Any = impute.SimpleImputer
        scaled = join(filled(add_indicator=True, keep_empty_features=True), parts.StandardScaler())
        shown = parts.OneHotEncoder(handle_unknown="ignore", max_categories=500)
        logistic: Any = linear_model.LogisticRegression
        return join(
            columns([("numbers", scaled, numbers), ("texts", shown, texts)]),
            logistic(max_iter=200),
        )
    coded = parts.OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=np.nan,
        max_categories=MOST_CATEGORIES,
    )
    boosting: Any = ensemble.HistGradientBoostingClassifier
    return join(
        columns([("numbers", "passthrough", numbers), ("texts", coded, texts)]),
        boosting(
            categorical_features=[False] * len(numbers) + [True] * len(texts),
            # what is compared is data, not how far a model can be made to overfit them
            early_stopping=True,
            validation_fraction=0.15,
            n_iter_no_change=5,
            max_leaf_nodes=15,
            random_state=seed,
        ),
    )


def _kept(
    model: str,
    right: NDArray[np.bool_],
    people: NDArray[np.int64],
    rng: np.random.Generator,
    sampled_share: float,
) -> ModelKept:
    n_rows, n_people = len(right), int(people.max()) + 1
    baseline, original, anonymised = (float(share) for share in right.mean(axis=0))
    sums = np.zeros((n_people, 4), dtype=np.int64)
    np.add.at(sums, people, np.column_stack((np.ones(n_rows, dtype=np.int64), right)))
    # people with the same rows right and wrong are the same to a bootstrap
    cells, counts = np.unique(sums, axis=0, return_counts=True)
    drawn = rng.multinomial(n_people, counts / n_people, size=N_DRAWS) @ cells
    gained, learnt = drawn[:, 3] - drawn[:, 1], drawn[:, 2] - drawn[:, 1]
    kept, interval = None, None
    if np.quantile(learnt, 0.025) > 0:
        kept = (anonymised - baseline) / (original - baseline)
        low, high = np.quantile(gained / np.maximum(learnt, 1), (0.025, 0.975))
        interval = (float(low), float(high))
    return ModelKept(
        model,
        baseline,
        original,
        anonymised,
        kept,
        wilson(round(original * n_people), n_people).interval,
        wilson(round(anonymised * n_people), n_people).interval,
        interval,
        n_people,
        sampled_share,
    )
