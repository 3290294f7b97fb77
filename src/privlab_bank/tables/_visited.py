"""The table `lieux`: where the application was opened, for clients who let it know.

A third of the adults do. Most points fall in the commune of the home, some in that of the work
(another commune of the département for half of those who work), a few on trips through France.
The last month before the reference day; every share is invented.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import labels, record_batch, seconds, whole
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._occupations import RETIRED
from privlab_bank.people._people import people_of_block
from privlab_bank.people._places import places
from privlab_bank.people._pyramid import ADULT
from privlab_bank.traces._navigation import draw_moments

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes
    from privlab_bank.people._people import People

__all__ = ["VISITED_TABLE"]

_STREAM = 12
_PERIOD = 31
_DAY, _HOUR = 86_400, 3_600
_OFFICE_HOURS, _WEEKDAYS = (8, 18), 5
_EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday, the fourth day of its week."""

_AGES, _SHARES = (18, 35, 60, 80), (0.52, 0.46, 0.30, 0.08)
_POINTS = 30.0
_AWAY, _AT_WORK, _COMMUTES = 0.06, 0.8, 0.5
_PRECISIONS = np.array((10, 20, 50, 100, 500, 2_000))
_PRECISION = Lottery.of((0.28, 0.27, 0.20, 0.13, 0.08, 0.04))

_SCHEMA = schema_of(
    "lieux",
    {
        "id_client": pa.string(),
        "horodatage": pa.timestamp("s"),
        "commune_insee": pa.string(),
        "precision_m": pa.int16(),
    },
)


@cache
def _by_department() -> tuple[Codes, Lottery]:
    """Return the number of the département of each place, and a lottery of places in each."""
    number = np.unique(places().departments, return_inverse=True)[1]
    weight = np.diff(places().lottery.steps, prepend=0.0)
    cells = np.zeros((number.max() + 1, len(number)))
    cells[number, np.arange(len(number))] = weight
    return number, Lottery.of(cells)


def _draw_work(rng: np.random.Generator, people: People) -> Codes:
    """Return the place where each person works; the home for who does not go elsewhere."""
    number, lottery = _by_department()
    elsewhere = lottery.draw(rng.random(BLOCK), number[people.place])
    goes = (people.occupation < RETIRED) & (rng.random(BLOCK) < _COMMUTES)
    return np.where(goes, elsewhere, people.place)


def _rows(seed: int, block: int) -> Rows:
    people = people_of_block(seed, block)
    who, when, where = generators(seed, _STREAM, block, 3)
    located = who.random(BLOCK) < np.interp(people.age, _AGES, _SHARES)
    points = who.poisson(_POINTS * who.gamma(2.0, 0.5, BLOCK)) * (located & (people.age >= ADULT))
    work = _draw_work(who, people)
    person = np.repeat(np.arange(BLOCK), points)
    moment = draw_moments(when, len(person), _PERIOD)
    hour = moment % _DAY // _HOUR
    weekday = (moment // _DAY + _EPOCH_WEEKDAY) % 7
    working = (weekday < _WEEKDAYS) & (hour >= _OFFICE_HOURS[0]) & (hour < _OFFICE_HOURS[1])
    working &= where.random(len(person)) < _AT_WORK
    place = np.where(working, work[person], people.place[person])
    trip = places().lottery.draw(where.random(len(person)))
    place = np.where(where.random(len(person)) < _AWAY, trip, place)
    kept = np.flatnonzero(people.relation.open_on(moment // _DAY, person))
    turn = kept[np.lexsort((moment[kept], person[kept]))]
    last = person[turn]
    precision = _PRECISIONS[_PRECISION.draw(where.random(len(person)))]
    columns = {
        "id_client": client_keys(seed, people.number).take(pa.array(last)),
        "horodatage": seconds(moment[turn]),
        "commune_insee": labels(places().communes, place[turn]),
        "precision_m": whole(precision[turn], pa.int16()),
    }
    return Rows(record_batch(_SCHEMA, columns), last)


VISITED_TABLE = Table(
    name="lieux",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=("id_client", "commune_insee", "precision_m"),
    rows_a_person=9.0,
)
