"""The table `scores`: three scores for each adult client, all of one monthly run of 2025.

Every one is documented and decides nothing alone. Values are invented laws: risk falls with
income and grows with debt, profitability grows with holdings. Who objected to scoring has no
score calculated from that day on.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._choices import choices_of_block
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._moments import day_number

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags, Floats
    from privlab_bank.people._people import People

__all__ = ["HORIZONS", "RISK", "SCORES_TABLE", "SHORT_TERM", "percent", "scored_on"]

_STREAM = 46
RISK = "risque_credit"
_SCORES = (RISK, "rentabilite", "appetence_epargne")
HORIZONS = ("passé", "présent", "potentiel court", "potentiel moyen", "potentiel long")
_PAST, _PRESENT, SHORT_TERM, _MEDIUM, _LONG = range(5)
_THIRD = Lottery.of((0.24, 0.16, 0.14, 0.14, 0.18, 0.14))
_THIRD_NAME = np.array((1, 1, 1, 1, 2, 2))
_THIRD_HORIZON = np.array((_PAST, SHORT_TERM, _MEDIUM, _LONG, SHORT_TERM, _MEDIUM))
_RUNS = tuple(day_number(dt.date(2025, month, 3)) for month in (10, 11, 12))
_VERSION = "2025.2"
_DOCUMENTED = "https://example.org/score/"

SCHEMA = schema_of(
    "scores",
    {
        "id_client": pa.string(),
        "nom": pa.string(),
        "horizon": pa.string(),
        "valeur": pa.float64(),
        "date": pa.date32(),
        "version": pa.string(),
        "documentation_url": pa.string(),
        "decision_auto": pa.bool_(),
    },
)


def scored_on(seed: int, block: int) -> tuple[Codes, Flags]:
    """Return the day of the run that covers each person, and who may be scored on it."""
    when = generators(seed, _STREAM, block, 1)[0]
    run = np.array(_RUNS)[when.integers(0, len(_RUNS), BLOCK)]
    choices = choices_of_block(seed, block)
    first, until = choices.window("score", 0)
    return run, choices.adult & (first <= run) & (run < until)


def percent(logit: Floats) -> Floats:
    """Return scores between 0 and 100, to one decimal."""
    rounded: Floats = np.round(100 / (1 + np.exp(-logit)), 1)
    return rounded


def _values(rng: np.random.Generator, people: People, name: Codes, who: Codes) -> Floats:
    income = np.log(np.maximum(people.income, 300) / 1_900)[who]
    wealth = np.log(np.maximum(people.holdings, 100) / 8_000)[who]
    burden = (people.payment / np.maximum(people.income, 300))[who]
    noise = rng.standard_normal(len(who))
    laws = (
        -1.6 - 1.1 * income - 0.3 * wealth + 1.2 * np.minimum(burden, 1.0) + 0.6 * noise,
        -0.4 + 0.6 * wealth + 0.4 * income + 0.6 * noise,
        -0.3 + 0.3 * wealth + 0.8 * noise,
    )
    return percent(np.choose(name, laws))


def _rows(seed: int, block: int) -> Rows:
    _, which, value = generators(seed, _STREAM, block, 3)
    choices = choices_of_block(seed, block)
    run, covered = scored_on(seed, block)
    scored = np.flatnonzero(covered)
    third = _THIRD.draw(which.random(BLOCK))[scored]
    who = np.repeat(scored, 3)
    name = np.tile(np.arange(3), len(scored))
    name[2::3] = _THIRD_NAME[third]
    horizon = np.full(len(who), _PRESENT)
    horizon[2::3] = _THIRD_HORIZON[third]
    columns = {
        "id_client": client_keys(seed, block * BLOCK + who),
        "nom": labels(_SCORES, name),
        "horizon": labels(HORIZONS, horizon),
        "valeur": pa.array(_values(value, choices.people, name, who)),
        "date": days(run[who]),
        "version": labels((_VERSION,), np.zeros_like(who)),
        "documentation_url": labels([_DOCUMENTED + score for score in _SCORES], name),
        "decision_auto": pa.array(np.zeros(len(who), dtype=bool)),
    }
    return Rows(record_batch(SCHEMA, columns), who)


SCORES_TABLE = Table(
    name="scores",
    schema=SCHEMA,
    rows=_rows,
    repetitive=("nom", "horizon", "valeur", "date", "version", "documentation_url"),
    rows_a_person=2.7,
)
