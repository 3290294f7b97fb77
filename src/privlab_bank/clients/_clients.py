"""The table `clients`: one row a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch, whole
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._contacts import (
    ZONE_OF,
    addresses,
    draw_landlines,
    draw_written,
    e_mails,
    telephones,
)
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._holdings import SEGMENTS, draw_holdings_year_ago, draw_profit, segment
from privlab_bank.people._households import FAMILY_SITUATIONS, NATIONALITIES
from privlab_bank.people._housing import HOUSING
from privlab_bank.people._income import income_decile
from privlab_bank.people._keys import client_keys, household_keys, phone_shuffle
from privlab_bank.people._names import draw_first_names, draw_surnames, family_names, first_names
from privlab_bank.people._occupations import OCCUPATIONS
from privlab_bank.people._people import people_of_block
from privlab_bank.people._places import places
from privlab_bank.people._pyramid import ADULT
from privlab_bank.people._surnames import SURNAMES
from privlab_bank.tables._wishes import (
    CONTEXTS,
    NOT_ASKED,
    PASTIMES,
    PROJECTS,
    draw_wishes,
)

if TYPE_CHECKING:
    from numpy.random import Generator

    from privlab_bank.people._people import People
    from privlab_bank.tables._wishes import Wishes

__all__ = ["CLIENTS_TABLE", "wishes_of_block"]

_STREAM = 2
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
        "id_foyer": pa.string(),
    },
)


def _identity(
    seed: int, people: People, name: Generator, street: Generator, contact: Generator
) -> dict[str, pa.Array]:
    given = draw_first_names(name, people.sex, people.birth_year)
    drawn = draw_surnames(name, people.sex, people.family_situation)
    used, at_birth = family_names(people.kin, people.sex, *drawn)
    where = places()
    zone_of_place = np.array([ZONE_OF[department] for department in where.departments])
    zone = np.where(draw_landlines(contact, people.age), zone_of_place[people.place], 0)
    written = draw_written(contact, people.age)
    return {
        "id_client": client_keys(seed, people.number),
        "civilite": labels(_TITLES, people.sex),
        "nom": labels(SURNAMES, used),
        "prenom": labels(first_names().names, given),
        "nom_naissance": labels(SURNAMES, at_birth),
        "date_naissance": days(people.birth),
        "adresse": addresses(street, BLOCK).take(pa.array(people.kin.head)),
        "code_postal": labels(where.postcodes, people.place),
        "commune_insee": labels(where.communes, people.place),
        "departement": labels(where.departments, people.place),
        "email": e_mails(contact, (first_names().names, given), (SURNAMES, used), written),
        "telephone": telephones(phone_shuffle(seed)[people.number % 10_000], zone),
        "id_foyer": household_keys(seed, people.number[people.kin.home]),
    }


def _life(
    people: People, wishes: Wishes, past: Generator, profit: Generator
) -> dict[str, pa.Array]:
    minor = people.age < ADULT
    relation = people.relation
    earned = draw_profit(profit, people.holdings, people.housing, people.payment)
    year_ago = draw_holdings_year_ago(past, people.holdings)
    return {
        "pcs": labels(OCCUPATIONS, people.occupation),
        "situation_familiale": labels(FAMILY_SITUATIONS, people.family_situation),
        "nationalite": labels(NATIONALITIES, people.nationality),
        "statut_logement": labels(HOUSING, people.housing),
        "enfants": whole(people.children, pa.int8()),
        "mensualite_logement": whole(people.payment, pa.int32(), people.payment == 0),
        "revenu_mensuel": whole(people.income, pa.int32(), minor),
        "decile_revenu": whole(income_decile(people.income), pa.int8(), minor),
        "segment_patrimoine": labels(SEGMENTS, segment(people.holdings)),
        "encours_total": whole(np.where(relation.closed, 0, people.holdings), pa.int64()),
        "projet_principal": labels(PROJECTS, wishes.project),
        "satisfaction": whole(wishes.satisfaction, pa.int8(), wishes.satisfaction == NOT_ASKED),
        "loisir_prefere": labels(PASTIMES, wishes.pastime),
        "contexte_parrainage": labels(CONTEXTS, wishes.context),
        "date_entree_relation": days(relation.entry),
        "date_fin_relation": days(relation.end),
        "date_maj": days(relation.update),
        "encours_il_y_a_un_an": whole(
            np.where(relation.closed_before(_YEAR), 0, year_ago),
            pa.int64(),
            ~relation.held_since(_YEAR),
        ),
        "rentabilite_12m": pa.array(earned, mask=relation.closed_before(_YEAR)),
    }


def _themes(seed: int, block: int) -> list[Generator]:
    return generators(seed, _STREAM, block, 6)


def wishes_of_block(seed: int, block: int) -> Wishes:
    """Return what the people of a block told the bank."""
    people = people_of_block(seed, block)
    return draw_wishes(_themes(seed, block)[3], people.age, people.sex, people.housing)


def _rows(seed: int, block: int) -> Rows:
    people = people_of_block(seed, block)
    name, street, contact, _, past, profit = _themes(seed, block)
    columns = _identity(seed, people, name, street, contact)
    columns |= _life(people, wishes_of_block(seed, block), past, profit)
    return Rows(record_batch(_SCHEMA, columns), np.arange(BLOCK))


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
