"""The table `prospects`: people who are not clients, one in five as many, with keys of their own.

A prospect belongs to the rank of a client for one reason only: so that a bank of any size is
the beginning of a larger one. The two are drawn apart and have nothing in common.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch, whole
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._calendar import REFERENCE_DAY, TODAY
from privlab_bank.people._contacts import draw_written, e_mails, telephones
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import prospect_keys
from privlab_bank.people._moments import within
from privlab_bank.people._names import draw_first_names, first_names
from privlab_bank.people._places import places
from privlab_bank.people._pyramid import ADULT, draw_age_and_sex
from privlab_bank.people._surnames import SURNAME_LOTTERY, SURNAMES

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes

__all__ = ["LAST_ALLOWED_DAY", "PROSPECTS_TABLE"]

_STREAM = 42
_SHARE = 0.20
_KEPT_DAYS = 1_095
LAST_ALLOWED_DAY = TODAY - _KEPT_DAYS
"""A prospect last heard of on this day may still be kept on the reference day, not on the next."""

_ON_THE_LAST_DAY = 0.012
"""Share of prospects who are exactly there: the boundary that a rule must not cross."""

_LONGEST_BEFORE_CONTACT = 240
_TITLES = ("Mme", "M.")
_SOURCES = (
    "formulaire en ligne",
    "salon",
    "parrainage",
    "simulateur de prêt",
    "fichier loué",
    "appel entrant",
)
_SOURCE = Lottery.of((0.34, 0.10, 0.16, 0.22, 0.08, 0.10))
_ACCEPTS, _OPPOSED = 0.86, 0.03

_SCHEMA = schema_of(
    "prospects",
    {
        "id_prospect": pa.string(),
        "civilite": pa.string(),
        "nom": pa.string(),
        "prenom": pa.string(),
        "email": pa.string(),
        "telephone": pa.string(),
        "code_postal": pa.string(),
        "annee_naissance": pa.int16(),
        "source": pa.string(),
        "date_collecte": pa.date32(),
        "date_dernier_contact": pa.date32(),
        "ok_prospection": pa.bool_(),
        "liste_opposition": pa.bool_(),
    },
)


def _rows(seed: int, block: int) -> Rows:
    chosen, who, name, where, contact, dates = generators(seed, _STREAM, block, 6)
    position = np.flatnonzero(chosen.random(BLOCK) < _SHARE)
    people = len(position)
    age, sex = draw_age_and_sex(who, people)
    age = np.maximum(age, ADULT)
    birth_year = REFERENCE_DAY.year - 1 - age
    given = draw_first_names(name, sex, birth_year)
    surname = SURNAME_LOTTERY.draw(name.random(people))
    place = places().lottery.draw(where.random(people))
    written = draw_written(contact, age)
    mails = e_mails(contact, (first_names().names, given), (SURNAMES, surname), written)
    numbers = contact.integers(0, 10_000, size=people)
    last = _last_contacts(dates, people)
    before = np.floor(dates.random(people) ** 2 * _LONGEST_BEFORE_CONTACT).astype(np.int64)
    columns = {
        "id_prospect": prospect_keys(seed, block * BLOCK + position),
        "civilite": labels(_TITLES, sex),
        "nom": labels(SURNAMES, surname),
        "prenom": labels(first_names().names, given),
        "email": mails,
        "telephone": telephones(numbers, np.zeros(people, dtype=np.int64)),
        "code_postal": labels(places().postcodes, place),
        "annee_naissance": whole(birth_year, pa.int16()),
        "source": labels(_SOURCES, _SOURCE.draw(who.random(people))),
        "date_collecte": days(last - before),
        "date_dernier_contact": days(last),
        "ok_prospection": pa.array(chosen.random(people) < _ACCEPTS),
        "liste_opposition": pa.array(chosen.random(people) < _OPPOSED),
    }
    return Rows(record_batch(_SCHEMA, columns), position)


def _last_contacts(rng: np.random.Generator, people: int) -> Codes:
    """Return the day of the last contact; all are within the three years, some at their edge."""
    window = np.full(people, LAST_ALLOWED_DAY + 1), np.full(people, TODAY)
    drawn = within(rng.random(people), *window)
    edge = rng.random(people) < _ON_THE_LAST_DAY
    return np.where(edge, LAST_ALLOWED_DAY, drawn)


PROSPECTS_TABLE = Table(
    name="prospects",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=tuple(name for name in _SCHEMA.names if name not in {"id_prospect", "email"}),
)
