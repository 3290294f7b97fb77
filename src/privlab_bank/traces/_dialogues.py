"""The table `dialogues`: what advisers wrote down after they spoke with a client.

The texts are put together from parts: a subject, what the client asks, and what follows. In the
clean bank they hold no name, no number that identifies, and nothing of a special category.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from privlab_bank._arrow import days, labels, record_batch
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._choices import choices_of_block
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._moments import YEAR_AGO, spread

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DIALOGUES_TABLE"]

_STREAM = 60
_MEAN = 0.55
_CHANNELS = ("agence", "téléphone", "courriel", "messagerie")
_CHANNEL = Lottery.of((0.28, 0.36, 0.16, 0.20))
_ASKS: Mapping[str, tuple[str, ...]] = {
    "question": (
        "Demande le détail des frais du dernier relevé.",
        "S'informe sur les taux des livrets.",
        "Demande comment ajouter un bénéficiaire de virement.",
        "Se renseigne sur l'assurance du logement.",
        "Annonce un changement d'adresse à venir.",
        "Veut comprendre le fonctionnement de l'assurance vie.",
        "Prépare l'achat d'une voiture et compare les crédits.",
        "Souhaite un rendez-vous pour un prêt immobilier.",
    ),
    "wish": (
        "Veut augmenter le plafond de sa carte avant un voyage.",
        "Veut mettre en place un virement mensuel vers l'épargne.",
        "Demande une attestation de domiciliation de compte.",
        "Souhaite fermer un livret peu utilisé.",
        "Demande un report d'échéance pour le mois prochain.",
        "Demande un chéquier.",
        "Veut ouvrir un compte pour son enfant.",
    ),
    "trouble": (
        "Signale une opération qu'il ne reconnaît pas.",
        "Réclame le remboursement d'une commission d'intervention.",
        "N'arrive pas à se connecter à l'application.",
        "Se plaint de l'attente au guichet.",
        "S'inquiète d'un message suspect reçu sur son téléphone.",
    ),
}
_FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "question": (
        "Rendez-vous proposé la semaine prochaine.",
        "Explications données, client satisfait.",
        "Documentation envoyée.",
        "Doit rappeler après réflexion.",
    ),
    "wish": (
        "Fait pendant l'échange.",
        "Dossier transmis au service compétent.",
        "Accordé.",
        "Refusé, motif expliqué.",
    ),
    "trouble": (
        "Geste commercial accordé.",
        "Vérification en cours.",
        "Reste mécontent, réclamation ouverte.",
        "Résolu pendant l'échange.",
    ),
}
_ASIDES = ("", " Échange cordial.", " Client pressé.", " À recontacter dans un mois.")
_ASIDE = Lottery.of((0.6, 0.16, 0.12, 0.12))
_TEXTS = tuple(
    f"{ask} {follow}{aside}"
    for kind, asks in _ASKS.items()
    for ask in asks
    for follow in _FOLLOWS[kind]
    for aside in _ASIDES
)

SCHEMA = schema_of(
    "dialogues",
    {
        "id_client": pa.string(),
        "date": pa.date32(),
        "canal": pa.string(),
        "texte": pa.string(),
    },
)


def _rows(seed: int, block: int) -> Rows:
    how_many, when, what = generators(seed, _STREAM, block, 3)
    choices = choices_of_block(seed, block)
    who, day = spread(when, how_many.poisson(_MEAN, BLOCK), *choices.window("crm", YEAR_AGO))
    told = what.integers(0, len(_TEXTS) // len(_ASIDES), len(who))
    aside = _ASIDE.draw(what.random(len(who)))
    columns = {
        "id_client": client_keys(seed, block * BLOCK + who),
        "date": days(day),
        "canal": labels(_CHANNELS, _CHANNEL.draw(what.random(len(who)))),
        "texte": labels(_TEXTS, told * len(_ASIDES) + aside),
    }
    return Rows(record_batch(SCHEMA, columns), who)


DIALOGUES_TABLE = Table(
    name="dialogues",
    schema=SCHEMA,
    rows=_rows,
    repetitive=("date", "canal", "texte"),
)
