"""diffprivlib, guarded: its Geometric mechanism and four models; no other module touches it.

The mechanism draws one 53-bit float and inverts it: its support ends near 36 sensitivity /
epsilon, where the true distribution has a tail. What lies beyond is charged as delta.

The models protect the replacement of one row among a public number of rows. They get scaled
features, classes as codes of which none is missing, an epsilon that covers what replacement
does to them, and no accountant or random state of anyone else. What they give is rounded to a
public grid, so that the fine structure of floating-point noise does not leave.
"""

from __future__ import annotations

import math
import secrets
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._extras import wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Fit = Callable[[NDArray[np.float64], NDArray[np.int64], int, float], dict[str, Any]]

__all__ = ["MODELS", "NOISE"]

# at 22 to 24 bits brute force finds delta = 2 to 6 (sensitivity / epsilon) 2^-bits a cell;
# 32 times 2^-53 leaves a margin over that
DELTA_A_CELL = 2.0**-48
GRID = 2.0**-24
"""Of what leaves a model; features lie between -1/2 and 1/2."""
TREES, DEPTH = 10, 5


class _Diffprivlib:
    """A finite support: delta is above 0."""

    def scale(self, epsilon: float, sensitivity: int) -> float:
        """Return sensitivity / epsilon."""
        return sensitivity / epsilon

    def delta(self, epsilon: float, sensitivity: int, cells: int) -> float:
        """Return the mass of the missing tails, over the cells that a person touches."""
        return DELTA_A_CELL * max(1.0, sensitivity / epsilon) * cells

    def add(self, exact: Sequence[int], epsilon: float, sensitivity: int) -> list[int]:
        """Return the values with independent two-sided geometric noise."""
        mechanisms = wanted("diffprivlib.mechanisms")

        mechanism = mechanisms.Geometric(epsilon=epsilon, sensitivity=sensitivity)
        return [int(mechanism.randomise(int(n))) for n in exact]


def _gaussian_nb(
    x: NDArray[np.float64], y: NDArray[np.int64], n_classes: int, epsilon: float
) -> dict[str, Any]:
    """Naive Bayes: means and variances of each class.

    A row that moves from one class to another changes two counts and two variances, each as
    much as a third of epsilon covers once, and two sums by half a width each: 5/3 in all.
    """
    models = wanted("diffprivlib.models")

    bounds = (np.full(x.shape[1], -0.5), np.full(x.shape[1], 0.5))
    model = models.GaussianNB(epsilon=epsilon * 3 / 5, bounds=bounds, accountant=_accountant())
    with _silent():
        model.fit(*_every_class(x, y, n_classes))
    return {
        "means": _rounded(model.theta_),
        "variances": _rounded(np.maximum(model.var_, GRID)),
        "shares": _rounded(model.class_prior_),
    }


def _logistic_regression(
    x: NDArray[np.float64], y: NDArray[np.int64], n_classes: int, epsilon: float
) -> dict[str, Any]:
    """Objective perturbation (Chaudhuri et al., JMLR 2011) of rows of norm 1 at most.

    Its proof wants every coefficient in the penalty and knows rows of norm 1: the constant is
    a column of ours, since the library's own intercept is not penalised.
    """
    models = wanted("diffprivlib.models")

    model = models.LogisticRegression(
        epsilon=epsilon,
        data_norm=1.0,
        fit_intercept=False,
        max_iter=1_000,
        tol=1e-8,
        accountant=_accountant(),
    )
    whole = np.column_stack([2 * x, np.ones(len(x))]) / math.sqrt(x.shape[1] + 1)
    with _silent():
        model.fit(*_every_class(whole, y, n_classes))
    return {"coefficients": _rounded(model.coef_)}


def _random_forest(
    x: NDArray[np.float64], y: NDArray[np.int64], n_classes: int, epsilon: float
) -> dict[str, Any]:
    """Random trees on parts of the rows, a noisy majority in each leaf.

    Rows are shuffled, so that no place matters. A row that moves to another leaf or class
    changes two counts: twice. Each tree has a generator of its own with a full secret state:
    the library would seed each with 31 bits of numpy's global one.
    """
    forest = wanted("diffprivlib.models.forest")

    order = _generator().permutation(len(x))
    bounds = (np.full(x.shape[1], -0.5), np.full(x.shape[1], 0.5))
    trees = []
    for part in np.array_split(order, TREES):
        tree = forest.DecisionTreeClassifier(
            max_depth=DEPTH,
            epsilon=epsilon / 2,
            bounds=bounds,
            classes=np.arange(n_classes),
            random_state=_generator(),
            accountant=_accountant(),
        )
        with _silent():
            tree.fit(x[part], y[part], check_input=False)
        own = tree.tree_
        trees.append(
            {
                "left": own.children_left.tolist(),
                "right": own.children_right.tolist(),
                "feature": own.feature.tolist(),
                "threshold": _rounded(own.threshold),
                "class": own.value[:, 0, :].argmax(axis=1).tolist(),
            }
        )
    return {"trees": trees}


def _pca(
    x: NDArray[np.float64],
    y: NDArray[np.int64],  # noqa: ARG001 - the shape of every fit
    n_classes: int,  # noqa: ARG001
    epsilon: float,
) -> dict[str, Any]:
    """Principal components about the middle of the bounds (Amin et al., NeurIPS 2019).

    Its noise on the eigenvalues is calibrated to one of them taking the whole change; spread
    over several, their common loss stays below twice that.
    """
    models = wanted("diffprivlib.models")

    model = models.PCA(epsilon=epsilon / 2, data_norm=1.0, centered=True, accountant=_accountant())
    with _silent():
        model.fit(2 * x / math.sqrt(x.shape[1]))
    return {
        "components": _rounded(model.components_),
        "variances": _rounded(model.explained_variance_),
    }


def _every_class(
    x: NDArray[np.float64], y: NDArray[np.int64], n_classes: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Add one public row of each class: the library reads from the data which there are."""
    public = np.zeros((n_classes, x.shape[1]))
    return np.vstack([x, public]), np.concatenate([y, np.arange(n_classes)])


def _rounded(values: Any) -> Any:
    return (np.rint(np.asarray(values, dtype=np.float64) / GRID) * GRID).tolist()


def _generator() -> np.random.RandomState:
    """Return a generator whose whole state is secret: nobody's seed repeats its noise."""
    state = np.frombuffer(secrets.token_bytes(4 * 624), dtype=np.uint32)
    return np.random.RandomState(state)


def _accountant() -> Any:
    """Return an accountant of its own: the register is the one that counts."""
    return wanted("diffprivlib").BudgetAccountant()


@contextmanager
def _silent() -> Iterator[None]:
    """Keep to itself whether a solver converged: that depends on the data."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


NOISE = _Diffprivlib()
MODELS: Mapping[str, Fit] = {
    "gaussian_nb": _gaussian_nb,
    "logistic_regression": _logistic_regression,
    "random_forest": _random_forest,
    "pca": _pca,
}
