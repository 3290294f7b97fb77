"""Models through the session: one row a person, declared bounds and classes, a charge, no more."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.dp import audit, fit_model
from privlab.dp.models._fit import KINDS, _checked
from privlab.dp.noise._diffprivlib import MODELS, _generator
from privlab.errors import BudgetError, ColumnError, ParameterError, RegisterError

FEATURES = {"age": (18, 90), "income": (0, 100_000)}
TARGET = {"left": ["no", "yes"]}
HUGE = 1e4
"""An epsilon at which the noise hardly shows."""
CLASSIFIERS = KINDS[:3]


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "person": range(2_000),
            "age": rng.uniform(18, 90, 2_000),
            "income": rng.uniform(0, 100_000, 2_000),
        }
    )
    frame["left"] = np.where(frame["age"] + frame["income"] / 1_500 > 90, "yes", "no")
    return frame


@pytest.fixture
def rich(register):
    register.set_budget("shoppers", epsilon=100_000, reason="to read models without noise")
    return register


def opened(frame, register=None, rows_per_person=1):
    data = privlab.dataset(frame, person="person", population="shoppers")
    return privlab.dp.Session(data, register=register, rows_per_person=rows_per_person)


def fitted(session, kind, **changed):
    target = None if kind == "pca" else TARGET
    asked = {"people": 1_900, "epsilon": HUGE, "label": kind, "target": target, **changed}
    return fit_model(session, kind, FEATURES, **asked)


@pytest.mark.parametrize(("kind", "least"), list(zip(CLASSIFIERS, (0.9, 0.6, 0.8), strict=True)))
def test_a_model_with_little_noise_predicts_the_classes(people, rich, kind, least):
    model = fitted(opened(people, rich), kind)
    said = model.predict(people)
    assert set(said) <= {"no", "yes"}
    assert (said == people["left"]).mean() > least


def test_components_are_those_of_the_scaled_features(people, rich):
    people = people.assign(income=20_000 + 800 * people["age"])
    model = fitted(opened(people, rich), "pca")
    first = np.array(model.parameters["components"][0])
    low, high = np.array(list(FEATURES.values())).T
    scaled = (people[["age", "income"]].to_numpy() - (low + high) / 2) / (high - low)
    expected = np.linalg.eigh(scaled.T @ scaled)[1][:, -1]
    assert abs(first @ expected) == pytest.approx(1, abs=0.01)
    assert model.transform(people).shape == (2_000, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_is_charged_once_and_comes_back_the_same(people, register, kind):
    session = opened(people, register)
    first = fitted(session, kind, epsilon=0.25)
    assert register.budget("shoppers").spent_epsilon == 0.25
    again = fitted(session, kind, epsilon=0.25)
    assert (first.stored, again.stored) == (False, True)
    assert again.parameters == first.parameters
    assert register.budget("shoppers").spent_epsilon == 0.25
    assert again.figure("epsilon_left").value == 0.75
    with pytest.raises(RegisterError, match="another query"):
        fitted(session, kind, epsilon=0.25, people=1_800)
    with pytest.raises(BudgetError):
        fitted(session, kind, epsilon=0.8, label="too much")


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_s_seed_repeats_a_model(people, register, kind):
    models = []
    for label in "ab":
        np.random.seed(0)  # noqa: NPY002 - what must not help
        models.append(fitted(opened(people, register), kind, epsilon=0.2, label=label))
    assert models[0].parameters != models[1].parameters


def arrays(frame, kind="gaussian_nb", people=30):
    asked = _checked(opened(frame), kind, FEATURES, TARGET, people)
    x, y = asked.arrays(asked.rows())
    return sorted(map(tuple, np.column_stack([x, y]).tolist()))


@pytest.mark.parametrize("n", [1, 12, 29, 30, 31, 200])
def test_a_person_more_replaces_one_row_and_no_more(people, n):
    one, more = arrays(people.iloc[:n]), arrays(people.iloc[: n + 1])
    assert len(one) == len(more) == 30
    left = list(one)
    for row in more:
        if row in left:
            left.remove(row)
    assert len(left) <= 1


def test_missing_values_other_classes_and_further_rows_take_no_part(people):
    odd = people.iloc[:4].assign(person=["a", "b", "c", "d"])
    odd["age"] = [np.nan, 20, 20, 500]
    odd["income"] = [1, np.nan, 2, 1e9]
    odd["left"] = ["no", "no", "perhaps", "yes"]
    odd = pd.concat([odd, odd], ignore_index=True)
    rows = arrays(odd, people=10)
    # d alone, moved to the bounds; the rest is public
    assert [row for row in rows if row[:2] != (0.0, 0.0)] == [(0.5, 0.5, 1.0)]


def test_a_class_that_nobody_has_changes_no_shape(people, register):
    nobody = people[people["left"] == "no"]
    for kind in CLASSIFIERS:
        model = fitted(opened(nobody, register), kind, epsilon=0.1)
        assert set(model.predict(people)) <= {"no", "yes"}


def test_the_number_of_rows_does_not_leave(people, register):
    model = fitted(opened(people.iloc[:1_234], register), "gaussian_nb", epsilon=0.5)
    assert "1234" not in repr(model) + str(model.to_dict())
    assert model.provenance.n_rows is None
    assert "Experimental" in model._repr_html_()


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"kind": "linear_regression"}, ParameterError, "Did you mean 'logistic_regression'"),
        ({"features": {}}, ParameterError, "needs the bounds of each feature"),
        ({"features": ["age"]}, ParameterError, "needs the bounds of each feature"),
        ({"features": {"age": None}}, ParameterError, "bounds that are known"),
        ({"features": {"age": (18, float("nan"))}}, ParameterError, "finite number"),
        ({"features": {"age": (90, 18)}}, ParameterError, "low must be below high"),
        ({"features": {"agee": (18, 90)}}, ColumnError, "Did you mean 'age'"),
        ({"features": {"left": (0, 1)}}, ColumnError, "needs numbers"),
        ({"target": None}, ParameterError, "needs one target column with its classes"),
        ({"target": {"left": ["yes"]}}, ParameterError, "at least two classes"),
        ({"kind": "pca"}, ParameterError, "has no target"),
        ({"people": 9}, ParameterError, "whole number from 10"),
        ({"people": True}, ParameterError, "whole number from 10"),
        ({"epsilon": "1"}, ParameterError, "epsilon is '1'"),
        ({"epsilon": True}, ParameterError, "epsilon is True"),
        ({"epsilon": float("nan")}, ParameterError, "epsilon is nan"),
        ({"epsilon": 0}, ParameterError, "epsilon is 0"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_spent(people, register, changed, error, said):
    asked = {
        "kind": "gaussian_nb", "features": FEATURES, "target": TARGET, "people": 100,
        "epsilon": 0.5, "label": "x", **changed,
    }  # fmt: skip
    with pytest.raises(error, match=said):
        fit_model(opened(people, register), **asked)
    assert register.budget("shoppers").spent_epsilon == 0


def test_several_rows_of_a_person_are_refused(people, register):
    with pytest.raises(ParameterError, match="one row of a person"):
        fitted(opened(people, register, rows_per_person=2), "pca")


def test_without_register_nothing_is_fitted(people):
    with pytest.raises(ParameterError, match="has no register"):
        fitted(opened(people), "pca")


def test_a_model_says_which_of_its_two_uses_it_lacks(people, register):
    session = opened(people, register)
    with pytest.raises(ParameterError, match=r"Use \.transform"):
        fitted(session, "pca", epsilon=0.1).predict(people)
    model = fitted(session, "gaussian_nb", epsilon=0.1)
    with pytest.raises(ParameterError, match=r"Use \.predict"):
        model.transform(people)
    with pytest.raises(ColumnError, match="income"):
        model.predict(people[["age"]])
    with pytest.raises(ParameterError, match="missing values"):
        model.predict(people.assign(age=None))


# audits: rows of which one lies at one corner of the features or at the next, with its class


def neighbours(kind="gaussian_nb"):
    x = np.array([[-0.5, -0.5], [-0.2, 0.1], [0.3, 0.2], [-0.4, 0.4], [0.1, -0.3], [0.4, 0.5]])
    y = np.array([0, 0, 1, 0, 1, 1])
    other, moved = x.copy(), y.copy()
    other[0], moved[0] = [0.5, -0.5], 1
    if kind == "random_forest":
        # nothing tells as much as a row that is alone in its leaf
        return (x[:1], y[:1]), (x[:1], moved[:1])
    if kind == "pca":
        return (x[:2], y[:2]), (other[:2], moved[:2])
    return (x, y), (other, moved)


def numbers(given):
    if isinstance(given, dict):
        given = list(given.values())
    if isinstance(given, list):
        return [value for own in given for value in numbers(own)]
    return [given]


def corner(trees):
    """Return how many trees say 1 at the corner where the one row is."""
    total = 0
    for tree in trees:
        node = 0
        while tree["left"][node] >= 0:
            lower = tree["threshold"][node] >= -0.5
            node = (tree["left"] if lower else tree["right"])[node]
        total += tree["class"][node]
    return total


def audited(kind, runs, monkeypatch, cost=1.0):
    # one tree sees every row; more would share them out
    monkeypatch.setattr("privlab.dp.noise._diffprivlib.TREES", 1)
    monkeypatch.setattr("privlab.dp.noise._diffprivlib.DEPTH", 2)

    def mechanism(given):
        model = MODELS[kind](*given, 2, cost)
        return corner(model["trees"]) if kind == "random_forest" else numbers(model)

    return audit(mechanism, neighbours(kind), epsilon=1.0, runs=runs, confidence=0.999)


@pytest.mark.parametrize("kind", KINDS)
def test_an_audit_of_a_model_finds_no_more_than_is_charged(kind, monkeypatch):
    assert audited(kind, 200, monkeypatch).holds


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_long_audit_of_a_model_finds_no_more_than_is_charged(kind, monkeypatch):
    assert audited(kind, 5_000, monkeypatch).holds


@pytest.mark.parametrize("kind", KINDS)
def test_the_audit_of_a_model_sees_a_loss_of_twenty(kind, monkeypatch):
    assert not audited(kind, 300, monkeypatch, cost=200.0 if kind == "pca" else 20.0).holds


# what diffprivlib's models would have told at the same claim


def raw_naive_bayes(given):
    from diffprivlib.models import GaussianNB

    x, y = given
    model = GaussianNB(epsilon=1.0, bounds=(-0.5, 0.5)).fit(x, y)
    return {"classes": len(model.classes_)}


def test_raw_naive_bayes_tells_that_somebody_has_a_class():
    (x, _), _ = neighbours()
    one, other = np.zeros(6, dtype=int), np.array([1, 0, 0, 0, 0, 0])
    assert not audit(raw_naive_bayes, ((x, one), (x, other)), epsilon=1, runs=100).holds


def test_a_raw_forest_is_repeated_by_numpy_s_seed_and_ours_is_not():
    from diffprivlib.models import RandomForestClassifier

    (x, y), _ = neighbours()

    def raw():
        np.random.seed(0)  # noqa: NPY002
        forest = RandomForestClassifier(3, epsilon=1.0, bounds=(-0.5, 0.5), classes=[0, 1])
        return [tree.tree_.threshold.tolist() for tree in forest.fit(x, y).estimators_]

    assert raw() == raw()
    np.random.seed(0)  # noqa: NPY002
    one = MODELS["random_forest"](x, y, 2, 1.0)
    np.random.seed(0)  # noqa: NPY002
    assert one != MODELS["random_forest"](x, y, 2, 1.0)
    assert _generator().randint(2**31) != _generator().randint(2**31)


def test_an_epsilon_below_which_draws_do_not_end_is_refused():
    frame = pd.DataFrame({"id": range(20), "a": [0.5] * 20, "y": ["u", "v"] * 10})
    data = privlab.dataset(frame, person="id", population="clients")
    session = privlab.dp.Session(data, rows_per_person=1)
    with pytest.raises(privlab.errors.ParameterError, match=r"at least 0\.05"):
        privlab.dp.fit_model(
            session,
            "gaussian_nb",
            {"a": (0.0, 1.0)},
            {"y": ["u", "v"]},
            people=20,
            epsilon=1e-9,
            label="tiny",
        )


@pytest.mark.parametrize("kind", KINDS)
def test_an_epsilon_too_small_for_the_features_is_refused_before_a_charge(people, register, kind):
    features = {f"age{n}": (18, 90) for n in range(10)}
    frame = people.assign(**dict.fromkeys(features, people["age"]))
    target = None if kind == "pca" else TARGET
    with pytest.raises(ParameterError, match=r"at least 0\.1: 0\.01 for each of 10 features"):
        fit_model(
            opened(frame, register), kind, features, target, people=20, epsilon=0.09, label="tiny"
        )
    assert register.budget("shoppers").spent_epsilon == 0


def test_the_least_epsilon_ends(people, register):
    fitted(opened(people, register), "gaussian_nb", epsilon=0.05)
    assert register.budget("shoppers").spent_epsilon == 0.05
