"""Who receives data from the bank, and the table `destinataires` that records it.

Every company is fictitious. In the clean bank whoever is outside the European Union is in a
country with an adequacy decision, or bound by standard clauses with a dated assessment of the
transfer, and nobody pays for the data.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import record_batch
from privlab_bank._kinds import RECORD, described
from privlab_bank._table import Rows, Table, schema_of

__all__ = ["ADEQUACY", "CLAUSES", "RECIPIENTS", "RECIPIENTS_TABLE", "Recipient", "recipients"]

ADEQUACY, CLAUSES = "adequacy", "eu-gdpr:A46-2-c"


@dataclass(frozen=True)
class Recipient:
    """One recipient.

    Attributes
    ----------
    name, role, country : str
        The role in the words of the policy file, the country as an ISO 3166 code.
    purposes : tuple of str
    safeguard : str or None
        What a transfer outside the European Union rests on.
    assessed : date or None
        When the transfer was assessed.
    price : int or None
        Euros a year paid for the data: a sale.
    """

    name: str
    role: str
    country: str
    purposes: tuple[str, ...]
    safeguard: str | None = None
    assessed: dt.date | None = None
    price: int | None = None


_CHECKED = dt.date(2025, 3, 14)

RECIPIENTS: tuple[Recipient, ...] = (
    Recipient("Banque fictive Assurances", "group-entity", "FR", ("prospect",)),
    Recipient("Banque fictive Crédit", "group-entity", "FR", ("credit", "prospect")),
    Recipient("Hébergeur fictif", "processor", "FR", ("crm", "score", "credit")),
    Recipient("Éditique fictive", "processor", "BE", ("crm", "prospect")),
    Recipient("Routeur de courriels fictif", "processor", "DE", ("prospect", "conquete")),
    Recipient("Centre d'appels fictif", "processor", "PT", ("crm",)),
    Recipient("Archivage fictif", "processor", "FR", ("crm", "obligation_legale")),
    Recipient("Bureau de recouvrement fictif", "processor", "FR", ("recouvrement",)),
    Recipient("Institut de sondage fictif", "processor", "FR", ("etude",)),
    Recipient("Cloud suisse fictif", "processor", "CH", ("crm",), ADEQUACY),
    Recipient("Analyse de fraude fictive", "processor", "GB", ("fraude",), ADEQUACY),
    Recipient("Assistance fictive", "processor", "IN", ("crm",), CLAUSES, _CHECKED),
    Recipient("Mesure d'audience fictive", "processor", "NL", ("personnalisation",)),
    Recipient("Autorité de contrôle bancaire", "authority", "FR", ("obligation_legale",)),
    Recipient("Cellule de renseignement financier", "authority", "FR", ("obligation_legale",)),
)

_ROLES = {
    "group-entity": "entité du groupe",
    "processor": "sous-traitant",
    "third-party": "tiers",
    "authority": "autorité",
}
_SAFEGUARDS = {ADEQUACY: "décision d'adéquation", CLAUSES: "clauses contractuelles types"}
_RECORDED = dt.date(2025, 9, 30)

SCHEMA = schema_of(
    "destinataires",
    {
        "nom": pa.string(),
        "role": pa.string(),
        "pays": pa.string(),
        "garantie": pa.string(),
        "date_evaluation": pa.date32(),
        "finalite": pa.string(),
        "prix": pa.int32(),
        "date": pa.date32(),
    },
)


def recipients(rows: tuple[Recipient, ...]) -> dict[str, pa.Array]:
    """Return the columns of the table, one row a recipient."""
    safeguards = [None if row.safeguard is None else _SAFEGUARDS[row.safeguard] for row in rows]
    return {
        "nom": pa.array([row.name for row in rows]),
        "role": pa.array([_ROLES[row.role] for row in rows]),
        "pays": pa.array([row.country for row in rows]),
        "garantie": pa.array(safeguards, pa.string()),
        "date_evaluation": pa.array([row.assessed for row in rows], pa.date32()),
        "finalite": pa.array([", ".join(row.purposes) for row in rows]),
        "prix": pa.array([row.price for row in rows], pa.int32()),
        "date": pa.array([_RECORDED] * len(rows), pa.date32()),
    }


def _rows(_seed: int, block: int) -> Rows:
    batch = record_batch(SCHEMA, recipients(RECIPIENTS if block == 0 else ()))
    return Rows(batch, np.zeros(batch.num_rows, dtype=np.int64))


RECIPIENTS_TABLE = Table(
    name="destinataires",
    schema=SCHEMA,
    rows=_rows,
    repetitive=SCHEMA.names,
    columns=described(
        ("registre",),
        ("nom", "Nom du destinataire", "Name of the recipient", RECORD),
        ("role", "Rôle", "Role", RECORD),
        ("pays", "Pays (ISO 3166)", "Country (ISO 3166)", RECORD),
        ("garantie", "Garantie du transfert", "Safeguard of the transfer", RECORD),
        ("date_evaluation", "Évaluation du transfert", "Assessment of the transfer", RECORD),
        ("finalite", "Finalités", "Purposes", RECORD),
        ("prix", "Prix payé (euros par an)", "Price paid (euros a year)", RECORD),
        ("date", "Inscription au registre", "Entry in the register", RECORD),
    ),
)
