"""The bits that a guess is worth, and the mixture of models that makes the guess."""

from __future__ import annotations

import numpy as np
import pytest

from privlab.errors import ParameterError
from privlab.intrusiveness import mutual_information, posterior_vulnerability
from privlab.intrusiveness._inference_models import mixed, mixture_weights
from privlab.intrusiveness._inference_secret import classes_of, learnt_bits, prior_entropy


def test_a_certain_guess_tells_the_whole_secret():
    classes = np.array([0, 1] * 10)
    found = learnt_bits(np.eye(2)[classes], classes)
    assert found.share == pytest.approx(1)
    assert found.advantage == pytest.approx(1)


def test_the_prior_tells_nothing():
    classes = np.array([0, 0, 0, 1])
    prior, _ = prior_entropy(classes)
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


def test_a_model_worse_than_the_prior_weighs_nothing():
    rng = np.random.default_rng(0)
    classes = rng.integers(0, 2, 2000)
    wrong = np.where(np.eye(2)[1 - classes] == 1, 0.99, 0.01)
    right = np.where(np.eye(2)[classes] == 1, 0.8, 0.2)
    prior = np.full((2000, 2), 0.5)
    warmth, weights = mixture_weights(np.stack([wrong, right, prior]), classes)
    assert weights[0] < 1e-6
    assert weights[1] > 0.99
    assert mixed(np.stack([wrong, right, prior]), warmth, weights).sum(axis=1) == pytest.approx(1)


def test_a_channel_agrees_with_the_published_tool():
    # qif 1.6.0
    prior, channel = [0.5, 0.3, 0.2], [[0.7, 0.3], [0.4, 0.6], [0.1, 0.9]]
    assert posterior_vulnerability(prior, channel) == pytest.approx(0.53, abs=1e-6)
    assert mutual_information(prior, channel) == pytest.approx(0.173982, abs=1e-6)


def test_a_channel_whose_rows_are_no_shares_is_refused():
    with pytest.raises(ParameterError, match="summing to 1"):
        mutual_information([0.5, 0.5], [[0.5, 0.4], [0.5, 0.5]])
    with pytest.raises(ParameterError, match="one row of the channel"):
        posterior_vulnerability([0.5, 0.5], [[1.0]])
