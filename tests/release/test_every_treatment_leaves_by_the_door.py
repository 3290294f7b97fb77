"""Anonymiser, local suppression, microaggregation, perturbation, bounds and pseudonyms alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.errors import ColumnError, InternalError
from privlab.pseudonyms import PseudonymKey
from privlab.release import _door
from privlab.treatments import (
    LocalSuppression,
    Microaggregation,
    PostRandomisation,
    RankSwapping,
    TopBottom,
)

from .opening import check_file, texts_of


def people(n=200, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "id": rng.permutation(n) + 1_000,
            "courriel": [f"personne{i}@exemple.fr" for i in rng.permutation(n)],
            "âge": rng.integers(20, 80, n),
            "ville": rng.choice(["Lyon", "Nîmes", "Brest"], n),
            "revenu": rng.gamma(2.0, 900.0, n).round(),
            "groupe": rng.choice(["a", "b"], n),
            "note": [f"note de {i} mots" for i in rng.permutation(n)],
        },
        index=[f"ligne {i}" for i in range(n)],
    )


def opened(frame=None, **roles):
    asked = {
        "person": "id",
        "identifiers": ["courriel"],
        "quasi_identifiers": ["âge", "ville"],
        "sensitive": ["revenu"],
        "ordinary": ["groupe"],
    } | roles
    return privlab.dataset(people() if frame is None else frame, **asked)


TREATMENTS = {
    "local suppression": (LocalSuppression(k=3), ["âge", "ville", "revenu", "groupe"]),
    "microaggregation": (Microaggregation(k=3, columns=["âge"]), ["âge", "revenu", "groupe"]),
    "post-randomisation": (PostRandomisation(seed=1), ["âge", "ville", "revenu", "groupe"]),
    "rank swapping": (RankSwapping(columns=["âge"], seed=1), ["âge", "ville", "revenu", "groupe"]),
    "bounds": (
        TopBottom(columns={"revenu": (None, 3_000)}),
        ["âge", "ville", "revenu", "groupe"],
    ),
}


@pytest.mark.parametrize("name", TREATMENTS)
def test_it_fits_when_it_was_not_and_lets_out_what_was_declared(name, tmp_path):
    treatment, columns = TREATMENTS[name]
    frame = people()
    data = opened(frame)
    release = treatment.release(data)
    assert list(release.to_pandas().columns) == columns
    assert isinstance(release.to_pandas().index, pd.RangeIndex)
    assert {"id", "courriel", "note"} <= set(release.left_behind)
    texts = texts_of(frame, ["courriel", "note"]) | set(frame.index)
    for ending in ("parquet", "csv"):
        check_file(release.save(tmp_path / f"out.{ending}"), columns, texts)
    # transform is for pipelines: every row in its place
    made = treatment.transform(data)
    assert made.memory.column("id").to_pylist() == frame["id"].tolist()
    assert "alone on all that leaves" in repr(release).splitlines()[0]


@pytest.mark.parametrize("name", ["local suppression", "microaggregation"])
def test_what_promises_a_k_is_counted_again_on_the_rows_that_leave(name, monkeypatch):
    treatment, _ = TREATMENTS[name]
    data = opened()
    treatment.fit(data)
    release = treatment.release(data)
    assert release.figure("k").value >= 3
    monkeypatch.setattr(_door, "recounted_k", lambda *_, **__: 2)
    with pytest.raises(InternalError, match="do not keep the k"):
        treatment.release(data)


def test_candidates_counted_again_are_those_of_all_pairs():
    data = opened()
    made = LocalSuppression(k=3).fit(data).transform(data)
    frame = made.memory.select(["âge", "ville"]).to_pandas()
    values, gone = frame.to_numpy(dtype=object), frame.isna().to_numpy()
    found = min(
        int(((values == values[i]) | gone | gone[i]).all(axis=1).sum()) for i in range(len(frame))
    )
    assert LocalSuppression(k=3).release(data).figure("k").value == found


def test_what_promises_no_k_states_it_and_counts_below_the_floor():
    data = opened()
    release = PostRandomisation(seed=1).release(data)
    sizes = release.to_pandas().groupby(["âge", "ville"]).size()
    assert release.figure("k").value == sizes.min() < 5
    assert data.fewest_shown == release.check.threshold == 5


def test_a_column_that_gives_back_what_was_perturbed_stays_behind():
    frame = people().assign(préfecture=people()["ville"].map({"Lyon": 1, "Nîmes": 2, "Brest": 3}))
    data = opened(frame, quasi_identifiers=["ville"], ordinary=["préfecture"])
    release = PostRandomisation(keep=0.5, seed=1).release(data)
    assert "fixes the hidden ville" in str(release.left_behind["préfecture"])


def rows_of_people():
    rng = np.random.default_rng(0)
    jobs = rng.choice(list("abc"), 500)
    return pd.DataFrame({"pid": np.repeat(np.arange(500), 6), "job": np.repeat(jobs, 6)})


def test_the_rows_of_a_person_do_not_vote_on_what_was_redrawn():
    frame = rows_of_people()
    data = privlab.dataset(frame, person="pid", quasi_identifiers=["job"])
    treatment = PostRandomisation(keep=0.5, seed=1).fit(data)
    out = treatment.transform(data).memory.to_pandas()
    assert out.groupby("pid")["job"].nunique().max() == 1
    truth = frame.groupby("pid")["job"].first()
    right = (out.groupby("pid")["job"].first() == truth).mean()
    # keep + (1 - keep) x sum of squared shares: what one draw promises
    shares = truth.value_counts(normalize=True)
    assert right == pytest.approx(0.5 + 0.5 * (shares**2).sum(), abs=0.05)
    assert treatment.result_.figure("changed").value == pytest.approx(1 - right)


def test_a_rank_is_swapped_once_a_person():
    rng = np.random.default_rng(0)
    ages = rng.integers(20, 80, 300)
    frame = pd.DataFrame({"pid": np.repeat(np.arange(300), 3), "age": np.repeat(ages, 3)})
    data = privlab.dataset(frame, person="pid", quasi_identifiers=["age"])
    out = RankSwapping(window=0.2, seed=1).fit(data).transform(data).memory.to_pandas()
    assert out.groupby("pid")["age"].nunique().max() == 1
    assert sorted(out.groupby("pid")["age"].first()) == sorted(ages)
    assert (out.groupby("pid")["age"].first().to_numpy() != ages).mean() > 0.8


@pytest.mark.parametrize("treatment", [PostRandomisation(seed=1), RankSwapping(seed=1)])
def test_several_values_of_a_person_are_refused_without_naming_one(treatment):
    frame = pd.DataFrame({"pid": ["Ana", "Ana", "Bo"], "x": [77, 78, 79]})
    data = privlab.dataset(frame, person="pid", quasi_identifiers=["x"])
    with pytest.raises(ColumnError, match="1 people have several values of 'x'") as caught:
        treatment.fit(data)
    assert "Ana" not in str(caught.value)
    assert "77" not in str(caught.value)


def test_a_missing_row_of_a_person_stays_missing_and_the_others_agree():
    frame = pd.DataFrame({"pid": np.repeat(np.arange(60), 2), "x": ["p", None] * 60})
    frame.loc[::4, "x"] = "q"
    data = privlab.dataset(frame, person="pid", quasi_identifiers=["x"])
    out = PostRandomisation(keep=0.5, seed=2).fit(data).transform(data).memory.to_pandas()
    assert out["x"].isna().tolist() == frame["x"].isna().tolist()


def test_pseudonyms_leave_as_personal_data_without_a_k(tmp_path):
    frame = people()
    data = opened(frame)
    key = PseudonymKey.create(tmp_path / "2026.key")
    treatment = privlab.Pseudonymiser(column="id", key=key, domain="survey")
    release = treatment.release(data)
    assert repr(release).splitlines()[0] == "<Release: Pseudonymised: personal data>"
    assert release.check is None
    assert "k" not in {figure.key for figure in release.figures}
    columns = ["id", "âge", "ville", "revenu", "groupe"]
    check_file(release.save(tmp_path / "out.parquet"), columns, texts_of(frame, ["courriel"]))
    made = release.to_pandas()
    assert not set(made["id"]) & set(frame["id"].astype(str))
    assert made["id"].is_monotonic_increasing
    assert release.data.roles.person == "id"
    assert treatment.transform(data).memory.column("âge").to_pylist() == frame["âge"].tolist()
    with pytest.raises(ColumnError, match="never leaves"):
        treatment.release(data, keep=["courriel"])


def test_pseudonyms_of_another_identifier_leave_without_the_person_key(tmp_path):
    key = PseudonymKey.create(tmp_path / "2026.key")
    treatment = privlab.Pseudonymiser(column="courriel", key=key, domain="survey")
    release = treatment.release(opened())
    assert "id" in release.left_behind
    assert "courriel" in release.data.columns
    assert not release.to_pandas()["courriel"].str.contains("@").any()


def test_pseudonyms_are_counted_in_the_table_that_leaves(tmp_path):
    key = PseudonymKey.create(tmp_path / "2026.key")
    treatment = privlab.Pseudonymiser(column="id", key=key, domain="survey")
    release = treatment.fit(opened(people(30))).release(opened(people(50)))
    assert release.figure("ids").value == release.figure("rows").value == 50
