"""Addresses, e-mail addresses and telephone numbers that reach nobody.

E-mail addresses end in example.org, example.com or example.net, which RFC 2606 sets aside.
Telephone numbers come from the ranges that ARCEP keeps for works of fiction (numbering plan,
decision 2018-0881): 06 39 98 for mobiles, and one range of ten thousand numbers for each of
the five geographic zones. Numbers are therefore shared from the 10,001st person on, and so can
be an e-mail address among millions. Streets are common French street names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privlab_bank.people._draws import Lottery
from privlab_bank.people._names import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlab_bank.people._draws import Codes, Flags

__all__ = [
    "DOMAINS",
    "RANGES",
    "addresses",
    "draw_landlines",
    "draw_written",
    "e_mails",
    "telephones",
]

DOMAINS = ("example.org", "example.com", "example.net")
RANGES = ("06 39 98", "01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49")
"""ARCEP's ranges for fiction: mobiles, then the zones 01 to 05."""

_ZONES = (
    "75 77 78 91 92 93 94 95",
    "14 18 22 27 28 29 35 36 37 41 44 45 49 50 53 56 61 72 76 85 971 972 973 974 976",
    "02 08 10 21 25 39 51 52 54 55 57 58 59 60 62 67 68 70 71 80 88 89 90",
    "01 03 04 05 06 07 11 13 15 26 2A 2B 30 34 38 42 43 48 63 66 69 73 74 83 84",
    "09 12 16 17 19 23 24 31 32 33 40 46 47 64 65 79 81 82 86 87",
)
ZONE_OF = {
    department: zone for zone, text in enumerate(_ZONES, start=1) for department in text.split()
}

_KINDS = ("rue", "avenue", "boulevard", "place", "allée", "chemin", "impasse")
_KIND_WEIGHTS = (0.62, 0.12, 0.05, 0.04, 0.06, 0.07, 0.04)
_STREETS = tuple(
    name.strip()
    for name in """
    de l'Église, de la Mairie, du Moulin, des Écoles, de la Gare, du Château, de la Fontaine,
    Victor Hugo, Jean Jaurès, Pasteur, du Stade, des Lilas, Jean Moulin, de la République,
    Jules Ferry, du Lavoir, des Rosiers, Gambetta, de Verdun, du Cimetière, des Acacias,
    du 8 Mai 1945, Émile Zola, de la Poste, des Vignes, Anatole France, des Tilleuls, de la Paix,
    Saint-Martin, du Canal, des Jardins, Voltaire, du Général de Gaulle, Molière, des Prés,
    du 11 Novembre, Jacques Prévert, des Champs, Marie Curie, du Bois, de la Liberté,
    des Cerisiers, Claude Debussy, Lamartine, de Bretagne, du Maréchal Foch, des Peupliers,
    Albert Camus, de la Forêt, Georges Brassens, du Vieux Pont, des Noyers, Berlioz, du Marché,
    Louise Michel, de Lorraine, des Hirondelles, Simone Veil, du Four, Racine
    """.replace("\n", " ").split(",")
)
_KIND = Lottery.of(_KIND_WEIGHTS)
_STREET = Lottery.of(1 / (np.arange(len(_STREETS)) + 6))
_SUFFIXES = ("", " bis", " ter")
_SUFFIX = Lottery.of((0.95, 0.04, 0.01))
_NUMBERS = 240


def addresses(rng: np.random.Generator, people: int) -> pa.Array:
    """Return street addresses such as '12 bis rue de la Gare'."""
    number = np.floor(np.exp(rng.random(people) * np.log(_NUMBERS))).astype(np.int64)
    heads = pa.array([f"{n}{suffix}" for n in range(1, _NUMBERS + 1) for suffix in _SUFFIXES])
    head = (number - 1) * len(_SUFFIXES) + _SUFFIX.draw(rng.random(people))
    tails = pa.array([f"{kind} {street}" for kind in _KINDS for street in _STREETS])
    tail = _KIND.draw(rng.random(people)) * len(_STREETS) + _STREET.draw(rng.random(people))
    return pc.binary_join_element_wise(heads.take(head), tails.take(tail), " ")


def draw_written(rng: np.random.Generator, age: Codes) -> Flags:
    """Return who gave an e-mail address: nearly all adults, half of the oldest."""
    share = np.interp(age, (10, 16, 18, 60, 75, 90), (0.05, 0.40, 0.96, 0.94, 0.75, 0.35))
    return rng.random(len(age)) < share


def e_mails(
    rng: np.random.Generator,
    first: tuple[Sequence[str], Codes],
    last: tuple[Sequence[str], Codes],
    written: Flags,
) -> pa.Array:
    """Return addresses such as 'lea.martin4821@example.org', null where none was given.

    Parameters
    ----------
    rng : Generator
    first, last : tuple of names and of each person's position among them
    written : array of bool
    """
    people = len(written)
    digits = rng.integers(0, 10_000, size=people)
    domain = rng.integers(0, len(DOMAINS), size=people)
    tails = pa.array([f"{number}@{name}" for name in DOMAINS for number in range(10_000)])
    heads = [
        pa.array([folded(name) for name in names]).take(codes) for names, codes in (first, last)
    ]
    who = pc.binary_join_element_wise(*heads, ".")
    whole = pc.binary_join_element_wise(who, tails.take(domain * 10_000 + digits), "")
    return pc.if_else(pa.array(written), whole, pa.scalar(None, pa.string()))


def draw_landlines(rng: np.random.Generator, age: Codes) -> Flags:
    """Return who gave a landline: mostly older people."""
    return rng.random(len(age)) < np.interp(age, (30, 60, 90), (0.02, 0.10, 0.70))


def telephones(numbers: Codes, zones: Codes) -> pa.Array:
    """Return telephone numbers such as '06 39 98 12 34'.

    Parameters
    ----------
    numbers : array of int, 0 <= number < 10_000
    zones : array of int
        0 for a mobile, 1 to 5 for the geographic zone of a landline.
    """
    endings = pa.array([f"{n // 100:02d} {n % 100:02d}" for n in range(10_000)])
    return pc.binary_join_element_wise(
        pa.array(RANGES).take(pa.array(zones)), endings.take(pa.array(numbers)), " "
    )
