"""Who lives with whom: couples, and young people who live with a parent.

Partners are sought among neighbours in the bank, a thousand people at a time, in the same
family situation and near in age; who finds none lives with someone who is not a client. Couples
of the same sex: 0.9 % of the couples who live together (INSEE Premiere, September 2019, census
survey of 2018), at all ages alike. Minors, and single people under 25 who are housed free of
charge, live with a client who has children and is of the age of a parent, while there are some.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._households import COHABITING, SINGLE
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags, Floats

__all__ = ["CIRCLE", "NOBODY", "Kin", "draw_couples", "draw_lodgers", "in_couple"]

CIRCLE = 1_000
"""People among whom families form; a bank of a multiple of it breaks none up."""

NOBODY = -1
_SAME_SEX = 0.009
_AGE_NOISE = 2.0
_LEAVES_HOME = 25
_PARENTS_OF_MINORS, _PARENTS_OF_ADULTS = (28, 55), (42, 66)
_YOUNGEST_PARENT = 18


@dataclass(frozen=True)
class Kin:
    """Positions in the block, shape (people,).

    Attributes
    ----------
    partner : array of int
        `NOBODY` for who has none among the clients.
    head : array of int
        The adult whose home it is: of two partners, the first in the bank.
    home : array of int
        The first member in the bank, who gives the household its number.
    """

    partner: Codes
    head: Codes
    home: Codes

    @classmethod
    def of(cls, partner: Codes, host: Codes) -> Kin:
        """Gather couples, and the lodgers with their hosts (`NOBODY` for who is none)."""
        rank = np.arange(len(partner))
        head = np.where(partner == NOBODY, rank, np.minimum(rank, partner))
        head = np.where(host == NOBODY, head, host)
        first = rank.copy()
        np.minimum.at(first, head, rank)
        return cls(partner=partner, head=head, home=first[head])


def in_couple(family_situation: Codes) -> Flags:
    """Return who is married, in a civil partnership or lives with someone."""
    return family_situation <= COHABITING


def _match(
    rng: np.random.Generator, left: Flags, right: Flags, key: Floats, group: Codes
) -> tuple[Codes, Codes]:
    """Pair people of two sides within each group, the lowest key with the lowest.

    The larger side of a group leaves out people at random. Returns two arrays of positions.
    """
    sides = np.flatnonzero(left), np.flatnonzero(right)
    counts = [np.bincount(group[side], minlength=int(group.max()) + 1) for side in sides]
    pairs = np.minimum(*counts)
    chosen = []
    for side, count in zip(sides, counts, strict=True):
        drawn = side[np.lexsort((rng.random(len(side)), group[side]))]
        turn = np.arange(len(drawn)) - (np.cumsum(count) - count)[group[drawn]]
        kept = drawn[turn < pairs[group[drawn]]]
        chosen.append(kept[np.lexsort((key[kept], group[kept]))])
    return chosen[0], chosen[1]


def _circle(people: int) -> Codes:
    return np.arange(people) // CIRCLE


def draw_couples(
    rng: np.random.Generator, age: Codes, sex: Codes, family_situation: Codes
) -> Codes:
    """Return the position of the partner of each person, or `NOBODY`."""
    people = len(age)
    group = _circle(people) * (COHABITING + 1) + np.minimum(family_situation, COHABITING)
    key = age + _AGE_NOISE * rng.standard_normal(people)
    half = rng.integers(0, 2, people) == 0
    free = in_couple(family_situation)
    partner = np.full(people, NOBODY)
    for which in (0, 1):
        alike = free & (sex == which)
        one, other = _match(rng, alike & half, alike & ~half, key, group)
        kept = rng.random(len(one)) < _SAME_SEX
        partner[one[kept]], partner[other[kept]] = other[kept], one[kept]
    free &= partner == NOBODY
    women, men = _match(rng, free & (sex == 0), free & (sex == 1), key, group)
    partner[women], partner[men] = men, women
    return partner


def draw_lodgers(
    rng: np.random.Generator,
    age: Codes,
    family_situation: Codes,
    children: Codes,
    housed_free: Flags,
    partner: Codes,
) -> Codes:
    """Return the position of the parent with whom each young person lives, or `NOBODY`."""
    people = len(age)
    rank, circle = np.arange(people), _circle(people)
    takes_in = (children > 0) & ((partner == NOBODY) | (rank < partner))
    single = (family_situation == SINGLE) & (children == 0)
    minor = age < ADULT
    young = single & housed_free & (age >= ADULT) & (age < _LEAVES_HOME)
    host = np.full(people, NOBODY)
    for lodgers, ages in ((minor, _PARENTS_OF_MINORS), (young, _PARENTS_OF_ADULTS)):
        parents = takes_in & (age >= ages[0]) & (age < ages[1])
        guest, parent = _match(rng, lodgers, parents, age.astype(np.float64), circle)
        kept = age[parent] - age[guest] >= _YOUNGEST_PARENT
        host[guest[kept]] = parent[kept]
        takes_in[parent[kept]] = False
    return host
