"""Flaws in the bank's own records: notices, accesses, requests, recipients, copies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, seconds
from privlab_bank.flaws._flaw import Counted, Flaw, Part, Said
from privlab_bank.flaws._planting import Added, Changed, Removed
from privlab_bank.people._calendar import NEVER, TODAY
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._moments import day_number
from privlab_bank.people._people import people_of_block
from privlab_bank.traces._accesses import DEPARTMENTS, NIGHT, STAFF, agents
from privlab_bank.traces._copies import copies
from privlab_bank.traces._recipients import recipients

if TYPE_CHECKING:
    from privlab_bank._table import Rows
    from privlab_bank.flaws._flaw import Unit
    from privlab_bank.flaws._planting import Plant

__all__ = ["RECORD_FLAWS"]

_NOTICE_STREAM, _ACCESS_STREAM, _REQUEST_STREAM = 83, 84, 85
_NOT_TOLD, _TOLD_LATE = 0.0120, 0.0140
_ENTERED = day_number(dt.date(2019, 1, 1)), day_number(dt.date(2024, 5, 1))
_LATE_DAYS = (31, 120)
_CURIOUS, _AT_NIGHT = 0.0050, 0.0012
_CURIOUS_ABOUT = ("credit", "obligation_legale", "fraude", "recouvrement")
_INTRUDER = "marketing"
_LATE = 0.10
_OVER_ONE_MONTH, _OVER_THREE = (36, 75), (97, 140)
_DAY = 86_400

_UNSAFE = {
    "name": "Modélisation fictive",
    "role": "processor",
    "country": "IN",
    "purposes": ["score"],
}
_SALE = {
    "dpv": "SellDataToThirdParties",
    "description": "Cession de coordonnées / Sale of contact details",
    "owner": "Marketing",
    "legal_basis": "eu-gdpr:A6-1-a",
    "consent": "consents",
    "opt_out": "objections",
    "retention": {"active_days": 1095, "from": "clients.date_fin_relation", "open_ended": True},
    "actors": ["marketing"],
}
_SOLD = {
    "name": "Courtier en données fictif",
    "role": "third-party",
    "country": "FR",
    "purposes": ["vente"],
}
_PRICE = 42_000
_CLIENTS = ("resources", "clients", "schema", "fields")
_NEVER_RESTORED = (
    "copie de recette",
    "Nantes",
    dt.date(2025, 10, 2),
    "clients, operations, dialogues",
    None,
)


def _not_told(rows: Rows, seed: int, block: int) -> Removed:
    uniform = generators(seed, _NOTICE_STREAM, block, 1)[0].random(BLOCK)
    return Removed((uniform < _NOT_TOLD)[rows.last])


def _told_late(rows: Rows, seed: int, block: int) -> Changed:
    chosen, when = generators(seed, _NOTICE_STREAM, block, 2)
    uniform = chosen.random(BLOCK) - _NOT_TOLD
    entry = people_of_block(seed, block).relation.entry
    recent = (entry >= _ENTERED[0]) & (entry < _ENTERED[1])
    late = recent & (uniform >= 0) & (uniform < _TOLD_LATE)
    day = (entry + when.integers(*_LATE_DAYS, BLOCK))[rows.last]
    first = np.diff(rows.last, prepend=-1) > 0
    return Changed(late[rows.last] & first, {"date": days(day)})


def _curious(rows: Rows, seed: int, block: int) -> Changed:
    chosen, staff = generators(seed, _ACCESS_STREAM, block, 2)
    purpose = np.array(rows.batch["finalite"].to_pylist())
    where = np.isin(purpose, _CURIOUS_ABOUT) & (chosen.random(len(purpose)) < _CURIOUS)
    intruder = np.full(len(purpose), DEPARTMENTS.index(_INTRUDER))
    return Changed(
        where,
        {
            "service": labels(DEPARTMENTS, intruder),
            "acteur": agents(intruder, staff.integers(0, STAFF, len(purpose))),
        },
    )


def _at_night(rows: Rows, seed: int, block: int) -> Changed:
    chosen, when = generators(seed, _ACCESS_STREAM, block, 4)[2:]
    moment = rows.batch["horodatage"].cast(pa.int64()).to_numpy()
    where = chosen.random(len(moment)) < _AT_NIGHT
    night = moment // _DAY * _DAY + when.integers(*NIGHT, len(moment))
    return Changed(where, {"horodatage": seconds(night)})


def _answered_late(rows: Rows, seed: int, block: int) -> Changed:
    chosen, when = generators(seed, _REQUEST_STREAM, block, 2)
    received = rows.batch["date_reception"].cast(pa.int32()).to_numpy().astype(np.int64)
    extended = rows.batch["prolongee"].to_numpy(zero_copy_only=False)
    uniform, wait = chosen.random(len(received)), when.random(len(received))
    least = np.where(extended, _OVER_THREE[0], _OVER_ONE_MONTH[0])
    most = np.where(extended, _OVER_THREE[1], _OVER_ONE_MONTH[1])
    answered = received + least + np.floor(wait * (most - least)).astype(np.int64)
    where = (uniform < _LATE) & (answered < TODAY)
    return Changed(where, {"date_reponse": days(np.where(where, answered, NEVER))})


def _unsafe(_rows: Rows, _seed: int, block: int) -> Added:
    return _recorded(_UNSAFE, block)


def _sold(_rows: Rows, _seed: int, block: int) -> Added:
    return _recorded(_SOLD, block, _PRICE)


def _recorded(recipient: dict[str, Any], block: int, price: int | None = None) -> Added:
    from privlab.policy import Recipient

    rows = (Recipient(**recipient),) if block == 0 else ()
    return Added(recipients(rows, price), np.zeros(len(rows), dtype=np.int64))


def _untested(_rows: Rows, _seed: int, block: int) -> Added:
    rows = (_NEVER_RESTORED,) if block == 0 else ()
    return Added(copies(rows), np.zeros(len(rows), dtype=np.int64))


def _one(table: str, plant: Plant, unit: Unit, what: str) -> tuple[Part, ...]:
    return (Part(table, plant, (Counted(unit, what),)),)


def _named(recipient: dict[str, Any]) -> Said:
    counted = Counted("recipients", "Recipients there who should receive nothing.")
    return Said(("privacy", "recipients", recipient["name"]), recipient, counted)


RECORD_FLAWS = (
    Flaw(
        "late_or_missing_notice",
        "Everyone is told what the bank does with their data, on the first day at the latest.",
        (
            Part(
                "notices",
                _not_told,
                (Counted("people", "Clients who never received a notice."),),
            ),
            Part(
                "notices",
                _told_late,
                (Counted("people", "Clients whose first notice came after the first day."),),
            ),
        ),
    ),
    Flaw(
        "unentitled_access",
        "Data are opened only by the departments that the purpose names.",
        _one(
            "acces",
            _curious,
            "rows",
            "Accesses by a department that may not use data for that purpose.",
        ),
    ),
    Flaw(
        "night_access",
        "Nobody opens data outside working hours.",
        _one("acces", _at_night, "rows", "Accesses between two and four in the morning."),
    ),
    Flaw(
        "late_answer",
        "Requests are answered within a month, or three where it was said in time.",
        _one("demandes", _answered_late, "rows", "Requests answered too late."),
    ),
    Flaw(
        "transfer_without_safeguard",
        "Data leave the European Union with a safeguard only.",
        _one(
            "destinataires",
            _unsafe,
            "recipients",
            "Recipients in a country without adequacy decision and without safeguard.",
        ),
        said=(_named(_UNSAFE),),
    ),
    Flaw(
        "data_sale",
        "Nobody pays for data.",
        _one("destinataires", _sold, "recipients", "Recipients who pay for data."),
        said=(Said(("privacy", "purposes", "vente"), _SALE), _named(_SOLD)),
    ),
    Flaw(
        "untested_copy",
        "Every copy has been restored once.",
        _one("copies", _untested, "rows", "Copies that nobody ever tried to restore."),
    ),
    Flaw(
        "column_without_purpose",
        "Every column serves a purpose.",
        said=(
            Said(
                (*_CLIENTS, "contexte_parrainage", "privacy", "purposes"),
                None,
                Counted("columns", "Columns without a purpose there."),
            ),
        ),
    ),
)
