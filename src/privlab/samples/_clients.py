"""The table `clients`: one row a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab.samples._calendar import NEVER
from privlab.samples._contacts import (
    ZONE_OF,
    addresses,
    draw_landlines,
    draw_written,
    e_mails,
    telephones,
)
from privlab.samples._draws import BLOCK, generators
from privlab.samples._holdings import SEGMENTS, draw_holdings_year_ago, draw_profit, segment
from privlab.samples._households import FAMILY_SITUATIONS, NATIONALITIES
from privlab.samples._housing import HOUSING
from privlab.samples._income import income_decile
from privlab.samples._names import draw_first_names, draw_surnames, first_names
from privlab.samples._occupations import OCCUPATIONS
from privlab.samples._people import key_shuffle, people_of_block, phone_shuffle
from privlab.samples._places import places
from privlab.samples._pyramid import ADULT
from privlab.samples._surnames import SURNAMES
from privlab.samples._table import Table, schema_of
from privlab.samples._wishes import (
    CONTEXTS,
    NOT_ASKED,
    PASTIMES,
    PROJECTS,
    draw_context,
    draw_pastime,
    draw_project,
    draw_satisfaction,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from privlab.samples._draws import Codes, Flags, Floats
    from privlab.samples._people import People

__all__ = ["CLIENTS_TABLE"]

_NUMBER = 2
_YEAR = 365
_TITLES = ("Mme", "M.")

_SCHEMA = schema_of(
    "clients",
    {
        "id_client": pa.string(),
        "civilite": pa.string(),
        "nom": pa.string(),
        "prenom": pa.string(),
        "nom_naissance": pa.string(),
        "date_naissance": pa.date32(),
        "adresse": pa.string(),
        "code_postal": pa.string(),
        "commune_insee": pa.string(),
        "departement": pa.string(),
        "email": pa.string(),
        "telephone": pa.string(),
        "pcs": pa.string(),
        "situation_familiale": pa.string(),
        "nationalite": pa.string(),
        "statut_logement": pa.string(),
        "enfants": pa.int8(),
        "mensualite_logement": pa.int32(),
        "revenu_mensuel": pa.int32(),
        "decile_revenu": pa.int8(),
        "segment_patrimoine": pa.string(),
        "encours_total": pa.int64(),
        "projet_principal": pa.string(),
        "satisfaction": pa.int8(),
        "loisir_prefere": pa.string(),
        "contexte_parrainage": pa.string(),
        "date_entree_relation": pa.date32(),
        "date_fin_relation": pa.date32(),
        "date_maj": pa.date32(),
        "encours_il_y_a_un_an": pa.int64(),
        "rentabilite_12m": pa.float64(),
    },
)


def _labels(values: Sequence[str], codes: Codes) -> pa.Array:
    missing = codes == NOT_ASKED
    return pa.array(values, pa.string()).take(pa.array(codes, mask=missing))


def _whole(values: Codes | Floats, kind: pa.DataType, missing: Flags | None = None) -> pa.Array:
    return pa.array(values.astype(kind.to_pandas_dtype()), kind, mask=missing)


def _days(days: Codes) -> pa.Array:
    missing = days == NEVER
    return pa.array(np.where(missing, 0, days).astype(np.int32), mask=missing).cast(pa.date32())


def _keys(seed: int, number: Codes) -> pa.Array:
    """Return texts such as 'C04172953', built digit by digit in one buffer."""
    shuffled = key_shuffle(seed).map(number)
    digits = shuffled[:, None] // 10 ** np.arange(7, -1, -1) % 10 + ord("0")
    text = np.full((len(number), 9), ord("C"), dtype=np.uint8)
    text[:, 1:] = digits
    ends = np.arange(len(number) + 1, dtype=np.int32) * 9
    return pa.StringArray.from_buffers(len(number), pa.py_buffer(ends), pa.py_buffer(text))


def _identity(
    seed: int, people: People, name: Generator, street: Generator, contact: Generator
) -> dict[str, pa.Array]:
    given = draw_first_names(name, people.sex, people.birth_year)
    used, at_birth = draw_surnames(name, people.sex, people.family_situation)
    where = places()
    zone_of_place = np.array([ZONE_OF[department] for department in where.departments])
    zone = np.where(draw_landlines(contact, people.age), zone_of_place[people.place], 0)
    written = draw_written(contact, people.age)
    return {
        "id_client": _keys(seed, people.number),
        "civilite": _labels(_TITLES, people.sex),
        "nom": _labels(SURNAMES, used),
        "prenom": _labels(first_names().names, given),
        "nom_naissance": _labels(SURNAMES, at_birth),
        "date_naissance": _days(people.birth),
        "adresse": addresses(street, BLOCK),
        "code_postal": _labels(where.postcodes, people.place),
        "commune_insee": _labels(where.communes, people.place),
        "departement": _labels(where.departments, people.place),
        "email": e_mails(contact, (first_names().names, given), (SURNAMES, used), written),
        "telephone": telephones(phone_shuffle(seed)[people.number % 10_000], zone),
    }


def _life(
    people: People, wish: Generator, past: Generator, profit: Generator
) -> dict[str, pa.Array]:
    minor = people.age < ADULT
    relation = people.relation
    satisfaction = draw_satisfaction(wish, people.age)
    earned = draw_profit(profit, people.holdings, people.housing, people.payment)
    year_ago = draw_holdings_year_ago(past, people.holdings)
    return {
        "pcs": _labels(OCCUPATIONS, people.occupation),
        "situation_familiale": _labels(FAMILY_SITUATIONS, people.family_situation),
        "nationalite": _labels(NATIONALITIES, people.nationality),
        "statut_logement": _labels(HOUSING, people.housing),
        "enfants": _whole(people.children, pa.int8()),
        "mensualite_logement": _whole(people.payment, pa.int32(), people.payment == 0),
        "revenu_mensuel": _whole(people.income, pa.int32(), minor),
        "decile_revenu": _whole(income_decile(people.income), pa.int8(), minor),
        "segment_patrimoine": _labels(SEGMENTS, segment(people.holdings)),
        "encours_total": _whole(np.where(relation.closed, 0, people.holdings), pa.int64()),
        "projet_principal": _labels(PROJECTS, draw_project(wish, people.age, people.housing)),
        "satisfaction": _whole(satisfaction, pa.int8(), satisfaction == NOT_ASKED),
        "loisir_prefere": _labels(PASTIMES, draw_pastime(wish, people.age, people.sex)),
        "contexte_parrainage": _labels(CONTEXTS, draw_context(wish, people.age)),
        "date_entree_relation": _days(relation.entry),
        "date_fin_relation": _days(relation.end),
        "date_maj": _days(relation.update),
        "encours_il_y_a_un_an": _whole(
            np.where(relation.closed_before(_YEAR), 0, year_ago),
            pa.int64(),
            ~relation.held_since(_YEAR),
        ),
        "rentabilite_12m": pa.array(earned, mask=relation.closed_before(_YEAR)),
    }


def _rows(seed: int, block: int) -> pa.RecordBatch:
    people = people_of_block(seed, block)
    themes = generators(seed, _NUMBER, block, 6)
    columns = _identity(seed, people, *themes[:3]) | _life(people, *themes[3:])
    return pa.RecordBatch.from_arrays([columns[name] for name in _SCHEMA.names], schema=_SCHEMA)


CLIENTS_TABLE = Table(
    name="clients",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=tuple(
        name
        for name in _SCHEMA.names
        if name
        not in {
            "id_client",
            "adresse",
            "email",
            "encours_total",
            "encours_il_y_a_un_an",
            "rentabilite_12m",
        }
    ),
)
