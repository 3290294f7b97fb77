"""Flaws in the files of people: kept too long, written twice, too few to hide among."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels
from privlab_bank.flaws._flaw import Counted, Flaw, Part
from privlab_bank.flaws._planting import Changed
from privlab_bank.people._calendar import NEVER
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._hamlets import hamlets
from privlab_bank.people._long_gone import long_gone
from privlab_bank.people._moments import within
from privlab_bank.people._people import people_of_block
from privlab_bank.people._pyramid import ADULT
from privlab_bank.traces._prospects import LAST_ALLOWED_DAY

if TYPE_CHECKING:
    from privlab_bank._table import Rows
    from privlab_bank.people._draws import Codes, Flags

__all__ = ["FILE_FLAWS"]

_PROSPECTS_STREAM, _CLIENTS_STREAM = 75, 76
_KEPT = 0.330
_OLDEST_PROSPECT_DAYS = 1_400
_HAMLET = 0.0024
"""Share of all clients who live in a hamlet."""

_TWICE_FROM, _TWICE = 0.01, 0.075
"""Among those who have a near neighbour in the bank of their sex and age: about 3 in 1,000."""

_NEAR_IN_AGE_DAYS = 1_000
_SAME_PERSON = (
    "civilite",
    "nom",
    "prenom",
    "nom_naissance",
    "adresse",
    "code_postal",
    "commune_insee",
    "departement",
    "email",
    "telephone",
)


def _numbers(batch: pa.RecordBatch, column: str) -> Codes:
    numbers: Codes = batch[column].cast(pa.int32()).to_numpy().astype(np.int64)
    return numbers


def _kept_prospects(rows: Rows, seed: int, block: int) -> Changed:
    chosen, when = generators(seed, _PROSPECTS_STREAM, block, 2)
    kept = chosen.random(BLOCK)[rows.last] < _KEPT
    edges = np.full(BLOCK, LAST_ALLOWED_DAY - _OLDEST_PROSPECT_DAYS), _before_the_edge()
    last = within(when.random(BLOCK), *edges)[rows.last]
    moved = last - _numbers(rows.batch, "date_dernier_contact")
    collected = _numbers(rows.batch, "date_collecte") + moved
    return Changed(kept, {"date_dernier_contact": days(last), "date_collecte": days(collected)})


def _before_the_edge() -> Codes:
    """Leave two days before the last allowed one, where three years of 365 or 366 days differ."""
    return np.full(BLOCK, LAST_ALLOWED_DAY - 1)


def _kept_clients(_rows: Rows, seed: int, block: int) -> Changed:
    gone = long_gone(seed, block, people_of_block(seed, block))
    return Changed(gone != NEVER, {"date_fin_relation": days(gone), "date_maj": days(gone)})


def _in_hamlets(_rows: Rows, seed: int, block: int) -> Changed:
    chosen, where = generators(seed, _CLIENTS_STREAM, block, 2)
    adult = people_of_block(seed, block).age >= ADULT
    place = where.integers(0, len(hamlets().communes), BLOCK)
    columns = {
        "code_postal": labels(hamlets().postcodes, place),
        "commune_insee": labels(hamlets().communes, place),
        "departement": labels(hamlets().departments, place),
    }
    return Changed(adult & (chosen.random(BLOCK) < _HAMLET), columns)


def _twice(rows: Rows, seed: int, block: int) -> Changed:
    chosen, _ = generators(seed, _CLIENTS_STREAM, block, 2)
    uniform = chosen.random(BLOCK)
    people = people_of_block(seed, block)
    first = np.maximum(np.arange(BLOCK) - 1, 0)
    apart = np.abs(people.birth - people.birth[first])
    near = (people.sex == people.sex[first]) & (apart > 0) & (apart < _NEAR_IN_AGE_DAYS)
    near &= np.arange(BLOCK) > 0
    written: Flags = rows.batch["email"].is_valid().to_numpy(zero_copy_only=False)
    drawn = (uniform >= _TWICE_FROM) & (uniform < _TWICE_FROM + _TWICE)
    # neither of the two has a flaw of its own in this table
    twice = drawn & near & written[first] & (uniform[first] >= _TWICE_FROM + _TWICE)
    gone = long_gone(seed, block, people)
    twice &= (gone == NEVER) & (gone[first] == NEVER)
    position = pa.array(first)
    return Changed(twice, {name: rows.batch[name].take(position) for name in _SAME_PERSON})


FILE_FLAWS = (
    Flaw(
        "retention_overdue",
        "A prospect is kept three years after the last contact, a client five years after the "
        "end of the relation and five more in the archive.",
        (
            Part(
                "prospects",
                _kept_prospects,
                (Counted("rows", "Prospects whose last contact is over three years old."),),
            ),
            Part(
                "clients",
                _kept_clients,
                (Counted("rows", "Clients who left more than ten years ago."),),
            ),
        ),
    ),
    Flaw(
        "small_communes",
        "Nobody can be told by the commune alone: none has fewer than 30 inhabitants.",
        (
            Part(
                "clients",
                _in_hamlets,
                (
                    Counted("people", "Clients who live in a commune of fewer than 30 people."),
                    Counted(
                        "people",
                        "Clients who live in such a commune and are the only one there.",
                        alone_in="commune_insee",
                    ),
                ),
            ),
        ),
    ),
    Flaw(
        "duplicates",
        "Every client is in the file once.",
        (
            Part(
                "clients",
                _twice,
                (Counted("rows", "Second entries of a client, with another date of birth."),),
            ),
        ),
    ),
)
