"""The table `projets`: what clients plan, as they declared it or as a model guessed it.

The declared project is `projet_principal` of the clients table. A deduced one is drawn from the
same shares by age: a guess of someone's plans, right or wrong. Horizons and amounts follow the
kind of project; every figure is invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch, whole
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.clients._clients import wishes_of_block
from privlab_bank.people._calendar import NEVER, TODAY
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._people import people_of_block
from privlab_bank.people._pyramid import ADULT
from privlab_bank.tables._wishes import PROJECTS, draw_project

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes
    from privlab_bank.people._people import People

__all__ = ["DECLARED", "DEDUCED", "HORIZONS", "PROJECTS_TABLE"]

_STREAM = 7
HORIZONS = ("court", "moyen", "long")
DECLARED, DEDUCED = "déclaré", "déduit"
_NONE = 0
_DEDUCED_SHARE = 0.75
_KEPT_DAYS = 730
_HORIZON = Lottery.of(
    (
        (1.00, 0.00, 0.00),
        (0.25, 0.55, 0.20),
        (0.60, 0.35, 0.05),
        (0.65, 0.35, 0.00),
        (0.20, 0.45, 0.35),
        (0.35, 0.50, 0.15),
        (0.85, 0.15, 0.00),
        (0.05, 0.30, 0.65),
        (0.05, 0.25, 0.70),
    )
)
_MEDIANS = np.array((1, 210_000, 15_000, 14_000, 12_000, 30_000, 2_500, 25_000, 60_000))
_SPREAD = 0.5
_STEPS = np.array((1, 5_000, 1_000, 500, 500, 1_000, 100, 1_000, 5_000))

_SCHEMA = schema_of(
    "projets",
    {
        "id_client": pa.string(),
        "horizon": pa.string(),
        "type": pa.string(),
        "montant": pa.int32(),
        "source": pa.string(),
        "date": pa.date32(),
    },
)


def _draw_day(rng: np.random.Generator, people: People, person: Codes) -> Codes:
    """Return a day of the relation, within the last two years of it."""
    end = people.relation.end[person]
    last = np.where(end == NEVER, TODAY, end)
    first = np.maximum(people.relation.entry[person], last - _KEPT_DAYS)
    later: Codes = np.floor(rng.random(len(person)) * (last - first + 1)).astype(np.int64)
    day: Codes = first + later
    return day


def _rows(seed: int, block: int) -> Rows:
    people, wishes = people_of_block(seed, block), wishes_of_block(seed, block)
    guess, amount, day = generators(seed, _STREAM, block, 3)
    guessed = draw_project(guess, people.age, people.housing)
    modelled = (guess.random(BLOCK) < _DEDUCED_SHARE) & (people.age >= ADULT)
    told = np.where(wishes.project > _NONE, wishes.project, _NONE)
    both = np.stack((told, np.where(modelled & (guessed != told), guessed, _NONE)), axis=1)
    person, source = np.nonzero(both != _NONE)
    kind = both[person, source]
    value = _MEDIANS[kind] * np.exp(_SPREAD * amount.standard_normal(len(kind)))
    steps = _STEPS[kind]
    columns = {
        "id_client": client_keys(seed, people.number).take(pa.array(person)),
        "horizon": labels(HORIZONS, _HORIZON.draw(amount.random(len(kind)), kind)),
        "type": labels(PROJECTS, kind),
        "montant": whole(np.maximum(np.rint(value / steps), 1) * steps, pa.int32()),
        "source": labels((DECLARED, DEDUCED), source),
        "date": days(_draw_day(day, people, person)),
    }
    return Rows(record_batch(_SCHEMA, columns), person)


PROJECTS_TABLE = Table(
    name="projets",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=tuple(_SCHEMA.names),
)
