"""The least that a frozen model needs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.errors import ParameterError
from privlab.proportionality import find_proportionate
from privlab.proportionality.frozen._cells import grow_cells


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(2)
    rows = pd.DataFrame(
        {
            "age": rng.integers(18, 90, 1000),
            "job": rng.choice(list("ABCDEFGH"), 1000),
            "size": rng.normal(170, 10, 1000),
        }
    )
    return privlab.dataset(rows)


def refuses(rows):
    return np.where((rows["age"] > 60) & rows["job"].isin(["C", "F"]), "refused", "granted")


@pytest.fixture(scope="module")
def found(data):
    return find_proportionate(data, predict=refuses, keep=0.98)


def test_the_cells_of_a_rule_are_found_and_little_is_left(found):
    assert found.n_cells <= 4
    assert found.figure("agreement").value >= 0.98
    assert found.figure("intrusiveness_left").value < 0.2


def test_a_column_that_the_model_does_not_read_was_never_needed(found):
    assert found.not_needed == ("size",)
    assert found.columns == ("age", "job")


def test_cells_tell_intervals_and_numbers_of_values_and_nothing_else(found):
    assert found.cells["people"].sum() == 1000
    told = found.cells["job"].dropna()
    assert told.str.contains("value").all()


def test_the_answer_itself_bounds_the_cells_from_below(found):
    assert 0 < found.figure("answer_bits").value < 1


def test_the_interval_is_of_rows_never_used_to_choose(found):
    chosen = found.frontier[found.frontier["chosen"]]
    assert found.figure("agreement").interval == (chosen["low"].item(), chosen["high"].item())
    flattered = chosen["kept_selection"].item() - chosen["kept"].item()
    assert found.figure("optimism").value == pytest.approx(flattered)


def test_a_model_that_always_answers_alike_needs_nothing(data):
    found = find_proportionate(data, predict=lambda rows: np.zeros(len(rows)), keep=0.95)
    assert found.not_needed == ("age", "job", "size")
    assert found.figure("intrusiveness_left").value == pytest.approx(0, abs=1e-12)


def test_the_model_is_asked_in_the_order_of_the_table(data):
    asked = []

    def noting(rows):
        asked.append(list(rows.columns))
        return refuses(rows)

    find_proportionate(data, columns=["size", "job", "age"], predict=noting, keep=0.9)
    assert asked
    assert all(columns == ["age", "job", "size"] for columns in asked)


def test_an_error_of_the_model_does_not_show_values(data):
    def broken(rows):
        message = f"cannot read {rows['size'].iloc[0]}"
        raise ValueError(message)

    with pytest.raises(ParameterError, match="predict= failed with ValueError") as raised:
        find_proportionate(data, predict=broken)
    assert "cannot read" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_answers_of_another_length_are_refused(data):
    with pytest.raises(ParameterError, match="returned 1 answers for 1000 rows"):
        find_proportionate(data, predict=lambda rows: rows.index[:1])


def test_an_agreement_that_no_cells_reach_is_refused(data):
    def noise(rows):
        return (rows["size"] * 1e6).astype("int64") % 2

    with pytest.raises(ParameterError, match="No partition into cells"):
        find_proportionate(data, predict=noise, keep=0.99)


def test_cells_are_a_partition_at_every_number_of_them():
    rng = np.random.default_rng(0)
    features = rng.random((300, 2))
    answers = (features[:, 0] + features[:, 1] > 1).astype(np.int64)
    for cells in grow_cells(features, answers, 0, 8):
        covered = np.column_stack([box.covers(features, [0, 1]) for box in cells.boxes])
        assert (covered.sum(axis=1) == 1).all()
        assert (covered.argmax(axis=1) == cells.place(features)).all()


def test_the_frontier_of_cells_is_drawn(found):
    assert found.plot().ax_.get_xlabel()


@pytest.mark.parametrize(
    "idle",
    [
        {"task": "regression"},
        {"hierarchies": {}},
        {"scorer": 3},
        {"model": "x"},
        {"subgroups": ["age"]},
        {"max_states": 20},
    ],
    ids=lambda idle: next(iter(idle)),
)
def test_what_says_how_to_learn_is_refused_for_a_frozen_model(data, idle):
    (name,) = idle
    with pytest.raises(ParameterError, match=f"^{name}= would do nothing"):
        find_proportionate(data, predict=len, **idle)
