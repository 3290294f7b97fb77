"""Candidate sets with missing values over more columns than a word has bits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.classes import candidate_sets


def by_hand(frame):
    values, gone = frame.to_numpy(), frame.isna().to_numpy()
    return [
        int(((values == values[n]) | gone | gone[n]).all(axis=1).sum()) for n in range(len(frame))
    ]


def counts(frame, **roles):
    data = privlab.dataset(frame, quasi_identifiers=[c for c in frame if c != "id"], **roles)
    found = candidate_sets(data, missing="wildcard")
    return found.counts[found.classes.of_rows()].tolist()


@pytest.mark.parametrize("n_columns", [20, 31, 63, 64, 65, 70, 130])
def test_the_candidates_of_many_columns_are_those_counted_by_hand(n_columns):
    rng = np.random.default_rng(n_columns)
    frame = pd.DataFrame(rng.integers(0, 3, (60, n_columns)).astype(float)).add_prefix("q")
    frame = frame.mask(rng.random(frame.shape) < 0.9)
    assert counts(frame) == by_hand(frame)


def test_a_question_that_nobody_answered_tells_nobody_apart():
    n = 66
    frame = pd.DataFrame(1.0, index=range(n), columns=[f"q{i}" for i in range(70)])
    frame["q69"] = np.arange(n) + 1.0
    frame["q62"] = np.nan
    for i in range(70):
        frame.iloc[i % n, i] = np.nan
    data = privlab.dataset(frame, quasi_identifiers=list(frame))
    score = privlab.score_risk(data, missing="wildcard")
    assert score.records.fk.min() == min(by_hand(frame)) == 2
    assert score.prosecutor.at_risk == pytest.approx(0.984848, abs=1e-6)


@pytest.mark.parametrize("n_patterns", [3, 500])
def test_few_patterns_and_many_give_the_same_counts(n_patterns):
    rng = np.random.default_rng(n_patterns)
    frame = pd.DataFrame(rng.integers(0, 2, (300, 70)).astype(float)).add_prefix("q")
    patterns = rng.random((n_patterns, 70)) < 0.8
    frame = frame.mask(patterns[rng.integers(0, n_patterns, 300)])
    assert counts(frame) == by_hand(frame)


@pytest.mark.parametrize("n_columns", [20, 70])
def test_people_with_several_rows_count_once(n_columns):
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.integers(0, 2, (80, n_columns)).astype(float)).add_prefix("q")
    frame = frame.mask(rng.random(frame.shape) < 0.93)
    people = rng.integers(0, 30, 80)
    values, gone = frame.to_numpy(), frame.isna().to_numpy()
    wanted = [
        len(set(people[((values == values[n]) | gone | gone[n]).all(axis=1)])) for n in range(80)
    ]
    assert counts(frame.assign(id=people), person="id") == wanted
