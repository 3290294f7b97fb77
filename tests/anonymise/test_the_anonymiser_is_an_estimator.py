"""The anonymiser follows the conventions of scikit-learn, but for what it says it does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils.estimator_checks import (
    check_do_not_raise_errors_in_init_or_set_params,
    check_estimator_cloneable,
    check_estimator_repr,
    check_get_params_invariance,
    check_no_attributes_set_in_init,
    check_parameters_default_constructible,
    check_set_params,
    check_transformers_unfitted,
)

import privlab
from privlab.hierarchies import Hierarchy

# Of check_estimator, what makes sense for a table of quasi-identifiers. Left out are the checks
# that fit matrices of random numbers without column names (every column would have to be
# known outside), that want y, and that want as many rows back as came in.
CHECKS = (
    check_do_not_raise_errors_in_init_or_set_params,
    check_estimator_cloneable,
    check_estimator_repr,
    check_get_params_invariance,
    check_no_attributes_set_in_init,
    check_parameters_default_constructible,
    check_set_params,
    check_transformers_unfitted,
)


def table(n=200):
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {"age": rng.integers(20, 60, n), "sex": rng.choice(["F", "M"], n), "x": rng.normal(size=n)}
    )


def anonymiser(**options):
    return privlab.Anonymiser(
        k=5,
        hierarchies={"age": Hierarchy.intervals(10, 20), "sex": Hierarchy.suppression()},
        **options,
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_of_scikit_learn_passes(check):
    check("Anonymiser", privlab.Anonymiser())


def test_a_clone_has_the_parameters_and_no_fit():
    fitted = anonymiser().fit(table())
    copy = clone(fitted)
    assert copy.get_params()["k"] == 5
    assert copy.get_params()["hierarchies"] is not None
    with pytest.raises(NotFittedError):
        copy.transform(table())
    assert copy.set_params(k=9).k == 9


def test_a_frame_gives_a_frame_with_its_names():
    fitted = anonymiser().fit(table())
    made = fitted.transform(table())
    assert list(made.columns) == ["age", "sex", "x"]
    assert fitted.get_feature_names_out().tolist() == ["age", "sex", "x"]
    assert fitted.n_features_in_ == 3
    assert list(anonymiser().set_output(transform="pandas").fit_transform(table()).columns) == [
        "age",
        "sex",
        "x",
    ]


def test_a_model_is_fitted_behind_it():
    rows = table()
    target = (rows["x"] > 0).astype(int)
    encode = ColumnTransformer(
        [("known", OneHotEncoder(), ["age", "sex"])], remainder="passthrough"
    )
    pipeline = make_pipeline(anonymiser(), encode, LogisticRegression())
    assert pipeline.fit(rows, target).score(rows, target) > 0.8


def test_a_frame_without_named_columns_is_refused():
    with pytest.raises(privlab.errors.ParameterError, match="Which columns could someone outside"):
        privlab.Anonymiser(k=2).fit(table())


def test_fitting_twice_gives_the_same():
    first, second = anonymiser().fit(table()), anonymiser().fit(table())
    assert first.recipe_ == second.recipe_
    assert first.n_checked_ == second.n_checked_
