"""Guessing a secret of a person from what is known of them and a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.attacks._models import train
from privlab.attacks._neighbours import Neighbours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from privlab.attacks._tables import AttackedTable, Attribute

__all__ = ["Guesser", "infer", "is_number", "usual_guess"]

# a secret with fewer distinct numbers in the release is guessed as a category
FEW_NUMBERS = 20


@dataclass(frozen=True)
class Guesser:
    """How an attacker guesses.

    Attributes
    ----------
    known, secret : places of columns
    model : {"nearest", "linear", "boosting"}
        "nearest" takes the secret of one of the k nearest records, ties included, so that its
        chance is the share of them that hold the right one.
    k : int
        Neighbours of the model "nearest".
    tolerance : float
        Share of its true value by which a guessed number may be off.
    seed : int
        Of what a model draws.
    """

    known: tuple[int, ...]
    secret: int
    model: str
    k: int
    tolerance: float
    seed: int


def is_number(released: AttackedTable, attributes: Sequence[Attribute], secret: int) -> bool:
    """Whether the secret is guessed as a number, within a tolerance."""
    attribute = attributes[secret]
    n_values = len(np.unique(released.codes[:, secret]))
    return attribute.numbers is not None and n_values > FEW_NUMBERS


def infer(
    released: AttackedTable,
    targets: Sequence[NDArray[np.int64]],
    attributes: Sequence[Attribute],
    guesser: Guesser,
) -> list[NDArray[np.float64]]:
    """Return with what chance the secret of each target is guessed right.

    Parameters
    ----------
    targets : sequence of arrays of int64, shape (n, n_attributes)
        Groups of people, in codes; their secrets serve only to judge the guesses.

    Returns
    -------
    list of arrays of float, shape (n,), 0 to 1
    """
    known, secret, tolerance = list(guesser.known), guesser.secret, guesser.tolerance
    number = is_number(released, attributes, secret)
    numbers = attributes[secret].numbers if number else None
    if guesser.model == "nearest":
        near = Neighbours.among(released.codes[:, known], [attributes[place] for place in known])
        secrets = released.codes[:, secret]
        return [
            np.array(
                [
                    _right(
                        secrets[near.nearest(target[known], guesser.k)[near.of_rows]],
                        int(target[secret]),
                        numbers,
                        tolerance,
                    ).mean()
                    for target in group
                ]
            )
            for group in targets
        ]
    guess = train(
        released.codes,
        attributes,
        known,
        secret,
        model=guesser.model,
        as_number=number,
        seed=guesser.seed,
    )
    found = []
    for group in targets:
        truth = group[:, secret]
        guessed = guess(group)
        if numbers is None:
            found.append((guessed == truth).astype(np.float64))
        else:
            found.append(_within(guessed, numbers[truth], tolerance).astype(np.float64))
    return found


def usual_guess(
    released: AttackedTable,
    targets: NDArray[np.int64],
    attributes: Sequence[Attribute],
    secret: int,
    *,
    tolerance: float,
) -> NDArray[np.float64]:
    """Return for which targets the secret that most people of the release have is right.

    For a number, its median.
    """
    numbers = attributes[secret].numbers
    secrets = released.codes[:, secret]
    truth = targets[:, secret]
    if numbers is None or not is_number(released, attributes, secret):
        return np.asarray(truth == np.bincount(secrets).argmax(), dtype=np.float64)
    middle = np.full(len(truth), np.nanmedian(numbers[secrets]))
    return _within(middle, numbers[truth], tolerance).astype(np.float64)


def _right(
    guesses: NDArray[np.int64], truth: int, numbers: NDArray[np.float64] | None, tolerance: float
) -> NDArray[np.bool_]:
    right = np.asarray(guesses == truth)
    if numbers is not None:
        truths = np.full(len(guesses), numbers[truth])
        right |= _within(numbers[guesses], truths, tolerance)
    return right


def _within(
    guesses: NDArray[np.float64], truth: NDArray[np.float64], tolerance: float
) -> NDArray[np.bool_]:
    # a missing value is within reach of nothing
    return np.asarray(np.abs(guesses - truth) <= tolerance * np.abs(truth))
