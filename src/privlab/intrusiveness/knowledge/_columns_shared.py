"""The score of a dimension shared between its columns by Shapley's rule.

A column gets the mean of what it adds over all orders in which the columns could have been
collected (Shapley 1953, "A value for n-person games"): exact over all sets for a few columns,
over random orders for more. What an order adds up to is always the whole score.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from privlab._checks import whole
from privlab._statistics import exact_shapley, z_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["MOST_EXACT", "Part", "check_orders", "shapley"]

MOST_EXACT = 8
"""Columns up to which every set is counted: 2^8 = 256 sets."""

NINETY_FIVE = z_value(0.95)


class Part(NamedTuple):
    """What a column gets, and the bounds at 95% when the orders were drawn."""

    value: float
    low: float
    high: float


def shapley(
    names: Sequence[str],
    worth: Callable[[Sequence[str]], float],
    *,
    n_orders: int = 100,
    seed: int = 0,
) -> dict[str, Part]:
    """Share what all names are worth together between them.

    Parameters
    ----------
    names : sequence of str
    worth : callable
        What a set of names is worth; nothing is worth 0.
    orders : int
        Random orders, at least 2, used beyond `MOST_EXACT` names. Each is followed forwards and
        backwards, which halves the doubt at no further set.
    seed : int

    Examples
    --------
    >>> known = {(): 0, ("sexe",): 0.811278, ("dep",): 0.954434, ("sexe", "dep"): 1.75}
    >>> parts = shapley(["sexe", "dep"], lambda chosen: known[tuple(chosen)])
    >>> {name: round(part.value, 6) for name, part in parts.items()}
    {'sexe': 0.803422, 'dep': 0.946578}
    """
    if len(names) <= MOST_EXACT:
        return {name: Part(each, each, each) for name, each in exact_shapley(names, worth).items()}
    return _sampled(names, worth, n_orders, np.random.default_rng(seed))


def check_orders(n_orders: object) -> None:
    """Refuse a number of orders whose doubt cannot be told."""
    whole("n_orders", n_orders, least=2, of="random orders")


def _sampled(
    names: Sequence[str],
    worth: Callable[[Sequence[str]], float],
    n_orders: int,
    rng: np.random.Generator,
) -> dict[str, Part]:
    added = np.zeros((n_orders, len(names)))
    for row in added:
        forwards = rng.permutation(len(names))
        for order in (forwards, forwards[::-1]):
            before = 0.0
            chosen: set[int] = set()
            for place in order:
                chosen.add(int(place))
                after = worth([names[each] for each in sorted(chosen)])
                row[place] += (after - before) / 2
                before = after
    means = added.mean(axis=0)
    doubt = NINETY_FIVE * added.std(axis=0, ddof=1) / math.sqrt(n_orders)
    return {
        name: Part(float(mean), float(mean - half), float(mean + half))
        for name, mean, half in zip(names, means, doubt, strict=True)
    }
