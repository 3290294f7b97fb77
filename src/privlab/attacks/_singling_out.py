"""Predicates made from a release that single out one person of the original."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from privlab.attacks._tables import AttackedTable, Attribute

__all__ = ["Predicate", "at_size", "blind", "guess", "matches"]

# draws for each predicate that is kept
_TRIES = 10


@dataclass(frozen=True, order=True)
class Predicate:
    """Conditions that hold together: (place of the column, "=", "<" or ">", code).

    "<" and ">" include the value itself.
    """

    conditions: tuple[tuple[int, str, int], ...]


def matches(predicate: Predicate, table: AttackedTable, attributes: Sequence[Attribute]) -> int:
    """Return how many people of a table a predicate holds for."""
    rows = None
    for place, sign, code in predicate.conditions:
        own = table.codes[:, place] if rows is None else table.codes[rows, place]
        if sign == "=":
            holds = own == code
        elif sign == "<":
            holds = own <= code
        else:
            holds = (own >= code) & (own < attributes[place].size - 1)
        found = np.flatnonzero(holds)
        rows = found if rows is None else rows[found]
    return 0 if rows is None else len(np.unique(table.people[rows]))


def guess(
    released: AttackedTable,
    attributes: Sequence[Attribute],
    n: int,
    rng: np.random.Generator,
    *,
    n_columns: int | None,
) -> list[Predicate]:
    """Return at most n predicates that hold for one person of the release.

    Where no predicate does, those that hold for the fewest.

    Parameters
    ----------
    n_columns : int or None
        Columns of each predicate, those of a record drawn from the release; None for
        predicates on one column, over all values of all columns.
    """
    if n_columns is None:
        pool = _of_one_column(released, attributes)
    else:
        middles = [_middle(released.codes[:, place], own) for place, own in enumerate(attributes)]
        drawn = {
            _of_a_record(released, attributes, middles, rng, n_columns) for _ in range(n * _TRIES)
        }
        pool = sorted(drawn)
    crowds = np.array([matches(predicate, released, attributes) for predicate in pool])
    order = np.lexsort([rng.random(len(pool)), crowds])
    n_single = int((crowds == 1).sum())
    return [pool[place] for place in order[: min(n, n_single or n)]]


def blind(
    released: AttackedTable,
    attributes: Sequence[Attribute],
    n: int,
    rng: np.random.Generator,
    *,
    n_columns: int | None,
) -> list[Predicate]:
    """Return n predicates of values that occur, put together without looking at records."""
    values = [np.unique(released.codes[:, place]) for place in range(len(attributes))]
    drawn = []
    for _ in range(n):
        places = np.sort(rng.choice(len(attributes), size=n_columns or 1, replace=False))
        conditions = []
        for place in places.tolist():
            code = int(rng.choice(values[place]))
            ordered = _is_ordered(attributes[place], code)
            conditions.append((place, str(rng.choice(["<", ">"])) if ordered else "=", code))
        drawn.append(Predicate(tuple(conditions)))
    return drawn


def at_size(counts: NDArray[np.int64], ratio: float) -> float:
    """Return the share of predicates that would match one person of a table `ratio` times as large.

    Parameters
    ----------
    counts : array of int, shape (n_predicates,)
        People of the table whom each predicate matches.
    ratio : float
        Size of the table asked about over the size of the one that was counted.

    Notes
    -----
    A smaller table is a random part of the one that was counted, which is exact: m matches
    leave one with chance m t (1 - t)^(m - 1). For a larger one the observed share is carried over
    by a gamma mixture of Poisson counts fitted to `counts` by maximum likelihood.

    Examples
    --------
    >>> at_size(np.array([0, 1, 2, 5]), 1.0)
    0.25
    >>> at_size(np.array([0, 1, 2]), 0.5)
    0.3333333333333333
    """
    people = np.asarray(counts, dtype=np.float64)
    single = float(np.mean(people == 1))
    if ratio == 1 or not people.any():
        return single
    if ratio < 1:
        some = people[people > 0]
        return float((some * ratio * (1 - ratio) ** (some - 1)).sum() / len(people))
    shape, rate = _gamma(people)
    # P(one match at ratio t) is proportional to t / (rate + t)^(shape + 1)
    return min(1.0, float(single * ratio * ((rate + 1) / (rate + ratio)) ** (shape + 1)))


def _gamma(counts: NDArray[np.float64]) -> tuple[float, float]:
    """Return shape and rate of the gamma law of the means of Poisson counts."""
    from scipy import optimize
    from scipy.special import gammaln

    def loss(logs: NDArray[np.float64]) -> float:
        shape, rate = np.exp(logs)
        terms = gammaln(counts + shape) - gammaln(shape) + shape * np.log(rate / (1 + rate))
        return float(-(terms - counts * np.log1p(rate)).sum())

    minimize: Any = optimize.minimize  # SciPy ships no types
    found = minimize(loss, np.zeros(2), method="L-BFGS-B", bounds=[(-10.0, 10.0)] * 2)
    shape, rate = np.exp(found.x)
    return float(shape), float(rate)


def _of_one_column(released: AttackedTable, attributes: Sequence[Attribute]) -> list[Predicate]:
    pool = []
    for place, attribute in enumerate(attributes):
        codes = np.unique(released.codes[:, place]).tolist()
        pool += [Predicate(((place, "=", code),)) for code in codes]
        held = [code for code in codes if code < attribute.size - 1]
        if attribute.numbers is not None and held:
            pool += [Predicate(((place, "<", held[0]),)), Predicate(((place, ">", held[-1]),))]
    return pool


def _of_a_record(
    released: AttackedTable,
    attributes: Sequence[Attribute],
    middles: Sequence[float],
    rng: np.random.Generator,
    n_columns: int,
) -> Predicate:
    row = released.draw(1, rng)[0]
    places = np.sort(rng.choice(len(attributes), size=n_columns, replace=False))
    conditions = []
    for place in places.tolist():
        code = int(released.codes[row, place])
        sign = "="
        if _is_ordered(attributes[place], code):
            sign = ">" if code >= middles[place] else "<"
        conditions.append((place, sign, code))
    return Predicate(tuple(conditions))


def _is_ordered(attribute: Attribute, code: int) -> bool:
    return attribute.numbers is not None and code < attribute.size - 1


def _middle(codes: NDArray[np.int64], attribute: Attribute) -> float:
    held = codes[codes < attribute.size - 1]
    return float(np.median(held)) if len(held) else 0.0
