"""Criteria computed from their definitions, row by row, in exact fractions."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction


def shares(values) -> dict[object, Fraction]:
    """Share of each value."""
    values = list(values)
    return {value: Fraction(n, len(values)) for value, n in Counter(values).items()}


def classes_of(rows) -> dict[object, list[object]]:
    """Sensitive values of each class of (key, value) rows."""
    found: dict[object, list[object]] = {}
    for key, value in rows:
        found.setdefault(key, []).append(value)
    return found


def alpha(rows):
    return max(max(shares(own).values()) for own in classes_of(rows).values())


def distinct_l(rows):
    return min(len(set(own)) for own in classes_of(rows).values())


def entropy_l(rows):
    return min(
        math.exp(-sum(p * math.log(p) for p in shares(own).values()))
        for own in classes_of(rows).values()
    )


def recursive_c(rows, l):  # noqa: E741
    worst = Fraction(0)
    for own in classes_of(rows).values():
        counts = sorted(Counter(own).values(), reverse=True)
        if len(counts) < l:
            return math.inf
        worst = max(worst, Fraction(counts[0], sum(counts[l - 1 :])))
    return worst


def t_equal(rows):
    q = shares(value for _, value in rows)
    return max(
        sum(abs(shares(own).get(value, 0) - q[value]) for value in q) / 2
        for own in classes_of(rows).values()
    )


def t_ordered(rows, order):
    q = shares(value for _, value in rows)
    worst = Fraction(0)
    for own in classes_of(rows).values():
        p, carried, moved = shares(own), Fraction(0), Fraction(0)
        for value in order:
            carried += p.get(value, 0) - q[value]
            moved += abs(carried)
        worst = max(worst, moved / (len(order) - 1) if len(order) > 1 else 0)
    return worst


def t_transported(rows, distance):
    """The earth mover's distance as the linear programme that defines it."""
    import numpy as np
    from scipy.optimize import linprog

    q = shares(value for _, value in rows)
    values = list(q)
    m = len(values)
    cost = [distance(a, b) for a in values for b in values]
    sums = np.vstack([np.kron(np.eye(m), np.ones(m)), np.kron(np.ones(m), np.eye(m))])
    worst = 0.0
    for own in classes_of(rows).values():
        p = shares(own)
        masses = [float(p.get(v, 0)) for v in values] + [float(q[v]) for v in values]
        worst = max(worst, linprog(cost, A_eq=sums, b_eq=masses).fun)
    return worst


def delta(rows, *, absent):
    q = shares(value for _, value in rows)
    worst = 0.0
    for own in classes_of(rows).values():
        p = shares(own)
        if absent and len(p) < len(q):
            return math.inf
        worst = max(worst, *(abs(math.log(p[value] / q[value])) for value in p))
    return worst


def basic_beta(rows):
    q = shares(value for _, value in rows)
    return max(
        max([Fraction(0), *((p - q[value]) / q[value] for value, p in shares(own).items())])
        for own in classes_of(rows).values()
    )


def enhanced_beta(rows):
    q = shares(value for _, value in rows)
    worst = 0.0
    for own in classes_of(rows).values():
        for value, p in shares(own).items():
            gain = (p - q[value]) / q[value]
            if gain > 0 and gain > -math.log(q[value]):
                return math.inf
            worst = max(worst, gain)
    return worst
