"""The tables `consentements` and `oppositions`: what the people chose, with its proof."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._calendar import NEVER
from privlab_bank.people._choices import CONSENTED, OBJECTED, choices_of_block
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._moments import in_order

__all__ = ["CONSENTS_TABLE", "GRANTED", "OBJECTIONS_TABLE", "STATES"]

_STREAM = 43
STATES = ("accordé", "refusé", "retiré")
GRANTED = STATES[0]
_PROOFS = (
    "formulaire signé en agence",
    "case cochée en ligne",
    "enregistrement d'appel",
    "réponse par courriel",
)
_PROOF = Lottery.of((0.34, 0.46, 0.12, 0.08))

_CONSENTS = schema_of(
    "consentements",
    {
        "id_client": pa.string(),
        "finalite": pa.string(),
        "etat": pa.string(),
        "date": pa.date32(),
        "preuve": pa.string(),
    },
)
_OBJECTIONS = schema_of(
    "oppositions", {"id_client": pa.string(), "finalite": pa.string(), "date": pa.date32()}
)


def _consents(seed: int, block: int) -> Rows:
    choices = choices_of_block(seed, block)
    answers = [
        (purpose, state, day)
        for purpose, consent in enumerate(choices.consents.values())
        for state, day in enumerate((consent.given, consent.refused, consent.withdrawn))
    ]
    made = [np.flatnonzero(day != NEVER) for _, _, day in answers]
    who = np.concatenate(made)
    day = np.concatenate([answer[2][some] for answer, some in zip(answers, made, strict=True)])
    purpose, state = (
        np.repeat([answer[part] for answer in answers], [len(some) for some in made])
        for part in (0, 1)
    )
    order = in_order(who, day)
    who = who[order]
    proof = _PROOF.draw(generators(seed, _STREAM, block, 1)[0].random(len(who)))
    columns = {
        "id_client": client_keys(seed, block * BLOCK + who),
        "finalite": labels(tuple(CONSENTED), purpose[order]),
        "etat": labels(STATES, state[order]),
        "date": days(day[order]),
        "preuve": labels(_PROOFS, proof),
    }
    return Rows(record_batch(_CONSENTS, columns), who)


def _objections(seed: int, block: int) -> Rows:
    objections = choices_of_block(seed, block).objections
    made = [np.flatnonzero(objections[purpose] != NEVER) for purpose in OBJECTED]
    who = np.concatenate(made)
    day = np.concatenate([objections[key][some] for key, some in zip(OBJECTED, made, strict=True)])
    purpose = np.repeat(np.arange(len(OBJECTED)), [len(some) for some in made])
    order = in_order(who, day)
    columns = {
        "id_client": client_keys(seed, block * BLOCK + who[order]),
        "finalite": labels(OBJECTED, purpose[order]),
        "date": days(day[order]),
    }
    return Rows(record_batch(_OBJECTIONS, columns), who[order])


CONSENTS_TABLE = Table(
    name="consentements",
    schema=_CONSENTS,
    rows=_consents,
    repetitive=("finalite", "etat", "date", "preuve"),
    rows_a_person=2.7,
)
OBJECTIONS_TABLE = Table(
    name="oppositions",
    schema=_OBJECTIONS,
    rows=_objections,
    repetitive=("finalite", "date"),
)
