"""The table `acces`: a year of accesses by the bank's staff to the data of its clients.

In the clean bank, everyone opens data for a purpose of their department only (the `actors` of
`datapackage.yaml`), on weekdays between eight and seven. People of the staff are codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import labels, record_batch, seconds
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._calendar import TODAY
from privlab_bank.people._choices import choices_of_block
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._moments import YEAR_AGO, in_order, on_weekdays, spread

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes

__all__ = ["ACCESSES_TABLE", "DEPARTMENTS", "ERRANDS", "NIGHT", "STAFF", "agents"]

_STREAM = 48
_MEAN = 2.0
_SECONDS = 86_400
_OPENS, _CLOSES = 8 * 3_600, 19 * 3_600
NIGHT = (2 * 3_600, 4 * 3_600)
"""Seconds after midnight between which nobody of the clean bank works."""

STAFF = 40
"""People in each department."""

ERRANDS = (
    ("agence", "crm", "consultation", "nom, prenom, telephone, encours_total", 0.34),
    ("relation client", "crm", "consultation", "nom, prenom, telephone, email", 0.22),
    ("agence", "crm", "modification", "adresse, telephone, email", 0.05),
    ("risques", "credit", "consultation", "revenu_mensuel, mensualite_logement, enfants", 0.10),
    ("risques", "score", "consultation", "valeur, version", 0.06),
    ("marketing", "prospect", "extraction", "prenom, email, segment_patrimoine", 0.10),
    ("conformité", "obligation_legale", "consultation", "nom, prenom, nationalite", 0.05),
    ("conformité", "fraude", "consultation", "date, montant, libelle", 0.03),
    ("recouvrement", "recouvrement", "consultation", "nom, telephone, encours_total", 0.03),
    ("protection des données", "droits", "extraction", "toutes", 0.02),
)
"""Who opens what for which purpose, and how often."""

_OF_CHOICE = {
    number: purpose
    for number, (_, purpose, *_) in enumerate(ERRANDS)
    if purpose in {"prospect", "score", "credit"}
}
"""Errands for which the people must be willing; the others are made instead."""

_ERRAND = Lottery.of([often for *_, often in ERRANDS])
DEPARTMENTS = tuple(dict.fromkeys(department for department, *_ in ERRANDS))
_OF_DEPARTMENT = np.array([DEPARTMENTS.index(department) for department, *_ in ERRANDS])

SCHEMA = schema_of(
    "acces",
    {
        "horodatage": pa.timestamp("s"),
        "acteur": pa.string(),
        "service": pa.string(),
        "id_client": pa.string(),
        "action": pa.string(),
        "finalite": pa.string(),
        "colonnes": pa.string(),
    },
)


def agents(department: Codes, person: Codes) -> pa.Array:
    """Return codes of the staff such as 'A0217', each of one department."""
    codes = [f"A{number + 1:04d}" for number in range(len(DEPARTMENTS) * STAFF)]
    return labels(codes, department * STAFF + person)


def errand(code: Codes, staff: Codes) -> dict[str, pa.Array]:
    """Return the columns that say who opened what for which purpose."""
    department = _OF_DEPARTMENT[code]
    return {
        "acteur": agents(department, staff),
        "service": labels(DEPARTMENTS, department),
        "action": labels([action for _, _, action, *_ in ERRANDS], code),
        "finalite": labels([purpose for _, purpose, *_ in ERRANDS], code),
        "colonnes": labels([columns for *_, columns, _ in ERRANDS], code),
    }


def _rows(seed: int, block: int) -> Rows:
    how_many, when, what = generators(seed, _STREAM, block, 3)
    choices = choices_of_block(seed, block)
    first = np.maximum(choices.entry, YEAR_AGO)
    counts = how_many.poisson(_MEAN, BLOCK)
    who, day = spread(when, counts, first, np.minimum(choices.leaves, TODAY))
    worked = on_weekdays(day)
    who, day = who[worked], day[worked]
    moment = day * _SECONDS + when.integers(_OPENS, _CLOSES, len(day))
    order = in_order(who, moment)
    who, moment = who[order], moment[order]
    code = _ERRAND.draw(what.random(len(who)))
    for chosen, purpose in _OF_CHOICE.items():
        begins, ends = choices.window(purpose, YEAR_AGO)
        day = moment // _SECONDS
        willing = (begins[who] <= day) & (day < ends[who]) & choices.adult[who]
        code = np.where((code == chosen) & ~willing, 0, code)
    columns = errand(code, what.integers(0, STAFF, len(who))) | {
        "horodatage": seconds(moment),
        "id_client": client_keys(seed, block * BLOCK + who),
    }
    return Rows(record_batch(SCHEMA, columns), who)


ACCESSES_TABLE = Table(
    name="acces",
    schema=SCHEMA,
    rows=_rows,
    repetitive=("acteur", "service", "action", "finalite", "colonnes"),
    rows_a_person=1.4,
)
