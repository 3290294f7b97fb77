"""The table `relations`: pairs of clients who know each other, in what context, from what source.

Like knows like. Colleagues share a département, a socio-professional group, then a commune; people
who meet in their free time, a commune, then a religion; fellow students, a département and an age.
Sorted so, people are tied to the next ones at random, according to how sociable each is. Relations
are sought among five thousand neighbours in the bank: one of a multiple of it breaks none. Family
ties are those of the households. The shares are invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import labels, record_batch
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._hidden import hidden_of_block
from privlab_bank.people._keys import client_keys
from privlab_bank.people._kin import NOBODY
from privlab_bank.people._occupations import RETIRED
from privlab_bank.people._people import people_of_block
from privlab_bank.people._places import places
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags, Floats
    from privlab_bank.people._hidden import Hidden
    from privlab_bank.people._people import People

__all__ = ["CIRCLE", "CONTEXTS", "RELATIONS_TABLE", "SOURCES"]

_STREAM = 8
CIRCLE = 5_000
"""People among whom relations form."""

CONTEXTS = ("famille", "études", "loisir", "travail")
FAMILY, STUDIES, LEISURE, WORK = range(len(CONTEXTS))
SOURCES = ("compte joint", "parrainage", "virements", "déclaration", "réseau social")
_SOURCE = Lottery.of(
    (
        (0.60, 0.05, 0.15, 0.20, 0.00),
        (0.00, 0.15, 0.20, 0.10, 0.55),
        (0.00, 0.25, 0.35, 0.10, 0.30),
        (0.00, 0.30, 0.25, 0.15, 0.30),
        (0.00, 0.20, 0.45, 0.35, 0.00),
    )
)
_CHILD = len(CONTEXTS)
"""The row of a child and a parent, who have no joint account."""

_FARTHEST = 4
"""How many places away, in sorted order, a tie reaches."""

_CHANCE = {STUDIES: 0.24, LEISURE: 0.18, WORK: 0.29}
_STUDENT_AGES = (18, 46)
_SOCIABILITY = (0.9, 1.6)

_SCHEMA = schema_of(
    "relations",
    {
        "id_client_a": pa.string(),
        "id_client_b": pa.string(),
        "contexte": pa.string(),
        "source": pa.string(),
    },
)


def _ties(
    rng: np.random.Generator,
    who: Flags,
    likeness: tuple[Codes, ...],
    sociability: Floats,
    chance: float,
) -> tuple[Codes, Codes]:
    """Tie people to the next ones once sorted by circle, then by each likeness in turn."""
    member = np.flatnonzero(who)
    chaos = rng.random(len(member))
    keys = (chaos, *[trait[member] for trait in reversed(likeness)], member // CIRCLE)
    line = member[np.lexsort(keys)]
    ends: list[tuple[Codes, Codes]] = []
    for step in range(1, _FARTHEST + 1):
        one, other = line[:-step], line[step:]
        likely = chance * sociability[one] * sociability[other]
        tied = (one // CIRCLE == other // CIRCLE) & (rng.random(len(one)) < likely)
        ends.append((one[tied], other[tied]))
    one, other = (np.concatenate(part) for part in zip(*ends, strict=True))
    return one, other


def _families(people: People) -> tuple[Codes, Codes]:
    """Return the two partners of each couple, and each parent with a child who lives there."""
    rank, kin = np.arange(BLOCK), people.kin
    couples = np.flatnonzero(kin.partner > rank)
    children = np.flatnonzero((kin.head != rank) & (kin.head != kin.partner))
    parent = kin.head[children]
    second = kin.partner[parent]
    known = second != NOBODY
    one = np.concatenate((couples, children, children[known]))
    return one, np.concatenate((kin.partner[couples], parent, second[known]))


def _knots(
    rng: np.random.Generator, people: People, hidden: Hidden
) -> dict[int, tuple[Codes, Codes]]:
    """Return the two ends of every tie, by context."""
    commune = np.unique(places().communes, return_inverse=True)[1][people.place]
    department = np.unique(places().departments, return_inverse=True)[1][people.place]
    grown = people.age >= ADULT
    student = (people.age >= _STUDENT_AGES[0]) & (people.age < _STUDENT_AGES[1])
    social = 0.4 + rng.beta(*_SOCIABILITY, BLOCK)
    return {
        FAMILY: _families(people),
        STUDIES: _ties(rng, student, (department, people.age), social, _CHANCE[STUDIES]),
        LEISURE: _ties(rng, grown, (commune, hidden.religion), social, _CHANCE[LEISURE]),
        WORK: _ties(
            rng,
            grown & (people.occupation < RETIRED),
            (department, people.occupation, commune),
            social,
            _CHANCE[WORK],
        ),
    }


def _rows(seed: int, block: int) -> Rows:
    people, hidden = people_of_block(seed, block), hidden_of_block(seed, block)
    tie, origin = generators(seed, _STREAM, block, 2)
    knots = _knots(tie, people, hidden)
    context = np.concatenate([np.full(len(ends[0]), code) for code, ends in knots.items()])
    one, other = (
        np.concatenate([ends[side] for ends in knots.values()]).astype(np.int64) for side in (0, 1)
    )
    child = (context == FAMILY) & (people.kin.partner[one] != other)
    source = _SOURCE.draw(origin.random(len(context)), np.where(child, _CHILD, context))
    first, last = np.minimum(one, other), np.maximum(one, other)
    turn = np.lexsort((context, first, last))
    keys = client_keys(seed, people.number)
    columns = {
        "id_client_a": keys.take(pa.array(first[turn])),
        "id_client_b": keys.take(pa.array(last[turn])),
        "contexte": labels(CONTEXTS, context[turn]),
        "source": labels(SOURCES, source[turn]),
    }
    return Rows(record_batch(_SCHEMA, columns), last[turn])


RELATIONS_TABLE = Table(
    name="relations",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=("id_client_b", "contexte", "source"),
    rows_a_person=1.4,
)
