"""The bits that a guess is worth, and the mixture of models that makes the guess."""

from __future__ import annotations

import numpy as np
import pytest

from privlab.intrusiveness.inference._features import Feature, band_cuts, indicators
from privlab.intrusiveness.inference._models import GUESSES, Learners
from privlab.intrusiveness.inference._pool import pool_powers, pooled
from privlab.intrusiveness.inference._secret import classes_of, learnt_bits, prior_of


def test_a_certain_guess_tells_the_whole_secret():
    classes = np.array([0, 1] * 10)
    found = learnt_bits(np.eye(2)[classes], classes)
    assert found.share == pytest.approx(1)
    assert found.advantage == pytest.approx(1)


def test_the_prior_tells_nothing():
    classes = np.array([0, 0, 0, 1])
    prior = prior_of(classes)
    found = learnt_bits(np.tile(prior, (4, 1)), classes)
    assert (found.share, found.interval, found.advantage) == (0, (0, 0), 0)


def test_a_guess_that_misleads_is_never_worth_less_than_nothing():
    found = learnt_bits(np.array([[0.1, 0.9], [0.9, 0.1]]), np.array([0, 1]))
    assert found.share == 0
    assert (found.bits < 0).all()


def test_a_share_computed_by_hand():
    # log2(.8/.5) and log2(.4/.5), of one bit
    found = learnt_bits(np.array([[0.8, 0.2], [0.6, 0.4]]), np.array([0, 1]))
    assert found.share == pytest.approx((np.log2(1.6) + np.log2(0.8)) / 2, abs=1e-12)


def test_only_a_minority_told_with_confidence_is_disclosed():
    classes = np.array([0, 0, 0, 1])
    q = np.array([[0.95, 0.05], [0.05, 0.95], [0.5, 0.5], [0.11, 0.89]])
    found = learnt_bits(q, classes)
    # the first is told to be of the majority, the last with too little confidence
    assert found.disclosed.tolist() == [False, True, False, False]
    assert found.correct[found.disclosed].tolist() == [False]


def test_a_class_of_rare_values_discloses_no_value():
    classes = np.array([0, 0, 0, 1])
    q = np.array([[0.9, 0.1]] * 3 + [[0.01, 0.99]])
    assert learnt_bits(q, classes).disclosed.any()
    assert not learnt_bits(q, classes, lumped=1).disclosed.any()


def test_people_with_several_rows_widen_the_interval():
    classes = np.array([0, 1] * 50)
    q = np.tile([[0.7, 0.3]], (100, 1))
    q[classes == 1] = [0.45, 0.55]
    alone = learnt_bits(q, classes).interval
    together = learnt_bits(q, classes, units=np.repeat([0, 1, 2, 3], 25)).interval
    same = learnt_bits(q, classes, units=np.arange(100)).interval
    assert same == pytest.approx(alone)
    assert together != pytest.approx(alone)


def test_rare_values_are_one_class_and_missing_ones_are_left_out():
    codes = np.array([0] * 60 + [1] * 40 + [2] * 15 + [3] * 10 + [4] * 5)
    secret = classes_of(codes, None, 4, 20)
    assert np.bincount(secret.classes).tolist() == [60, 40, 25]
    assert (secret.lumped, len(secret.rows)) == (2, 125)


def test_numbers_are_guessed_in_five_bands():
    codes = np.arange(200)
    secret = classes_of(codes, codes.astype(float), None, 20)
    assert secret.banded
    assert np.bincount(secret.classes).tolist() == [40] * 5


def test_a_guess_worse_than_the_prior_has_no_power():
    rng = np.random.default_rng(0)
    classes = rng.integers(0, 2, 2000)
    wrong = np.where(np.eye(2)[1 - classes] == 1, 0.99, 0.01)
    right = np.where(np.eye(2)[classes] == 1, 0.8, 0.2)
    prior = np.full((2000, 2), 0.5)
    powers = pool_powers(np.stack([wrong, right, prior]), classes)
    assert powers[0] == 0
    assert powers[1] > 1
    found = pooled(np.stack([wrong, right, prior]), powers)
    assert found.sum(axis=1) == pytest.approx(1)
    assert found[np.arange(2000), classes].min() > 0.9


def test_two_guesses_of_different_evidence_are_worth_more_together():
    # two independent signs, each right in 70%: their pool is the posterior of both
    rng = np.random.default_rng(1)
    classes = rng.integers(0, 2, 20_000)
    signs = [np.where(rng.random(20_000) < 0.7, classes, 1 - classes) for _ in range(2)]
    guesses = np.stack([np.where(np.eye(2)[own] == 1, 0.7, 0.3) for own in signs])
    powers = pool_powers(guesses, classes)
    assert powers == pytest.approx([1, 1], abs=0.1)
    shares = [learnt_bits(own, classes).share for own in (guesses[0], pooled(guesses, powers))]
    # 1 - h(.7); and the bits of both: they agree in .58 of cases, then .49 against .09
    assert shares == pytest.approx([0.1187, 0.2038], abs=0.02)


def test_a_guess_too_sure_of_itself_is_calmed():
    rng = np.random.default_rng(2)
    classes = rng.integers(0, 2, 4000)
    sign = np.where(rng.random(4000) < 0.7, classes, 1 - classes)
    boasting = np.where(np.eye(2)[sign] == 1, 0.99, 0.01)[None]
    powers = pool_powers(boasting, classes)
    assert pooled(boasting, powers).max() == pytest.approx(0.7, abs=0.03)


def test_an_amount_that_most_do_not_have_is_cut_among_those_who_have_one():
    amounts = np.append(np.zeros(9_000), np.arange(1.0, 1_001.0))
    cuts = band_cuts(amounts)
    assert len(cuts) == 21
    sizes = np.bincount(np.searchsorted(cuts, amounts, side="right"))
    assert sizes.max() == 9_000
    assert sizes[2:].tolist() == [50] * 20


def test_missing_numbers_and_values_not_learnt_have_places_of_their_own():
    learnt = np.arange(100)
    numbers = Feature(np.zeros(102, dtype=np.int64), np.append(np.arange(100.0), [np.nan, 5.0]))
    block = indicators(numbers, learnt).toarray()
    assert block[100].tolist() == [0.0] * block.shape[1]
    codes = Feature(np.append(np.zeros(101, dtype=np.int64), 7))
    assert indicators(codes, learnt).toarray()[[0, 101]].tolist() == [[1.0], [0.0]]


def test_a_guess_without_power_is_not_made_and_told_as_the_prior():
    rng = np.random.default_rng(3)
    codes = rng.integers(0, 2, 300)
    models = Learners(
        {"sign": Feature(codes)}, codes, np.arange(200), np.arange(200, 300), units=np.arange(300)
    )
    whole = models.told()
    powers = np.zeros(len(GUESSES))
    powers[3] = 1.0
    told = models.told(powers)
    assert told[3] == pytest.approx(whole[3])
    assert told[0] == pytest.approx(whole[-1])
    assert whole[0][np.arange(100), codes[200:]].min() > 0.9
    others = np.random.default_rng(4).permutation(50)
    shuffled = models.told(shuffled=("sign", np.arange(50), others))
    assert shuffled[0] == pytest.approx(whole[0][others])
    assert shuffled[-2] == pytest.approx(whole[-2][others])
