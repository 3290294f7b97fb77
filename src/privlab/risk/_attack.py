"""Attacks on a release, measured against people whom it does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.risk._attack_checks import (
    FEWEST_PEOPLE,
    attacked_columns,
    check_choices,
    check_levels,
    check_numbers,
    check_people,
    known_columns,
)
from privlab.risk._attack_inference import Guesser
from privlab.risk._attack_kinds import (
    ATTACKED,
    count_inferred,
    count_linked,
    count_singled_out,
)
from privlab.risk._attack_rates import residual_risk, wilson
from privlab.risk._attack_result import AttackResult, attack_figures, said_of_every_attack
from privlab.risk._attack_tables import check_apart, comparable
from privlab.tables import check_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from privlab.anonymise import Recipe
    from privlab.tables import Dataset

__all__ = ["attack"]

ROWS_LIMIT = 1_000_000


def attack(  # noqa: PLR0913 - each choice of an attacker has its name, all but the tables optional
    original: Dataset,
    released: Dataset,
    control: Dataset,
    *,
    kind: str = "singling_out",
    known: Iterable[str] | None = None,
    secret: str | None = None,
    n_attacks: int = 500,
    seed: int = 0,
    confidence: float = 0.95,
    predicates: str = "multivariate",
    n_columns: int = 4,
    n_neighbours: int = 1,
    model: str = "nearest",
    tolerance: float = 0.05,
    recipe: Recipe | None = None,
    limit: int = ROWS_LIMIT,
) -> AttackResult:
    """Attack a release in one of the three ways of the Article 29 Working Party (WP216).

    Parameters
    ----------
    original : Dataset
        The people from whom the release was made.
    released : Dataset
        What left, or would leave; its columns but for identifiers are those attacked.
    control : Dataset
        People like those of `original`, kept apart before the release was made. With person
        keys, nobody may be in both.
    kind : {"singling_out", "linkability", "inference"}
        Singling out: predicates made from the release that hold for exactly one person.
        Linkability: two halves of a person's values meet in one record of the release.
        Inference: a secret guessed from known columns and the release.
    known : list of str, optional
        What the attacker knows: the columns of predicates; the first half (the others are the
        second; every other column by default); the columns that a secret is guessed from (all
        others by default).
    secret : str, optional
        The column guessed; needed for inference and for it alone.
    n_attacks : int
        Predicates at most, or people attacked in each of the two tables.
    seed : int
        The same seed and data give the same figures, whatever the order of rows.
    confidence : float
        Level of the intervals, between 0 and 1.
    predicates : {"multivariate", "univariate"}
        For singling out: on `n_columns` columns of a record, or on one value.
    n_neighbours : int
        Records of the release taken as nearest; ties are resolved by expectation.
    model : {"nearest", "linear", "boosting"}
        For inference: nearest records; logistic or ridge regression; gradient boosting.
    tolerance : float
        For inference: share of its true value by which a guessed number may be off.
    recipe : Recipe, optional
        How the release was generalised; the values known to the attacker are then generalised
        in the same way before they are compared. Without it a generalised value is a value of
        its own.
    limit : int
        Rows of each table that are read at most; over it, people are drawn.

    Returns
    -------
    AttackResult
        `.attack_rate`, `.control_rate`, `.baseline_rate` (each `.value`, `.interval`),
        `.residual` (`.value`, `.low`, `.high`), all shares between 0 and 1.

    Raises
    ------
    ColumnError
        The tables do not have the same columns, or a column named is not among them.
    ParameterError
        An argument outside its allowed values, too few people, or people of `control` who are
        in another table.

    References
    ----------
    Article 29 Working Party, Opinion 05/2014 (WP216), section 2.2; Giomi et al., "A unified
    framework for quantifying privacy risk in synthetic data", PoPETs 2023.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> people = pd.DataFrame({"age": range(40), "pay": [n * n % 41 for n in range(40)]})
    >>> own, others = privlab.dataset(people[:20]), privlab.dataset(people[20:])
    >>> found = attack(own, own, others, kind="linkability", n_attacks=20)
    >>> found.attack_rate.value
    1.0
    """
    tables = {
        name: check_dataset(data)
        for name, data in (("original", original), ("released", released), ("control", control))
    }
    check_choices(kind=kind, predicates=predicates, model=model)
    check_numbers(
        n_attacks=n_attacks, n_columns=n_columns, n_neighbours=n_neighbours, seed=seed, limit=limit
    )
    check_levels(confidence, tolerance)
    columns = attacked_columns(tables)
    chosen = known_columns(kind, columns, known, secret)
    if recipe is not None:
        tables["original"] = recipe.transform(tables["original"])
        tables["control"] = recipe.transform(tables["control"])
    if kind != "linkability":
        columns = (*chosen, *(() if secret is None else (secret,)))
    attributes, read = comparable(tables, columns, limit=limit)
    check_people(read, n_attacks if kind != "singling_out" else FEWEST_PEOPLE)
    for name in ("original", "released"):
        check_apart(read["control"], read[name], name)
    rng = np.random.default_rng(seed)
    parameters: dict[str, Any] = {"kind": kind}
    if kind == "singling_out":
        width = None if predicates == "univariate" else min(n_columns, len(columns))
        parameters |= {"predicates": predicates, "n_columns": width or 1}
        counts, sentences = count_singled_out(read, attributes, n_attacks, rng, width)
    else:
        targets = [read[name].codes[read[name].draw(n_attacks, rng)] for name in ATTACKED]
        parameters |= {"n_neighbours": n_neighbours}
        if kind == "linkability":
            halves = _halves(columns, chosen)
            counts, sentences = count_linked(read, attributes, targets, halves, n_neighbours)
        else:
            parameters |= {"secret": secret, "model": model, "tolerance": tolerance}
            guesser = Guesser(
                known=tuple(range(len(chosen))),
                secret=len(chosen),
                model=model,
                k=n_neighbours,
                tolerance=tolerance,
                seed=seed,
            )
            counts, sentences = count_inferred(read, attributes, targets, guesser)
    n, *successes = counts
    rates = [wilson(own, n, confidence) for own in successes]
    residual = residual_risk(rates[0], rates[1])
    return AttackResult(
        figures=attack_figures(n, rates, residual, confidence),
        assumptions=(*sentences, *said_of_every_attack(read, tables, recipe)),
        provenance=tables["original"].provenance(
            "attack",
            columns,
            **parameters,
            known=list(chosen),
            n_attacks=n_attacks,
            seed=seed,
            confidence=confidence,
            released_version=released.version,
            control_version=control.version,
            recipe=recipe is not None,
            sampled={name: table.sampled_share for name, table in read.items()},
        ),
        kind=kind,
        attack_rate=rates[0],
        control_rate=rates[1],
        baseline_rate=rates[2],
        residual=residual,
    )


def _halves(columns: Sequence[str], known: Sequence[str]) -> tuple[list[int], list[int]]:
    return (
        [place for place, column in enumerate(columns) if column in known],
        [place for place, column in enumerate(columns) if column not in known],
    )
