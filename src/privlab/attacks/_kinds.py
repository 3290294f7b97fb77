"""Each kind of attack made on both tables, with who the attacker is in words.

Counts are: attacks made, successes on the original, on the control table, of a naive attacker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.attacks._inference import infer, is_number, usual_guess
from privlab.attacks._linkability import chance_of_a_common_record, link
from privlab.attacks._models import MOST_VALUES, learnt_rows
from privlab.attacks._singling_out import at_size, blind, guess, matches
from privlab.language import N_, Message, Share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.attacks._inference import Guesser
    from privlab.attacks._tables import AttackedTable, Attribute

__all__ = ["ATTACKED", "Counts", "count_inferred", "count_linked", "count_singled_out"]

ATTACKED = ("original", "control")
Counts = tuple[int, float, float, float]


def count_singled_out(
    read: Mapping[str, AttackedTable],
    attributes: Sequence[Attribute],
    n: int,
    rng: np.random.Generator,
    width: int | None,
) -> tuple[Counts, tuple[Message, ...]]:
    """Count the predicates that match one person, inside and outside."""
    made = guess(read["released"], attributes, n, rng, n_columns=width)
    naive = blind(read["released"], attributes, len(made), rng, n_columns=width)
    counts = {
        name: np.array([matches(each, read[name], attributes) for each in made])
        for name in ATTACKED
    }
    by_chance = sum(matches(each, read["original"], attributes) == 1 for each in naive)
    sizes = [read[name].n_people for name in ATTACKED]
    found = float((counts["original"] == 1).sum())
    absent = at_size(counts["control"], sizes[0] / sizes[1]) * len(made)
    sentences = (
        Message(
            "The attacker holds the release and makes predicates on these columns: {columns}; "
            "those that match one in the release are tried, or the fewest where none does.",
            {"columns": ", ".join(attribute.column for attribute in attributes)},
        ),
        Message("A predicate succeeds when it matches exactly one in the attacked table."),
        Message(
            "The success on the control table, of {control}, is brought to the size of the "
            "original, of {original}.",
            {"control": sizes[1], "original": sizes[0]},
        ),
        Message("The naive attacker puts values that occur together without looking at records."),
    )
    return (len(made), found, absent, float(by_chance)), sentences


def count_linked(
    read: Mapping[str, AttackedTable],
    attributes: Sequence[Attribute],
    targets: Sequence[NDArray[np.int64]],
    halves: tuple[Sequence[int], Sequence[int]],
    k: int,
) -> tuple[Counts, tuple[Message, ...]]:
    """Count the people whose halves meet in the release, inside and outside."""
    found = link(read["released"], targets, attributes, halves, k=k)
    n = len(targets[0])
    by_chance = n * chance_of_a_common_record(read["released"].n_people, k)
    first, second = (", ".join(attributes[place].column for place in half) for half in halves)
    sentences = (
        Message(
            "The attacker holds the release and two tables about the same people, one with "
            "{first}, the other with {second}.",
            {"first": first, "second": second},
        ),
        Message(
            "A link succeeds when the two halves are nearest to the same record; among m equally "
            "near, with the chance {k}/m of keeping the right one.",
            {"k": k},
        ),
        Message("The naive attacker links halves through records drawn at random."),
    )
    return (n, float(found[0].sum()), float(found[1].sum()), by_chance), sentences


def count_inferred(
    read: Mapping[str, AttackedTable],
    attributes: Sequence[Attribute],
    targets: Sequence[NDArray[np.int64]],
    guesser: Guesser,
) -> tuple[Counts, tuple[Message, ...]]:
    """Count the people whose secret is guessed, inside and outside."""
    released, secret = read["released"], guesser.secret
    found = infer(released, targets, attributes, guesser)
    usual = usual_guess(released, targets[0], attributes, secret, tolerance=guesser.tolerance)
    sentences = [
        Message(
            "The attacker holds the release, knows these columns of a person: {columns}, and "
            "guesses {secret}.",
            {
                "columns": ", ".join(attributes[place].column for place in guesser.known),
                "secret": attributes[secret].column,
            },
        ),
        Message(_MODELS_SAID[guesser.model]),
        *_said_of_learning(released, attributes, guesser),
    ]
    if is_number(released, attributes, secret):
        sentences.append(
            Message(
                "A guess of a number succeeds within {tolerance} of its true value.",
                {"tolerance": Share(guesser.tolerance)},
            )
        )
        sentences.append(Message("The naive attacker always guesses the median of the release."))
    else:
        sentences.append(
            Message("The naive attacker always guesses the most frequent value of the release.")
        )
    counts = (len(usual), float(found[0].sum()), float(found[1].sum()), float(usual.sum()))
    return counts, tuple(sentences)


def _said_of_learning(
    released: AttackedTable, attributes: Sequence[Attribute], guesser: Guesser
) -> Iterator[Message]:
    if guesser.model == "nearest":
        return
    secrets = released.codes[:, guesser.secret]
    number = is_number(released, attributes, guesser.secret)
    rows = learnt_rows(
        secrets, attributes[guesser.secret].numbers if number else None, guesser.seed
    )
    if len(rows) < len(secrets):
        yield Message(
            "The model learnt from {learnt} of the {rows} records of the release.",
            {"learnt": len(rows), "rows": len(secrets)},
        )
    if not number and len(np.unique(secrets)) > MOST_VALUES:
        yield Message(
            "The model guesses among the {n} most frequent values of the secret only.",
            {"n": MOST_VALUES},
        )


_MODELS_SAID: Mapping[str, str] = {
    "nearest": N_("The guess is the value of one of the nearest records of the release."),
    "linear": N_("The guess is that of a linear model trained on the release."),
    "boosting": N_("The guess is that of gradient boosting trained on the release."),
}
