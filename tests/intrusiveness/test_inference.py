"""The inference axis: what the rest of a profile reveals, and what carries it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import threadpoolctl
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

import privlab
from privlab.errors import ColumnError, ParameterError
from privlab.intrusiveness import measure_inference
from privlab_bank import write_bank

ROWS = 600
# the better of a logistic regression and gradient boosting, 8,000 rows in 3 folds
RACE = 0.202


def noise(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "age": rng.integers(18, 90, ROWS),
            "town": rng.choice(list("abcd"), ROWS),
            "secret": rng.choice(["x", "y", "z"], ROWS, p=[0.6, 0.3, 0.1]),
        }
    )


@pytest.fixture(scope="module")
def disguised():
    frame = noise(1)
    codes = {"x": "affinity C", "y": "affinity A", "z": "affinity B"}
    frame["market"] = frame["secret"].map(codes)
    blurred = np.random.default_rng(2).random(ROWS) < 0.1
    frame.loc[blurred, "market"] = "affinity C"
    return frame


@pytest.fixture(scope="module")
def leak(disguised):
    return measure_inference(privlab.dataset(disguised, sensitive=["secret"]), folds=3)


def test_a_column_in_disguise_gives_the_secret_away(leak):
    row = leak.secrets.iloc[0]
    assert row["share"] > 0.6
    assert row["low"] > 0.5
    assert row["disclosed"] > 100
    assert row["precision"] > 0.95
    assert leak.inference == row["share"]
    assert leak.worst == "secret"


def test_the_column_that_carries_the_leak_is_named(leak):
    carried = leak.carried("secret")
    assert carried["column"].iloc[0] == "market"
    assert carried["share"].iloc[0] > 10 * carried["share"].iloc[1:].abs().max()


def test_the_column_in_disguise_of_the_sample_bank_is_what_gives_the_religion_away(tmp_path):
    bank = write_bank(tmp_path, people=3_000, tables=("valeurs", "enquete"))
    values, survey = (
        pd.read_parquet(bank.folder / f"{name}.parquet") for name in ("valeurs", "enquete")
    )
    people = values.merge(survey[["id_client", "religion"]], on="id_client")
    found = measure_inference(
        privlab.dataset(people, person="id_client"), secrets=["religion"], folds=3
    )
    assert found.secrets["low"].iloc[0] > 0.3
    assert found.carried("religion")["column"].iloc[0] == "segment_marche"


def test_a_proxy_by_construction_is_left_out_and_said(disguised):
    data = privlab.dataset(disguised, sensitive=["secret"])
    found = measure_inference(data, proxies={"secret": ["market"]}, folds=3)
    assert found.secrets["low"].tolist() == [0]
    said = [message.text("en") for message in found.assumptions]
    assert "Left out for secret, which they stand for by construction: market." in said
    assert "market" not in set(found.carriers["column"])


@pytest.mark.parametrize("seed", range(3))
def test_a_random_target_is_zero_within_its_interval(seed):
    found = measure_inference(privlab.dataset(noise(seed)), secrets=["secret"], folds=3)
    assert found.secrets["low"].tolist() == [0]
    assert found.secrets["share"].iloc[0] < 0.01
    assert found.secrets["disclosed"].tolist() == [0]


@pytest.mark.slow
def test_twenty_random_targets_of_adult_are_zero_within_their_interval(adult):
    frame = pd.read_csv(adult, sep=";").sample(2000, random_state=0).reset_index(drop=True)
    rng = np.random.default_rng(5)
    columns = list(frame.columns)
    names = [f"random_{place}" for place in range(20)]
    for name in names:
        frame[name] = rng.permutation(rng.choice(["a", "b", "c"], len(frame), p=[0.5, 0.3, 0.2]))
    found = measure_inference(privlab.dataset(frame), secrets=names, known=columns, folds=3)
    assert found.secrets["low"].tolist() == [0] * 20


@pytest.mark.slow
def test_adult_reveals_at_least_what_the_better_of_two_plain_models_does(adult):
    frame = pd.read_csv(adult, sep=";").sample(6000, random_state=0).reset_index(drop=True)
    names = ["race", "sex", "workclass", "native-country"]
    found = measure_inference(privlab.dataset(frame), secrets=names, folds=3).secrets.set_index(
        "column"
    )
    for name in names:
        counts = frame[name].value_counts(normalize=True)
        secret = frame[name].where(frame[name].map(counts) >= 0.01, "rare")
        plain = max(
            share_of(kind, frame.drop(columns=name), secret) for kind in ("linear", "trees")
        )
        assert found.loc[name, "share"] >= plain - 0.002
        assert found.loc[name, "share"] > 0


@pytest.mark.slow
def test_the_race_of_adult_is_revealed_at_least_as_much_as_in_the_trial(adult):
    frame = pd.read_csv(adult, sep=";")
    found = measure_inference(privlab.dataset(frame), secrets=["race"], max_rows=40_000)
    assert found.secrets["share"].iloc[0] >= RACE


def share_of(kind, known, secret):
    """What one plain model of scikit-learn is worth in three folds, as a share of the secret."""
    if kind == "linear":
        model = make_pipeline(
            OneHotEncoder(handle_unknown="ignore"), LogisticRegression(max_iter=200)
        )
    else:
        model = HistGradientBoostingClassifier(max_iter=50, random_state=0)
        known = known.apply(lambda column: pd.factorize(column)[0])
    codes, _ = pd.factorize(secret, sort=True)
    with threadpoolctl.threadpool_limits(1):
        told = cross_val_predict(
            model, known, codes, cv=KFold(3, shuffle=True, random_state=0), method="predict_proba"
        )
    prior = np.bincount(codes) / len(codes)
    bits = np.log2(np.maximum(told[np.arange(len(codes)), codes], 1e-12) / prior[codes])
    return bits.mean() / -(prior * np.log2(prior)).sum()


def test_the_axis_weighs_each_secret_by_its_sensitivity(disguised):
    levels = {"market": "values", "age": "identity", "town": "identity"}
    data = privlab.dataset(disguised, dimensions={**levels, "secret": ("values", 0.5)})
    found = measure_inference(data, secrets=["secret"], folds=3)
    assert found.inference == pytest.approx(0.5 * found.secrets["share"].iloc[0])


def test_figures_of_people_follow_the_frame(disguised, leak):
    assert leak.people.index.equals(disguised.index)
    plain = disguised["market"] != "affinity C"
    assert leak.people.loc[plain, "inference"].min() > leak.people.loc[~plain, "inference"].median()
    assert leak.people.to_numpy().min() >= 0
    assert leak.people.to_numpy().max() <= 1


def test_a_secret_of_one_value_is_not_assessed():
    frame = noise(1).replace({"secret": ["y", "z"]}, "x")
    found = measure_inference(privlab.dataset(frame), secrets=["secret"])
    assert found.inference is None
    assert found.figure("share").reason is not None


def test_missing_secrets_are_not_learnt_from(disguised):
    frame = disguised.assign(secret=disguised["secret"].where(disguised.index < 300))
    found = measure_inference(privlab.dataset(frame), secrets=["secret"], folds=3)
    assert found.secrets["share"].iloc[0] > 0.5
    assert (found.people["secret"].iloc[300:] == 0).all()


def test_rows_of_a_person_are_held_out_together():
    # within a person the secret is the same, and a mark names the person: nothing generalises
    rng = np.random.default_rng(4)
    people = np.repeat(np.arange(60), 10)
    frame = pd.DataFrame({"id": people, "mark": people.astype(str)})
    frame["secret"] = rng.choice(["x", "y"], 60)[people]
    kept = measure_inference(privlab.dataset(frame, person="id"), secrets=["secret"], folds=3)
    mixed = measure_inference(
        privlab.dataset(frame.drop(columns="id")), secrets=["secret"], folds=3
    )
    assert kept.secrets["low"].tolist() == [0]
    assert mixed.secrets["share"].iloc[0] > 0.5


def test_the_same_seed_gives_the_same_figures(disguised, leak):
    again = measure_inference(privlab.dataset(disguised, sensitive=["secret"]), folds=3)
    assert again.secrets["share"].tolist() == leak.secrets["share"].tolist()


def test_a_sample_gives_no_figures_of_people(disguised):
    found = measure_inference(privlab.dataset(disguised), secrets=["secret"], max_rows=400, folds=2)
    assert found.sampled_share < 1
    with pytest.raises(ParameterError, match="larger max_rows"):
        _ = found.people


def test_the_plot_says_the_shares(leak):
    assert "secret" in leak.describe_plot("en")
    assert leak.svg().startswith("<svg")


def test_no_secret_is_refused(disguised):
    with pytest.raises(ColumnError, match="No secret is declared"):
        measure_inference(privlab.dataset(disguised))


def test_proxies_of_what_is_no_secret_are_refused(disguised):
    with pytest.raises(ColumnError, match="which is no secret: secret"):
        measure_inference(privlab.dataset(disguised), secrets=["secret"], proxies={"town": ["age"]})


def test_one_fold_is_refused(disguised):
    with pytest.raises(ParameterError, match="folds is 1"):
        measure_inference(privlab.dataset(disguised), secrets=["secret"], folds=1)


def test_an_unknown_secret_is_refused_when_its_carriers_are_asked_for(leak):
    with pytest.raises(ParameterError, match="no secret here"):
        leak.carried("scret")


def test_an_argument_is_named_when_its_column_is_not_there():
    frame = pd.DataFrame({"faith": list("xyxy") * 50, "market": list("abcd") * 50})
    data = privlab.dataset(frame)
    with pytest.raises(ColumnError, match=r"^secrets= names 'fait'.*faith"):
        measure_inference(data, secrets=["fait"])
    with pytest.raises(ColumnError, match=r"^known= names 'marke'.*market"):
        measure_inference(data, secrets=["faith"], known=["marke"])
    with pytest.raises(ColumnError, match=r"^proxies= names 'marke'"):
        measure_inference(data, secrets=["faith"], proxies={"faith": ["marke"]})
    with pytest.raises(ParameterError, match=r"^secrets= takes a list"):
        measure_inference(data, secrets="faith")


def test_the_figure_says_that_it_is_the_share_times_the_sensitivity():
    frame = pd.DataFrame({"faith": list("xyxy") * 50, "market": list("abcd") * 50})
    levels = {"faith": ("values", 0.75), "market": ("values", 0.25)}
    found = measure_inference(privlab.dataset(frame, dimensions=levels), secrets=["faith"])
    said = [message.text("en") for message in found.assumptions]
    assert any("revealed of faith times its sensitivity, 0.75" in text for text in said)


def test_by_default_columns_that_are_the_secret_are_to_be_named():
    frame = pd.DataFrame({"decile": list("xyxy") * 50, "income": list("abcd") * 50})
    data = privlab.dataset(frame, sensitive=["decile", "income"])
    said = [message.text("en") for message in measure_inference(data).assumptions]
    assert any("name it in proxies=" in text for text in said)
    said = [
        message.text("en") for message in measure_inference(data, secrets=["decile"]).assumptions
    ]
    assert not any("name it in proxies=" in text for text in said)
