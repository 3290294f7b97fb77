"""Generalisation of more quasi-identifiers than a lattice can be searched for."""

from __future__ import annotations

import itertools
import json
from unittest import mock

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.anonymise import _lattice_search
from privlab.errors import RecipeError

H = privlab.Hierarchy


def wide(n_columns, n_rows=2_000, seed=0):
    """Columns of four kinds, with names and labels that no sample bank has."""
    rng = np.random.default_rng(seed)
    kinds = (
        lambda: rng.choice(["Apfel", "Birne", "Rübe", "Kohl"], n_rows, p=[0.6, 0.2, 0.15, 0.05]),
        lambda: rng.integers(0, 40, n_rows),
        lambda: rng.choice(["ja", "nein", None], n_rows, p=[0.85, 0.1, 0.05]),
        lambda: rng.choice(["A1", "A2", "B1", "B2", "B3"], n_rows),
    )
    rules = (
        H.groups({"Obst": ["Apfel", "Birne"], "Gemüse": ["Rübe", "Kohl"]}),
        H.intervals(10, 20),
        H.suppression(),
        H.prefix(1),
    )
    frame = pd.DataFrame({f"Frage {c}": kinds[c % 4]() for c in range(n_columns)})
    return frame, {column: rules[c % 4] for c, column in enumerate(frame)}


def opened(frame):
    return privlab.dataset(frame, quasi_identifiers=list(frame))


def heuristic():
    return mock.patch.multiple(_lattice_search, MOST_NODES=0, MANY_NODES=0)


def by_hand(frame, k, limit):
    """The least mean share hidden over all levels of hide-or-keep columns, by brute force."""
    best = None
    n = len(frame)
    for kept in itertools.product([True, False], repeat=len(frame.columns)):
        held = [c for c, own in zip(frame, kept, strict=True) if own]
        size = frame.groupby(held)[held[0]].transform("size") if held else pd.Series(n, range(n))
        lost = int((size < k).sum())
        if lost > limit * n or lost == n:
            continue
        # precision: level over height, 1 for what is suppressed
        loss = np.mean([1.0 if not own else lost / n for own in kept])
        best = loss if best is None else min(best, loss)
    return best


@pytest.mark.parametrize("limit", [0.0, 0.03, 0.2, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_the_heuristic_finds_what_brute_force_finds_on_a_few_columns(seed, limit):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {f"x{c}": rng.choice(list("abcd")[: 2 + c % 3], 300) for c in range(7)}, dtype=str
    )
    with heuristic():
        made = privlab.Anonymiser(
            k=4,
            hierarchies={c: H.suppression() for c in frame},
            suppression_limit=limit,
            quality="precision",
            aggregate="mean",
        ).fit(opened(frame))
    assert made.search_ == "heuristic"
    assert made.loss_ == pytest.approx(by_hand(frame, 4, limit), abs=1e-9)


@pytest.mark.parametrize("n_columns", [24, 70])
def test_what_no_search_can_hold_is_treated_and_said_to_be_a_heuristic(n_columns):
    frame, hierarchies = wide(n_columns)
    made = privlab.Anonymiser(k=5, hierarchies=hierarchies, suppression_limit=0.02).fit(
        opened(frame)
    )
    assert (made.search_, made.optimal_) == ("heuristic", False)
    assert made.n_nodes_ == np.prod([h.height + 1 for h in hierarchies.values()], dtype=object)
    said = " ".join(message.text("en") for message in made.result_.assumptions)
    assert "Found by a heuristic" in said
    release = made.release(opened(frame))
    kept = release.to_pandas().fillna("none").groupby(list(frame), observed=True).size()
    assert kept.min() >= 5
    assert len(frame) - kept.sum() == made.n_suppressed_ <= 0.02 * len(frame)
    # something is left of the table: hiding every column loses 1
    assert made.loss_ < 0.98


@pytest.mark.parametrize("n_columns", [8, 24])
def test_more_suppression_never_loses_more(n_columns, monkeypatch):
    monkeypatch.setattr("privlab.anonymise._heuristic.MOST_JUDGED", 300)
    frame, hierarchies = wide(n_columns, 800, seed=4)
    losses = []
    for limit in (0.0, 0.005, 0.01, 0.03, 0.05, 0.12, 0.5, 1.0):
        with heuristic():
            made = privlab.Anonymiser(k=3, hierarchies=hierarchies, suppression_limit=limit)
            losses.append(made.fit(opened(frame)).loss_)
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0]


def test_a_lattice_of_more_than_64_columns_with_few_levels_is_searched_to_the_end():
    frame = pd.DataFrame({f"c{n}": list("ab") * 20 for n in range(66)})
    frame["c65"] = ["x", *"abcdefghijklm" * 3]
    fixed = {c: 0 for c in frame if c != "c65"}
    made = privlab.Anonymiser(k=5, levels=fixed, hierarchies={"c65": H.suppression()}).fit(
        opened(frame)
    )
    assert made.levels_ == {**fixed, "c65": 1}
    assert (made.search_, made.optimal_, made.n_nodes_) == ("exact", True, 2)
    assert privlab.check_anonymity(made.transform(opened(frame))).k == 20


@pytest.mark.parametrize("n_columns", [13, 40])
def test_the_time_limit_is_kept(n_columns, monkeypatch):
    frame, hierarchies = wide(n_columns, 1_500)
    clock = itertools.count()
    # each look at the clock takes a hundredth of a second
    monkeypatch.setattr("time.monotonic", lambda: next(clock) / 100)
    made = privlab.Anonymiser(
        k=5, hierarchies=hierarchies, suppression_limit=0.05, time_limit=1.0
    ).fit(opened(frame))
    assert 0.5 < next(clock) / 100 <= 1.1
    assert not made.optimal_
    assert made.n_suppressed_ <= 0.05 * len(frame)


@pytest.mark.parametrize("quality", ["entropy", "discernibility", "average_class_size"])
def test_every_model_of_loss_has_its_heuristic(quality):
    frame, hierarchies = wide(24, 600)
    made = privlab.Anonymiser(
        k=4, hierarchies=hierarchies, suppression_limit=0.05, quality=quality
    ).fit(opened(frame))
    assert made.release(opened(frame)).check.k >= 4
    assert any(level < hierarchies[c].height for c, level in made.levels_.items())


def test_criteria_on_sensitive_values_hold_over_many_columns():
    frame, hierarchies = wide(24, 900)
    frame["Befund"] = np.random.default_rng(1).choice(list("uvwxyz"), 900)
    data = privlab.dataset(frame, quasi_identifiers=list(hierarchies), sensitive=["Befund"])
    made = privlab.Anonymiser(
        k=3, l={"Befund": 3}, t={"Befund": 0.4}, hierarchies=hierarchies, suppression_limit=0.05
    ).fit(data)
    left = made.release(data).to_pandas()
    values = left.fillna("none").groupby(list(hierarchies), observed=True)["Befund"].nunique()
    assert values.min() >= 3


@pytest.mark.parametrize("recoding", ["mondrian", "local"])
@pytest.mark.parametrize("n_columns", [24, 100])
def test_parts_of_a_table_are_recoded_without_a_lattice(n_columns, recoding, monkeypatch):
    def never(*_, **__):
        raise AssertionError

    monkeypatch.setattr(_lattice_search, "search", never)
    frame, hierarchies = wide(n_columns, 1_000)
    made = privlab.Anonymiser(k=5, hierarchies=hierarchies, recoding=recoding).fit(opened(frame))
    release = made.release(opened(frame))
    left = release.to_pandas()
    assert len(left) == 1_000
    assert left.fillna("none").groupby(list(frame), observed=True).size().min() >= 5
    # somebody keeps a value that hiding whole columns would have taken
    assert left.to_numpy().tolist() != [["*"] * n_columns] * 1_000
    again = privlab.Recipe.from_json(made.recipe_.to_json())
    assert again == made.recipe_
    assert again.release(opened(frame)).to_pandas().equals(left)


def test_cells_cover_who_comes_later_by_coarser_ones():
    frame, hierarchies = wide(6, 400, seed=2)
    recipe = (
        privlab.Anonymiser(k=5, hierarchies=hierarchies, recoding="mondrian")
        .fit(opened(frame))
        .recipe_
    )
    later, _ = wide(6, 300, seed=3)
    release = recipe.release(opened(later))
    left = release.to_pandas()
    assert left.fillna("none").groupby(list(later), observed=True).size().min() >= 5
    assert len(left) == 300 - release.n_suppressed - release.n_unseen
    # a Mondrian that tells so much keeps somewhat more than half of other people
    assert len(left) > 180


def test_cells_are_no_circle():
    recipe = privlab.Anonymiser(
        k=2, hierarchies={"x": H.intervals(10), "y": H.suppression()}, recoding="mondrian"
    ).fit(pd.DataFrame({"x": [1, 2, 3, 11, 12], "y": list("aabbb")}))
    plain = json.loads(recipe.recipe_.to_json())
    assert len(plain["cells"]) > 1
    plain["cells"][0][3][0][1] = 0
    with pytest.raises(RecipeError, match="behind the one that it was split from"):
        privlab.Recipe.from_json(json.dumps(plain))
    plain["cells"][0] = plain["cells"][0][:2]
    with pytest.raises(RecipeError, match="not a recipe"):
        privlab.Recipe.from_json(json.dumps(plain))
