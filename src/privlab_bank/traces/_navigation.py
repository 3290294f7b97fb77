"""The table `navigation`: the pages that clients opened on the bank's site and application.

The last three months before the reference day; the young come more often, and on a telephone.
Times are local, to the second, and follow the hours of the day. Every share is invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import labels, record_batch, seconds, whole
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._calendar import TODAY
from privlab_bank.people._draws import BLOCK, Lottery, band, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._people import people_of_block
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes

__all__ = ["DEVICES", "NAVIGATION_TABLE", "SECTIONS", "draw_moments"]

_STREAM = 11
_PURPOSES = ("crm", "fraude", "personnalisation")
_PERIOD = 92
_DAY = 86_400
SECTIONS = (
    "accueil",
    "comptes",
    "virements",
    "épargne",
    "crédit immobilier",
    "crédit consommation",
    "assurances",
    "bourse",
    "messagerie",
    "difficultés financières",
)
_SECTION = Lottery.of((0.26, 0.33, 0.12, 0.07, 0.04, 0.04, 0.04, 0.02, 0.065, 0.015))
DEVICES = ("téléphone", "ordinateur", "tablette")
_DEVICE_BOUNDS = (30, 60)
_DEVICE = Lottery.of(((0.85, 0.12, 0.03), (0.65, 0.28, 0.07), (0.35, 0.50, 0.15)))
_HOUR = Lottery.of(
    (6, 3, 2, 1, 1, 3, 10, 28, 42, 45, 46, 44, 52, 50, 42, 40, 42, 48, 52, 50, 48, 44, 30, 16)
)
_AGES, _CONNECTED = (18, 30, 60, 75, 90), (0.90, 0.92, 0.75, 0.50, 0.12)
_VISITS = (11.0, 12.0, 8.0, 6.0, 5.0)
_STAY_MEDIAN, _STAY_SPREAD, _LONGEST_STAY = 38.0, 0.8, 600

_SCHEMA = schema_of(
    "navigation",
    {
        "id_client": pa.string(),
        "horodatage": pa.timestamp("s"),
        "rubrique": pa.string(),
        "appareil": pa.string(),
        "duree": pa.int16(),
    },
)


def draw_moments(rng: np.random.Generator, rows: int, period: int) -> Codes:
    """Return moments of the last `period` days, in seconds since 1970-01-01, by day and evening."""
    day = TODAY - period + rng.integers(0, period, rows)
    hour = _HOUR.draw(rng.random(rows))
    return day * _DAY + hour * 3_600 + rng.integers(0, 3_600, rows)


def _rows(seed: int, block: int) -> Rows:
    people = people_of_block(seed, block)
    who, when, what = generators(seed, _STREAM, block, 3)
    connected = who.random(BLOCK) < np.interp(people.age, _AGES, _CONNECTED)
    pace = who.gamma(1.6, 1 / 1.6, BLOCK) * np.interp(people.age, _AGES, _VISITS)
    visits = who.poisson(pace) * (connected & (people.age >= ADULT))
    person = np.repeat(np.arange(BLOCK), visits)
    moment = draw_moments(when, len(person), _PERIOD)
    kept = np.flatnonzero(people.relation.open_on(moment // _DAY, person))
    turn = kept[np.lexsort((moment[kept], person[kept]))]
    last = person[turn]
    stay = _STAY_MEDIAN * np.exp(_STAY_SPREAD * what.standard_normal(len(person)))
    device = _DEVICE.draw(what.random(len(person)), band(people.age[person], _DEVICE_BOUNDS))
    columns = {
        "id_client": client_keys(seed, people.number).take(pa.array(last)),
        "horodatage": seconds(moment[turn]),
        "rubrique": labels(SECTIONS, _SECTION.draw(what.random(len(person)))[turn]),
        "appareil": labels(DEVICES, device[turn]),
        "duree": whole(np.clip(np.rint(stay), 1, _LONGEST_STAY)[turn], pa.int16()),
    }
    return Rows(record_batch(_SCHEMA, columns), last)


NAVIGATION_TABLE = Table(
    name="navigation",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=("id_client", "rubrique", "appareil", "duree"),
    rows_a_person=6.5,
)
