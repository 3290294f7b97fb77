"""A recipe with criteria: what leaves keeps them, wherever it is followed."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys

import ibis
import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.anonymise import Criteria, _release
from privlab.errors import HierarchyError, InternalError, ParameterError, RecipeError, SourceError
from privlab.hierarchies import Hierarchy

KNOWN = ["age", "town", "sex"]
HIERARCHIES = {
    "age": Hierarchy.intervals(10, 20),
    "town": Hierarchy.from_rows(
        [["Lyon", "Rhône", "*"], ["Bron", "Rhône", "*"], ["Alès", "Gard", "*"]]
    ),
    "sex": Hierarchy.suppression(),
}


def frame(n=400, seed=3):
    rng = np.random.default_rng(seed)
    made = pd.DataFrame(
        {
            "age": rng.integers(18, 90, n),
            "town": rng.choice(["Lyon", "Bron", "Alès"], n, p=[0.6, 0.3, 0.1]),
            "sex": rng.choice(["F", "M"], n),
            "income": rng.normal(2000, 300, n).round(),
            "illness": rng.choice(["flu", "cold", "gout"], n),
        },
        index=np.arange(n) * 2 + 7,
    )
    made.loc[made.index[::17], "town"] = None
    return made


def dataset(source, **roles):
    return privlab.dataset(source, quasi_identifiers=KNOWN, sensitive=["illness"], **roles)


def fitted(**options):
    asked = {"k": 5, "hierarchies": HIERARCHIES, "suppression_limit": 0.05} | options
    return privlab.Anonymiser(**asked).fit(dataset(frame()))


def plain(data):
    rows = data.memory.to_pandas() if data.memory is not None else data.table.to_pandas()
    texts = rows.astype(object).where(rows.notna(), None).map(str)
    return texts.sort_values(list(texts.columns)).reset_index(drop=True)


@pytest.mark.parametrize("recoding", ["full_domain", "local", "mondrian"])
@pytest.mark.parametrize("source", ["duckdb", "parquet", "polars"])
def test_the_release_is_the_same_on_every_source(recoding, source, tmp_path):
    anonymiser = fitted(recoding=recoding, t={"illness": 0.5})
    if source == "duckdb":
        other = ibis.duckdb.connect().create_table("t", frame().reset_index(drop=True))
    elif source == "parquet":
        other = tmp_path / "t.parquet"
        frame().to_parquet(other, index=False)
    else:
        polars = pytest.importorskip("polars")
        other = polars.from_pandas(frame())
    here = anonymiser.transform(dataset(frame()))
    there = anonymiser.transform(dataset(other))
    pd.testing.assert_frame_equal(plain(here), plain(there), check_dtype=False)


def test_rows_keep_their_order_and_index_and_suppressed_ones_are_not_among_them():
    anonymiser = fitted()
    made = anonymiser.transform(frame())
    assert anonymiser.n_suppressed_ > 0
    assert len(made) == len(frame()) - anonymiser.n_suppressed_
    pd.testing.assert_series_equal(made["income"], frame()["income"].loc[made.index])
    assert made.index.is_monotonic_increasing
    hidden = made[[c for c, level in anonymiser.levels_.items() if level < 2]]
    assert not (hidden.astype(str) == "*").all(axis=1).any() or hidden.empty


@pytest.mark.parametrize("recoding", ["local", "mondrian"])
def test_a_recipe_survives_json_a_new_process_and_another_column_order(tmp_path, recoding):
    recipe = fitted(recoding=recoding, t={"illness": 0.5}).recipe_
    again = privlab.Recipe.from_json(recipe.to_json())
    assert again == recipe
    (tmp_path / "recipe.json").write_text(recipe.to_json())
    frame().to_parquet(tmp_path / "t.parquet", index=False)
    program = """
import pathlib, sys, privlab
folder = pathlib.Path(sys.argv[1])
recipe = privlab.Recipe.from_json((folder / "recipe.json").read_text())
data = privlab.dataset(folder / "t.parquet", quasi_identifiers=["sex", "town", "age"])
recipe.transform(data).table.to_pandas().to_parquet(folder / "out.parquet")
"""
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)
    there = pd.read_parquet(tmp_path / "out.parquet")
    turned = frame()[["illness", "sex", "income", "town", "age"]]
    here = plain(again.transform(dataset(turned)))[list(frame().columns)]
    texts = there.astype(object).where(there.notna(), None).map(str)
    columns = list(frame().columns)
    pd.testing.assert_frame_equal(
        here.sort_values(columns).reset_index(drop=True),
        texts[columns].sort_values(columns).reset_index(drop=True),
    )


def test_values_that_arrive_unseen_are_left_out_and_counted():
    anonymiser = fitted(levels={"town": (1, 2)})
    assert anonymiser.levels_["town"] == 1
    later = pd.concat([frame(), frame().head(9).assign(town="Nice")])
    release = anonymiser.recipe_.release(dataset(later))
    assert release.n_unseen == 9
    assert release.figure("n_unseen").value == 9
    assert release.data.n_rows == len(later) - 9 - release.n_suppressed


def test_a_missing_value_looks_like_all_others_once_a_column_says_nothing():
    made = fitted(levels={"town": 2}).transform(frame())
    assert made["town"].tolist() == ["*"] * len(made)


def test_a_small_table_of_a_known_recipe_is_judged_by_its_own_people():
    recipe = fitted().recipe_
    few = recipe.release(dataset(frame(60, seed=8)))
    assert few.check.k >= 5
    assert few.n_suppressed > 0


def test_a_release_that_breaks_its_criteria_never_leaves(monkeypatch):
    anonymiser = fitted()
    real = _release.relabel

    def spoilt(data, step, rows=None):
        columns, stay = rows
        stay = stay.copy()
        stay[np.flatnonzero(stay)[3:]] = False
        return real(data, step, (columns, stay))

    monkeypatch.setattr(_release, "relabel", spoilt)
    with pytest.raises(InternalError, match="breaks its criteria"):
        anonymiser.transform(frame())


@pytest.mark.parametrize("seed", range(6))
def test_the_cells_of_a_mondrian_cover_everybody_and_keep_the_criteria(seed):
    data = dataset(frame(300, seed=seed))
    asked = {"k": 4, "l": {"illness": 2}, "t": {"illness": 0.6}}
    anonymiser = privlab.Anonymiser(recoding="mondrian", hierarchies=HIERARCHIES, **asked).fit(data)
    release = anonymiser.release(data)
    assert release.n_suppressed == anonymiser.n_suppressed_ == 0
    assert release.data.n_rows == 300
    plain = privlab.Anonymiser(hierarchies=HIERARCHIES, **asked).fit(data)
    assert anonymiser.loss_ <= plain.loss_


def test_a_person_of_several_rows_is_not_split():
    rows = frame().assign(person=lambda t: t["income"])
    with pytest.raises(ParameterError, match="each person must have one row"):
        privlab.Anonymiser(k=2, recoding="mondrian", hierarchies=HIERARCHIES).fit(
            dataset(rows, person="person")
        )


def test_the_distribution_compared_with_is_that_of_the_whole_table():
    anonymiser = fitted(t={"illness": 0.15}, suppression_limit=0.2)
    data = dataset(frame())
    made = anonymiser.transform(data)
    check = privlab.check_anonymity(made, quasi_identifiers=KNOWN, reference_table=data)
    assert check.sensitive["illness"].t <= 0.15 + 1e-12


def test_a_recipe_names_no_value_that_few_people_have():
    rare = frame()
    rare["job"] = np.where(np.arange(len(rare)) % 40 == 0, "astronaut", "clerk")
    rare.loc[rare.index[0], "job"] = "lighthouse keeper"
    data = privlab.dataset(rare, quasi_identifiers=["job", "sex"])
    text = privlab.Anonymiser(k=5).fit(data).recipe_.to_json()
    assert "lighthouse" not in text


def test_names_and_keys_do_not_leave_and_what_stays_behind_is_listed():
    rows = frame().assign(name=[f"name {n}" for n in range(400)], key=range(400))
    data = dataset(rows, person="key", identifiers=["name"])
    release = fitted().recipe_.release(data)
    assert list(release.to_pandas().columns) == ["age", "town", "sex", "illness"]
    assert release.data.roles.person is None
    said = " ".join(message.text("en") for message in release.assumptions)
    assert "Left behind: income, name, key." in said
    assert "ordinary=['income'] passes" in said


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_release_is_saved(tmp_path, suffix):
    release = fitted().release(dataset(frame()))
    path = release.save(tmp_path / f"out.{suffix}")
    again = pd.read_csv(path) if suffix == "csv" else pd.read_parquet(path)
    assert again["age"].tolist() == release.to_pandas()["age"].tolist()
    with pytest.raises(ParameterError, match=r"\.parquet or \.csv"):
        release.save(tmp_path / "out.xlsx")


def test_rows_do_not_vanish_from_a_pipeline():
    anonymiser = fitted(suppression_limit=0.0)
    with pytest.raises(RecipeError, match="of 30 records would be left out"):
        anonymiser.transform(frame().head(30))
    with pytest.raises(ParameterError, match="k is 5 and the table holds 1 records"):
        anonymiser.transform(frame().head(1))


def test_a_recipe_follows_in_a_frame_as_in_a_dataset():
    recipe = fitted().recipe_
    assert (
        recipe.transform(frame())
        .to_pandas()
        .equals(recipe.transform(privlab.dataset(frame())).to_pandas())
    )
    with pytest.raises(SourceError, match="cannot read a dict"):
        recipe.transform({"age": [40]})


def test_a_recipe_that_was_changed_by_hand_is_refused():
    text = json.loads(fitted().recipe_.to_json())
    for wrong in (text | {"levls": {}}, {k: v for k, v in text.items() if k != "criteria"}):
        with pytest.raises(RecipeError, match="not a recipe"):
            privlab.Recipe.from_json(json.dumps(wrong))
    with pytest.raises(ParameterError, match="must be a whole number"):
        privlab.Recipe.from_json(json.dumps(text | {"levels": text["levels"] | {"age": "1"}}))


def test_a_time_limit_holds_for_local_recoding_too():
    import time

    rng = np.random.default_rng(0)
    columns = [f"q{c}" for c in range(7)]
    rows = pd.DataFrame({c: rng.integers(0, 32, 2_000) for c in columns})
    rows["s"] = rng.choice(list("abc"), 2_000)
    data = privlab.dataset(rows, quasi_identifiers=columns, sensitive=["s"])
    hierarchies = {c: Hierarchy.intervals(2, 4, 8, 16) for c in columns}
    begun = time.monotonic()
    privlab.Anonymiser(
        k=4, t={"s": 0.3}, recoding="local", hierarchies=hierarchies, time_limit=1.0
    ).fit(data)
    # far from the limit only when it is not shared between the rounds
    assert time.monotonic() - begun < 15


def test_nothing_left_to_release_is_refused():
    recipe = privlab.Recipe({"age": 0}, {}, Criteria(k=5))
    few = privlab.dataset(pd.DataFrame({"age": range(10)}), quasi_identifiers=["age"])
    with pytest.raises(RecipeError, match="Every record would be suppressed"):
        recipe.transform(few)


def test_a_recipe_without_criteria_promises_nothing():
    with pytest.raises(RecipeError, match="promises nothing"):
        privlab.Recipe({"sex": 0}).release(dataset(frame()))


BAD = {
    "k beyond the table": ({"k": 500}, ParameterError, "k is 500 and the table holds 400 records"),
    "a sensitive quasi-identifier": (
        {"l": {"sex": 2}},
        privlab.errors.ColumnError,
        "among the quasi",
    ),
    "an unknown sensitive column": (
        {"l": {"ilness": 2}},
        privlab.errors.ColumnError,
        "Did you mean 'illness'",
    ),
    "a limit beyond 1": ({"suppression_limit": 1.5}, ParameterError, "a number from 0 to 1"),
    "an unknown quality": ({"quality": "los"}, ParameterError, "Did you mean 'loss'"),
    "l as a number": ({"l": 3}, ParameterError, "l= takes a mapping"),
    "an l that nobody reaches": ({"l": {"illness": 4}}, ParameterError, "No generalisation keeps"),
    "an unknown column": (
        {"hierarchies": {"agee": Hierarchy.intervals(5)}},
        ParameterError,
        "Did you mean 'age'",
    ),
    "no hierarchy at all": (
        {"hierarchies": {"age": "intervals"}},
        ParameterError,
        "privlab.Hierarchy",
    ),
    "a level too high": ({"levels": {"age": 9}}, ParameterError, "from 0 to 3"),
    "accuracy of nothing": ({"quality": "accuracy"}, ParameterError, "go together"),
    "a k-map of no population": ({"k_map": 5}, ParameterError, "population_table"),
    "a hierarchy that misses values": (
        {"hierarchies": {"town": Hierarchy.from_rows([["Lyon", "*"], ["Bron", "*"]])}},
        HierarchyError,
        "does not cover 1 of the 3 distinct values",
    ),
    "no time": ({"time_limit": "5"}, ParameterError, "number of seconds of at least 0"),
    "k as a text": ({"k": "5"}, ParameterError, "k is '5'"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_refused_with_the_remedy(name):
    options, error, words = BAD[name]
    with pytest.raises(error, match=words) as raised:
        fitted(**options)
    assert "Alès" not in str(raised.value)


def test_many_values_without_a_hierarchy_are_refused():
    many = pd.DataFrame({"name": [f"person {n}" for n in range(5_000)], "sex": list("FM") * 2_500})
    data = privlab.dataset(many, quasi_identifiers=["name", "sex"])
    with pytest.raises(HierarchyError, match=r"Column 'name' has 5000 distinct values and no hier"):
        privlab.Anonymiser(k=2).fit(data)


def test_the_json_of_a_recipe_can_be_read_by_people():
    plain_json = json.loads(fitted(l={"illness": 2}).recipe_.to_json())
    assert plain_json["criteria"]["k"] == 5
    assert plain_json["criteria"]["sensitive"][0]["criterion"] == "distinct_l"
    assert set(plain_json["levels"]) == set(KNOWN)


def test_a_population_opened_through_a_policy_stays_so():
    data = dataclasses.replace(
        dataset(frame()), opened=privlab.tables.Opened("score", "me", 5, 0.2)
    )
    assert fitted().recipe_.release(data).data.opened == data.opened


@pytest.mark.parametrize("n_columns", [1, 5, 8])
def test_any_number_of_columns_is_followed_on_an_engine(n_columns):
    rng = np.random.default_rng(2)
    rows = pd.DataFrame({f"c{n}": rng.integers(0, 6, 400) for n in range(n_columns)})
    table = ibis.duckdb.connect().create_table("rows", rows)
    here, there = (
        privlab.dataset(source, quasi_identifiers=list(rows.columns)) for source in (rows, table)
    )
    recipe = privlab.Anonymiser(k=3, suppression_limit=0.9).fit(here).recipe_
    kept = [recipe.transform(data) for data in (here, there)]
    assert privlab.check_anonymity(kept[1]).k >= 3
    assert kept[0].n_rows == kept[1].n_rows
