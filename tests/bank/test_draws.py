"""The lottery and the shuffle keep their promises."""

from __future__ import annotations

import numpy as np
from hypothesis import given, strategies as st

from privlab_bank.people._draws import Lottery, Shuffle, generators

WEIGHTS = st.lists(st.integers(0, 50), min_size=2, max_size=12).filter(any)


def test_draws_fall_in_proportion_to_the_weights_of_their_cell():
    lottery = Lottery.of([[1, 0, 3], [0, 1, 1]])
    uniform = (np.arange(4_000) + 0.5) / 4_000
    assert np.bincount(lottery.draw(uniform, 0)).tolist() == [1_000, 0, 3_000]
    assert np.bincount(lottery.draw(uniform, 1)).tolist() == [0, 2_000, 2_000]


@given(WEIGHTS, st.floats(0, 1, exclude_max=True))
def test_a_category_without_weight_is_never_drawn(weights, uniform):
    drawn = Lottery.of(weights).draw(np.array([uniform]))[0]
    assert weights[drawn] > 0


@given(WEIGHTS, st.floats(0, 1, exclude_max=True), st.integers(0, 40))
def test_a_cell_draws_as_it_would_alone(weights, uniform, cell):
    table = np.ones((41, len(weights)))
    table[cell] = weights
    rounded = np.array([cell + uniform]) - cell
    alone = Lottery.of(weights).draw(np.minimum(rounded, np.nextafter(1, 0)))
    among = Lottery.of(table).draw(rounded, np.array([cell]))
    assert abs(uniform - rounded[0]) < 1e-13
    near = np.abs(np.cumsum(weights) / sum(weights) - uniform).min() < 1e-12
    assert near or alone[0] == among[0]


@given(st.integers(0, 2**32 - 1))
def test_the_shuffle_gives_no_number_twice(seed):
    shuffle = Shuffle.of(generators(seed, 0, 0, 1)[0])
    numbers = np.concatenate([np.arange(2_000), np.arange(10**8 - 2_000, 10**8)])
    images = shuffle.map(numbers)
    assert len(np.unique(images)) == len(numbers)
    assert images.min() >= 0
    assert images.max() < 10**8


def test_a_new_theme_moves_no_earlier_one():
    few, many = generators(7, 1, 3, 2), generators(7, 1, 3, 5)
    for before, after in zip(few, many, strict=False):
        assert before.random() == after.random()
