"""The table `valeurs`: what matters to a client, one row a person.

Satisfaction and pastime are those of the clients table. The diet was asked as a mere taste, yet
it goes with religion and with illness: it is a special category in disguise. The market segment
sums up age, home and children, and owes nothing to what people hide. Every share is invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import ABSENT, labels, record_batch, whole
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.clients._clients import wishes_of_block
from privlab_bank.people._draws import BLOCK, Lottery, band, generators
from privlab_bank.people._hidden import (
    BUDDHIST,
    DIABETIC,
    JEWISH,
    MUSLIM,
    SELDOM,
    hidden_of_block,
)
from privlab_bank.people._housing import BUYING, OWNER
from privlab_bank.people._keys import client_keys
from privlab_bank.people._people import people_of_block
from privlab_bank.tables._wishes import NOT_ASKED, PASTIMES

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes
    from privlab_bank.people._hidden import Hidden
    from privlab_bank.people._people import People

__all__ = ["DIETS", "SEGMENTS", "VALUES_TABLE"]

_STREAM = 9
TASTES = ("musique", "cinéma", "gastronomie", "mode", "technologie", "nature", "histoire", "art")
_TASTE_BOUNDS = (30, 60)
_TASTE = Lottery.of(
    (
        (0.24, 0.18, 0.08, 0.14, 0.20, 0.07, 0.03, 0.06),
        (0.16, 0.16, 0.18, 0.08, 0.13, 0.15, 0.07, 0.07),
        (0.10, 0.11, 0.21, 0.04, 0.05, 0.25, 0.16, 0.08),
    )
)
COMMITMENTS = ("aucun", "sport", "culture", "solidarité", "environnement", "école", "vie locale")
_COMMITMENT = Lottery.of((0.58, 0.12, 0.08, 0.08, 0.05, 0.04, 0.05))

DIETS = (
    "sans restriction",
    "végétarien",
    "sans porc",
    "halal",
    "casher",
    "sans sucre",
    "sans gluten",
)
_ORDINARY, _VEGETARIAN, _NO_PORK, _HALAL, _KOSHER, _NO_SUGAR, _NO_GLUTEN = range(len(DIETS))
_DIET = Lottery.of(
    (
        (0.895, 0.045, 0.012, 0.000, 0.000, 0.020, 0.028),
        (0.160, 0.020, 0.330, 0.460, 0.000, 0.010, 0.020),
        (0.250, 0.030, 0.200, 0.000, 0.480, 0.020, 0.020),
        (0.480, 0.440, 0.030, 0.000, 0.000, 0.020, 0.030),
        (0.470, 0.030, 0.010, 0.000, 0.000, 0.460, 0.030),
    )
)
"""By what people hide: nothing, Muslim, Jewish, Buddhist, diabetic."""

SEGMENTS = (
    "jeunes urbains",
    "jeunes actifs",
    "familles propriétaires",
    "familles locataires",
    "épargnants",
    "seniors",
)
_YOUNG, _WORKING, _OWNING, _RENTING, _SAVING, _SENIOR = range(len(SEGMENTS))
_SEGMENT_BOUNDS = (27, 40, 65)
_ASKED = 0.55

_SCHEMA = schema_of(
    "valeurs",
    {
        "id_client": pa.string(),
        "satisfaction": pa.int8(),
        "gout": pa.string(),
        "loisir": pa.string(),
        "engagement": pa.string(),
        "regime_alimentaire": pa.string(),
        "segment_marche": pa.string(),
    },
)


def _draw_diet(rng: np.random.Generator, hidden: Hidden) -> Codes:
    reason = np.where(hidden.illness == DIABETIC, 4, 0)
    for number, religion in enumerate((MUSLIM, JEWISH, BUDDHIST), 1):
        reason[(hidden.religion == religion) & (hidden.practice > SELDOM)] = number
    return _DIET.draw(rng.random(BLOCK), reason)


def _segment(people: People) -> Codes:
    owner = (people.housing == OWNER) | (people.housing == BUYING)
    family = np.where(owner, _OWNING, _RENTING)
    adult = np.where(people.children > 0, family, np.where(owner, _SAVING, _WORKING))
    age = band(people.age, _SEGMENT_BOUNDS)
    return np.select([age == 0, age == len(_SEGMENT_BOUNDS)], [_YOUNG, _SENIOR], adult)


def _rows(seed: int, block: int) -> Rows:
    people, hidden = people_of_block(seed, block), hidden_of_block(seed, block)
    wishes = wishes_of_block(seed, block)
    taste, life, food = generators(seed, _STREAM, block, 3)

    def told(rng: np.random.Generator, codes: Codes) -> Codes:
        return np.where(rng.random(BLOCK) < _ASKED, codes, ABSENT)

    tastes = _TASTE.draw(taste.random(BLOCK), band(people.age, _TASTE_BOUNDS))
    columns = {
        "id_client": client_keys(seed, people.number),
        "satisfaction": whole(wishes.satisfaction, pa.int8(), wishes.satisfaction == NOT_ASKED),
        "gout": labels(TASTES, told(taste, tastes)),
        "loisir": labels(PASTIMES, wishes.pastime),
        "engagement": labels(COMMITMENTS, told(life, _COMMITMENT.draw(life.random(BLOCK)))),
        "regime_alimentaire": labels(DIETS, told(food, _draw_diet(food, hidden))),
        "segment_marche": labels(SEGMENTS, _segment(people)),
    }
    return Rows(record_batch(_SCHEMA, columns), np.arange(BLOCK))


VALUES_TABLE = Table(
    name="valeurs",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=tuple(name for name in _SCHEMA.names if name != "id_client"),
)
