"""Attacks on a release, measured against people whom it does not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from privlab.attacks._checks import (
    FEWEST_PEOPLE,
    attacked_columns,
    check_choices,
    check_levels,
    check_numbers,
    check_people,
    known_columns,
)
from privlab.attacks._kinds import ATTACKED
from privlab.attacks._rates import residual_risk, wilson
from privlab.attacks._result import AttackResult, attack_figures, said_of_every_attack
from privlab.attacks._sampling import parts
from privlab.attacks._tables import check_apart, comparable, read_rows
from privlab.attacks._who import Attacker
from privlab.tables import as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlab.anonymise import Recipe
    from privlab.tables import Source

__all__ = ["attack"]

ROWS_LIMIT = 1_000_000


def attack(
    original: Source,
    released: Source,
    control: Source,
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
    max_rows: int = ROWS_LIMIT,
) -> AttackResult:
    """Attack a release in one of the three ways of the Article 29 Working Party (WP216).

    Parameters
    ----------
    original : Dataset, or a frame or file that privlab.dataset takes
        The people from whom the release was made.
    released : Dataset, frame or file
        What left, or would leave; its columns but for identifiers are those attacked.
    control : Dataset, frame or file
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
    n_columns : int
        Columns of a predicate, at least 1; all that are attacked where they are fewer.
    n_neighbours : int
        Records of the release taken as nearest; ties are resolved by expectation.
    model : {"nearest", "linear", "boosting"}
        For inference: nearest records; logistic or ridge regression; gradient boosting. A model
        learns from 50,000 records at most, and guesses among 100 values of a category at most.
    tolerance : float
        For inference: share of its true value by which a guessed number may be off.
    recipe : Recipe, optional
        How the release was generalised; the values known to the attacker are then generalised
        in the same way before they are compared. Without it a generalised value is a value of
        its own.
    max_rows : int
        Rows of each table that are read at most, about; over it, people are drawn. Original and
        release are drawn by the same people, which takes a person key in both.

    Returns
    -------
    AttackResult
        `.attack_rate`, `.control_rate`, `.baseline_rate` (each `.value`, `.interval`),
        `.residual` (`.value`, `.low`, `.high`), all shares between 0 and 1. `.full_leak` is the
        residual risk of the same attack if the original itself were released: where it is low,
        a low residual risk shows no safety.

    Raises
    ------
    ColumnError
        The tables do not have the same columns, or a column named is not among them.
    ParameterError
        An argument outside its allowed values, too few people, people of `control` who are
        in another table, or a table over `max_rows` that cannot be drawn by person.

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
        name: as_rows(data)
        for name, data in (("original", original), ("released", released), ("control", control))
    }
    check_choices(kind=kind, predicates=predicates, model=model)
    check_numbers(
        n_attacks=n_attacks,
        n_columns=n_columns,
        n_neighbours=n_neighbours,
        seed=seed,
        max_rows=max_rows,
    )
    check_levels(confidence, tolerance)
    columns = attacked_columns(tables)
    chosen = known_columns(kind, columns, known, secret)
    wanted = n_attacks if kind != "singling_out" else FEWEST_PEOPLE
    check_people({name: (data.n_units, data.unit) for name, data in tables.items()}, wanted)
    attacker = Attacker(
        kind=kind,
        columns=columns if kind == "linkability" else (*chosen, *_listed(secret)),
        known=chosen,
        secret=secret,
        n_attacks=n_attacks,
        seed=seed,
        width=None if predicates == "univariate" else min(n_columns, len(chosen)),
        n_neighbours=n_neighbours,
        model=model,
        tolerance=tolerance,
    )
    drawn = parts(
        tables, needs_all_of_original=kind == "singling_out", max_rows=max_rows, salt=str(seed)
    )
    plain = read_rows({name: drawn[name] for name in ATTACKED}, attacker.columns)
    read = plain | read_rows({"released": drawn["released"]}, attacker.columns)
    if recipe is not None:
        known_as = {
            name: replace(drawn[name], data=recipe.transform(drawn[name].data)) for name in ATTACKED
        }
        read |= read_rows(known_as, attacker.columns)
    attributes, made = comparable(read, attacker.columns)
    check_people(
        {n: (each.n_people, tables[n].unit) for n, each in made.items()}, wanted, drawn=True
    )
    for name in ("original", "released"):
        check_apart(made["control"], made[name], name)
    n, successes, sentences = attacker.attempt(made, attributes)
    rates = [wilson(own, n, confidence) for own in successes]
    residual = residual_risk(rates[0], rates[1])
    plain_attributes, made_plain = comparable(plain, attacker.columns)
    n_full, full, _ = attacker.attempt(
        made_plain | {"released": made_plain["original"]}, plain_attributes
    )
    full_leak = residual_risk(*(wilson(own, n_full, confidence) for own in full[:2]))
    return AttackResult(
        figures=attack_figures(n, rates, residual, full_leak, confidence),
        assumptions=(
            *sentences,
            *said_of_every_attack(made, attributes, tables, recipe, full_leak),
        ),
        provenance=tables["original"].provenance(
            "attack",
            attacker.columns,
            **attacker.parameters(),
            confidence=confidence,
            max_rows=max_rows,
            released_version=tables["released"].version,
            control_version=tables["control"].version,
            recipe=recipe is not None,
            sampled={name: table.sampled_share for name, table in made.items()},
        ),
        kind=kind,
        attack_rate=rates[0],
        control_rate=rates[1],
        baseline_rate=rates[2],
        residual=residual,
        full_leak=full_leak,
    )


def _listed(secret: str | None) -> tuple[str, ...]:
    return () if secret is None else (secret,)
