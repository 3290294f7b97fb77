"""A fitted model, as it may leave: its parameters, and what it says of a row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from privlab.errors import ColumnError, ParameterError, listed
from privlab.language import N_
from privlab.results import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["FittedModel", "Shape"]


@dataclass(frozen=True)
class Shape:
    """Features with their bounds, and the classes; all declared.

    Attributes
    ----------
    features : mapping of column to (low, high)
    classes : mapping of the target column to its classes; empty without target
    """

    features: Mapping[str, tuple[float, float]]
    classes: Mapping[str, tuple[object, ...]]

    def scaled(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return features between their bounds moved to [-1/2, 1/2], shape (n_rows, n_features)."""
        low, high = (np.array(own) for own in zip(*self.features.values(), strict=True))
        return np.asarray((np.clip(values, low, high) - (low + high) / 2) / (high - low))

    def read(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Return the features of a frame, scaled."""
        missing = [name for name in self.features if name not in frame.columns]
        if missing:
            message = f"The frame lacks columns that the model was fitted on: {listed(missing)}."
            raise ColumnError(message)
        values = frame[list(self.features)].to_numpy(dtype=np.float64, na_value=np.nan)
        if np.isnan(values).any():
            message = "The frame has missing values in the features. Fill them or leave them out."
            raise ParameterError(message)
        return self.scaled(values)


@dataclass(frozen=True, repr=False)
class FittedModel(Result):
    """A model fitted with differential privacy; experimental.

    Attributes
    ----------
    kind : str
    shape : Shape
    parameters : mapping
        All that left; features are scaled to [-1/2, 1/2] between their bounds.
    stored : bool
        Whether this is the stored model of an earlier, equal call: nothing was spent again.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"id": range(40), "age": [20, 60] * 20, "size": [1.5, 1.9] * 20})
    >>> data = privlab.dataset(frame, person="id", population="clients")
    >>> register = privlab.Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
    >>> register.set_budget("clients", epsilon=1.0)
    >>> session = privlab.dp.Session(data, register=register, rows_per_person=1)
    >>> bounds = {"age": (0, 100), "size": (1, 2)}
    >>> model = session.fit_model("pca", bounds, people=40, epsilon=0.5, label="two axes")
    >>> model.transform(frame).shape
    (40, 2)
    """

    kind: str
    shape: Shape
    parameters: Mapping[str, Any]
    stored: bool

    title: ClassVar[str] = N_("Model fitted with differential privacy (experimental)")

    def predict(self, frame: pd.DataFrame) -> NDArray[Any]:
        """Return the class of each row of a frame that has the features, shape (n_rows,).

        Parameters
        ----------
        frame : pandas frame, shape (n_rows, at least n_features)
            With the columns of the features, none missing; values outside of the bounds are moved
            to the nearer one.

        Returns
        -------
        array of object, shape (n_rows,)

        Raises
        ------
        ParameterError
            The model has no classes, or the frame has missing values.
        """
        if not self.shape.classes:
            message = f"A '{self.kind}' has no classes to predict. Use .transform(frame)."
            raise ParameterError(message)
        x = self.shape.read(frame)
        scores = {
            "gaussian_nb": self._naive_bayes,
            "logistic_regression": self._logistic,
            "random_forest": self._votes,
        }[self.kind](x)
        (classes,) = self.shape.classes.values()
        return np.asarray(np.array(classes, dtype=object)[scores.argmax(axis=1)])

    def transform(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Return the rows of a frame along the principal components, shape (n_rows, n_components).

        Parameters
        ----------
        frame : pandas frame, shape (n_rows, at least n_features)
            With the columns of the features, none missing; values outside of the bounds are moved
            to the nearer one.

        Returns
        -------
        array of float, shape (n_rows, n_components)

        Raises
        ------
        ParameterError
            The model has no components, or the frame has missing values.
        """
        if "components" not in self.parameters:
            message = f"A '{self.kind}' has no components. Use .predict(frame)."
            raise ParameterError(message)
        x = self.shape.read(frame)
        return np.asarray(2 * x / math.sqrt(x.shape[1]) @ np.array(self.parameters["components"]).T)

    def _naive_bayes(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        means, variances = (np.array(self.parameters[key]) for key in ("means", "variances"))
        shares = np.maximum(np.array(self.parameters["shares"]), 1e-12)
        spread = -0.5 * np.log(2 * np.pi * variances).sum(axis=1)
        apart = ((x[:, None, :] - means) ** 2 / variances).sum(axis=2)
        return np.asarray(np.log(shares) + spread - 0.5 * apart)

    def _logistic(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        whole = np.column_stack([2 * x, np.ones(len(x))]) / math.sqrt(x.shape[1] + 1)
        scores = whole @ np.array(self.parameters["coefficients"]).T
        # of two classes only the second has coefficients
        return np.column_stack([-scores, scores]) if scores.shape[1] == 1 else np.asarray(scores)

    def _votes(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        (classes,) = self.shape.classes.values()
        votes = np.zeros((len(x), len(classes)))
        for tree in self.parameters["trees"]:
            left, right, feature, threshold, label = (
                np.array(tree[key]) for key in ("left", "right", "feature", "threshold", "class")
            )
            node = np.zeros(len(x), dtype=np.int64)
            while (inner := left[node] >= 0).any():
                # a leaf stays where it is
                lower = x[np.arange(len(x)), np.maximum(feature[node], 0)] <= threshold[node]
                node = np.where(inner, np.where(lower, left[node], right[node]), node)
            votes[np.arange(len(x)), label[node]] += 1
        return votes
