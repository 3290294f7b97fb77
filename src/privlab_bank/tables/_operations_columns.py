"""What each column of `operations` means and how sensitive it is.

No column is declared a special category, as in many a bank; labels tell religion, illness and
union to whoever reads them, and a measure of inference must find it.
"""

from __future__ import annotations

from privlab_bank._column import Column
from privlab_bank._key_columns import key_column

__all__ = ["OPERATIONS"]

OPERATIONS = (
    key_column("crm", "fraude", "score"),
    Column(
        "date",
        "Date de l'opération",
        "Date of the operation",
        "ordinary",
        "evolution",
        0.5,
        "Private life: the days of a life, one by one.",
        purposes=("crm", "fraude", "score"),
    ),
    Column(
        "montant",
        "Montant (euros, négatif au débit)",
        "Amount (euros, negative when spent)",
        "sensitive",
        "charges",
        0.75,
        "Highly personal: finances.",
        purposes=("crm", "fraude", "score"),
    ),
    Column(
        "mcc",
        "Code d'activité du commerçant (ISO 18245)",
        "Merchant category code (ISO 18245)",
        "sensitive",
        "values",
        0.75,
        "Highly personal: payments tell how one lives (CNIL, deliberation 2018-303).",
        purposes=("fraude", "score"),
    ),
    Column(
        "libelle",
        "Libellé de l'opération",
        "Label of the operation",
        "sensitive",
        "values",
        0.75,
        "Highly personal: payments tell how one lives, and some tell a belief or an illness.",
        purposes=("crm", "fraude"),
    ),
    Column(
        "canal",
        "Moyen de paiement",
        "Means of payment",
        "ordinary",
        "values",
        0.25,
        "Ordinary: how one pays.",
        purposes=("fraude",),
    ),
)
